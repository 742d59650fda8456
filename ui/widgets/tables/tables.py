"""Tables of a few rows, as tall as their content, and the list of things that are wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QTableView

from ui.models.tables.cells import CELL_ROLE, Cell
from ui.models.tables.rows import Column, RowsModel
from ui.theme import px
from ui.widgets.tables.cell_delegate import ROW, CellDelegate
from ui.widgets.tables.column_widths import Asked, column_widths
from ui.widgets.tables.plain_rows import show_plain_rows
from ui.widgets.tables.wrapped_head import WrappedHead
from ui.words import gate

_UNBOUNDED = 16_777_215


class RowsTable(QTableView):
    """Shows a RowsModel. `current_changed` carries the key of the current row, `opened` on Enter."""

    current_changed = Signal(object)
    opened = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column],
        name: str,
        *,
        row_height: int = ROW,
        lines: bool = False,
        most_rows: int = 12,
        model: RowsModel | None = None,
    ) -> None:
        super().__init__()
        self.rows = RowsModel(columns, self) if model is None else model
        self.setModel(self.rows)
        self._widths: dict[int, int] = {}  # of columns, from their cells, until these change
        for changed in (self.rows.modelReset, self.rows.dataChanged, self.rows.layoutChanged):
            changed.connect(lambda *_: self._widths.clear())
        self.setAccessibleName(gate.shown(name))
        self._most_rows = most_rows
        self._delegate = CellDelegate(row_height=row_height, lines=lines)
        self.setItemDelegate(self._delegate)
        show_plain_rows(self, self._delegate.row_height())
        self.head = WrappedHead(self.rows.columns, self)
        self.setHorizontalHeader(self.head)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.selectionModel().currentRowChanged.connect(self._row_changed)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.rows.key(index.row())))

    def _row_changed(self) -> None:
        self.current_changed.emit(self.current_key())

    def current_key(self) -> Any:
        """The key of the current row, or None."""
        return self.rows.key(self.currentIndex().row())

    def set_rows(self, rows: Sequence[tuple[Cell, ...]], keys: Sequence[Any]) -> None:
        """Replace the rows and keep the current one where it is still there."""
        before = self.current_key()
        self.rows.set_rows(rows, keys)
        self.select(before)
        self.fit()

    def select(self, key: Any) -> None:
        """Make the row of `key` the current one."""
        row = self.rows.row_of(key)
        if row >= 0 and row != self.currentIndex().row():
            self.setCurrentIndex(self.rows.index(row, 0))

    def fit(self) -> None:
        """Columns as wide as declared or as their content asks, where there is room (`column_widths`)."""
        shown = [(i, c) for i, c in enumerate(self.rows.columns) if not self.isColumnHidden(i)]
        asked = [self._asked(i, c) for i, c in shown]
        widths = column_widths([c for _, c in shown], asked, self.viewport().width(), px(80))
        for (i, _), width in zip(shown, widths, strict=True):
            self.setColumnWidth(i, width)
        self.head.fit_height()
        self.updateGeometry()

    def _asked(self, at: int, column: Column) -> Asked:
        head, word = self.head.asked(at)
        if column.fixed:
            return Asked(head, 0, word)  # its cells are not asked
        return Asked(head, self._cells_width(at), word)

    def _cells_width(self, column: int) -> int:
        if column not in self._widths:
            self._widths[column] = max(
                (self.sizeHintForIndex(self.rows.index(r, column)).width() for r in range(self._shown())),
                default=0,
            )
        return self._widths[column]

    def _content_width(self, column: int) -> int:
        return max(self._cells_width(column), self.head.asked(column)[0])

    def _shown(self) -> int:
        return min(self.rows.rowCount(), 50)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.fit()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        rows = max(1, min(self._most_rows, self.rows.rowCount()))
        high = self.horizontalHeader().height() + rows * self.verticalHeader().defaultSectionSize()
        too_wide = sum(self.columnWidth(i) for i in range(len(self.rows.columns))) > self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if too_wide else 0
        return QSize(px(200), high + bar + 2 * self.frameWidth() + 4)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(120), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.current_key())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_row()
        else:
            super().keyPressEvent(event)

    def copy_row(self) -> None:
        """Put the raw values of the current row on the clipboard, with tabs between."""
        row = self.currentIndex().row()
        cells = [self.rows.index(row, c).data(CELL_ROLE) for c in range(len(self.rows.columns))]
        QGuiApplication.clipboard().setText("\t".join(c.copied for c in cells if c is not None))
