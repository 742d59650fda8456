"""The search in contents of the Artifacts page: over the list as it is filtered, but for words in names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.browsing.browse import Browser
from ui.dialogs.artifacts.search_contents import SearchContentsDialog
from ui.models.artifacts.model import ArtifactModel
from ui.models.contents.desk import ContentDesk
from ui.models.contents.list_search import ListSearch, Page
from ui.workbench.case_rows import CaseRows


class ContentsSearch(QObject):
    """`asked` with the ids of artifacts that are to be listed."""

    asked = Signal(object)

    def __init__(
        self,
        rows: CaseRows,
        model: ArtifactModel,
        desk: ContentDesk,
        listed: Callable[[ArtifactFilter], ArtifactFilter],
        parent: QWidget,
    ) -> None:
        """`listed`: a filter as the list has it, with or without system files."""
        super().__init__(parent)
        self._rows, self._model, self._desk, self._widget = rows, model, desk, parent
        self._listed = listed
        self.dialog: SearchContentsDialog | None = None

    def ask(self) -> None:
        """Count what would be searched, then ask for what; what was typed for names is offered."""
        chosen = self._listed(replace(self._model.chosen, text=None))
        whole = replace(chosen, system=None) if chosen.system is False else chosen
        typed = self._model.chosen.text or ""
        self._rows.ask(
            "contents count",
            lambda browser: (browser.count(chosen), browser.count(whole)),
            lambda counts: self._open(chosen, whole, counts, typed),
        )

    def _open(
        self, chosen: ArtifactFilter, whole: ArtifactFilter, counts: tuple[int, int], typed: str
    ) -> None:
        if self.dialog is not None:
            return
        order, descending = self._model.order, self._model.descending

        def page(first: int, most: int, deliver: Callable[[Page], None]) -> None:
            searched = whole if self.dialog is not None and self.dialog.takes_hidden else chosen

            def read(browser: Browser) -> Page:
                rows = browser.rows(searched, order, descending=descending, first=first, count=most)
                return rows, browser.not_read_completely(rows)

            self._rows.ask(
                "contents page",
                read,
                deliver,
            )

        search = ListSearch(self._desk, page, self)
        self.dialog = SearchContentsDialog(search, counts[0], counts[1] - counts[0], typed, self._widget)
        self.dialog.asked.connect(self.asked)
        self.dialog.finished.connect(lambda _: self._closed(search))
        self.dialog.open()

    def _closed(self, search: ListSearch) -> None:
        search.deleteLater()
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
