"""What the window's table and tree ask of a case: counts, blocks of rows at any place, folders."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from forensics_app.catalog.folder_tree import FolderTree
from forensics_app.catalog.table_view import TableView
from forensics_app.model.artifact import Artifact
from forensics_app.model.selection import ArtifactFilter, Sort
from forensics_app.services.cases import Case

KEPT_VIEWS = 4


class Browser:
    """Belongs to the thread that opened its case. Keeps the latest few views, since each was counted once."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._views: OrderedDict[tuple[ArtifactFilter, Sort, bool], TableView] = OrderedDict()

    def count(self, chosen: ArtifactFilter) -> int:
        """How many artifacts a filter chooses now."""
        return self._case.store.artifacts.count(chosen)

    def rows(
        self, chosen: ArtifactFilter, sort: Sort, *, descending: bool, first: int, count: int
    ) -> Sequence[Artifact]:
        """At most `count` artifacts from place `first` on."""
        view = self._view(chosen, sort, descending=descending)
        return tuple(self._case.store.artifacts.to_artifacts(view.rows(first, count)))

    def folders(self, chosen: ArtifactFilter) -> FolderTree:
        """The tree of folders with counts in the filter."""
        return FolderTree(self._case.store.database, chosen)

    def refresh(self) -> None:
        """Forget every view: the catalogue has changed."""
        self._views.clear()

    def _view(self, chosen: ArtifactFilter, sort: Sort, *, descending: bool) -> TableView:
        key = (chosen, sort, descending)
        view = self._views.get(key)
        if view is None:
            view = TableView(self._case.store.database, chosen, sort, descending=descending)
            self._views[key] = view
            while len(self._views) > KEPT_VIEWS:
                self._views.popitem(last=False)
        self._views.move_to_end(key)
        return view
