"""Taking back the latest change of labels, be it of tags or of marks, and doing it again.

Tags and marks keep their changes apart; the times of these tell their order.
"""

from __future__ import annotations

from forensics_app.model.marks import PrivacyMark
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.marks import redo_marking, undo_marking
from forensics_app.services.cases.received import is_received
from forensics_app.services.selection.tag import redo_tagging, undo_tagging

Turned = tuple[PrivacyMark | str, int]
"""A mark, or the name of a tag, and how many artifacts it was on."""


def undo_labelling(case: Case) -> Turned | None:
    """Take back the latest change of tags or marks; None without one."""
    tagged, marked = case.store.tagging.undo_at(), _mark_time(case, case.store.marking.undo_at())
    if marked is not None and (tagged is None or _order(marked) >= _order(tagged)):
        return undo_marking(case)
    return undo_tagging(case)


def redo_labelling(case: Case) -> Turned | None:
    """Do again what was taken back last; None where there is nothing, or something was changed since."""
    tagging, marking = case.store.tagging, case.store.marking
    tagged = _unless_before(tagging.redo_at(), marking.undo_at())
    marked = _mark_time(case, _unless_before(marking.redo_at(), tagging.undo_at()))
    if marked is not None and (tagged is None or _order(marked) < _order(tagged)):
        return redo_marking(case)
    return None if tagged is None else redo_tagging(case)


def _unless_before(undone: str | None, in_force: str | None) -> str | None:
    """The time of what was undone, unless the latest change of the other labels is younger."""
    if undone is None or (in_force is not None and _order(undone) < _order(in_force)):
        return None
    return undone


def _mark_time(case: Case, at: str | None) -> str | None:
    """Marks of a case that shows a received bundle are not the receiver's to change."""
    return None if is_received(case.path) else at


def _order(at: str) -> str:
    """Fractions of a second have no zeros at their end: what is sorted must not end with the letter."""
    return at.removesuffix("Z")
