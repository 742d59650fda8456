"""The search in contents of the Artifacts page: over the list as it is filtered, but for words in names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from forensics_app.model.artifact import Artifact
from forensics_app.model.selection import ArtifactFilter
from ui.dialogs.artifacts.search_contents import SearchContentsDialog
from ui.models.artifacts.model import ArtifactModel
from ui.models.contents.desk import ContentDesk
from ui.models.contents.list_search import ListSearch
from ui.workbench.case_rows import CaseRows


class ContentsSearch(QObject):
    """`asked` with the ids of artifacts that are to be listed."""

    asked = Signal(object)

    def __init__(self, rows: CaseRows, model: ArtifactModel, desk: ContentDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows, self._model, self._desk, self._widget = rows, model, desk, parent
        self.dialog: SearchContentsDialog | None = None

    def ask(self) -> None:
        """Count what would be searched, then ask for what; what was typed for names is offered."""
        chosen = replace(self._model.chosen, text=None)
        typed = self._model.chosen.text or ""
        self._rows.ask(
            "contents count",
            lambda browser: browser.count(chosen),
            lambda count: self._open(chosen, count, typed),
        )

    def _open(self, chosen: ArtifactFilter, count: int, typed: str) -> None:
        if self.dialog is not None:
            return
        order, descending = self._model.order, self._model.descending

        def page(first: int, most: int, deliver: Callable[[Sequence[Artifact]], None]) -> None:
            self._rows.ask(
                "contents page",
                lambda browser: browser.rows(chosen, order, descending=descending, first=first, count=most),
                deliver,
            )

        search = ListSearch(self._desk, page, self)
        self.dialog = SearchContentsDialog(search, count, typed, self._widget)
        self.dialog.asked.connect(self.asked)
        self.dialog.finished.connect(lambda _: self._closed(search))
        self.dialog.open()

    def _closed(self, search: ListSearch) -> None:
        search.deleteLater()
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
