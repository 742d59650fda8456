"""When the seal existed at the latest, and who besides the signer says so.

`required` means two tokens: one over the signature itself, inside its file, and one over everything in the
container. A token counts only if it is over exactly that; the authority is judged apart from the signer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from forensics_app.model.trust import TrustEntry, TrustRole
from forensics_app.seal.asic_manifest import ARCHIVE_TOKEN, signature_name
from forensics_app.seal.p7s_reader import Signature
from forensics_app.seal.token_reader import Token, check_token
from forensics_app.verify.collector import Findings
from forensics_app.verify.policy import Policy
from forensics_app.verify.seal_check import CheckedSeal
from forensics_app.verify.trust_path import Trust, revoked_at, vouch

_DOUBTS = {
    Trust.UNKNOWN: "authority-unknown",
    Trust.AUTHORITY: "authority-by-root",
    Trust.AUTHORITY_AND_SUBJECT: "authority-by-root",
}


@dataclass(frozen=True, slots=True)
class TimeFacts:
    """`token_time` is what the first signature's token says; `attested` the same where that token holds and
    its authority is trusted, so that other judgements may rest on it. `promised`: the seal says a token must
    be. `entries` of the user's trust vouch for the authorities."""

    promised: bool
    token_time: datetime | None = None
    attested: datetime | None = None
    entries: tuple[TrustEntry, ...] = ()


def judge_time(seal: CheckedSeal, policy: Policy, findings: Findings) -> TimeFacts:
    """Check the tokens that the seal promises. Others than promised are as wrong as missing ones."""
    if seal.promise is None:
        return TimeFacts(promised=False)
    present = [s for s in seal.signatures if s.time_stamp is not None]
    archived = seal.files.token is not None or seal.files.archive_manifest is not None
    if not seal.promise.time_stamp_required:
        for signature in present:
            findings.code("timestamp-not-promised", signature_name(signature.number))
        if archived:
            findings.code("timestamp-not-promised", ARCHIVE_TOKEN)
        findings.code("time-not-attested")
        return TimeFacts(promised=False)
    tokens = {s.number: _signature_token(s, policy, findings) for s in present}
    first = seal.first
    if first is None or first.time_stamp is None:
        findings.code("timestamp-missing", signature_name(1))
    archive = _archive_token(seal, policy, findings)
    token = tokens.get(1)
    trusted = {t.name for t in (*tokens.values(), archive) if t is not None and _trusted(t, policy, findings)}
    if token is None or first is None:
        return TimeFacts(promised=True)
    _compare_clocks(first, token, archive, policy, findings)
    attested = token.time if token.holds and token.name in trusted else None
    return TimeFacts(promised=True, token_time=token.time if token.holds else None, attested=attested)


def _signature_token(signature: Signature, policy: Policy, findings: Findings) -> Token | None:
    """The token over the signature's value (RFC 5126 section 6.1.1)."""
    return check_token(
        signature.time_stamp or b"",
        signature.value,
        name=signature_name(signature.number),
        arithmetic=policy.arithmetic,
        add=findings.add,
    )


def _archive_token(seal: CheckedSeal, policy: Policy, findings: Findings) -> Token | None:
    """The bare token over the archive manifest; that this lists exactly all before it was compared
    already.
    """
    files = seal.files
    if files.token is None or files.archive_manifest is None:
        findings.code("timestamp-missing", ARCHIVE_TOKEN)
        return None
    return check_token(
        files.token,
        files.archive_manifest,
        name=ARCHIVE_TOKEN,
        arithmetic=policy.arithmetic,
        add=findings.add,
    )


def _trusted(token: Token, policy: Policy, findings: Findings) -> bool:
    """Whether the user pins this authority, and its certificate was good when it stamped."""
    authority = token.authority
    vouching = vouch(token.chain, TrustRole.TIME, policy)
    good = vouching.trust is Trust.PINNED
    if not good:
        findings.code(_DOUBTS[vouching.trust], authority.fingerprint, None, authority.common_name)
    if vouching.revoked is not None and revoked_at(vouching.revoked, token.time):
        findings.code("authority-revoked", authority.fingerprint, vouching.revoked.revoked_since)
        good = False
    if not authority.valid_at(token.time):
        findings.code("authority-not-valid-then", authority.fingerprint, None, authority.common_name)
        good = False
    if token.time > policy.now + policy.clock_tolerance:
        now, stated = (f"{t:%Y-%m-%dT%H:%M:%SZ}" for t in (policy.now, token.time))
        findings.code("timestamp-future", authority.fingerprint, now, stated)
        good = False
    return good and token.holds


def _compare_clocks(
    signature: Signature, token: Token, archive: Token | None, policy: Policy, findings: Findings
) -> None:
    if abs(token.time - signature.signing_time) > policy.signing_time_tolerance:
        findings.code(
            "signing-time-far",
            signature.signer.fingerprint,
            f"{token.time:%Y-%m-%dT%H:%M:%SZ}",
            f"{signature.signing_time:%Y-%m-%dT%H:%M:%SZ}",
        )
    if archive is not None and archive.time < token.time:
        findings.code(
            "timestamp-order",
            ARCHIVE_TOKEN,
            f"{token.time:%Y-%m-%dT%H:%M:%SZ}",
            f"{archive.time:%Y-%m-%dT%H:%M:%SZ}",
        )
