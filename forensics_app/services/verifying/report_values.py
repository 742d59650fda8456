"""A whole report as values for another process, and back: more than its JSON form for programs holds."""

from __future__ import annotations

import msgspec

from forensics_app.model.findings import VerificationReport


def report_to_json(report: VerificationReport) -> object:
    """For JSON in ASCII, which takes names that are no text and numbers of any size, as bundles may have."""
    return msgspec.to_builtins(report)


def report_from_json(value: object) -> VerificationReport:
    """The inverse. Raises ValueError for what is no report."""
    return msgspec.convert(value, VerificationReport)
