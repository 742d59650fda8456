"""How a recent case stands, in a state and words: the examiner's list of what is to be done next."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import TypeVar

from forensics_app.i18n import N_, NC_, tr, trn
from forensics_app.model.retention import Retention, RetentionState
from ui.models.case.overview import CaseState
from ui.models.case.sealed_bundles import Stand
from ui.settings.settings import RecentCase
from ui.theme.state import State

_STATES: dict[CaseState, tuple[State, str]] = {
    CaseState.BROKEN: (State.BAD, N_("Custody ledger broken")),
    CaseState.DIFFER: (State.BAD, N_("Hashes differ")),
    CaseState.FAILED: (State.BAD, N_("A source could not be opened")),
    CaseState.READING: (State.WARN, N_("Not read completely")),
    CaseState.PARTLY: (State.WARN, N_("Read; parts could not be read")),
    CaseState.READ: (State.OK, NC_("state of a case", "Read")),
    CaseState.EMPTY: (State.WAITING, N_("No evidence yet")),
}
_STANDS: dict[Stand, tuple[State, str]] = {
    Stand.BROKEN: (State.BAD, N_("A seal is invalid")),
    Stand.REJECTED: (State.BAD, N_("Rejected by receipt")),
    Stand.REJECTION_DOUBTFUL: (State.WARN, N_("Rejected by receipt, not confirmed")),
    Stand.SENT_AGAIN: (State.WAITING, N_("Rejected, sent again; receipt awaited")),
    Stand.DOUBTFUL: (State.WARN, N_("Receipt not confirmed")),
    Stand.QUESTIONED: (State.WARN, N_("Open questions after sealing")),
    Stand.BY_SENDER: (State.WARN, N_("Receipt by the sender only")),
    Stand.RETURNED: (State.WAITING, N_("Sent, then returned; no receipt")),
    Stand.ACCEPTED: (State.OK, N_("Sealed, receipt received")),
    Stand.UNTOLD: (State.WAITING, N_("Sealed; dispatch not recorded")),
}
_E = TypeVar("_E", bound=Enum)
_FIRST = frozenset({CaseState.BROKEN, CaseState.DIFFER, CaseState.FAILED, CaseState.READING})


def recent_state(
    recent: RecentCase, now: datetime, retention: Retention | None = None, *, received: bool = False
) -> tuple[State, str]:
    """That its retention is over; what is wrong with the case; that it shows a `received` bundle; how its
    newest bundle stands; how far it was read; in its last month, when the retention ends."""
    if retention is not None and retention.state(now.date()) is RetentionState.OVER:
        return State.BAD, tr("Retention ended on {day}", day=retention.until)
    state = _of(CaseState, recent.state)
    stand = _of(Stand, recent.stand)
    if state is None:
        return State.NONE, tr("Unknown state")
    if received and state not in _FIRST:
        return State.INFO, tr("Received bundle, read-only")
    if stand is not None and state not in _FIRST:
        if stand is Stand.AWAITED:
            return State.WARN, _awaited(recent.sealed_at, now)
        shape, words = _STANDS[stand]
        return shape, tr(words)
    if retention is not None and state not in _FIRST and retention.state(now.date()) is RetentionState.SOON:
        return State.WARN, tr("Retention ends on {day}", day=retention.until)
    shape, words = _STATES[state]
    return shape, tr(words)


def _awaited(sealed_at: str, now: datetime) -> str:
    try:
        days = (now - datetime.fromisoformat(sealed_at)).days
    except (ValueError, TypeError):
        return tr("Receipt awaited")
    if days < 1:
        return tr("Sealed today, receipt awaited")
    return trn("Receipt awaited {count} day", "Receipt awaited {count} days", days)


def _of(kind: type[_E], value: str) -> _E | None:
    try:
        return kind(value)
    except ValueError:
        return None
