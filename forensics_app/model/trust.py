"""Whom this user trusts, and for what: the value that a verification takes. Storage is `seal/trust.py`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class TrustRole(StrEnum):
    """What a certificate is trusted to do; an entry of one role says nothing about another."""

    SEAL = "seal"
    TIME = "time"
    ENCRYPTION = "encryption"


class TrustSource(StrEnum):
    """Where an entry comes from, which is what sentences about trust name."""

    LIST = "list"
    CHOSEN = "chosen"
    OWN = "own"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class TrustEntry:
    """One pinned certificate (DER), or a CA together with the exact subject that it may speak for.

    `fingerprint` is SHA-256 of the certificate, 64 hex characters. `subject` is the RFC 4514 text of the only
    name accepted under this CA, as `cryptography` writes it; None pins the certificate itself, and for a CA
    (`authority`) that means the CA alone, which confirms no signer. `revoked_since` is UTC in sealed form.
    `source`: the user's trusted list; a file chosen for one check; an identity of the user's, known by being
    kept here and not by anybody's fingerprint; or the made-up identity of a practice case made here.
    """

    role: TrustRole
    certificate: bytes
    fingerprint: str
    label: str
    added_at: str
    authority: bool = False
    subject: str | None = None
    revoked_since: str | None = None
    source: TrustSource = TrustSource.LIST


@dataclass(frozen=True, slots=True)
class TrustStore:
    """Everything trusted in one run. Empty means that no signer can be confirmed.

    `revocation` holds the user's own revocation lists and OCSP answers (DER), none of them out of a bundle.
    """

    entries: tuple[TrustEntry, ...] = ()
    revocation: tuple[bytes, ...] = ()

    def of_role(self, role: TrustRole) -> tuple[TrustEntry, ...]:
        """The entries for one purpose."""
        return tuple(e for e in self.entries if e.role is role)

    def with_entries(self, more: tuple[TrustEntry, ...]) -> TrustStore:
        """This store and more entries, such as those the user names for one run."""
        return replace(self, entries=self.entries + more)

    def with_revocation(self, more: tuple[bytes, ...]) -> TrustStore:
        """This store and more revocation lists or OCSP answers (DER)."""
        return replace(self, revocation=self.revocation + more)
