"""Marking artifacts as privileged, private or out of scope: what is marked stays out of every bundle.

Each change is an event of the custody ledger. The ledger is sealed with the next bundle, so the event says
which mark and how many, and neither names what was marked nor repeats the reason.
"""

from __future__ import annotations

from dataclasses import replace

from forensics_app.catalog.labels.marking import UnfinishedChange
from forensics_app.errors import NothingSelectedError, UsageError
from forensics_app.model.case import TagRecord
from forensics_app.model.custody import (
    NO_LANGUAGE,
    CustodyEventType,
    CustodyReason,
    EventDraft,
    Note,
)
from forensics_app.model.marks import PrivacyMark
from forensics_app.model.names import is_spoofed
from forensics_app.model.selection import ArtifactFilter
from forensics_app.model.times import Clock, utc_text
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.unfinished import Pending

LONGEST_REASON = 2000


def mark(case: Case, kind: PrivacyMark, chosen: ArtifactFilter, *, reason: str, clock: Clock) -> int:
    """Mark what the filter chooses; how many artifacts that are. A bundle that was not released is given up.

    Raises NothingSelectedError, UsageError.
    """
    text = reason.strip()
    if not usable_reason(text):
        raise UsageError(name="--reason", value=reason)
    count = case.store.marking.add(kind.value, chosen, note=text, at=utc_text(clock.now()))
    if count == 0:
        raise NothingSelectedError(path=str(case.path))
    settle_marks(case)
    return count


def usable_reason(text: str) -> bool:
    """Whether this says why: some visible text, not endless."""
    return 0 < len(text.strip()) <= LONGEST_REASON and not is_spoofed(text.replace("\n", " "))


def unmark(case: Case, kind: PrivacyMark, chosen: ArtifactFilter, *, clock: Clock) -> int:
    """Take a mark off what the filter chooses. Raises NothingSelectedError when nothing carries it."""
    count = case.store.marking.remove(kind.value, chosen, at=utc_text(clock.now()))
    if count == 0:
        raise NothingSelectedError(path=str(case.path))
    settle_marks(case)
    return count


def undo_marking(case: Case) -> tuple[PrivacyMark, int] | None:
    """Take back the latest marking or unmarking: the mark and how many artifacts; None without one."""
    return _turned(case, case.store.marking.undo())


def redo_marking(case: Case) -> tuple[PrivacyMark, int] | None:
    """Do again what was taken back last: the mark and how many artifacts; None where there is nothing."""
    return _turned(case, case.store.marking.redo())


def _turned(case: Case, turned: tuple[str, int] | None) -> tuple[PrivacyMark, int] | None:
    if turned is None:
        return None
    settle_marks(case)
    name, count = turned
    return PrivacyMark(name), count


def marks(case: Case) -> tuple[TagRecord, ...]:
    """The marks that artifacts of the case carry, with their counts."""
    return tuple(record for record in case.store.marking.tags() if record.count)


def marked_among(case: Case, chosen: ArtifactFilter) -> int:
    """How many of what the filter chooses are marked: they stay out of bundles whatever else they carry."""
    return 0 if chosen.marked is False else case.store.artifacts.count(replace(chosen, marked=True))


def settle_marks(case: Case) -> None:
    """Do what changes of marks owe outside of the catalogue: a kill may have come between.

    A bundle that was not released is given up where something was marked, then the ledger tells the change.
    """
    for change in case.store.marking.owed():
        if change.given:
            _give_up_unreleased(case)
        draft = _event(case, change)
        if _is_recorded(case, draft, change.behind):
            case.acknowledge_custody()  # or a like change after this one would be taken for told
        else:
            case.record(draft)
        case.store.marking.settled(change)


def _give_up_unreleased(case: Case) -> None:
    """A sealing that was broken off may hold what is marked now: nothing of it is to be released."""
    Pending.of(case).discard_unreleased(case)


def _event(case: Case, change: UnfinishedChange) -> EventDraft:
    return EventDraft(
        event=CustodyEventType.ANALYSED,
        reason=CustodyReason.ITEMS_MARKED if change.given else CustodyReason.ITEMS_UNMARKED,
        persons=(case.examiner(),),
        notes=(Note(lang=NO_LANGUAGE, text=f"{change.mark}={change.count}"),),
    )


def _is_recorded(case: Case, draft: EventDraft, behind: int) -> bool:
    """Whether an event behind the first `behind` ones says this."""
    return any(
        event.sequence > behind and (event.reason, event.notes) == (draft.reason, draft.notes)
        for event in case.ledger.check().events
    )
