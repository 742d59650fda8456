"""The list of times under the histogram: time, zone, which time, name, place. Enter goes to the artifact."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyleOptionViewItem, QTableView

from forensics_app.i18n import NC_, tr
from ui.models.tables.cells import CELL_ROLE, Cell
from ui.models.timeline.cells import NAME, TIMES, WHERE, columns, fixed_cells
from ui.models.timeline.kinds import TimeGroup
from ui.models.timeline.model import GROUPS_ROLE, TimelineModel
from ui.theme import px
from ui.widgets.tables.cell_delegate import CellDelegate
from ui.widgets.tables.column_widths import Asked, column_widths
from ui.widgets.tables.in_sight import keep_in_sight
from ui.widgets.tables.plain_rows import show_plain_rows
from ui.widgets.tables.wrapped_head import WrappedHead
from ui.widgets.text import direction
from ui.widgets.timeline.kind_mark import paint_mark


class EventDelegate(CellDelegate):
    """Marks of the kinds stand before their words."""

    def __init__(self) -> None:
        super().__init__()
        self._groups: tuple[TimeGroup, ...] = ()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        self._groups = index.data(GROUPS_ROLE) or ()
        super().paint(painter, option, index)

    def paint_cell(self, painter: QPainter, rect: QRect, cell: Cell) -> None:
        side, rtl = px(12), direction.right_to_left()
        ratio = painter.device().devicePixelRatioF()
        for group in self._groups:
            left = rect.right() - px(8) - side + 1 if rtl else rect.left() + px(8)
            paint_mark(painter, QRect(left, rect.center().y() - side // 2, side, side), group, ratio)
            used = side + px(3)
            rect = rect.adjusted(0, 0, -used, 0) if rtl else rect.adjusted(used, 0, 0, 0)
        if self._groups:
            rect = rect.adjusted(0, 0, -px(3), 0) if rtl else rect.adjusted(px(3), 0, 0, 0)
        super().paint_cell(painter, rect, cell)


class TimelineTable(QTableView):
    """`opened` carries the row whose artifact is wanted."""

    opened = Signal(int)

    def __init__(self, model: TimelineModel) -> None:
        super().__init__()
        self._events = model
        self._delegate = EventDelegate()
        self.setModel(model)
        self.setAccessibleName(tr(NC_("label", "Times")))
        self.setItemDelegate(self._delegate)
        show_plain_rows(self, self._delegate.row_height())
        self.head = WrappedHead(tuple(columns()), self)
        self.setHorizontalHeader(self.head)
        for at, column in enumerate(columns()):
            self.setColumnWidth(at, px(column.width))
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """What all columns leave goes to those of words, most of it to name and place."""
        super().resizeEvent(event)
        room = self.viewport().width()
        fixed = fixed_cells()
        asked = [
            Asked(
                0,
                max((self._delegate.width_of(cell) for cell in fixed.get(at, ())), default=0),
                self.head.asked(at)[1],
            )
            for at in range(len(columns()))
        ]
        wanted = column_widths(columns(), asked, room, 0)
        free = room - sum(wanted)
        if free > 0:
            wanted[TIMES] += free // 6
            wanted[NAME] += free // 3
            wanted[WHERE] += free - free // 6 - free // 3
        for at, width in enumerate(wanted):
            self.setColumnWidth(at, width)
        self.head.fit_height()
        keep_in_sight(self, event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._events.rowCount():
            self.selectRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        row = self.currentIndex().row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if row >= 0:
                self.opened.emit(row)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_row()
        else:
            super().keyPressEvent(event)

    def copy_row(self) -> None:
        """Put the raw values of the current row on the clipboard, with tabs between."""
        row = self.currentIndex().row()
        cells = [self._events.index(row, c).data(CELL_ROLE) for c in range(self._events.columnCount())]
        QGuiApplication.clipboard().setText("\t".join(c.copied for c in cells if isinstance(c, Cell)))
