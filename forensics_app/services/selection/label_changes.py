"""Taking back the latest change of labels, be it of tags or of marks, and doing it again.

Tags and marks keep their changes apart; the times of these tell their order. Whoever gives `among` takes back
or does again nothing but one of these changes, such as those that one session of the window made.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass

from forensics_app.model.case import LabelChange
from forensics_app.model.marks import PrivacyMark
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.marks import redo_marking, undo_marking
from forensics_app.services.cases.received import is_received
from forensics_app.services.selection.tag import redo_tagging, undo_tagging


@dataclass(frozen=True, slots=True)
class Turned:
    """A mark, or the name of a tag; how many artifacts changed; whether they carry it now, None where only
    notes changed.
    """

    label: PrivacyMark | str
    count: int
    given: bool | None


def undo_labelling(case: Case, among: Container[LabelChange] | None = None) -> Turned | None:
    """Take back the latest change of tags or marks; None without one."""
    latest = change_to_undo(case)
    if latest is None or not _is_among(latest, among):
        return None
    return _turned(case, latest, undo_marking if latest.of_marks else undo_tagging)


def redo_labelling(case: Case, among: Container[LabelChange] | None = None) -> Turned | None:
    """Do again what was taken back last; None where there is nothing, or something was changed since."""
    following = change_to_redo(case)
    if following is None or not _is_among(following, among):
        return None
    return _turned(case, following, redo_marking if following.of_marks else redo_tagging)


def undo_last(case: Case, *, of_marks: bool) -> Turned | None:
    """Take back the latest change of this kind; None without one."""
    latest = last_change(case, of_marks=of_marks)
    return None if latest is None else _turned(case, latest, undo_marking if of_marks else undo_tagging)


def change_to_undo(case: Case) -> LabelChange | None:
    """The latest change of tags or marks that is in force; None without one."""
    tagged, marked = case.store.tagging.to_undo(), _own(case, case.store.marking.to_undo())
    if marked is not None and (tagged is None or _order(marked) >= _order(tagged)):
        return marked
    return tagged


def change_to_redo(case: Case) -> LabelChange | None:
    """The change of tags or marks that was taken back last, unless something was changed since."""
    tagging, marking = case.store.tagging, case.store.marking
    tagged = _unless_before(tagging.to_redo(), marking.to_undo())
    marked = _own(case, _unless_before(marking.to_redo(), tagging.to_undo()))
    if marked is not None and (tagged is None or _order(marked) < _order(tagged)):
        return marked
    return tagged


def last_change(case: Case, *, of_marks: bool) -> LabelChange | None:
    """The change of its kind that was made last and is in force, whatever its clock said."""
    return case.store.marking.to_undo() if of_marks else case.store.tagging.to_undo()


def _turned(
    case: Case, change: LabelChange, turn: Callable[[Case], tuple[PrivacyMark | str, int] | None]
) -> Turned | None:
    given = (case.store.marking if change.of_marks else case.store.tagging).gives(change)
    done = turn(case)
    return None if done is None else Turned(*done, given)


def _is_among(change: LabelChange, among: Container[LabelChange] | None) -> bool:
    return among is None or change in among


def _unless_before(undone: LabelChange | None, in_force: LabelChange | None) -> LabelChange | None:
    """What was undone, unless the latest change of the other labels is younger."""
    if undone is None or (in_force is not None and _order(undone) < _order(in_force)):
        return None
    return undone


def _own(case: Case, change: LabelChange | None) -> LabelChange | None:
    """Marks of a case that shows a received bundle are not the receiver's to change."""
    return None if is_received(case.path) else change


def _order(change: LabelChange) -> str:
    """Fractions of a second have no zeros at their end: what is sorted must not end with the letter."""
    return change.at.removesuffix("Z")
