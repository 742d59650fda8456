"""Whether one token's authority counts: trusted by the user, and its certificate good when it stamped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forensics_app.model.outside_times import is_later, whole_seconds
from forensics_app.model.times import utc_text
from forensics_app.model.trust import TrustEntry, TrustRole
from forensics_app.seal.certificates.path_rules import Purpose
from forensics_app.seal.signatures.token_reader import Token
from forensics_app.verify.collector import Findings
from forensics_app.verify.policy import Policy
from forensics_app.verify.seals.path_check import judge_path
from forensics_app.verify.seals.revocation import Standing, judge_chain
from forensics_app.verify.seals.trust_path import Trust, revoked_at, vouch

_DOUBTS = {
    Trust.UNKNOWN: "authority-unknown",
    Trust.AUTHORITY: "authority-by-root",
    Trust.AUTHORITY_AND_SUBJECT: "authority-by-root",
}


@dataclass(frozen=True, slots=True)
class Authority:
    """`counts`: its token shows the time to this user. `entry` is the trust that vouches for it, if any."""

    counts: bool
    entry: TrustEntry | None


def judge_authority(
    token: Token, policy: Policy, findings: Findings, *, embedded: Sequence[bytes] = ()
) -> Authority:
    """Judge who made `token`; `embedded` are lists and OCSP answers (DER) that came with the seal."""
    authority = token.authority
    vouching = vouch(token.chain, TrustRole.TIME, policy)
    anchor = None if vouching.entry is None else vouching.entry.certificate
    known = judge_chain(token.chain, anchor=anchor, embedded=embedded, moment=token.time, policy=policy)
    good = vouching.trust is Trust.PINNED or (
        vouching.trust is Trust.AUTHORITY_AND_SUBJECT and known.standing is Standing.GOOD
    )
    if not good:
        findings.code(_DOUBTS[vouching.trust], authority.fingerprint, None, authority.common_name)
    fault = judge_path(token.chain, vouching.entry, Purpose.TIME) if token.holds else None
    if fault is not None:
        findings.code("authority-not-allowed", fault.fingerprint, None, fault.rule)
        good = False
    if vouching.revoked is not None and revoked_at(vouching.revoked, token.time):
        findings.code("authority-revoked", authority.fingerprint, vouching.revoked.revoked_since)
        good = False
    since = None if known.time is None else utc_text(known.time)
    subject = None if known.certificate is None else known.certificate.fingerprint
    if known.standing is Standing.REVOKED:
        findings.code("authority-revoked-by-issuer", subject, since, utc_text(token.time))
        good = False
    elif known.standing is Standing.NAMED:
        findings.code("authority-revocation-unproved", subject, since)
        good = False
    elif known.standing is Standing.REVOKED_LATER:  # its key may have been stolen, and stamp the past
        findings.code("authority-revoked-later", subject, since, utc_text(token.time))
        good = False
    if not authority.valid_at(token.time):
        findings.code("authority-not-valid-then", authority.fingerprint, None, authority.common_name)
        good = False
    if is_later(token.time, policy.now, policy.clock_tolerance):
        now, stated = map(whole_seconds, (policy.now, token.time))
        findings.code("timestamp-future", authority.fingerprint, now, stated)
        good = False
    return Authority(good and token.holds, vouching.entry)
