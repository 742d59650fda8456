"""Draws a Cell: shape or icon, one or two lines, in the direction that fits what it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from forensics_app.model.names import visible
from ui.models.tables.cells import CELL_ROLE, Cell
from ui.theme import paint_icon, px, theme, tokens
from ui.widgets.text import direction
from ui.widgets.text.shapes import paint_state
from ui.words import gate

ROW, TWO_LINES = 28, 42


class CellDelegate(QStyledItemDelegate):
    """`lines`: hair lines between rows. `bar`: a 3 px bar marks the selected row in the first column."""

    def __init__(
        self, *, row_height: int = ROW, lines: bool = False, bar: bool = True, zebra: bool = True
    ) -> None:
        super().__init__()
        self._row, self._lines, self._bar, self._zebra = row_height, lines, bar, zebra

    def row_height(self) -> int:
        """Height of a row in px: never less than its text needs."""
        high = theme().font("body")
        need = QFontMetrics(high).height()
        if self._row >= TWO_LINES:
            need += QFontMetrics(theme().font("small")).height()
        return max(px(self._row), need + px(4))

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        cell = index.data(CELL_ROLE)
        width = self.width_of(cell) if isinstance(cell, Cell) else px(60)
        return QSize(width, self.row_height())

    def width_of(self, cell: Cell) -> int:
        """Pixels that a cell takes with its margins and its shape."""
        font = self._font(cell)
        width = max(
            QFontMetrics(font).horizontalAdvance(cell.text),
            QFontMetrics(theme().font("small")).horizontalAdvance(cell.detail),
        )
        return width + px(20) + (px(22) if cell.state or cell.glyph else 0)

    def helpEvent(  # noqa: N802 - Qt's name
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """What is cut stands in the tooltip, unless the cell has one of its own."""
        cell = index.data(CELL_ROLE)
        cut = isinstance(cell, Cell) and self.width_of(cell) > option.rect.width()
        if event.type() == QEvent.Type.ToolTip and cut and not index.data(Qt.ItemDataRole.ToolTipRole):
            QToolTip.showText(event.globalPos(), gate.tip(cell.tip), view)
            return True
        return super().helpEvent(event, view, option, index)

    def _font(self, cell: Cell) -> QFont:
        return theme().font("hash" if cell.machine else ("strong" if cell.strong else "body"))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        t = tokens()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(rect, QColor(t.selection))
        elif self._zebra and index.row() % 2 == 1 and not self._lines:
            painter.fillRect(rect, QColor(t.zebra))
        if self._lines and not selected:
            painter.setPen(QColor(t.line))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if selected and self._bar and index.column() == 0:
            self._paint_bar(painter, rect)
        cell = index.data(CELL_ROLE)
        if isinstance(cell, Cell):
            self.paint_cell(painter, rect, cell)
        painter.restore()

    def _paint_bar(self, painter: QPainter, rect: QRect) -> None:
        left = rect.right() - px(3) + 1 if direction.right_to_left() else rect.left()
        painter.fillRect(QRect(left, rect.top(), px(3), rect.height()), QColor(tokens().accent))

    def paint_cell(self, painter: QPainter, rect: QRect, cell: Cell) -> None:
        """Draw the content of a cell into `rect`."""
        rtl, size = direction.right_to_left(), px(16)
        room = rect.adjusted(px(8), 0, -px(8), 0)
        if cell.state or cell.glyph:
            left = room.right() - size + 1 if rtl else room.left()
            square = QRect(left, rect.top() + (rect.height() - size) // 2, size, size)
            if cell.state:
                paint_state(painter, square, cell.state)
            elif cell.glyph:
                color = getattr(tokens(), cell.glyph_color)
                paint_icon(painter, square, cell.glyph, color, fill=cell.glyph_fill)
            room = room.adjusted(0, 0, -size - px(6), 0) if rtl else room.adjusted(size + px(6), 0, 0, 0)
        ink = getattr(tokens(), cell.state.color if cell.state else ("muted" if cell.muted else "text"))
        if not cell.detail:
            self._line(painter, room, cell, self._font(cell), ink)
            return
        metrics = QFontMetrics(self._font(cell))
        small = theme().font("small")
        both = metrics.height() + QFontMetrics(small).height()
        top = rect.top() + max(0, (rect.height() - both) // 2)
        upper = QRect(room.left(), top, room.width(), metrics.height())
        lower = QRect(room.left(), upper.bottom() + 1, room.width(), QFontMetrics(small).height())
        self._line(painter, upper, cell, self._font(cell), ink)
        painter.setFont(small)
        painter.setPen(QColor(tokens().muted))
        # what tells two folders apart is mostly at the end of their paths
        how = Qt.TextElideMode.ElideLeft if cell.folder else Qt.TextElideMode.ElideRight
        shown = QFontMetrics(small).elidedText(cell.detail, how, lower.width())
        placed = direction.machine(shown) if cell.folder else direction.sentence(shown)
        painter.drawText(lower, self._side(cell), placed)

    def _line(self, painter: QPainter, rect: QRect, cell: Cell, font: QFont, ink: str) -> None:
        painter.setFont(font)
        painter.setPen(QColor(ink))
        middle = cell.name or (cell.machine and not cell.text.endswith("…"))
        how = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        text = visible(cell.text) if cell.name else cell.text  # Qt adds joiners when it elides
        shown = QFontMetrics(font).elidedText(text, how, rect.width())
        if cell.machine or cell.ordered or cell.end:
            shown = direction.machine(shown)
        elif cell.name:
            shown = direction.own(shown)
        else:
            shown = direction.sentence(shown)
        painter.drawText(rect, self._side(cell), shown)

    def _side(self, cell: Cell) -> Qt.AlignmentFlag:
        return direction.trailing() if cell.end else direction.leading()
