"""How soon an answer is due, in words and a state."""

from __future__ import annotations

from datetime import date

from forensics_app.i18n import NC_, current, tr, trn
from ui.theme.state import State

SOON_DAYS = 7


def days_left(deadline: str | None, today: date) -> int | None:
    """Days from today to the deadline (YYYY-MM-DD), negative once it is past; None where it is no day."""
    try:
        return None if deadline is None else (date.fromisoformat(deadline) - today).days
    except ValueError:
        return None


def due_state(left: int) -> State:
    """BAD once it is past, WARN in the last week."""
    if left < 0:
        return State.BAD
    return State.WARN if left <= SOON_DAYS else State.NONE


def due_words(left: int) -> str:
    """`in 15 days`, `today`, `3 days ago`."""
    if left == 0:
        return tr(NC_("state", "today"))
    if left < 0:
        return trn("overdue by {count} day", "overdue by {count} days", -left)
    return trn("in {count} day", "in {count} days", left)


def deadline_words(deadline: str, today: date) -> str:
    """The day and how far off it is; the text itself where it is no day."""
    left = days_left(deadline, today)
    day = current().isolate(deadline)
    return day if left is None else f"{day} · {due_words(left)}"
