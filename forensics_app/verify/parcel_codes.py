"""Every finding code about a parcel, its axis and its severity (docs/parcel-format.md, section 6).

What is wrong with the container of its list, or doubtful about who signed it, has the codes of bundles.
"""

from __future__ import annotations

from forensics_app.model.findings import Axis, Severity

PARCEL_CODES: dict[str, tuple[Axis, Severity]] = {
    "not-a-parcel": (Axis.CONTENT, Severity.FATAL),
    "parcel-form": (Axis.CONTENT, Severity.CONTRADICTION),
    "parcel-info-differs": (Axis.CONTENT, Severity.CONTRADICTION),
    "parcel-name": (Axis.COMPLETENESS, Severity.NOTE),
    "parcel-file-missing": (Axis.COMPLETENESS, Severity.MISSING),
    "parcel-file-unreadable": (Axis.CONTENT, Severity.MISSING),
    "parcel-file-size": (Axis.CONTENT, Severity.CONTRADICTION),
    "parcel-file-differs": (Axis.CONTENT, Severity.CONTRADICTION),
    "parcel-file-swapped": (Axis.CONTENT, Severity.CONTRADICTION),
    "parcel-file-unlisted": (Axis.COMPLETENESS, Severity.NOTE),
    "parcel-envelope-form": (Axis.CONTENT, Severity.CONTRADICTION),
    "parcel-recipients-differ": (Axis.ORIGIN, Severity.CONTRADICTION),
    "parcel-files-unchecked": (Axis.CONTENT, Severity.DOUBT),
    "parcel-closed": (Axis.CONTENT, Severity.DOUBT),
    "parcel-signer-other": (Axis.ORIGIN, Severity.DOUBT),
    "parcel-not-addressed": (Axis.ORIGIN, Severity.DOUBT),
}
