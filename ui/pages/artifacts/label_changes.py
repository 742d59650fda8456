"""The way back from the list: the latest change of tags or marks is taken back, or done again.

Writing happens as with tags (`tagging`): in the reader thread, in a writer that lives for that moment.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from forensics_app.errors import ForensicsError
from forensics_app.i18n import tr, trn
from forensics_app.i18n.marks import redone_mark, undone_mark
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.model.marks import PrivacyMark
from forensics_app.model.names import visible
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.opening import open_case
from forensics_app.services.selection.label_changes import Turned, redo_labelling, undo_labelling
from ui.jobs.child_job import Trouble
from ui.workbench.case_session import Reading
from ui.workbench.workbench import Workbench


class LabelChanges(QObject):
    """`turned` with a sentence about what was done, whether it can be undone, and whether redone."""

    turned = Signal(str, bool, bool)

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench

    def undo(self) -> None:
        """Take back the latest change."""
        self._turn("undo-labels", undo_labelling, self._undone)

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._turn("redo-labels", redo_labelling, self._redone)

    def _turn(
        self, name: str, act: Callable[[Case], Turned | None], say: Callable[[Turned | None], None]
    ) -> None:
        session, clock = self._bench.case, self._bench.clock
        if session is None or not self._bench.may_write(received_too=True):
            return
        path = session.path

        def work(reading: Reading) -> Turned | None:
            with open_case(path, write=True, clock=clock, received_too=True) as case:
                return act(case)

        session.ask(name, work, say, self._failed, owner=self)

    def _undone(self, undone: Turned | None) -> None:
        if undone is None:
            self.turned.emit(tr("There is no tag or mark change to undo."), False, False)
            return
        label, count = undone
        if isinstance(label, PrivacyMark):
            said = undone_mark(label, count)
        else:
            said = trn(
                "Undone: “{tag}” on {count} artifact.",
                "Undone: “{tag}” on {count} artifacts.",
                count,
                tag=visible(label),
            )
        self.turned.emit(said, False, True)

    def _redone(self, redone: Turned | None) -> None:
        if redone is None:
            self.turned.emit(tr("There is no tag or mark change to redo."), False, False)
            return
        label, count = redone
        if isinstance(label, PrivacyMark):
            said = redone_mark(label, count)
        else:
            said = trn(
                "Redone: “{tag}” on {count} artifact.",
                "Redone: “{tag}” on {count} artifacts.",
                count,
                tag=visible(label),
            )
        self.turned.emit(said, True, False)

    def _failed(self, error: ForensicsError) -> None:
        self._bench.trouble.emit(Trouble(window_sentence(error), repr(error), error.code))
