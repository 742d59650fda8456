"""Custody events made by hand, and the state of the ledger."""

from __future__ import annotations

from dataclasses import dataclass, replace

from forensics_app.custody.chain import ChainBreak, ChainCheck
from forensics_app.errors import CustodyEventInFutureError, CustodyEventInvalidError
from forensics_app.i18n.typography.readable import to_second
from forensics_app.model.custody import CustodyEvent, CustodyEventType, CustodyReason, EventDraft
from forensics_app.model.outside_times import read_typed
from forensics_app.model.times import Clock, utc_text
from forensics_app.services.cases.case import Case


@dataclass(frozen=True, slots=True)
class CustodyState:
    """The ledger as it stands. `events` are those before a break, and all of them without one."""

    events: tuple[CustodyEvent, ...]
    count: int
    head: str
    broken: ChainBreak | None


def custody_state(case: Case) -> CustodyState:
    """Check the whole chain, also against the head that the catalogue remembers."""
    check: ChainCheck = case.check_custody()
    return CustodyState(events=check.events, count=check.count, head=check.head, broken=check.broken)


def add_event(case: Case, draft: EventDraft, *, clock: Clock) -> CustodyEvent:
    """Record what somebody did.

    Raises CustodyEventInvalidError for a rule broken (the future, an unknown event referred to, a correction
    of nothing, a reason that only the program gives), ArtifactNotFoundError for an artifact that isn't in the
    case.
    """
    if draft.event is CustodyEventType.CORRECTED and draft.refers_to is None:
        raise CustodyEventInvalidError(field="refers_to", value="")
    if draft.reason in tuple(CustodyReason):
        raise CustodyEventInvalidError(field="reason", value=str(draft.reason))
    if draft.refers_to is not None:
        known = {event.event_id for event in case.check_custody().events}
        if draft.refers_to not in known:
            raise CustodyEventInvalidError(field="refers_to", value=draft.refers_to)
    for artifact in draft.artifacts:
        case.store.artifacts.get(artifact)
    now = utc_text(clock.now())
    if draft.at_utc is not None and draft.at_utc > now:
        raise CustodyEventInFutureError(field="time_utc", value=to_second(draft.at_utc), now=to_second(now))
    return case.record(draft)


def stated_time(draft: EventDraft, text: str) -> EventDraft:
    """`draft` with the time that somebody states: ISO 8601 with `Z` or an offset.

    Raises CustodyEventInvalidError when the text is no such time: one without a zone can't be placed.
    """
    read = read_typed(text)
    if read is None:
        raise CustodyEventInvalidError(field="time_utc", value=text)
    return replace(draft, at_utc=read[0], local_offset=read[1])
