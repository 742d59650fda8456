"""Signatures over lines of the ledger, `custody/<sequence>.p7s`, and the hand-overs that they attest.

A signature that holds shows that its key signed that line. It counts for a hand-over only where the user
trusts that certificate, or its holder by name under an authority whose own lists say "good": whoever keeps
a ledger could otherwise make both sides' keys.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from forensics_app.bundle.layout import CUSTODY_BEFORE, CUSTODY_FOLDER, custody_signature_path
from forensics_app.bundle.reading.tree import FileUnreadableError, Tree
from forensics_app.custody.hand_overs import (
    RELEASED_EVENT,
    RELEASED_SIGNATURE,
    HandOver,
    hand_overs,
    named_digest,
)
from forensics_app.model.custody import CustodyEvent, CustodyEventType
from forensics_app.model.outside_times import whole_seconds
from forensics_app.model.times import utc_text
from forensics_app.model.trust import TrustRole
from forensics_app.seal.certificates.facts import key_digest
from forensics_app.seal.certificates.path_rules import Purpose
from forensics_app.seal.signatures.line_signature import MAX_SIGNATURE_BYTES, read_line_signature
from forensics_app.seal.signatures.p7s_reader import Signature
from forensics_app.verify.collector import Findings
from forensics_app.verify.custody.ledger import CustodyFacts
from forensics_app.verify.files.reading import DigestedFile
from forensics_app.verify.files.tree import Listed
from forensics_app.verify.policy import Policy
from forensics_app.verify.seals.path_check import judge_path
from forensics_app.verify.seals.revocation import Standing, judge_chain
from forensics_app.verify.seals.trust_path import Trust, revoked_at, vouch

_REVOKED = {
    Standing.REVOKED: "custody-signer-revoked",
    Standing.NAMED: "custody-signer-revocation-unproved",
}
_NAME = re.compile(r"custody/([1-9][0-9]{0,17})\.p7s\Z")


def signed_sequences(tree: Tree) -> frozenset[int]:
    """The numbers of the lines that a file in the bag claims to sign."""
    claimed = (path for path in tree.table if path.startswith(CUSTODY_FOLDER))
    return frozenset(int(m[1]) for path in claimed if (m := _NAME.match(path)) is not None)


def judge_signatures(
    facts: CustodyFacts,
    listed: Listed,
    *,
    attested: datetime | None,
    sealed_at: datetime | None,
    embedded: Sequence[bytes],
    policy: Policy,
    findings: Findings,
) -> tuple[HandOver, ...]:
    """Every signature beside the ledger, then every hand-over.

    `attested`: when a trusted time-stamp says that the seal existed; `sealed_at`: that, else
    the signer's word; `embedded`: revocation lists and answers (DER) in the seal.
    """
    signers: dict[int, str] = {}
    shown: dict[int, str] = {}
    digests: dict[int, str] = {}
    for path in listed.tree.table:
        if not path.startswith(CUSTODY_FOLDER) or path == CUSTODY_BEFORE:
            continue
        match = _NAME.match(path)
        line = None if match is None else facts.signed_lines.get(int(match[1]))
        if match is None or line is None:
            findings.code("custody-signature-orphan", path)
            continue
        p7s = _read(listed, path, policy, findings)
        if p7s is None:
            continue
        sequence = int(match[1])
        digests[sequence] = policy.arithmetic.digest("sha256", p7s).hex()
        signature = read_line_signature(p7s, line, path, findings.add, policy.arithmetic)
        if signature is not None and signer_counts(
            signature, path, attested, sealed_at, embedded, policy, findings
        ):
            signers[sequence] = key_digest(signature.signer)
            shown[sequence] = signature.signer.fingerprint
    events = facts.check.events
    _judge_answers(events, facts, digests, findings)
    found = hand_overs(events, signers)
    _judge_hand_overs(found, shown, findings)
    return found


def _read(listed: Listed, path: str, policy: Policy, findings: Findings) -> bytes | None:
    """The bytes that the manifest names; where they are others, or not to be read, that was said already."""
    position = listed.tree.table.position(path)
    if position is None:
        return None
    file = DigestedFile(listed.tree, position, policy.arithmetic, Findings())
    try:
        data = file.whole(MAX_SIGNATURE_BYTES)
    except FileUnreadableError:
        return None
    if data is None:
        findings.code("custody-signature-form", path, None, "size")
        return None
    return data if listed.digest(position) == file.digest else None


def signer_counts(
    signature: Signature,
    path: str,
    attested: datetime | None,
    sealed_at: datetime | None,
    embedded: Sequence[bytes],
    policy: Policy,
    findings: Findings,
) -> bool:
    """Whether the signer of a line counts for the user; a finding about `path` says why not.

    One judge for bundles, open cases and printed forms. `attested` and `sealed_at` are None of a case.
    """
    signer = signature.signer
    vouching = vouch(signature.chain, TrustRole.SEAL, policy)
    if any(c.demo for c in signature.chain):
        findings.code("demo-identity", signer.fingerprint, None, signer.common_name)
    if vouching.revoked is not None and revoked_at(vouching.revoked, attested):
        since = vouching.revoked.revoked_since
        findings.code("custody-signer-revoked", path, since, signer.fingerprint)
        return False
    standings = judge_chain(
        signature.chain,
        anchor=None if vouching.entry is None else vouching.entry.certificate,
        embedded=(*signature.revocation, *embedded),
        moment=attested,
        policy=policy,
    )
    code = _REVOKED.get(standings.standing)
    if code is not None:
        time = None if standings.time is None else utc_text(standings.time)
        findings.code(code, path, time, signer.fingerprint)
        return False
    stated = whole_seconds(signature.signing_time)
    if not all(c.valid_at(signature.signing_time) for c in signature.chain):
        until = f"{whole_seconds(signer.not_before)}/{whole_seconds(signer.not_after)}"
        findings.code("custody-signer-not-valid-then", path, until, stated)
        return False
    if sealed_at is not None and signature.signing_time > sealed_at:
        findings.code("custody-signature-late", path, whole_seconds(sealed_at), stated)
        return False
    if not signer.signs:
        findings.code("custody-signer-usage", path, None, signer.fingerprint)
        return False
    fault = judge_path(signature.chain, vouching.entry, Purpose.SIGNING)
    if fault is not None:
        findings.code("custody-signer-not-allowed", path, fault.rule, fault.fingerprint)
        return False
    if attested is None and any(policy.now > c.not_after for c in signature.chain):
        ended = min(c.not_after for c in signature.chain)
        findings.code("custody-signer-expired", path, whole_seconds(ended), signer.fingerprint)
        return False
    named = vouching.trust is Trust.AUTHORITY_AND_SUBJECT and standings.standing is Standing.GOOD
    if vouching.trust is not Trust.PINNED and not named:
        findings.code("custody-signer-unknown", path, signer.common_name, signer.fingerprint)
        return False
    return True


def _judge_answers(
    events: tuple[CustodyEvent, ...], facts: CustodyFacts, digests: dict[int, str], findings: Findings
) -> None:
    """What an event refers to is there, and a taker's word on what was given is so."""
    known: dict[str, CustodyEvent] = {}
    for event in events:
        earlier = None if event.refers_to is None else known.get(event.refers_to)
        if event.refers_to is not None and earlier is None:
            findings.code("custody-refers-to-nothing", str(event.sequence), None, event.refers_to)
        if earlier is not None and event.event is CustodyEventType.RECEIVED:
            _judge_answer(event, earlier, facts, digests, findings)
        known[event.event_id] = event


