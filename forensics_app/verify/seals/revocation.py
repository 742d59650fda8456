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

from forensics_app.model.outside_times import is_later
from forensics_app.seal.certificates.facts import CertificateFacts, read_facts, verifies
from forensics_app.seal.certificates.loading import CertificateUnreadableError
from forensics_app.seal.status.revocation import Statement, Status, StatusUnreadableError
from forensics_app.seal.status.revocation_answers import read_statement
from forensics_app.verify.policy import Policy


class Standing(StrEnum):
    """What is known of a chain's certificates at one moment, the gravest of them first."""

    REVOKED = "revoked"  # before the moment, or nobody knows that it was after
    NAMED = "named"  # a list of the receiver's calls it revoked, and can't be proved or is partial
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
        if certificate.self_issued:
            if not place:
                found.append(Standings(Standing.UNKNOWN, certificate))
            break
        issuers = _issuers(chain, place, policy)
        found.append(_judge(certificate, issuers, own, theirs, moment, policy))
    order = list(Standing)
    return min(found, key=lambda s: order.index(s.standing), default=Standings(Standing.UNKNOWN, chain[0]))


def _issuers(chain: Sequence[CertificateFacts], place: int, policy: Policy) -> tuple[CertificateFacts, ...]:
    """The next of the chain, and every CA of the receiver's that issued it: whoever sealed chose what stands
    in the chain, and could leave the issuer out, or put another certificate over its name and key there."""
    certificate = chain[place]
    above = list(chain[place + 1 : place + 2])
    for entry in policy.trust.entries:
        try:
            known = read_facts(entry.certificate)
        except CertificateUnreadableError:
            continue
        if known not in above and verifies(known, certificate, policy.arithmetic):
            above.append(known)
    return tuple(above)


def _judge(
    certificate: CertificateFacts,
    issuers: Sequence[CertificateFacts],
    own: Sequence[Statement],
    theirs: Sequence[Statement],
    moment: datetime | None,
    policy: Policy,
) -> Standings:
    independent = _statuses(own, certificate, issuers, policy)
    every = independent + _statuses(theirs, certificate, issuers, policy)
    revoked_at = _revoked_at(every)
    if revoked_at is not None:
        later = moment is not None and revoked_at > moment
        standing = Standing.REVOKED_LATER if later else Standing.REVOKED
        return Standings(standing, certificate, revoked_at)
    named_at = _named_at(own, certificate, issuers, policy)
    if named_at is not None:
        return Standings(Standing.NAMED, certificate, named_at)
    if not independent:
        return Standings(Standing.UNKNOWN, certificate)
    freshest = max(independent, key=lambda s: s.this_update)
    # A suspension in it may be lifted by what the sender put in, which is not the receiver's own word.
    if freshest.revoked_at is None and _answers(freshest, certificate, moment, policy):
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
    if is_later(status.this_update, policy.now, policy.clock_tolerance):
        return False
    if status.this_update > certificate.not_after and not status.ended_too:
        return False
    if moment is not None:
        return status.this_update >= moment
    if status.next_update is not None:
        return policy.now <= status.next_update
    return not is_later(policy.now, status.this_update, policy.status_age)


def _statuses(
    statements: Sequence[Statement],
    certificate: CertificateFacts,
    issuers: Sequence[CertificateFacts],
    policy: Policy,
) -> list[Status]:
    found = (s.says(certificate, issuer, policy.arithmetic) for s in statements for issuer in issuers)
    return [status for status in found if status is not None]


def _named_at(
    own: Sequence[Statement],
    certificate: CertificateFacts,
    issuers: Sequence[CertificateFacts],
    policy: Policy,
) -> datetime | None:
    """Since when a list of the receiver's calls it revoked without saying so for certain. A list that says it
    covers the certificate was asked before."""
    unsaid = (s for s in own if not _says(s, certificate, issuers, policy))
    times = (s.names_since(certificate, issuers, policy.arithmetic) for s in unsaid)
    return min(filter(None, times), default=None)


def _says(
    statement: Statement,
    certificate: CertificateFacts,
    issuers: Sequence[CertificateFacts],
    policy: Policy,
) -> bool:
    return bool(_statuses([statement], certificate, issuers, policy))


@lru_cache(maxsize=64)
def _read(data: bytes) -> Statement | None:
    """A statement that can't be read says nothing; files that the user names were read before."""
    try:
        return read_statement(data)
    except StatusUnreadableError:
        return None
