"""What happens to a sealed bundle afterwards, as values: addenda, each in a container of its own.

The seal is never changed. An addendum names the heads that its signer knew, so addenda form a graph whose
root is the seal. The sealed form, event.json, is made and read in `seal/addendum_json.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from forensics_app.model.custody import ClockSource, Note, Person


class AddendumEvent(StrEnum):
    DISPATCH = "dispatch"
    RECEIPT = "receipt"
    OPENING = "opening"
    RETURN = "return"
    DISPOSAL = "disposal"
    CORRECTION = "correction"
    TIMESTAMP = "timestamp"


class ReceiptOutcome(StrEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class ReceiptScope(StrEnum):
    """What the receiver's own run looked at: the seal alone, or every byte of the bundle."""

    SEAL_ONLY = "seal-only"
    ALL_BYTES = "all-bytes"


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """One container, named so that neither a re-encoded copy nor another signature is taken for it.

    All 64 hex: `seal_code` SHA-256 of its seal-info.txt, `manifest_sha256` of ASiCManifest001.xml,
    `signed_attrs_sha256` of the signed attributes of signature001 as a DER SET OF, `signer_cert_sha256` of
    the certificate behind it, `file_sha256` of the whole file.
    """

    seal_code: str
    manifest_sha256: str
    signed_attrs_sha256: str
    signer_cert_sha256: str
    file_sha256: str

    @property
    def signature(self) -> tuple[str, str, str, str]:
        """What heads of the same act of signing have in common; their files may be encoded differently."""
        return self.seal_code, self.manifest_sha256, self.signed_attrs_sha256, self.signer_cert_sha256


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file as it was sent or received; size in bytes, SHA-256 as 64 hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom something was sent. `certificate_sha256`: what the receipt is expected to be signed with."""

    name: str
    country: str | None = None
    certificate_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Dispatch:
    """How something was sent (`channel` in free words), to whom, and which files."""

    channel: str
    recipients: tuple[Recipient, ...]
    files: tuple[NamedFile, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The dispatch that a receipt answers: SHA-256 of its event.json (64 hex) and its nonce."""

    event_sha256: str
    nonce: bytes


@dataclass(frozen=True, slots=True)
class ReceiptFinding:
    code: str
    subject: str | None


@dataclass(frozen=True, slots=True)
class TrustUsed:
    """A certificate that the receiver's verdict rested on. `role` is seal or time."""

    role: str
    certificate_sha256: str


@dataclass(frozen=True, slots=True)
class ReceiptVerifier:
    name: str
    version: str
    digest: str
    implementation: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the receiver's own run found. `axes` are the five axes and their states, in the axes' order."""

    answers: Answer | None
    outcome: ReceiptOutcome
    scope: ReceiptScope
    observed_tagmanifest_sha256: str | None
    files: tuple[NamedFile, ...]
    verdict: str
    axes: tuple[tuple[str, str], ...]
    findings: tuple[ReceiptFinding, ...]
    trust: tuple[TrustUsed, ...]
    verifier: ReceiptVerifier


@dataclass(frozen=True, slots=True)
class Addendum:
    """One event.json. `nonce` 16 random bytes; `previous` sorted, never empty; times as in the ledger."""

    event: AddendumEvent
    reference: str
    nonce: bytes
    previous: tuple[Head, ...]
    time_utc: str
    local_offset: str | None
    clock_source: ClockSource
    place: str | None = None
    persons: tuple[Person, ...] = ()
    witness: Person | None = None
    reason: str | None = None
    authority_reference: str | None = None
    physical_seal_before: str | None = None
    physical_seal_after: str | None = None
    notes: tuple[Note, ...] = ()
    refers_to: str | None = None
    dispatch: Dispatch | None = None
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True)
class AddendumDraft:
    """What whoever makes an addendum has to say; heads, time and nonce are added.

    `at_utc` is None for "now, by this computer's clock".
    """

    event: AddendumEvent
    place: str | None = None
    persons: tuple[Person, ...] = ()
    witness: Person | None = None
    reason: str | None = None
    authority_reference: str | None = None
    physical_seal_before: str | None = None
    physical_seal_after: str | None = None
    notes: tuple[Note, ...] = ()
    refers_to: str | None = None
    at_utc: str | None = None
    local_offset: str | None = None
    dispatch: Dispatch | None = None
    receipt: Receipt | None = None
