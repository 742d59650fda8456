"""The receiving laboratory's receipt: what its own run of the verifier found, signed.

Scope, digests and verdict come from the run and never from whoever signs. A bundle that isn't what was sealed
can't be accepted; it can be rejected, and the receipt then holds what was seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from forensics_app.bundle.reading.opening import UnverifiedBundle, open_bundle, seal_path_of
from forensics_app.errors import (
    ReceiptReasonMissingError,
    ReceiptRefusedError,
    SealNotAtHandError,
    UsageError,
)
from forensics_app.model.addendum import (
    AddendumDraft,
    AddendumEvent,
    Answer,
    NamedFile,
    Receipt,
    ReceiptFinding,
    ReceiptOutcome,
    ReceiptScope,
    ReceiptVerifier,
    TrustUsed,
)
from forensics_app.model.custody import Note, Person
from forensics_app.model.findings import AXES, About, Verdict, VerificationReport
from forensics_app.model.names import is_spoofed
from forensics_app.model.progress import IsCancelled, Report, never_cancelled, silent
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustStore
from forensics_app.services.addenda.arrived import Arrived
from forensics_app.services.addenda.target import Target, read_target, target_of_bundle
from forensics_app.services.verifying.verify import policy_for
from forensics_app.verify.addenda.story import Story
from forensics_app.verify.collector import Findings
from forensics_app.verify.policy import Policy
from forensics_app.verify.verifier import Run, verify_run

__all__ = ["Received", "receipt_draft", "receive"]

_USABLE = (Verdict.VERIFIED, Verdict.UNCONFIRMED)
_LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Received:
    """What a receipt is made from. `target` is None where no seal could be read: then none can be signed."""

    report: VerificationReport
    target: Target | None
    files: tuple[NamedFile, ...]
    observed_tagmanifest_sha256: str | None


def receive(
    path: Path,
    *,
    trust: TrustStore,
    clock: Clock,
    addenda: Sequence[Path] = (),
    second_implementation: bool = False,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> Received:
    """Verify a bundle in full, and take the digests of the files as they came.

    `addenda` are those that don't lie beside it, such as the dispatch that came by another way. Raises
    BundleNotFoundError, AddendumNotReadableError, CancelledError; SourceChangedError where a file was
    written or exchanged meanwhile.
    """
    findings = Findings()
    policy = policy_for(trust, clock, second_implementation=second_implementation, md5_sha1=True)
    outer = seal_path_of(path)
    with Arrived(path, outer) as arrived:
        bundle = open_bundle(
            path, findings.add, addenda=addenda, digesting=policy.openssl_too, held=arrived.held()
        )
        try:
            run = verify_run(bundle, policy, findings, report=report, cancelled=cancelled)
            target = _target(bundle, run, policy)
        finally:
            bundle.close()
        files = arrived.digests(bundle.outer_seal, report=report, cancelled=cancelled)
    if target is None and outer.is_file() and outer != path:  # nothing of the ZIP could be read
        try:
            target = target_of_bundle(outer, trust=trust, clock=clock, addenda=addenda)
        except SealNotAtHandError:
            target = None
    observed = None if run.tag_manifest is None else run.tag_manifest.hex()
    return Received(_with_digest(run.report, files), target, files, observed)


def _with_digest(report: VerificationReport, files: tuple[NamedFile, ...]) -> VerificationReport:
    """The report with the digest of the file that was checked, which is one of `files`."""
    file, name = report.bundle.file, Path(report.bundle.path).name
    own = next((f for f in files if f.name == name), None)
    if file is None or own is None:
        return report
    return replace(report, bundle=replace(report.bundle, file=replace(file, sha256=own.sha256)))


def receipt_draft(
    received: Received,
    *,
    path: Path,
    signer_sha256: str | None,
    outcome: ReceiptOutcome | None = None,
    reason: Note | None = None,
    persons: tuple[Person, ...] = (),
    place: str | None = None,
    notes: tuple[Note, ...] = (),
) -> AddendumDraft:
    """What the receipt says. Without `outcome` it accepts what is verified and rejects what is worse than
    unconfirmed. What is unconfirmed may be a look-alike's: it is accepted by the examiner's own word alone,
    and `reason` then is the first of the receipt's notes.

    Raises ReceiptReasonMissingError without that word, ReceiptRefusedError where a bundle that isn't what was
    sealed should be accepted, UsageError for a reason that can't be shown, or where none is asked for.
    """
    report = received.report
    verified, usable = report.verdict is Verdict.VERIFIED, report.verdict in _USABLE
    if outcome is None and usable and not verified:
        raise ReceiptReasonMissingError(path=str(path))
    if outcome is None:
        outcome = ReceiptOutcome.ACCEPTED if verified else ReceiptOutcome.REJECTED
    if outcome is ReceiptOutcome.ACCEPTED and not usable:
        raise ReceiptRefusedError(path=str(path), verdict=report.verdict.value)
    given = reason is not None and bool(reason.text.strip())
    if outcome is ReceiptOutcome.ACCEPTED and not verified and not given:
        raise ReceiptReasonMissingError(path=str(path))
    if reason is not None:
        if len(reason.text) > _LONGEST_REASON or is_spoofed(reason.text.replace("\n", " ")):
            raise UsageError(name="--reason", value=reason.text)
        notes = (reason, *notes)
    observed = received.observed_tagmanifest_sha256
    verifier = report.verifier
    receipt = Receipt(
        answers=None if received.target is None else _answer(received.target.story, signer_sha256),
        outcome=outcome,
        scope=ReceiptScope.SEAL_ONLY if observed is None else ReceiptScope.ALL_BYTES,
        observed_tagmanifest_sha256=observed,
        files=received.files,
        verdict=report.verdict.value,
        axes=tuple((axis.value, report.axes[axis].value) for axis in AXES),
        findings=tuple(
            ReceiptFinding(f.code, f.subject or None) for f in report.findings if f.about is About.SEALED
        ),
        trust=tuple(
            TrustUsed(role, digest)
            for role, digest in dict.fromkeys((t.role, t.certificate_sha256) for t in report.trust)
        ),
        verifier=ReceiptVerifier(verifier.name, verifier.version, verifier.digest, verifier.implementation),
    )
    return AddendumDraft(
        event=AddendumEvent.RECEIPT, receipt=receipt, persons=persons, place=place, notes=notes
    )


def _answer(story: Story, signer_sha256: str | None) -> Answer | None:
    """The latest dispatch to this signer; else the latest to anybody whose certificate isn't named.

    Only of senders whom the receiver trusts: anybody can put one beside a bundle, and take it away again.
    """
    named: Answer | None = None
    unnamed: Answer | None = None
    for addendum in story.addenda:
        event = addendum.event
        if not addendum.confirmed or event is None or event.dispatch is None or addendum.event_sha256 is None:
            continue
        answer = Answer(addendum.event_sha256, event.nonce)
        recipients = {r.certificate_sha256 for r in event.dispatch.recipients}
        if signer_sha256 is not None and signer_sha256 in recipients:
            named = answer
        elif not recipients or None in recipients:
            unnamed = answer
    return named or unnamed


def _target(bundle: UnverifiedBundle, run: Run, policy: Policy) -> Target | None:
    sealed = run.sealed
    if sealed is None or sealed.data is None:
        return None
    return read_target(sealed.data, bundle.addenda, policy)
