"""Whether one of the user's trust entries vouches for a chain of certificates.

The entries are all there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from forensics_app.model.outside_times import read_moment
from forensics_app.model.trust import TrustEntry, TrustRole
from forensics_app.seal.certificates.facts import CertificateFacts, allows, read_facts, verifies
from forensics_app.seal.certificates.loading import CertificateUnreadableError
from forensics_app.verify.policy import Policy


class Trust(StrEnum):
    """How far the user's word reaches. Only `pinned` confirms anybody."""

    PINNED = "pinned"
    AUTHORITY_AND_SUBJECT = "authority-and-subject"
    AUTHORITY = "authority"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Vouching:
    """`entry` is the one that vouches; `revoked` one that says a certificate of the chain is revoked."""

    trust: Trust
    entry: TrustEntry | None = None
    revoked: TrustEntry | None = None


def vouch(chain: Sequence[CertificateFacts], role: TrustRole, policy: Policy) -> Vouching:
    """The best of what the entries of this role say of the chain's first certificate.

    A certificate that is marked as revoked is so in every role; of several the one revoked first counts.
    """
    entries = policy.trust.of_role(role)
    marked = [e for e in policy.trust.entries if e.revoked_since and _is_of(e, chain, policy)]
    revoked = min(marked, key=_since, default=None)
    best: dict[Trust, TrustEntry] = {}
    for entry in entries:
        trust = _one(entry, chain, policy)
        if trust is not Trust.UNKNOWN:
            best.setdefault(trust, entry)
    for trust in (Trust.PINNED, Trust.AUTHORITY_AND_SUBJECT, Trust.AUTHORITY):
        if trust in best:
            return Vouching(trust, best[trust], revoked)
    return Vouching(Trust.UNKNOWN, None, revoked)


def _one(entry: TrustEntry, chain: Sequence[CertificateFacts], policy: Policy) -> Trust:
    if not entry.authority:
        return Trust.PINNED if entry.certificate == chain[0].encoded else Trust.UNKNOWN
    if not _leads_to(entry, chain, policy):
        return Trust.UNKNOWN
    if entry.subject is None:
        return Trust.AUTHORITY
    return Trust.AUTHORITY_AND_SUBJECT if entry.subject == chain[0].subject else Trust.UNKNOWN


def _leads_to(entry: TrustEntry, chain: Sequence[CertificateFacts], policy: Policy) -> bool:
    """Whether the entry's CA is above the chain's first certificate (its links were checked already)."""
    if any(c.encoded == entry.certificate for c in chain[1:]):
        return True
    if chain[-1].self_issued:
        return False
    try:
        authority = read_facts(entry.certificate)
    except CertificateUnreadableError:
        return False
    return verifies(authority, chain[-1], policy.arithmetic) and allows(authority, chain[1:])


def _is_of(entry: TrustEntry, chain: Sequence[CertificateFacts], policy: Policy) -> bool:
    """Whether the entry's certificate is one of the chain, or its key made one of the chain.

    Who seals chooses what stands above the signer: nothing, or another certificate over a CA's name and key.
    """
    if any(c.encoded == entry.certificate for c in chain):
        return True
    try:
        authority = read_facts(entry.certificate)
    except CertificateUnreadableError:
        return False
    return any(verifies(authority, c, policy.arithmetic) for c in chain)


def _since(entry: TrustEntry) -> datetime:
    """What can't be read as a time was always."""
    return read_moment(entry.revoked_since or "") or datetime.min.replace(tzinfo=UTC)


def revoked_at(entry: TrustEntry, attested: datetime | None) -> bool:
    """Whether the revocation counts: it does unless a token dates the act to before it."""
    return attested is None or attested >= _since(entry)
