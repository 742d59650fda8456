"""Making addenda: dispatch, opening, return, disposal, correction, later time-stamps. The seal stays.

One that is made for a case is kept in it and recorded in its ledger, as is one that a partner sends back.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from forensics_app.bundle.addenda_beside import MAX_ADDENDUM_BYTES, addendum_name
from forensics_app.custody.ledger import local_offset
from forensics_app.errors import (
    AddendumInvalidError,
    AddendumNotReadableError,
    AddendumRefusedError,
    OutputExistsError,
    UsageError,
)
from forensics_app.model.addendum import Addendum, AddendumDraft, NamedFile
from forensics_app.model.custody import ClockSource, CustodyEventType, CustodyReason, EventDraft, Note
from forensics_app.model.digests import Digests
from forensics_app.model.findings import AddendumFacts, Finding, Severity
from forensics_app.model.progress import IsCancelled, Progress, Report, never_cancelled, silent
from forensics_app.model.times import Clock, utc_text
from forensics_app.model.trust import TrustStore
from forensics_app.seal.addendum_text import NONCE_BYTES, event_digest, render_event
from forensics_app.seal.asic_manifest import EVENT, SEAL_INFO
from forensics_app.seal.certificates import fingerprint
from forensics_app.seal.container import Stamper, StatusSource, make_container
from forensics_app.seal.fetching import is_address
from forensics_app.seal.json_fields import FieldError
from forensics_app.seal.other_infos import AddendumInfo, render_addendum
from forensics_app.seal.signing_key import SigningKey
from forensics_app.seal.status_fetching import StatusFetcher
from forensics_app.seal.timestamp import AuthoritiesInTurn, TimeStampAuthority
from forensics_app.services.addendum_target import Target, case_addenda, targets_of_case
from forensics_app.services.cases import Case
from forensics_app.services.file_digests import named_file
from forensics_app.services.sealing_output import disk_errors, write_new
from forensics_app.services.verify import policy_for
from forensics_app.verify.addenda import judge_addenda
from forensics_app.verify.addenda_facts import addenda_facts
from forensics_app.verify.addendum_check import CheckedAddendum, check_addendum
from forensics_app.verify.collector import Findings

__all__ = [
    "Imported",
    "MadeAddendum",
    "authorities",
    "import_addendum",
    "keep_in_case",
    "make_addendum",
    "named_files",
    "stated_time",
    "write_addendum",
]

_NO_LANGUAGE = "zxx"  # BCP 47: no linguistic content


@dataclass(frozen=True, slots=True)
class MadeAddendum:
    """A new addendum: its customary file name, bytes, event, and the digest that names it (64 hex)."""

    name: str
    data: bytes
    event: Addendum
    event_sha256: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What was taken into a case. `known_before`: the same file was there already.

    `findings` are about its place in the story, as a verification of the bundle tells them.
    """

    facts: AddendumFacts
    path: Path
    findings: tuple[Finding, ...]
    known_before: bool


def make_addendum(
    target: Target,
    draft: AddendumDraft,
    signers: Sequence[SigningKey],
    *,
    clock: Clock,
    authority: Stamper | None = None,
    status: StatusSource | None = None,
) -> MadeAddendum:
    """Sign what `draft` says of the target's seal, after all that is known of it.

    `status`: where issuers are asked about certificates, for a time-stamped addendum.

    Raises AddendumInvalidError, SealFailedError, TimeStampError, CancelledError.
    """
    now = clock.now()
    stated = draft.at_utc is not None
    event = Addendum(
        event=draft.event,
        reference=target.info.reference,
        nonce=secrets.token_bytes(NONCE_BYTES),
        previous=target.heads,
        time_utc=draft.at_utc or utc_text(now),
        local_offset=draft.local_offset if stated else local_offset(now),
        clock_source=ClockSource.STATED if stated else ClockSource.COMPUTER,
        place=draft.place,
        persons=draft.persons,
        witness=draft.witness,
        reason=draft.reason,
        authority_reference=draft.authority_reference,
        physical_seal_before=draft.physical_seal_before,
        physical_seal_after=draft.physical_seal_after,
        notes=draft.notes,
        refers_to=_known(target, draft.refers_to),
        dispatch=draft.dispatch,
        receipt=draft.receipt,
    )
    try:
        raw = render_event(event)
    except FieldError as e:
        raise AddendumInvalidError(field=e.field, value=e.value) from e
    digest = event_digest(raw)
    info = AddendumInfo(
        event=event.event,
        reference=event.reference,
        seal=target.code,
        signer_sha256=tuple(fingerprint(s.certificate) for s in signers),
        event_sha256=digest,
        time_stamp_required=authority is not None,
    )
    files = ((SEAL_INFO, render_addendum(info)), (EVENT, raw))
    data = make_container(files, signers, at=now, authority=authority, status=status)
    return MadeAddendum(addendum_name(event.reference, event.event, digest), data, event, digest)


