"""Whether the certificates of a chain were revoked when they were used: the receiver's own lists and
answers, and those that the sender put beside the signature.

What the sender chose can only ever speak against him: it is signed, so "revoked" counts wherever it comes
from; "good" counts from the receiver's own lists alone, and only from one issued after the moment that is
asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from forensics_app.seal.certificate_facts import CertificateFacts, CertificateUnreadableError, read_facts
from forensics_app.seal.revocation import Statement, Status, StatusUnreadableError
from forensics_app.seal.revocation_answers import read_statement
from forensics_app.verify.policy import Policy


class Standing(StrEnum):
    """What is known of a chain's certificates at one moment, the gravest of them first."""

    REVOKED = "revoked"  # before the moment, or nobody knows that it was after
    STALE = "stale"  # the receiver's own list is older than the moment, or no longer current
    UNKNOWN = "unknown"  # nothing independent says anything
    REVOKED_LATER = "revoked-later"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Standings:
    """The gravest standing of a chain, whose it is, and the time that goes with it (revocation, or issue
    of the stale list)."""

    standing: Standing
    certificate: CertificateFacts | None = None
    time: datetime | None = None


def judge_chain(
    chain: Sequence[CertificateFacts],
    *,
    anchor: bytes | None,
    embedded: Sequence[bytes],
    moment: datetime | None,
    policy: Policy,
) -> Standings:
    """Judge every certificate from the signer's up to the trusted one (`anchor`, DER), which itself is
    not asked about. `moment` is when a trusted token dates the use to; None where none does, then now
    counts.

    A signer's certificate that is itself the anchor is asked about too: revoked is revoked, pinned or not.
    """
    own = [s for data in policy.trust.revocation if (s := _read(data)) is not None]
    theirs = [s for data in embedded if (s := _read(data)) is not None]
    found = []
    for place, certificate in enumerate(chain):
        if place and certificate.encoded == anchor:
            break
        issuer = _issuer(chain, place, anchor)
        if issuer is None or certificate.self_issued:
            if not place:
                found.append(Standings(Standing.UNKNOWN, certificate))
            break
        found.append(_judge(certificate, issuer, own, theirs, moment, policy))
    order = list(Standing)
    return min(found, key=lambda s: order.index(s.standing), default=Standings(Standing.UNKNOWN, chain[0]))


def _issuer(chain: Sequence[CertificateFacts], place: int, anchor: bytes | None) -> CertificateFacts | None:
    """The next of the chain; above the last one the trusted CA, if that issued it."""
    if place + 1 < len(chain):
        return chain[place + 1]
    if anchor is None:
        return None
    try:
        above = read_facts(anchor)
    except CertificateUnreadableError:
        return None
    return above if above.subject_name == chain[place].issuer_name else None


def _judge(
    certificate: CertificateFacts,
    issuer: CertificateFacts,
    own: Sequence[Statement],
    theirs: Sequence[Statement],
    moment: datetime | None,
    policy: Policy,
) -> Standings:
    independent = _statuses(own, certificate, issuer, policy)
    every = independent + _statuses(theirs, certificate, issuer, policy)
    revoked_at = _revoked_at(every)
    if revoked_at is not None:
        later = moment is not None and revoked_at > moment
        standing = Standing.REVOKED_LATER if later else Standing.REVOKED
        return Standings(standing, certificate, revoked_at)
    if not independent:
        return Standings(Standing.UNKNOWN, certificate)
    freshest = max(independent, key=lambda s: s.this_update)
    if _answers(freshest, certificate, moment, policy):
        return Standings(Standing.GOOD, certificate)
    return Standings(Standing.STALE, certificate, freshest.this_update)


def _revoked_at(statuses: Sequence[Status]) -> datetime | None:
    """A revocation for good counts in whatever statement it stands, a suspension in the freshest alone."""
    final = [s.revoked_at for s in statuses if s.revoked_at is not None and s.final]
    if final:
        return min(final)
    freshest = max(statuses, key=lambda s: s.this_update, default=None)
    return None if freshest is None else freshest.revoked_at


def _answers(status: Status, certificate: CertificateFacts, moment: datetime | None, policy: Policy) -> bool:
    """Whether "good" in this statement answers the question: issued after the moment, or still current; and
    issued while the certificate was listed at all."""
    if status.this_update > policy.now + policy.clock_tolerance:
        return False
    if status.this_update > certificate.not_after and not status.ended_too:
        return False
    if moment is not None:
        return status.this_update >= moment
    last = status.next_update or status.this_update + policy.status_age
    return policy.now <= last


def _statuses(
    statements: Sequence[Statement], certificate: CertificateFacts, issuer: CertificateFacts, policy: Policy
) -> list[Status]:
    found = (s.says(certificate, issuer, policy.arithmetic) for s in statements)
    return [status for status in found if status is not None]


@lru_cache(maxsize=64)
def _read(data: bytes) -> Statement | None:
    """A statement that can't be read says nothing; files that the user names were read before."""
    try:
        return read_statement(data)
    except StatusUnreadableError:
        return None
