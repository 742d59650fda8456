"""Parcels, their recipients, and shares of their key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forensics_app.errors.tree import ExitCode, ForensicsError


@dataclass(eq=False)
class ParcelError(ForensicsError):
    code: ClassVar[str] = "parcel"
    path: str = ""


@dataclass(eq=False)
class ParcelNotFoundError(ParcelError):
    """No signed list at `path`, or several, so that it must be named."""

    code: ClassVar[str] = "parcel-not-found"
    detail: str = ""


@dataclass(eq=False)
class ParcelDamagedError(ParcelError):
    """A file of the parcel is not the one that was listed. Nothing of its content was kept."""

    code: ClassVar[str] = "parcel-damaged"
    exit_code: ClassVar[ExitCode] = ExitCode.EVIDENCE_BAD
    file: str = ""
    detail: str = ""


@dataclass(eq=False)
class ParcelLockedError(ParcelError):
    """The key, passphrase or shares that were given do not open it."""

    code: ClassVar[str] = "parcel-locked"
    detail: str = ""


@dataclass(eq=False)
class ParcelContentError(ParcelError):
    """It opened, and what was in it is not the bundle that the list names, or does not hold."""

    code: ClassVar[str] = "parcel-content"
    exit_code: ClassVar[ExitCode] = ExitCode.EVIDENCE_BAD
    detail: str = ""


@dataclass(eq=False)
class ShareInvalidError(ParcelError):
    """A share of the key that can't be used; `number` is its own, 0 where unknown."""

    code: ClassVar[str] = "share-invalid"
    number: int = 0
    detail: str = ""


@dataclass(eq=False)
class SharesMissingError(ParcelError):
    """Fewer shares than are needed."""

    code: ClassVar[str] = "shares-missing"
    given: int = 0
    needed: int = 0


@dataclass(eq=False)
class RecipientRefusedError(ForensicsError):
    """A certificate that nothing can be encrypted to."""

    code: ClassVar[str] = "recipient-refused"
    recipient: str = ""
    fingerprint: str = ""
    detail: str = ""


@dataclass(eq=False)
class RecipientsMissingError(ForensicsError):
    """Nobody was named who could open the parcel."""

    code: ClassVar[str] = "recipients-missing"