def write_addendum(made: MadeAddendum, out: Path) -> Path:
    """Write it as the file `out`, or under its customary name into the folder `out`; never over another.

    Raises OutputExistsError, OutputNotWritableError, DiskFullError.
    """
    path = out / made.name if out.is_dir() else out
    with disk_errors(path):
        write_new(path, path.with_name(f"{path.name}.part"), made.data)
    return path


def keep_in_case(case: Case, made: MadeAddendum) -> Path:
    """Keep an addendum of one's own in the case, and record it."""
    return _keep(case, made.name, made.data, made.event_sha256, CustodyReason.ADDENDUM_MADE)[0]


def import_addendum(case: Case, path: Path, *, trust: TrustStore, clock: Clock) -> Imported:
    """Take a partner's addendum into the case whose bundle it belongs to, and record that.

    One that is not confirmed is taken, and said to be that. Raises AddendumNotReadableError, and
    AddendumRefusedError for one that doesn't hold or is for no bundle of this case.
    """
    data = _read(path)
    policy = policy_for(trust, clock)
    checked = check_addendum(data, path.name, policy, Findings())
    if not checked.holds or checked.event is None or checked.event_sha256 is None:
        raise AddendumRefusedError(path=str(path), detail=_first_fault(checked))
    info = checked.info
    targets = targets_of_case(case, trust=trust, clock=clock)
    target = next((t for t in targets if info is not None and t.code == info.seal), None)
    if target is None:
        raise AddendumRefusedError(path=str(path), detail="addendum-other-bundle")
    name = addendum_name(checked.event.reference, checked.event.event, checked.event_sha256)
    kept, known_before = _keep(case, name, data, checked.event_sha256, CustodyReason.ADDENDUM_IMPORTED)
    findings = Findings()
    story = judge_addenda(
        case_addenda(case),
        seal=target.head,
        info=target.info,
        code=target.code,
        policy=policy,
        findings=findings,
    )
    facts = next(f for f in addenda_facts(story) if f.event_sha256 == checked.event_sha256)
    about = tuple(f for f in findings.result() if name in (f.subject, f.expected))
    return Imported(facts, kept, about, known_before)


def authorities(
    urls: Sequence[str], *, cancelled: IsCancelled = never_cancelled
) -> tuple[Stamper | None, StatusSource | None]:
    """Time-stamp authorities to be asked in turn, and where issuers are then asked; None without an address.

    Raises UsageError for what is no http or https address.
    """
    wrong = next((url for url in urls if not is_address(url)), None)
    if wrong is not None:
        raise UsageError(name="--tsa", value=wrong)
    if not urls:
        return None, None
    stamper = AuthoritiesInTurn([TimeStampAuthority(u, cancelled=cancelled) for u in urls])
    return stamper, StatusFetcher(cancelled=cancelled)


def named_files(
    paths: Sequence[Path], *, report: Report = silent, cancelled: IsCancelled = never_cancelled
) -> tuple[NamedFile, ...]:
    """Names, sizes and digests of files as they are sent. Raises SourceNotFoundError, CancelledError."""
    report(Progress("digest-files"))
    return tuple(named_file(path, report=report, cancelled=cancelled) for path in paths)


def stated_time(draft: AddendumDraft, text: str) -> AddendumDraft:
    """`draft` with the time that somebody states: ISO 8601 with `Z` or an offset.

    Raises AddendumInvalidError for a text that is no such time.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as e:
        raise AddendumInvalidError(field="time_utc", value=text) from e
    offset = moment.utcoffset()
    if offset is None:
        raise AddendumInvalidError(field="time_utc", value=text)
    minutes = round(offset.total_seconds() / 60)
    shown = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    return replace(draft, at_utc=utc_text(moment), local_offset=shown)


def _known(target: Target, refers_to: str | None) -> str | None:
    """The full digest of an event by its beginning, of at least 8 hex digits. Raises AddendumInvalidError."""
    if refers_to is None:
        return None
    asked = refers_to.lower()
    found = {
        a.event_sha256
        for a in target.story.told
        if a.event_sha256 is not None and a.event_sha256.startswith(asked)
    }
    if len(asked) < 8 or len(found) != 1:
        raise AddendumInvalidError(field="refers_to", value=refers_to)
    return found.pop()


def _keep(case: Case, name: str, data: bytes, event_sha256: str, reason: CustodyReason) -> tuple[Path, bool]:
    """Where it lies in the case now, and whether it lay there before. Recorded once."""
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
            notes=(Note(lang=_NO_LANGUAGE, text=name),),
        )
    )
    return path, known_before


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
        raise AddendumNotReadableError(path=str(path), reason=f"> {MAX_ADDENDUM_BYTES}")
    return data
