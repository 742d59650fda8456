"""The way back from the list: the latest change of tags or marks is taken back, or done again.

Only what was changed here since the case was opened: what an earlier session withheld must not come free by
one key. Earlier changes are changed on the artifacts themselves.

Writing happens as with tags (`tagging`): in the reader thread, in a writer that lives for that moment.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from forensics_app.errors import ForensicsError
from forensics_app.i18n import tr
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.i18n.tagging import redone, undone
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.opening import open_case
from forensics_app.services.selection.label_changes import (
    Turned,
    change_to_redo,
    change_to_undo,
    redo_labelling,
    undo_labelling,
)
from ui.jobs.child_job import Trouble
from ui.workbench.case_session import Reading
from ui.workbench.session_labels import SessionLabels
from ui.workbench.workbench import Workbench


class LabelChanges(QObject):
    """`turned` with a sentence about what was done, whether it can be undone, and whether redone."""

    turned = Signal(str, bool, bool)

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench

    def undo(self) -> None:
        """Take back the latest change."""
        self._turn("undo-labels", _undo, self._undone)

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._turn("redo-labels", _redo, self._redone)

    def off(self, name: str) -> str:
        """Why the action `undo` or `redo` can do nothing now; empty for every other one."""
        labels = None if self._bench.case is None else self._bench.case.labels
        if name == "undo" and (labels is None or not labels.can_undo):
            return _nothing_to_undo()
        if name == "redo" and (labels is None or not labels.can_redo):
            return _nothing_to_redo()
        return ""

    def _turn(
        self,
        name: str,
        act: Callable[[Case, SessionLabels], Turned | None],
        say: Callable[[Turned | None], None],
    ) -> None:
        session, clock = self._bench.case, self._bench.clock
        if session is None or not self._bench.may_write(received_too=True):
            return
        path = session.path

        def work(reading: Reading) -> Turned | None:
            with open_case(path, write=True, clock=clock, received_too=True) as case:
                return act(case, session.labels)

        session.ask(name, work, say, self._failed, owner=self)

    def _undone(self, turned: Turned | None) -> None:
        if turned is None:
            self.turned.emit(_nothing_to_undo(), False, False)
            return
        said = undone(turned.label, turned.count, given=turned.given)
        self.turned.emit(said, False, True)

    def _redone(self, turned: Turned | None) -> None:
        if turned is None:
            self.turned.emit(_nothing_to_redo(), False, False)
            return
        said = redone(turned.label, turned.count, given=turned.given)
        self.turned.emit(said, True, False)

    def _failed(self, error: ForensicsError) -> None:
        self._bench.trouble.emit(Trouble(window_sentence(error), repr(error), error.code))


def _undo(case: Case, labels: SessionLabels) -> Turned | None:
    change = change_to_undo(case)
    done = undo_labelling(case, labels)
    if change is not None and done is not None:
        labels.undid(change)
    return done


def _redo(case: Case, labels: SessionLabels) -> Turned | None:
    change = change_to_redo(case)
    done = redo_labelling(case, labels)
    if change is not None and done is not None:
        labels.redid(change)
    return done


def _nothing_to_undo() -> str:
    return tr(
        "There is no tag or mark change to undo in this session. To reverse an earlier change, "
        "change the tags or marks of the artifact itself."
    )


def _nothing_to_redo() -> str:
    return tr("There is no tag or mark change to redo in this session.")
