"""Trying a time-stamp authority: one real time-stamp is asked of it over random bytes, and thrown away.

What it tells is what a sealing would meet: whether it answers, whose certificate stamps, and whether this
user trusts that for time.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from forensics_app.errors import TimeStampClockError, UsageError
from forensics_app.model.progress import IsCancelled, never_cancelled
from forensics_app.model.times import Clock, utc_text
from forensics_app.model.trust import TrustRole, TrustStore
from forensics_app.seal.certificates.facts import read_facts
from forensics_app.seal.fetching import is_address
from forensics_app.seal.forms.token_profile import read_token
from forensics_app.seal.making.timestamp import TimeStampAuthority
from forensics_app.services.sealing.time import CLOCK_TOLERANCE
from forensics_app.verify.policy import Policy
from forensics_app.verify.seals.trust_path import vouch

_IMPRINT_BYTES = 32


@dataclass(frozen=True, slots=True)
class AuthorityAnswer:
    """`time` is what it attested and `now` what this computer's clock said (UTC text); `trust` how far the
    user's word reaches, as in a report; `fingerprint` SHA-256 of the certificate that stamped (hex).

    `clock_fault` is set where the two times are further apart than a sealing passes over in silence.
    """

    url: str
    time: str
    now: str
    authority: str
    fingerprint: str
    not_after: str
    trust: str
    clock_fault: TimeStampClockError | None


def is_authority_address(url: str) -> bool:
    """Whether an authority can be asked there: http or https, with a host, without a password."""
    return is_address(url)


def ask_authority(
    url: str, *, trust: TrustStore, clock: Clock, cancelled: IsCancelled = never_cancelled
) -> AuthorityAnswer:
    """Ask once (RFC 3161). Raises UsageError for no http or https address, TimeStampError, CancelledError."""
    if not is_address(url):
        raise UsageError(name="URL", value=url)
    token = TimeStampAuthority(url, cancelled=cancelled).stamp(secrets.token_bytes(_IMPRINT_BYTES))
    parts, now = read_token(token), clock.now()
    chain = tuple(read_facts(c.encoded) for c in parts.chain)
    apart = abs(now - parts.time) > CLOCK_TOLERANCE
    stated, attested = utc_text(now), utc_text(parts.time)
    return AuthorityAnswer(
        url=url,
        time=attested,
        now=stated,
        authority=chain[0].common_name,
        fingerprint=chain[0].fingerprint,
        not_after=utc_text(chain[0].not_after),
        trust=vouch(chain, TrustRole.TIME, Policy(now=now, trust=trust)).trust.value,
        clock_fault=TimeStampClockError(stated=stated, attested=attested) if apart else None,
    )
