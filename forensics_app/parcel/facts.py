"""What can be said of a parcel without opening it, and the values of its signed list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from forensics_app.model.findings import Finding, SealSigner, Severity, Verdict
from forensics_app.model.parcel import (
    ParcelFile,
    ParcelHandling,
    ParcelList,
    ParcelRecipient,
    RecipientKind,
    ShareSet,
)

__all__ = [
    "ParcelFile",
    "ParcelHandling",
    "ParcelList",
    "ParcelRecipient",
    "ParcelReport",
    "RecipientKind",
    "ShareSet",
]


@dataclass(frozen=True, slots=True)
class ParcelReport:
    """What can be said of a parcel without opening it. `facts` None: its list could not be read.

    `signed_at` and `timestamp` are UTC in sealed form.
    """

    path: str
    facts: ParcelList | None
    findings: tuple[Finding, ...]
    signers: tuple[SealSigner, ...] = ()
    signed_at: str | None = None
    timestamp: str | None = None

    def __bool__(self) -> NoReturn:
        raise TypeError("a report on a parcel has a verdict, not a truth value")

    @property
    def verdict(self) -> Verdict:
        """The gravest finding decides, as for a bundle. Never verified: the content is not seen."""
        severities = {f.severity for f in self.findings}
        return next((verdict for severity, verdict in _VERDICTS if severity in severities), Verdict.VERIFIED)


_VERDICTS = (
    (Severity.FATAL, Verdict.UNREADABLE),
    (Severity.CONTRADICTION, Verdict.ALTERED),
    (Severity.MISSING, Verdict.INCOMPLETE),
    (Severity.DOUBT, Verdict.UNCONFIRMED),
)
