"""What a cover sheet says of a sealed bundle: who sends what to whom, by which request, and its seal code."""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.model.addendum import NamedFile, Recipient
from forensics_app.model.findings import VerificationReport


@dataclass(frozen=True, slots=True)
class CoverSheet:
    """`report` is of a full check of the bundle. `files` are the ZIP and the seal beside it, as they are sent
    (a folder has none but its seal). `differing`: exhibits whose stored hash is not the computed one."""

    report: VerificationReport
    recipients: tuple[Recipient, ...]
    files: tuple[NamedFile, ...]
    differing: tuple[str, ...] = ()
