"""The search in contents of the Artifacts page: over the list as it is filtered, but for words in names."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from forensics_app.i18n import current, tr
from forensics_app.model.evidence import LayerKind
from forensics_app.model.names import visible
from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.browsing.browse import Browser
from forensics_app.services.sources.opening import lies_in
from ui.dialogs.artifacts.search_contents import SearchContentsDialog
from ui.models.artifacts.model import ArtifactModel
from ui.models.artifacts.places_of_case import volume_places
from ui.models.contents.list_locks import ListLocks
from ui.models.contents.list_search import ListSearch, Page
from ui.workbench.case_rows import CaseRows
from ui.workbench.case_session import CaseSession


class ContentsSearch(QObject):
    """`asked` with the ids of artifacts that are to be listed, `key_fitted` with a GivenKey that opened a
    volume to be searched."""

    asked = Signal(object)
    key_fitted = Signal(object)

    def __init__(
        self,
        rows: CaseRows,
        model: ArtifactModel,
        session: CaseSession,
        listed: Callable[[ArtifactFilter], ArtifactFilter],
        keeps_keys: Callable[[], bool],
        parent: QWidget,
    ) -> None:
        """`listed`: a filter as the list has it, with or without system files."""
        super().__init__(parent)
        self._rows, self._model, self._session, self._widget = rows, model, session, parent
        self._listed, self._keeps_keys = listed, keeps_keys
        self.dialog: SearchContentsDialog | None = None
        self._answers: dict[tuple[str, ...], tuple[str, str]] = {}  # by what was found: for what, and gaps

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

        def searched_filter() -> ArtifactFilter:
            return whole if self.dialog is not None and self.dialog.takes_hidden else chosen

        def layers(deliver: Callable[[Collection[str]], None]) -> None:
            searched, among = searched_filter(), self._opened_layers()
            self._rows.ask("contents layers", lambda browser: browser.layers_with(searched, among), deliver)

        def page(first: int, most: int, deliver: Callable[[Page], None]) -> None:
            searched = searched_filter()

            def read(browser: Browser) -> Page:
                rows = browser.rows(searched, order, descending=descending, first=first, count=most)
                return rows, browser.not_read_completely(rows)

            self._rows.ask(
                "contents page",
                read,
                deliver,
            )

        desk, overview = self._session.contents, self._session.overview
        search = ListSearch(desk, page, self)
        names = {} if overview is None else volume_places(overview.sources)
        self.dialog = SearchContentsDialog(
            search,
            ListLocks(desk, layers, names, search),
            counts[0],
            counts[1] - counts[0],
            typed,
            kept=self._keeps_keys(),
            parent=self._widget,
        )
        self.dialog.asked.connect(partial(self._found, self.dialog))
        self.dialog.key_fitted.connect(self.key_fitted)
        self.dialog.finished.connect(lambda _: self._closed(search))
        self.dialog.open()

    def _found(self, dialog: SearchContentsDialog, ids: tuple[str, ...]) -> None:
        """Kept, so that the list says what it is the answer to, and what was not searched."""
        what = current().isolate(visible(dialog.searched_for))
        if dialog.short_of_end:
            said = tr("Content contains {text} ({searched})", text=what, searched=dialog.short_of_end)
        else:
            said = tr("Content contains {text}", text=what)
        self._answers[ids] = said, " ".join(dialog.gaps())
        self.asked.emit(ids)

    def found_by(self, ids: tuple[str, ...]) -> str:
        """The search that found these; "" where none did."""
        return self._answers.get(ids, ("", ""))[0]

    def gaps_of(self, ids: tuple[str, ...]) -> str:
        """What that search could not look at."""
        return self._answers.get(ids, ("", ""))[1]

    def _opened_layers(self) -> tuple[str, ...]:
        """The layers that could be read with a key alone."""
        overview = self._session.overview
        layers = [
            layer
            for source in (() if overview is None else overview.sources)
            for layer in (() if source.opened is None else source.opened.layers)
        ]
        decrypted = [layer.layer_id for layer in layers if layer.kind is LayerKind.DECRYPTED]
        return tuple(layer.layer_id for layer in layers if lies_in(layer.layer_id, decrypted))

    def _closed(self, search: ListSearch) -> None:
        search.deleteLater()
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
