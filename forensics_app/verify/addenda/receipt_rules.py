"""What a receipt may say: that it answers the dispatch it names, by whom that was sent to, of this bundle.

A laboratory that had only the small seal, or an old receipt shown again, must not read as "all received".
"""

from __future__ import annotations

from collections.abc import Mapping

from forensics_app.model.addendum import AddendumEvent, Receipt, ReceiptOutcome, ReceiptScope
from forensics_app.model.findings import AxisState, Severity, Verdict
from forensics_app.seal.certificates.facts import key_digest
from forensics_app.seal.containers.seal_info import SealInfo
from forensics_app.verify.addenda.addendum_check import CheckedAddendum, about_of
from forensics_app.verify.codes import AFTER_THE_SEAL, CODES
from forensics_app.verify.collector import Findings

_GRAVE = frozenset({Severity.FATAL, Severity.CONTRADICTION, Severity.MISSING})
_BAD = frozenset({Verdict.ALTERED.value, Verdict.INCOMPLETE.value, Verdict.UNREADABLE.value})
_Dispatches = Mapping[str | None, CheckedAddendum]


def judge_receipts(addenda: tuple[CheckedAddendum, ...], seal: SealInfo | None, findings: Findings) -> None:
    """Judge every receipt among `addenda`, which hold and belong to one seal.

    What is held against a dispatch counts where that is confirmed too: anybody can sign its text again.
    """
    sent = sorted((a for a in addenda if _is(a, AddendumEvent.DISPATCH)), key=lambda a: a.confirmed)
    dispatches = {a.event_sha256: a for a in sent}
    nonces: dict[bytes, CheckedAddendum] = {}
    for addendum in sorted(addenda, key=lambda a: not a.confirmed):
        event = addendum.event
        if event is None:
            continue
        twin = nonces.setdefault(event.nonce, addendum)
        if twin is not addendum:
            findings.code("receipt-replayed", addendum.name, twin.name, None, about_of(addendum, twin))
        if event.receipt is None:
            continue
        _judge_answer(addendum, event.receipt, dispatches, findings)
        _judge_signers(addendum, event.receipt, dispatches, seal, findings)
        _judge_content(addendum, event.receipt, dispatches, seal, findings)


def _is(addendum: CheckedAddendum, kind: AddendumEvent) -> bool:
    return addendum.event is not None and addendum.event.event is kind


def _judge_answer(
    addendum: CheckedAddendum, receipt: Receipt, dispatches: _Dispatches, findings: Findings
) -> None:
    """An answer names a dispatch and repeats its nonce, which is sent with it and nowhere else."""
    answers = receipt.answers
    if answers is None:
        return
    dispatch = dispatches.get(answers.event_sha256)
    if dispatch is None or dispatch.event is None or dispatch.event.dispatch is None:
        return  # a missing ancestor, which is said of every kind of addendum
    about = about_of(addendum, dispatch)
    if dispatch.event.nonce != answers.nonce:
        findings.code("receipt-replayed", addendum.name, dispatch.name, None, about)
    expected = {r.certificate_sha256 for r in dispatch.event.dispatch.recipients}
    signers = {s.shown.fingerprint for s in addendum.signers}
    if None not in expected and expected and not expected & signers:
        named = " ".join(sorted(filter(None, expected)))
        findings.code("receipt-not-recipient", addendum.name, named, dispatch.name, about)


def _judge_signers(
    addendum: CheckedAddendum,
    receipt: Receipt,
    dispatches: _Dispatches,
    seal: SealInfo | None,
    findings: Findings,
) -> None:
    """Who sealed or sent a bundle can sign a receipt for it too; that is nobody else's word."""
    dispatch = None if receipt.answers is None else dispatches.get(receipt.answers.event_sha256)
    senders = _keys(dispatch) if dispatch is not None else {}
    sealers = frozenset() if seal is None else frozenset(seal.signer_sha256)
    for key, shown in _keys(addendum).items():
        if key in senders or shown in sealers:
            findings.code("receipt-by-sender", addendum.name, None, shown, about_of(addendum))


def _keys(addendum: CheckedAddendum) -> dict[str, str]:
    """The keys that signed it, each with the fingerprint of the certificate."""
    signatures = () if addendum.seal is None else addendum.seal.signatures
    return {key_digest(s.signer): s.signer.fingerprint for s in signatures}


def _judge_content(
    addendum: CheckedAddendum,
    receipt: Receipt,
    dispatches: _Dispatches,
    seal: SealInfo | None,
    findings: Findings,
) -> None:
    observed, about = receipt.observed_tagmanifest_sha256, about_of(addendum)
    differs = observed is not None and seal is not None and observed != seal.tagmanifest_sha256
    answered = None if receipt.answers is None else dispatches.get(receipt.answers.event_sha256)
    if receipt.outcome is ReceiptOutcome.REJECTED:
        findings.code("receipt-rejected", addendum.name, None, receipt.verdict, about)
    elif differs or _contradicts_itself(receipt):
        findings.code("receipt-contradicts", addendum.name, None, receipt.verdict, about)
    elif answered is not None and _other_files(receipt, answered):
        about_both = about_of(addendum, answered)
        findings.code("receipt-contradicts", addendum.name, None, receipt.verdict, about_both)
    if receipt.scope is ReceiptScope.SEAL_ONLY:
        findings.code("receipt-seal-only", addendum.name, about=about)


def _contradicts_itself(receipt: Receipt) -> bool:
    """Whether it accepts what its own run found to be bad, or calls verified what was not read."""
    if receipt.verdict in _BAD or any(state == AxisState.FAIL for _, state in receipt.axes):
        return True
    if receipt.scope is ReceiptScope.SEAL_ONLY and receipt.verdict == Verdict.VERIFIED:
        return True
    sealed = (f.code for f in receipt.findings if f.code in CODES and f.code not in AFTER_THE_SEAL)
    return any(CODES[code][1] in _GRAVE for code in sealed)


def _other_files(receipt: Receipt, dispatch: CheckedAddendum) -> bool:
    """Whether a file that was sent came under its name with other bytes."""
    event = dispatch.event
    sent = () if event is None or event.dispatch is None else event.dispatch.files
    came = {f.name: f.sha256 for f in receipt.files}
    return any(f.name in came and came[f.name] != f.sha256 for f in sent)
