"""Addenda that a case keeps: one's own, and those that partners sent. Each is recorded in its ledger once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from forensics_app.bundle.reading.adjacent_addenda import MAX_ADDENDUM_BYTES, addendum_name
from forensics_app.errors import (
    AddendumNotReadableError,
    AddendumRefusedError,
    OutputExistsError,
)
from forensics_app.errors.addendum import OTHER_BUNDLE, OTHER_KIND
from forensics_app.model.addendum import Addendum
from forensics_app.model.custody import (
    NO_LANGUAGE,
    CustodyEventType,
    CustodyReason,
    EventDraft,
    Note,
)
from forensics_app.model.digests import Digests
from forensics_app.model.findings import AddendumFacts, Finding, Severity
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustStore
from forensics_app.services.addenda.making import MadeAddendum
from forensics_app.services.addenda.target import case_addenda, targets_of_case
from forensics_app.services.cases.case import Case
from forensics_app.services.files.new_files import disk_errors, write_new
from forensics_app.services.verifying.verify import policy_for
from forensics_app.verify.addenda.addendum_check import CheckedAddendum, check_addendum
from forensics_app.verify.addenda.facts import addenda_facts
from forensics_app.verify.addenda.story import judge_addenda
from forensics_app.verify.collector import Findings


@dataclass(frozen=True, slots=True)
class Imported:
    """What was taken into a case. `known_before`: the same file was there already.

    `findings` are about its place in the story, as a verification of the bundle tells them.
    """

    facts: AddendumFacts
    path: Path
    findings: tuple[Finding, ...]
    known_before: bool


def keep_in_case(case: Case, made: MadeAddendum) -> Path:
    """Keep an addendum of one's own in the case, and record it."""
    return _keep(case, made.name, made.data, made.event, made.event_sha256, CustodyReason.ADDENDUM_MADE)[0]


def import_addendum(case: Case, path: Path, *, trust: TrustStore, clock: Clock) -> Imported:
    """Take a partner's addendum into the case whose bundle it belongs to, and record that.

    One that is not confirmed is taken, and said to be that. Raises AddendumNotReadableError, and
    AddendumRefusedError for one that doesn't hold or is for no bundle of this case.
    """
    data = _read(path)
    policy = policy_for(trust, clock)
    checked = check_addendum(data, path.name, policy, Findings())
    if any(finding.code == OTHER_KIND for finding in checked.findings):
        raise AddendumRefusedError(path=str(path), detail=OTHER_KIND)
    if not checked.holds or checked.event is None or checked.event_sha256 is None:
        raise AddendumRefusedError(path=str(path), detail=_first_fault(checked))
    info = checked.info
    targets = targets_of_case(case, trust=trust, clock=clock)
    target = next((t for t in targets if info is not None and t.code == info.seal), None)
    if target is None:
        raise AddendumRefusedError(path=str(path), detail=OTHER_BUNDLE)
    name = addendum_name(checked.event.reference, checked.event.event, checked.event_sha256)
    findings = Findings()
    story = judge_addenda(  # before it lies in the case, where everything later would meet it
        [*(one for one in case_addenda(case) if one[0] != name), (name, data)],
        seal=target.head,
        info=target.info,
        code=target.code,
        sealed_at=target.sealed_at,
        policy=policy,
        findings=findings,
    )
    reason = CustodyReason.ADDENDUM_IMPORTED
    kept, known_before = _keep(case, name, data, checked.event, checked.event_sha256, reason)
    facts = next(f for f in addenda_facts(story) if f.event_sha256 == checked.event_sha256)
    about = tuple(f for f in findings.result() if name in (f.subject, f.expected))
    return Imported(facts, kept, about, known_before)


def _keep(
    case: Case, name: str, data: bytes, event: Addendum, event_sha256: str, reason: CustodyReason
) -> tuple[Path, bool]:
    """Where it lies in the case now, and whether it lay there before. Recorded once; of a receipt the ledger
    says too whether it accepts or rejects, as its file's name does not."""
    path = case.bundles / name
    known_before = path.exists()
    if known_before and path.read_bytes() != data:
        raise OutputExistsError(path=str(path))
    if not known_before:
        with disk_errors(path):
            write_new(path, path.with_name(f"{name}.part"), data)
    digests = (
        ("addendum", Digests(sha256=hashlib.sha256(data).hexdigest())),
        ("addendum_event", Digests(sha256=event_sha256)),
    )
    if any(e.digests_after == digests for e in case.ledger.check().events):
        return path, known_before
    case.record(
        EventDraft(
            event=CustodyEventType.EXPORTED
            if reason is CustodyReason.ADDENDUM_MADE
            else CustodyEventType.VERIFIED,
            reason=reason,
            persons=(case.examiner(),),
            digests_after=digests,
            notes=tuple(Note(lang=NO_LANGUAGE, text=one) for one in (name, *_outcome(event))),
        )
    )
    return path, known_before


def _outcome(event: Addendum) -> tuple[str, ...]:
    return () if event.receipt is None else (event.receipt.outcome.value,)


def _first_fault(checked: CheckedAddendum) -> str:
    faults = (f.code for f in checked.findings if f.severity not in (Severity.NOTE, Severity.DOUBT))
    return next(faults, "addendum-form")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_ADDENDUM_BYTES + 1)
    except OSError as e:
        raise AddendumNotReadableError(path=str(path), reason=e.strerror or str(e)) from e
    if len(data) > MAX_ADDENDUM_BYTES:
        raise AddendumNotReadableError(path=str(path), reason="too-large")
    return data
