"""The report of a check, read back from the child's JSON into the same value that the verifier made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from forensics_app.errors import RequestInvalidError
from forensics_app.model.bundle import CheckedFile
from forensics_app.model.findings import (
    Axis,
    AxisState,
    BundleFacts,
    Consistency,
    Damage,
    SealFacts,
    SealSigner,
    TrustUsed,
    VerificationReport,
    VerifierFacts,
)
from forensics_app.model.series import Series
from forensics_app.services.requests.file import from_fields
from forensics_app.services.verifying.parcel_list import parcel_list_from_fields
from forensics_app.services.verifying.series import supplement_from_fields
from ui.models.bundles.addenda_json import addendum_from_values, finding_from_values

_MADE_ANEW = ("exhibits", "custody", "request", "supplement", "file_bytes", "file_sha256")


class ReportUnreadableError(ValueError):
    """The child's result is not a report; the argument says where it is not."""


def report_from_values(values: dict[str, Any], marks: Sequence[int] = ()) -> VerificationReport:
    """The inverse of `services.verify.report_fields`; `marks` as of `services.verify.file_marks`. Raises
    ReportUnreadableError.
    """
    try:
        return VerificationReport(
            axes={Axis(name): AxisState(state) for name, state in values["axes"].items()},
            findings=tuple(finding_from_values(f) for f in values["findings"]),
            seal=_seal(values["seal"]),
            bundle=_bundle(values["bundle"], marks),
            verifier=VerifierFacts(**values["verifier"]),
            custody_story=tuple(dict(event) for event in values["bundle"]["custody"]),
            damage=tuple(_damage(d) for d in values["damage"]),
            trust=tuple(TrustUsed(**t) for t in values["trust"]),
            addenda=tuple(addendum_from_values(a) for a in values["addenda"]),
            consistency=_consistency(values["consistency"]),
            parcel=parcel_list_from_fields(values.get("parcel")),
        )
    except (KeyError, ValueError, TypeError, AttributeError, RequestInvalidError) as e:
        raise ReportUnreadableError(repr(e)) from e


def with_told(series: Series, told: dict[str, Any]) -> Series:
    """A series with what only the child knows of it: the names of items, and parts that were not verified but
    lie in the same folder. `told` is what it says of the series, or empty.
    """
    nearby = {part["seal_code"]: part.get("nearby") for part in told.get("parts", ())}
    parts = tuple(replace(part, nearby=nearby.get(part.seal_code)) for part in series.parts)
    return replace(series, parts=parts, names=told.get("names", {}))


def _seal(values: dict[str, Any]) -> SealFacts:
    signer = values["signer"] or {}
    return SealFacts(
        code=values["code"],
        kind=values["kind"],
        signer=signer.get("certificate_name"),
        signer_label=signer.get("label"),
        fingerprint=signer.get("fingerprint"),
        signed_at=values["signed_at"],
        timestamp=values["timestamp"],
        demo=bool(signer.get("demo", False)),
        signers=tuple(SealSigner(**s) for s in values["signers"]),
        existed_by=values["existed_by"],
        level=values["level"],
        sealed_after=values["sealed_after"],
        outer_identical=values.get("outer_identical"),
    )


def _consistency(values: dict[str, Any]) -> Consistency:
    places = values["places"]
    return Consistency(None if places is None else int(places), bool(values["md5_sha1"]))


def _damage(values: dict[str, Any]) -> Damage:
    ranges = tuple((int(first), int(last)) for first, last in values["ranges"])
    return Damage(**{**values, "ranges": ranges})


def _bundle(values: dict[str, Any], marks: Sequence[int]) -> BundleFacts:
    kept = {k: v for k, v in values.items() if k not in _MADE_ANEW}
    exhibits = tuple((e["exhibit"], int(e["files"])) for e in values["exhibits"])
    request = None if values["request"] is None else from_fields(values["request"])
    supplement = supplement_from_fields(values["supplement"])
    file = _file(values.get("file_bytes"), values.get("file_sha256"), marks)
    return BundleFacts(**kept, exhibits=exhibits, request=request, supplement=supplement, file=file)


def _file(size_bytes: int | None, sha256: str | None, marks: Sequence[int]) -> CheckedFile | None:
    """None for a folder, and where an earlier version wrote the values."""
    return None if size_bytes is None else CheckedFile(int(size_bytes), tuple(map(int, marks)), sha256)
