"""The catalogue of a sealed bundle as a table: all rows counted, those in sight fetched in blocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.labels import label
from forensics_app.model.artifact import ArtifactKind, has_no_size
from forensics_app.model.names import visible
from forensics_app.model.sealed_listing import SealedFilter, SealedRow
from forensics_app.services.sealed_bundles.contents import SealedContents
from ui.jobs.reader import Reader
from ui.models.tables.block_cache import BLOCK_ROWS, BlockCache
from ui.models.tables.cells import Cell, Index, cell_data
from ui.models.tables.rows import Column, header_data
from ui.theme.state import State

_WAITING = Cell("…", muted=True)


def sealed_columns() -> tuple[Column, ...]:
    """Head of the table."""
    return (
        Column(tr(NC_("column", "Name"))),
        Column(tr(NC_("column", "Exhibit")), 76),
        Column(tr(NC_("column", "Kind")), 90),
        Column(tr(NC_("column", "Size")), 84, end=True),
        Column(tr(NC_("column", "Content")), 152),
    )


def sealed_fixed_cells() -> dict[int, tuple[Cell, ...]]:
    """By column, cells as wide as any of those whose form this program decides."""
    kinds = (_kind_cell(kind.value, deleted=True) for kind in ArtifactKind)
    return {
        2: tuple(kinds),
        3: (Cell(current().size(1023 << 40)),),
        4: tuple(_content_cell(included=included) for included in (True, False)),
    }


class SealedModel(QAbstractTableModel):
    """`counted` after the number of rows for a filter is known."""

    counted = Signal(int)

    def __init__(self, reader: Reader[SealedContents], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns, self.fixed_cells = sealed_columns(), sealed_fixed_cells()
        self._reader = reader
        self._cache: BlockCache[SealedRow] = BlockCache()
        self._chosen = SealedFilter()

    @property
    def chosen(self) -> SealedFilter:
        """Which rows there are."""
        return self._chosen

    def choose(self, chosen: SealedFilter) -> None:
        """Other rows: counted first, fetched when they come into sight."""
        self._chosen = chosen
        self._reader.ask("count", lambda contents: contents.count(chosen), self._take_count(chosen))

    def _take_count(self, chosen: SealedFilter) -> Callable[[int], None]:
        def take(count: int) -> None:
            if chosen == self._chosen:
                self.beginResetModel()
                self._cache.reset(count)
                self.endResetModel()
                self.counted.emit(count)

        return take

    def row(self, row: int) -> SealedRow | None:
        """The row, if it is here."""
        return self._cache.row(row)

    def _want(self, row: int) -> None:
        block = self._cache.want(row)
        if block is None:
            return
        chosen, generation = self._chosen, self._cache.generation

        def take(rows: list[SealedRow]) -> None:
            filled = self._cache.take(generation, block, rows)
            if filled:
                self.dataChanged.emit(
                    self.index(filled.start, 0), self.index(filled.stop - 1, len(self.columns) - 1)
                )

        self._reader.ask(
            ("block", generation, block),
            lambda contents: contents.rows(chosen, block * BLOCK_ROWS, BLOCK_ROWS),
            take,
        )

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and form
        return 0 if parent.isValid() else self._cache.row_count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and form
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._cache.row(index.row())
        if row is None:
            self._want(index.row())
            return cell_data(_WAITING if index.column() == 0 else Cell(), role)
        return cell_data(_cells(row)[index.column()], role)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        return header_data(self.columns, section, orientation, role)


def kind_words(kind: str) -> str:
    """A sealed kind in the window's language; one of a later format as it stands."""
    known = next((k for k in ArtifactKind if k.value == kind), None)
    return visible(kind) if known is None else label(known)


def _size_words(row: SealedRow) -> str:
    size = row.size_bytes
    return "" if size is None or has_no_size(row.kind, size) else current().size(size)


def _cells(row: SealedRow) -> tuple[Cell, ...]:
    folder, _, name = row.path.rpartition("/")
    return (
        Cell(visible(name), detail=visible(folder), folder=True, name=True, raw=row.path),
        Cell(visible(row.exhibit)),
        _kind_cell(row.kind, deleted=row.deleted),
        Cell(_size_words(row), end=True),
        _content_cell(included=row.data is not None),
    )


def _kind_cell(kind: str, *, deleted: bool) -> Cell:
    return Cell(kind_words(kind), detail=tr(NC_("state", "deleted")) if deleted else "")


def _content_cell(*, included: bool) -> Cell:
    if included:
        return Cell(tr("content included"), state=State.OK)
    return Cell(tr("listed only"), state=State.NONE)
