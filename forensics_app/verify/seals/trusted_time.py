"""When the seal existed at the latest, and who besides the signer says so.

`required` means two tokens: one over the signature itself, inside its file, and one over everything in the
container. A token counts only if it is over exactly that; the authority is judged apart from the signer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from forensics_app.model.outside_times import is_later, whole_seconds
from forensics_app.model.sealed_time import SealLevel
from forensics_app.model.trust import TrustEntry
from forensics_app.seal.forms.asic_manifest import ARCHIVE_TOKEN, signature_name
from forensics_app.seal.signatures.p7s_reader import Signature
from forensics_app.seal.signatures.token_reader import Token, check_token
from forensics_app.seal.status.embedded import holds, level_of, statements_in
from forensics_app.verify.collector import Findings
from forensics_app.verify.policy import Policy
from forensics_app.verify.seals.seal_check import CheckedSeal
from forensics_app.verify.seals.time_authority import judge_authority


@dataclass(frozen=True, slots=True)
class TimeFacts:
    """`token_time` is what the first signature's token says; `attested` the same where that token holds
    and its authority is trusted, so that other judgements may rest on it. `promised`: the seal says a
    token must be. `entries` of the user's trust vouch for the authorities. `tokens` are the times of all
    that hold; `level` is the least that one of the signatures reaches; `of_signatures` is when, by a
    trusted token of its own, each signature existed (number and time); `archived`: the token over the
    whole container holds."""

    promised: bool
    token_time: datetime | None = None
    attested: datetime | None = None
    entries: tuple[TrustEntry, ...] = ()
    tokens: tuple[datetime, ...] = ()
    level: SealLevel = SealLevel.B
    of_signatures: tuple[tuple[int, datetime], ...] = ()
    archived: bool = False

    def attested_for(self, number: int) -> datetime | None:
        """When signature `number` existed at the latest, by a trusted token over it; else None."""
        return dict(self.of_signatures).get(number)


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
    archive = _with_bound_chain(_archive_token(seal, policy, findings), tokens, findings)
    every = [t for t in (*tokens.values(), archive) if t is not None]
    _check_embedded(seal, every, policy, findings)
    token = tokens.get(1)
    judged = {t.name: judge_authority(t, policy, findings, embedded=seal.revocation) for t in every}
    archived = archive is not None and archive.holds
    if token is None or first is None:
        return TimeFacts(promised=True, archived=archived)
    _compare_clocks(seal, tokens, archive, policy, findings)
    return TimeFacts(
        promised=True,
        token_time=token.time if token.holds else None,
        attested=token.time if judged[token.name].counts else None,
        entries=tuple(dict.fromkeys(a.entry for a in judged.values() if a.entry is not None)),
        tokens=tuple(t.time for t in every if t.holds),
        level=_level(seal, tokens, archive, policy),
        archived=archived,
        of_signatures=tuple(
            (number, t.time) for number, t in tokens.items() if t is not None and judged[t.name].counts
        ),
    )


def compare_with_later(
    seal: CheckedSeal, existed_by: datetime | None, policy: Policy, findings: Findings
) -> None:
    """Nobody signs after a later time-stamp says that the signature existed; a clock may be a little off."""
    if existed_by is None:
        return
    for signature in seal.signatures:
        if is_later(signature.signing_time, existed_by, policy.signing_time_tolerance):
            findings.code(
                "signing-time-far",
                signature.signer.fingerprint,
                whole_seconds(existed_by),
                whole_seconds(signature.signing_time),
            )


def _with_bound_chain(
    archive: Token | None, tokens: Mapping[int, Token | None], findings: Findings
) -> Token | None:
    """The last token is over all others, and nothing is over it: so the end of its chain, where that is no
    self-signed root, must be a certificate of a token that it covers.
    """
    if archive is None or len(archive.chain) == 1 or archive.chain[-1].self_issued:
        return archive
    covered = {c.encoded for token in tokens.values() if token is not None for c in token.chain}
    if archive.chain[-1].encoded in covered:
        return archive
    findings.code("timestamp-not-canonical", ARCHIVE_TOKEN, None, "open-chain")
    return None


def _check_embedded(seal: CheckedSeal, tokens: Sequence[Token], policy: Policy, findings: Findings) -> None:
    """Every embedded list or answer speaks of a certificate of the seal, and its issuer signed it."""
    chains = [s.chain for s in seal.signatures] + [t.chain for t in tokens]
    for signature in seal.signatures:
        for value, statement in zip(signature.revocation, statements_in(signature.revocation), strict=True):
            if not holds(statement, chains, policy.arithmetic):
                name = f"{signature_name(signature.number)} {policy.arithmetic.digest('sha256', value).hex()}"
                findings.code("status-embedded-invalid", name)


def _level(
    seal: CheckedSeal, tokens: Mapping[int, Token | None], archive: Token | None, policy: Policy
) -> SealLevel:
    """The least level of all signatures: what each holds that could be read and is right."""
    archived = archive is not None and archive.holds
    levels = []
    for signature in seal.signatures:
        token = tokens.get(signature.number)
        stamped = token is not None and token.holds
        chains = [signature.chain, *([token.chain] if token is not None else [])]
        values = signature.revocation
        levels.append(
            level_of(chains, values, stamped=stamped, archived=archived, arithmetic=policy.arithmetic)
        )
    return min(levels, key=list(SealLevel).index, default=SealLevel.B)


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


def _compare_clocks(
    seal: CheckedSeal,
    tokens: Mapping[int, Token | None],
    archive: Token | None,
    policy: Policy,
    findings: Findings,
) -> None:
    """Each signature with its own token, and each of these with the last one, which is over all of them."""
    for signature in seal.signatures:
        token = tokens.get(signature.number)
        if token is None:
            continue
        if abs(token.time - signature.signing_time) > policy.signing_time_tolerance:
            findings.code(
                "signing-time-far",
                signature.signer.fingerprint,
                whole_seconds(token.time),
                whole_seconds(signature.signing_time),
            )
        if archive is not None and archive.time < token.time:
            findings.code(
                "timestamp-order",
                ARCHIVE_TOKEN,
                whole_seconds(token.time),
                whole_seconds(archive.time),
            )
