"""A verdict that was kept as text, for people: its shape and its word."""

from __future__ import annotations

from forensics_app.i18n.verdicts import verdict_word
from forensics_app.model.findings import Verdict
from forensics_app.model.names import visible
from ui.theme.state import State

VERDICT_STATES = {
    Verdict.VERIFIED: State.OK,
    Verdict.UNCONFIRMED: State.WARN,
    Verdict.INCOMPLETE: State.BAD,
    Verdict.ALTERED: State.BAD,
    Verdict.UNREADABLE: State.NONE,
}


def verdict_shown(value: str) -> tuple[State, str]:
    """Of a value that is none of ours, the value itself."""
    verdict = next((v for v in Verdict if v.value == value), None)
    if verdict is None:
        return State.NONE, visible(value)
    return VERDICT_STATES[verdict], verdict_word(verdict)
