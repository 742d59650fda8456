"""The table of artifacts: the full count of rows at once, the rows themselves in blocks as they are seen.

Rows come from a source that answers later (the case's reader thread). What is not here yet shows as a dash.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from forensics_app.model.artifact import Artifact
from forensics_app.model.selection import ArtifactFilter, Sort
from ui.models.artifact_cells import Context, artifact_cell, columns
from ui.models.block_cache import BLOCK_ROWS, BlockCache
from ui.models.cells import Cell, Index, cell_data
from ui.models.rows import header_data
from ui.models.tag_marks import TagMark

MOST_WAITING = 6
KEPT_CELLS = 400
_DASH = Cell("…", muted=True)


class ArtifactSource(Protocol):
    """Answers come later, in the window's thread; a withdrawn question is not answered."""

    def count(self, chosen: ArtifactFilter, deliver: Callable[[int], None]) -> None:
        """How many rows there are."""
        ...

    def rows(
        self,
        chosen: ArtifactFilter,
        sort: Sort,
        descending: bool,
        first: int,
        count: int,
        deliver: Callable[[Sequence[Artifact]], None],
    ) -> None:
        """`count` rows from `first`."""
        ...

    def withdraw(self, first: int) -> None:
        """Forget the question for the rows from `first`."""
        ...


class ArtifactModel(QAbstractTableModel):
    """`ask` changes what is shown."""

    def __init__(self, source: ArtifactSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._cache: BlockCache[Artifact] = BlockCache(capacity=32)
        self._newest: list[int] = []
        self._drawn: dict[int, tuple[Artifact, dict[int, Cell]]] = {}
        self._columns = columns()
        self.chosen = ArtifactFilter()
        self.order, self.descending = Sort.ORDER, False
        self.counted = False
        self._zones: Mapping[str, str] = {}
        self._marks: Mapping[str, TagMark] = {}

    def set_zones(self, zones: Mapping[str, str]) -> None:
        """The declared time zones, by layer id."""
        if zones != self._zones:
            self._zones = zones
            self._drawn.clear()

    def set_marks(self, marks: Mapping[str, TagMark]) -> None:
        """The marks of tags, by name."""
        if marks != self._marks:
            self._marks = marks
            self._drawn.clear()

    def ask(self, chosen: ArtifactFilter, sort: Sort, *, descending: bool) -> None:
        """Show what a filter chooses in an order; rows disappear until the count is here."""
        self.chosen, self.order, self.descending = chosen, sort, descending
        self.counted = False
        self._reset(0)
        generation = self._cache.generation
        self._source.count(chosen, lambda count: self._counted(generation, count))

    def refresh(self) -> None:
        """The same question again: rows stay in sight until new ones are here, and so does the place."""
        generation = self._cache.generation

        def counted(count: int) -> None:
            if generation != self._cache.generation:
                return
            if not self.counted:  # the first count of this question has not come yet: this is it
                self._counted(generation, count)
                return
            self._resize(count)
            for block in self._cache.blocks()[-MOST_WAITING:]:
                self._fetch(block)

        self._source.count(self.chosen, counted)

    def _resize(self, count: int) -> None:
        before = self._cache.row_count
        if count > before:
            self.beginInsertRows(QModelIndex(), before, count - 1)
            self._cache.resize(count)
            self.endInsertRows()
        elif count < before:
            self.beginRemoveRows(QModelIndex(), count, before - 1)
            self._cache.resize(count)
            self.endRemoveRows()

    def _counted(self, generation: int, count: int) -> None:
        if generation == self._cache.generation:
            self.counted = True
            self._reset(count)

    def _reset(self, count: int) -> None:
        self.beginResetModel()
        for block in self._cache.waiting():
            self._source.withdraw(block * BLOCK_ROWS)
        self._newest.clear()
        self._drawn.clear()
        self._cache.reset(count)
        self.endResetModel()

    # --- rows --------------------------------------------------------------------------------------

    def artifact(self, row: int) -> Artifact | None:
        """The artifact of a row if it is here; asked for if not."""
        found = self._cache.row(row)
        if found is None:
            block = self._cache.want(row)
            if block is not None:
                self._fetch(block)
        return found

    def _fetch(self, block: int) -> None:
        generation = self._cache.generation
        self._newest.append(block)
        while len(self._newest) > MOST_WAITING:  # what was in sight long ago is not worth reading any more
            old = self._newest.pop(0)
            self._source.withdraw(old * BLOCK_ROWS)
            self._cache.withdraw(old)
        self._source.rows(
            self.chosen,
            self.order,
            self.descending,
            block * BLOCK_ROWS,
            BLOCK_ROWS,
            lambda rows: self._take(generation, block, rows),
        )

    def _take(self, generation: int, block: int, rows: Sequence[Artifact]) -> None:
        filled = self._cache.take(generation, block, rows)
        if filled is None:
            return
        if block in self._newest:
            self._newest.remove(block)
        if filled:
            last = self.index(filled[-1], len(self._columns) - 1)
            self.dataChanged.emit(self.index(filled[0], 0), last)

    # --- Qt ----------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and form
        return 0 if parent.isValid() else self._cache.row_count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and form
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role == Qt.ItemDataRole.SizeHintRole:
            return None
        artifact = self.artifact(index.row())
        if artifact is None:
            return cell_data(_DASH, role)
        return cell_data(self._cell(index.row(), index.column(), artifact), role)

    def _cell(self, row: int, column: int, artifact: Artifact) -> Cell:
        """A cell in sight: asked for by role after role, made once."""
        kept = self._drawn.get(row)
        if kept is None or kept[0] is not artifact:
            if len(self._drawn) > KEPT_CELLS:
                self._drawn.clear()
            kept = self._drawn[row] = (artifact, {})
        cells = kept[1]
        if column not in cells:
            context = Context(self._zones.get(artifact.entry.locator.layer_id), self._marks)
            cells[column] = artifact_cell(artifact, column, context)
        return cells[column]

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        return header_data(self._columns, section, orientation, role)
