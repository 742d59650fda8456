"""The parcel's signed list: what a courier may know of an encrypted bundle (docs/parcel-format.md, section
3).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


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
