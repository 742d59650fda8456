"""A small table: all rows at hand. For lists of sources, exhibits, recent cases, problems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from ui.models.tables.cells import Cell, Index, cell_data


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in px at 100 % text; 0 takes what is left over. `fixed`: longer content is elided.

    `least`: what it is cut to before the table scrolls sideways; 0 for no less than `width`. Where `width` is
    0, others are cut before it has less. `whole`: its cells are never cut, as numbers never are.
    """

    title: str
    width: int = 0
    end: bool = False
    fixed: bool = False
    least: int = 0
    whole: bool = False


class RowsModel(QAbstractTableModel):
    """`keys` name the rows for whoever asks which one is current."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._rows: list[tuple[Cell, ...]] = []
        self._keys: list[Any] = []

    def set_rows(self, rows: Sequence[tuple[Cell, ...]], keys: Sequence[Any]) -> None:
        """Replace all rows. Where the number stays the same, only the content changes and selection stays."""
        same = len(rows) == len(self._rows) and list(keys) == self._keys
        if not same:
            self.beginResetModel()
        self._rows, self._keys = list(rows), list(keys)
        if not same:
            self.endResetModel()
        elif self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self.columns) - 1))

    def key(self, row: int) -> Any:
        """The key of a row, or None."""
        return self._keys[row] if 0 <= row < len(self._keys) else None

    def row_of(self, key: Any) -> int:
        """The row of a key, or -1."""
        return self._keys.index(key) if key in self._keys else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and form
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and form
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        return cell_data(self._rows[index.row()][index.column()], role)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        return header_data(self.columns, section, orientation, role)


def header_data(columns: Sequence[Column], section: int, orientation: Qt.Orientation, role: int) -> Any:
    """What a Qt model answers for the head of a column; the alignment is Qt's to mirror."""
    if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(columns):
        return None
    if role == Qt.ItemDataRole.DisplayRole:
        return columns[section].title
    if role == Qt.ItemDataRole.ToolTipRole:
        return columns[section].title
    if role == Qt.ItemDataRole.TextAlignmentRole:
        side = Qt.AlignmentFlag.AlignRight if columns[section].end else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter
    return None
