"""A table too long to hold: the full count of rows at once, the rows in blocks as they are seen.

Rows come from a source that answers later, in the window's thread. What was asked for last goes first; what
was in sight long ago is not worth reading any more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from ui.models.tables.block_cache import BLOCK_ROWS, BlockCache
from ui.models.tables.cells import Index
from ui.models.tables.rows import Column, header_data

T = TypeVar("T")


class BlockModel(QAbstractTableModel, Generic[T]):
    """Subclasses say how rows are asked for (`_read`) and how that is taken back (`_withdraw`)."""

    def __init__(
        self, columns: Sequence[Column], *, kept_blocks: int, most_waiting: int, parent: QObject | None
    ) -> None:
        super().__init__(parent)
        self._columns = columns
        self._cache: BlockCache[T] = BlockCache(capacity=kept_blocks)
        self._newest: list[int] = []
        self._most_waiting = most_waiting

    def _read(self, first: int, count: int, deliver: Callable[[Sequence[T]], None]) -> None:
        """Ask for `count` rows from `first`, of what is shown now."""
        raise NotImplementedError

    def _withdraw(self, first: int) -> None:
        """Forget the question for the rows from `first`."""
        raise NotImplementedError

    def _here(self, row: int) -> T | None:
        """A row if it is here; asked for if not."""
        found = self._cache.row(row)
        if found is None and (block := self._cache.want(row)) is not None:
            self._fetch(block)
        return found

    def _fetch(self, block: int) -> None:
        generation = self._cache.generation
        self._newest.append(block)
        while len(self._newest) > self._most_waiting:
            old = self._newest.pop(0)
            self._withdraw(old * BLOCK_ROWS)
            self._cache.withdraw(old)
        self._read(block * BLOCK_ROWS, BLOCK_ROWS, lambda rows: self._take(generation, block, rows))

    def _take(self, generation: int, block: int, rows: Sequence[T]) -> None:
        filled = self._cache.take(generation, block, rows)
        if filled is None:
            return
        if block in self._newest:
            self._newest.remove(block)
        if filled:
            last = self.index(filled[-1], len(self._columns) - 1)
            self.dataChanged.emit(self.index(filled[0], 0), last)

    def _forget_waiting(self) -> None:
        for block in self._cache.waiting():
            self._withdraw(block * BLOCK_ROWS)
            self._cache.withdraw(block)
        self._newest.clear()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and form
        return 0 if parent.isValid() else self._cache.row_count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and form
        return 0 if parent.isValid() else len(self._columns)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        return header_data(self._columns, section, orientation, role)