def _judge_answer(
    event: CustodyEvent,
    earlier: CustodyEvent,
    facts: CustodyFacts,
    digests: dict[int, str],
    findings: Findings,
) -> None:
    line = named_digest(event, RELEASED_EVENT)
    there = facts.released_lines.get(earlier.sequence)
    if line is not None and line != there:
        findings.code("custody-hand-over-differs", str(event.sequence), line, there)
    file = named_digest(event, RELEASED_SIGNATURE)
    if file is None:
        return
    path = custody_signature_path(earlier.sequence)
    if earlier.sequence not in digests:
        findings.code("custody-signature-missing", path, file, None)
    elif digests[earlier.sequence] != file:
        findings.code("custody-hand-over-differs", str(event.sequence), file, digests[earlier.sequence])


def _judge_hand_overs(found: tuple[HandOver, ...], shown: dict[int, str], findings: Findings) -> None:
    """`shown`: fingerprint of the certificate by line."""
    for one in found:
        if one.one_signer:
            given = one.released.sequence
            findings.code("custody-hand-over-one-signer", str(given), None, shown.get(given))
        elif one.one_sided:
            findings.code("custody-hand-over-one-sided", str(one.released.sequence))
    if found:
        both = sum(one.signed_by_both for one in found)
        findings.code("custody-hand-overs", None, str(len(found)), str(both))
