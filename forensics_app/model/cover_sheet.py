"""What a cover sheet says of a sealed bundle: who sends what to whom, by which request, and its seal code."""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.model.addendum import NamedFile, Recipient
from forensics_app.model.findings import VerificationReport
from forensics_app.model.parcel import ParcelRecipient, ShareSet


@dataclass(frozen=True, slots=True)
class SentParcel:
    """A parcel as it is sent: the signed list first, the file with the key, texts; and the volumes.
    `recipients` and `shares`: who can open it, as the list says."""

    small: tuple[NamedFile, ...]
    volumes: tuple[NamedFile, ...]
    recipients: tuple[ParcelRecipient, ...] = ()
    shares: ShareSet | None = None


@dataclass(frozen=True, slots=True)
class CoverSheet:
    """`report` is of a full check of the bundle. `files` are the ZIP and the seal beside it (a folder has
    none but its seal); they are sent where there are no `parcels`, else those. `differing`: exhibits whose
    stored hash is not the computed one. `case_reference`: the sender's, as sealed."""

    report: VerificationReport
    recipients: tuple[Recipient, ...]
    files: tuple[NamedFile, ...]
    differing: tuple[str, ...] = ()
    parcels: tuple[SentParcel, ...] = ()
    case_reference: str = ""
