"""Finding single artifacts in the list: by id, the next deleted one, the folder of the current one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from forensics_app.i18n import tr
from forensics_app.services.browsing.browse import Browser, FolderPlace
from ui.models.artifacts.folder_model import PlaceKey, folder_key
from ui.models.artifacts.model import ArtifactModel
from ui.pages.artifacts.where_panel import WherePanel
from ui.widgets.tables.artifact_table import ArtifactTable
from ui.workbench.case_rows import CaseRows


class Finding(QObject):
    """Questions go to the reader thread; `needed` where the list of now hides what is looked for."""

    needed = Signal()

    def __init__(
        self, rows: CaseRows, model: ArtifactModel, table: ArtifactTable, say: Callable[[str], None]
    ) -> None:
        super().__init__(table)
        self._rows, self._model, self._table, self._say = rows, model, table, say
        self._wanted, self._tried = "", False
        self._folder: FolderPlace | None = None

    def show(self, artifact_id: str) -> None:
        """Select this artifact; filters that hide it are taken away."""
        self._wanted, self._tried = artifact_id, False
        if self._model.counted:
            self._look()

    def counted(self) -> None:
        """Another list is here: what was looked for may stand in it."""
        if self._wanted:
            self._look()

    def _look(self) -> None:
        wanted = self._wanted
        chosen, sort, descending = self._model.chosen, self._model.order, self._model.descending

        def work(browser: Browser) -> int | None:
            return browser.place_of(chosen, sort, descending=descending, artifact_id=wanted)

        def deliver(place: int | None) -> None:
            if wanted != self._wanted or chosen != self._model.chosen:
                return
            if place is not None:
                self._wanted = ""
                self._table.go_to(place)
            elif self._tried:
                self._wanted = ""
                self._say(tr("This artifact is not in the case."))
            else:
                self._tried = True
                self.needed.emit()

        self._rows.ask("place-of", work, deliver)

    def next_deleted(self, *, backwards: bool) -> None:
        """Go to the next deleted entry of the list, or the one before."""
        row = self._table.currentIndex().row()
        chosen, sort, descending = self._model.chosen, self._model.order, self._model.descending

        def work(browser: Browser) -> int | None:
            return browser.next_deleted(
                chosen, sort, descending=descending, place=max(0, row), backwards=backwards
            )

        def deliver(place: int | None) -> None:
            if chosen != self._model.chosen or sort is not self._model.order:
                return
            if place is not None:
                self._say("")
                self._table.go_to(place)
            elif backwards:
                self._say(tr("No more deleted artifacts above in this list."))
            else:
                self._say(tr("No more deleted artifacts below in this list."))

        self._rows.ask("next-deleted", work, deliver)

    def folder_of_current(self, go: Callable[[PlaceKey], None]) -> None:
        """Call `go` with the folder of the current artifact, and select the artifact there."""
        artifact = self._model.artifact(self._table.currentIndex().row())
        if artifact is None:
            return
        wanted = artifact.artifact_id

        def deliver(place: FolderPlace | None) -> None:
            if place is not None:
                self._folder = place
                self._wanted, self._tried = wanted, True
                go(folder_key(place.way[-1], place.names[1:]))

        self._rows.ask("folder-of", lambda browser: browser.folder_of(wanted), deliver)

    def reveal_in(self, where: WherePanel, place: PlaceKey) -> None:
        """Open the tree down to the folder that was gone to."""
        if self._folder is not None and place.ident == str(self._folder.way[-1]):
            where.reveal(self._folder.layer_id, self._folder.way)
