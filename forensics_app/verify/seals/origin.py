"""Who signed, and what the user's own trust says of them. Only a signature whose arithmetic holds gets
here.

The sender chose everything inside the seal, so nothing in it speaks for itself: not a root, not a
revocation list. An unknown signer is no sign of tampering; it is a question to ask by telephone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from forensics_app.model.findings import SealSigner
from forensics_app.model.outside_times import is_later, whole_seconds
from forensics_app.model.times import utc_text
from forensics_app.model.trust import TrustEntry, TrustRole, TrustSource
from forensics_app.seal.certificates.path_rules import Purpose
from forensics_app.seal.signatures.p7s_reader import Signature
from forensics_app.verify.collector import Findings
from forensics_app.verify.policy import Policy
from forensics_app.verify.seals.path_check import judge_path
from forensics_app.verify.seals.revocation import Standing, Standings, judge_chain
from forensics_app.verify.seals.trust_path import Trust, Vouching, revoked_at, vouch

_DOUBTS = {Trust.UNKNOWN: "signer-unknown", Trust.AUTHORITY: "signer-by-authority"}
_SHORT_RSA = "RSA-2048"
_NOT_ASKED = Vouching(
    Trust.UNKNOWN
)  # of a signature that does not hold (docs/bundle-format.md, section 10.1)


@dataclass(frozen=True, slots=True)
class SignerFacts:
    """What a report says of a signer (named by the user's own label where there is one, always with the
    fingerprint), and the entry of the user's trust that vouches: none for a signature that does not hold, as
    anybody may have named the certificate.
    """

    shown: SealSigner
    entry: TrustEntry | None


def judge_signer(
    signature: Signature,
    *,
    attested: datetime | None,
    embedded: Sequence[bytes],
    policy: Policy,
    findings: Findings,
) -> SignerFacts:
    """Judge one signer. `attested`: when a trusted time-stamp says that the signature existed, else
    None. `embedded` are the lists and OCSP answers (DER) of the whole container."""
    signer = signature.signer
    vouching = vouch(signature.chain, TrustRole.SEAL, policy) if signature.holds else _NOT_ASKED
    demo = any(c.demo for c in signature.chain)
    if signature.holds:
        _judge(signature, vouching, attested=attested, embedded=embedded, policy=policy, findings=findings)
    if demo:
        findings.code("demo-identity", signer.fingerprint, None, signer.common_name)
    known = vouching.trust in (Trust.PINNED, Trust.AUTHORITY_AND_SUBJECT)
    shown = SealSigner(
        fingerprint=signer.fingerprint,
        certificate_name=signer.common_name,
        label=vouching.entry.label if known and vouching.entry is not None else None,
        trust=_named(vouching),
        demo=demo,
        signed_at=utc_text(signature.signing_time),
        key=signer.key_name,
        not_before=utc_text(signer.not_before),
        not_after=utc_text(signer.not_after),
        organisation=signer.organisation,
    )
    return SignerFacts(shown, vouching.entry)


def _named(vouching: Vouching) -> str:
    """How far trust reaches; of a certificate that is trusted itself, by what, unless by the trusted list."""
    entry = vouching.entry
    if vouching.trust is not Trust.PINNED or entry is None or entry.source is TrustSource.LIST:
        return vouching.trust.value
    return entry.source.value


def _judge(
    signature: Signature,
    vouching: Vouching,
    *,
    attested: datetime | None,
    embedded: Sequence[bytes],
    policy: Policy,
    findings: Findings,
) -> None:
    signer = signature.signer
    if not signer.signs:
        findings.code("signer-usage", signer.fingerprint, "nonRepudiation", None)
    if signer.key_name == _SHORT_RSA:
        findings.code("rsa-2048", signer.fingerprint)
    if vouching.revoked is not None:
        _judge_revocation(signature, vouching.revoked, attested, findings)
    entry = vouching.entry
    if vouching.trust in _DOUBTS:
        label = None if entry is None else entry.label
        findings.code(_DOUBTS[vouching.trust], signer.fingerprint, label, signer.common_name)
    fault = judge_path(signature.chain, entry, Purpose.SIGNING)
    if fault is not None:
        findings.code("certificate-not-allowed", fault.fingerprint, None, fault.rule)
    standings = judge_chain(
        signature.chain,
        anchor=None if entry is None else entry.certificate,
        embedded=embedded,
        moment=attested,
        policy=policy,
    )
    _report_standing(signature, vouching.trust, standings, findings)
    _judge_validity(signature, attested=attested, policy=policy, findings=findings)


def _judge_revocation(
    signature: Signature, entry: TrustEntry, attested: datetime | None, findings: Findings
) -> None:
    """Without a token the signer's own word for the time counts for nothing (a stolen key signs any
    date)."""
    code = "signer-revoked" if revoked_at(entry, attested) else "revoked-later"
    findings.code(code, signature.signer.fingerprint, entry.revoked_since, entry.label)


def _report_standing(signature: Signature, trust: Trust, standings: Standings, findings: Findings) -> None:
    """A pinned signer passes without independent status, with a note; one known by name under a CA
    doesn't."""
    subject = (standings.certificate or signature.signer).fingerprint
    time = None if standings.time is None else utc_text(standings.time)
    match standings.standing:
        case Standing.REVOKED:
            findings.code("signer-revoked-by-authority", subject, time)
        case Standing.NAMED:
            findings.code("revocation-unproved", subject, time)
        case Standing.REVOKED_LATER:
            findings.code("revoked-later", subject, time)
        case Standing.GOOD:
            findings.code("revocation-checked", signature.signer.fingerprint)
        case _ if trust is Trust.PINNED:
            findings.code("revocation-not-checked", signature.signer.fingerprint)
        case Standing.STALE if trust is Trust.AUTHORITY_AND_SUBJECT:
            findings.code("revocation-stale", subject, None, time)
        case Standing.UNKNOWN if trust is Trust.AUTHORITY_AND_SUBJECT:
            findings.code("revocation-unknown", subject, None, signature.signer.common_name)


def _judge_validity(
    signature: Signature, *, attested: datetime | None, policy: Policy, findings: Findings
) -> None:
    """At the token's time where there is one; else at the claimed time and still now."""
    moment = signature.signing_time if attested is None else attested
    if attested is None and is_later(moment, policy.now, policy.clock_tolerance):
        now, stated = map(whole_seconds, (policy.now, moment))
        findings.code("signing-time-future", signature.signer.fingerprint, now, stated)
    for certificate in signature.chain:
        if not certificate.valid_at(moment):
            until = f"{whole_seconds(certificate.not_before)}/{whole_seconds(certificate.not_after)}"
            findings.code("signer-not-valid-then", certificate.fingerprint, until, whole_seconds(moment))
        elif attested is None and policy.now > certificate.not_after:
            ended = whole_seconds(certificate.not_after)
            findings.code("signer-expired", certificate.fingerprint, ended, certificate.common_name)
