"""Withholding from the list: marks that keep what is selected out of every bundle, and the way back.

Writing happens as with tags (`tagging`): in the reader thread, in a writer that lives for that moment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from forensics_app.errors import ForensicsError, NothingSelectedError
from forensics_app.i18n import current, tr, trn
from forensics_app.i18n.labels import label
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.i18n.tagging import done_sentence
from forensics_app.model.marks import PrivacyMark
from forensics_app.model.names import visible
from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.marks import mark, unmark
from forensics_app.services.cases.opening import open_case
from forensics_app.services.selection.label_changes import last_change
from ui.dialogs.artifacts.withhold import WithholdDialog
from ui.jobs.child_job import Trouble
from ui.models.artifacts.cells import name_of
from ui.models.artifacts.model import ArtifactModel
from ui.widgets.controls.menu_entry import disable
from ui.widgets.tables.artifact_table import ArtifactTable
from ui.workbench.case_session import Reading
from ui.workbench.workbench import Workbench


class Withholder(QObject):
    """`changed` with a sentence about what was stored."""

    changed = Signal(str)

    def __init__(self, bench: Workbench, table: ArtifactTable, model: ArtifactModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench, self._table, self._model, self._widget = bench, table, model, parent

    def off(self, name: str) -> str:
        """Why the action `withhold` can do nothing now; empty for every other one."""
        if name != "withhold":
            return ""
        if self._bench.received_case:
            return tr(
                "This case shows a received bundle and is read-only. Nothing is sealed from it, so there is "
                "nothing to withhold."
            )
        return self._bench.writing.reason()

    def ask(self) -> None:
        """Ask as what and why, and mark the selection."""
        parts = self._table.selected_rows()
        count = sum(len(part) for part in parts)
        if not count or self._bench.refused(self.off("withhold")):
            return
        artifact = self._model.artifact(self._table.currentIndex().row())
        subject = trn("{count} selected artifact", "{count} selected artifacts", count)
        if count == 1 and artifact is not None:
            subject = visible(name_of(artifact))
        dialog = WithholdDialog(current().isolate(subject), parent=self._widget)
        if dialog.exec():
            self._mark(parts, dialog.mark, dialog.reason)

    def ask_for_all(self) -> None:
        """The same for everything in the list."""
        if self._bench.refused(self.off("withhold")):
            return
        count = self._model.rowCount()
        subject = trn("All {count} artifact of this list", "All {count} artifacts of this list", count)
        dialog = WithholdDialog(subject, parent=self._widget)
        if count and dialog.exec():
            self._mark((), dialog.mark, dialog.reason)

    def release(self, kind: PrivacyMark) -> None:
        """Take a mark off the selection."""
        clock = self._bench.clock

        def work(case: Case, chosen: ArtifactFilter) -> str:
            return done_sentence(kind, unmark(case, kind, chosen, clock=clock), removed=True)

        self._change(self._table.selected_rows(), work)

    def menu(self, parent: QMenu) -> QMenu:
        """What can be done besides marking the selection."""
        menu = parent.addMenu(tr("Allow in bundles again"))
        if reason := self.off("withhold"):
            disable(menu.menuAction(), reason, parent)
        for kind in PrivacyMark:
            menu.addAction(label(kind)).triggered.connect(lambda _=False, kind=kind: self.release(kind))
        return menu

    def _mark(self, parts: Sequence[range], kind: PrivacyMark, reason: str) -> None:
        clock = self._bench.clock

        def work(case: Case, chosen: ArtifactFilter) -> str:
            count = mark(case, kind, chosen, reason=reason, clock=clock)
            return done_sentence(kind, count, removed=False)

        self._change(parts, work)

    def _change(self, parts: Sequence[range], work: Callable[[Case, ArtifactFilter], str]) -> None:
        session, clock = self._bench.case, self._bench.clock
        if session is None or self._bench.refused(self.off("withhold")):
            return
        path, chosen = session.path, self._model.chosen
        order, descending = self._model.order, self._model.descending
        if sum(len(part) for part in parts) == self._model.rowCount():
            parts = ()  # the filter itself says it

        def write(reading: Reading) -> str:
            meant = chosen
            if parts:
                ids = reading.browser.ids(chosen, order, descending=descending, places=parts)
                meant = replace(ArtifactFilter(), ids=ids)
            with open_case(path, write=True, clock=clock) as case:
                said = work(case, meant)
                session.labels.made(last_change(case, of_marks=True))
                return said

        session.ask(("withhold", chosen, *parts), write, self.changed.emit, self._failed, owner=self)

    def _failed(self, error: ForensicsError) -> None:
        if not isinstance(
            error, NothingSelectedError
        ):  # what was meant is gone meanwhile, or has no such mark
            self._bench.trouble.emit(Trouble(window_sentence(error), repr(error), error.code))
