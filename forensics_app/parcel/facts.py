"""The parcel's signed list: what a courier may know of an encrypted bundle (docs/parcel-format.md, section
3).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NoReturn

from forensics_app.model.findings import Finding, SealSigner, Severity, Verdict


class RecipientKind(StrEnum):
    """How a recipient comes to the key: by the private key of a certificate, or by a passphrase."""

    CERTIFICATE = "certificate"
    PASSPHRASE = "passphrase"  # noqa: S105 - a kind, no secret


@dataclass(frozen=True, slots=True)
class ParcelRecipient:
    """One recipient. `sha256` is the digest of the certificate (DER), 64 hex; None for a passphrase."""

    kind: RecipientKind
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class ParcelFile:
    """One file of the parcel: its name, its size in bytes, and the SHA-256 of its bytes, 64 hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ShareSet:
    """The key split between holders: any `threshold` of the shares make it. `digests` are the SHA-256 of
    each share, in the order of their numbers from 1."""

    threshold: int
    digests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParcelHandling:
    """A marking that the courier may see, word for word, such as `TLP` `AMBER`."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class ParcelList:
    """What parcel.json says.

    `parcel` is the parcel's number (16 random bytes, 32 hex), `seal` the seal code of the bundle (64 hex),
    `unit` the number of bytes to a multiple of which the content was padded, `made_at` UTC in sealed form.
    """

    parcel: str
    seal: str
    made_at: str
    unit: int
    envelope: ParcelFile
    volumes: tuple[ParcelFile, ...]
    recipients: tuple[ParcelRecipient, ...]
    shares: ShareSet | None = None
    handling: tuple[ParcelHandling, ...] = field(default=())

    @property
    def padded_bytes(self) -> int:
        """How many bytes the courier carries in volumes: an upper bound of the bundle's size."""
        return sum(v.size for v in self.volumes)


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
