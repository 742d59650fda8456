"""The table of artifacts: the full count of rows at once, the rows themselves in blocks as they are seen.

Rows come from a source that answers later (the case's reader thread). What is not here yet shows as a dash.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QModelIndex, QObject, Qt

from forensics_app.model.artifact import Artifact
from forensics_app.model.selection import ArtifactFilter, Sort
from ui.models.artifacts.cells import Context, artifact_cell, columns, is_in_part
from ui.models.artifacts.tag_marks import TagMark
from ui.models.tables.block_model import BlockModel
from ui.models.tables.cells import Cell, Index, cell_data

MOST_WAITING = 6
KEPT_CELLS = 400
_DASH = Cell("…", muted=True)


class ArtifactSource(Protocol):
    """Answers come later, in the window's thread; a withdrawn question is not answered."""

    @property
    def incomplete(self) -> Collection[str]:
        """Of all that was answered, the ids of those whose content was not read in full."""
        ...

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


class ArtifactModel(BlockModel[Artifact]):
    """`ask` changes what is shown."""

    def __init__(self, source: ArtifactSource, parent: QObject | None = None) -> None:
        super().__init__(columns(), kept_blocks=32, most_waiting=MOST_WAITING, parent=parent)
        self._source = source
        self._drawn: dict[int, tuple[Artifact, dict[int, Cell]]] = {}
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
        self._forget_waiting()
        self._drawn.clear()
        self._cache.reset(count)
        self.endResetModel()

    # --- rows --------------------------------------------------------------------------------------

    def artifact(self, row: int) -> Artifact | None:
        """The artifact of a row if it is here; asked for if not."""
        return self._here(row)

    def is_incomplete(self, artifact: Artifact) -> bool:
        """Whether some of its content could not be read, now or when the image was made."""
        return is_in_part(artifact) or artifact.artifact_id in self._source.incomplete

    def _read(self, first: int, count: int, deliver: Callable[[Sequence[Artifact]], None]) -> None:
        self._source.rows(self.chosen, self.order, self.descending, first, count, deliver)

    def _withdraw(self, first: int) -> None:
        self._source.withdraw(first)

    # --- Qt ----------------------------------------------------------------------------------------

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
            zone = self._zones.get(artifact.entry.locator.layer_id)
            context = Context(zone, self._marks, incomplete=self.is_incomplete(artifact))
            cells[column] = artifact_cell(artifact, column, context)
        return cells[column]
