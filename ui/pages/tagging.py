"""Tagging from the table: Space gives or takes the tag used last; menus give another, or tag a whole list.

Writing happens in the reader thread, in a writer of its own that lives for that moment; while evidence is
being read the case has another writer, and the sentence says who.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QInputDialog, QWidget

from forensics_app.errors import ForensicsError
from forensics_app.i18n import tr
from forensics_app.i18n.sentences import error_sentence
from forensics_app.model.artifact import Artifact
from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.cases import open_case
from forensics_app.services.tag import tag, undo_tagging, untag
from ui.case_session import Reading
from ui.jobs.child_job import Trouble
from ui.models.artifact_model import ArtifactModel
from ui.widgets.artifact_table import ArtifactTable
from ui.workbench import Workbench

MOST_AT_ONCE = 2_000


class Tagger(QObject):
    """`tagged` after a change was stored."""

    tagged = Signal()

    def __init__(self, bench: Workbench, table: ArtifactTable, model: ArtifactModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench, self._table, self._model, self._widget = bench, table, model, parent

    def use(self, name: str) -> None:
        """Make this the tag that Space gives."""
        self._bench.active_tag = name

    def toggle(self) -> None:
        """Give the active tag to the selection; take it off where the whole selection has it."""
        name = self._active()
        chosen = self._selected()
        if not chosen:
            return
        if not name:
            self.ask()
            return
        everyone = all(name in artifact.tags for artifact in chosen)
        self._change(name, _ids(chosen), remove=everyone)

    def ask(self) -> None:
        """Ask for a tag and give it to the selection."""
        chosen = self._selected()
        name = self._ask_name() if chosen else ""
        if name:
            self._change(name, _ids(chosen), remove=False)

    def ask_for_all(self) -> None:
        """Ask for a tag and give it to everything in the list."""
        name = self._ask_name()
        if name:
            self._change(name, self._model.chosen, remove=False)

    def untag_current(self, name: str) -> None:
        """Take a tag off the current artifact."""
        artifact = self._model.artifact(self._table.currentIndex().row())
        if artifact is not None:
            self._change(name, _ids([artifact]), remove=True)

    def undo(self) -> None:
        """Take back the latest change of tags."""
        session, clock = self._bench.case, self._bench.clock
        if session is None:
            return
        path = session.path

        def work(reading: Reading) -> bool:
            with open_case(path, write=True, clock=clock) as case:
                return undo_tagging(case) is not None

        session.ask("undo-tags", work, self._stored, self._failed, owner=self)

    def _active(self) -> str:
        case = self._bench.case
        if (
            not self._bench.active_tag
            and case is not None
            and case.overview is not None
            and case.overview.tags
        ):
            self._bench.active_tag = max(case.overview.tags, key=lambda t: t.count).name
        return self._bench.active_tag

    def _selected(self) -> list[Artifact]:
        rows = [row for part in self._table.selected_rows() for row in part]
        if len(rows) > MOST_AT_ONCE:
            sentence = tr(
                "More rows are selected than can be tagged one by one. Filter instead, and tag the "
                "whole list."
            )
            self._bench.trouble.emit(Trouble(sentence))
            return []
        found = [self._model.artifact(row) for row in rows]
        return [artifact for artifact in found if artifact is not None]

    def _ask_name(self) -> str:
        overview = None if self._bench.case is None else self._bench.case.overview
        known = [] if overview is None else [t.name for t in overview.tags]
        if self._active() in known:
            known.remove(self._active())
            known.insert(0, self._active())
        name, agreed = QInputDialog.getItem(
            self._widget, tr("Tag"), tr("Name of the tag"), known or [tr("Relevant")]
        )
        name = name.strip()
        if agreed and name:
            self._bench.active_tag = name
            return name
        return ""

    def _change(self, name: str, chosen: ArtifactFilter, *, remove: bool) -> None:
        session, clock = self._bench.case, self._bench.clock
        if session is None:
            return
        path = session.path

        def work(reading: Reading) -> int:
            with open_case(path, write=True, clock=clock) as case:
                if remove:
                    return untag(case, name, chosen, clock=clock)
                return tag(case, name, chosen, note=None, clock=clock)

        session.ask(("tag", name, chosen), work, self._stored, self._failed, owner=self)

    def _stored(self, count: Any) -> None:
        self.tagged.emit()

    def _failed(self, error: ForensicsError) -> None:
        self._bench.trouble.emit(Trouble(error_sentence(error), repr(error), error.code))


def _ids(artifacts: list[Artifact]) -> ArtifactFilter:
    return replace(ArtifactFilter(), ids=tuple(a.artifact_id for a in artifacts))
