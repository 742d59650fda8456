"""Bytes in rows of 16 or 8: offset, hexadecimal digits, characters. Draws what is in sight and no more."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from forensics_app.i18n import current, tr
from ui.models import hex_rows
from ui.models.content_feed import UNREADABLE, ContentFeed
from ui.theme import px, theme, tokens

_GAP = 0.8  # of a character, between the columns
_WHEEL_ROWS = 3
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


class HexView(QAbstractScrollArea):
    """`moved` when the cursor or the selection changed. Always from left to right, in every language."""

    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setProperty("part", "hex")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(theme().font("hash"))
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setAccessibleName(tr("Bytes of the content"))
        self.feed: ContentFeed | None = None
        self.columns = 16
        self.cursor_at = 0
        self._anchor = 0
        self._top = 0
        self._scale = hex_rows.RowScale(0, 1)
        self.verticalScrollBar().valueChanged.connect(self._bar_moved)
        self.horizontalScrollBar().valueChanged.connect(lambda value: self.viewport().update())

    # --- what is shown -----------------------------------------------------------------------------

    def set_feed(self, feed: ContentFeed | None) -> None:
        """Another content, from its first byte on."""
        if self.feed is not None:
            self.feed.arrived.disconnect(self._arrived)
        self.feed = feed
        self.cursor_at = self._anchor = self._top = 0
        if feed is not None:
            feed.arrived.connect(self._arrived)
        self._measure()
        self.moved.emit()

    @property
    def selection(self) -> tuple[int, int]:
        """First byte and number of bytes; the byte under the cursor where nothing else is selected."""
        if self._size == 0:
            return 0, 0
        first, last = sorted((self._anchor, self.cursor_at))
        return first, last - first + 1

    def select(self, offset: int, length: int = 1) -> None:
        """Go there: in sight, a third below the top where it wasn't."""
        if self._size == 0:
            return
        self._anchor = max(0, min(offset, self._size - 1))
        self.cursor_at = max(self._anchor, min(offset + length, self._size) - 1)
        self._show(self._anchor, margin=self._visible_rows() // 3)
        self._changed()

    @property
    def _size(self) -> int:
        return 0 if self.feed is None else self.feed.size

    def _arrived(self) -> None:
        self._want()
        self.viewport().update()
        self.moved.emit()

    # --- measures ----------------------------------------------------------------------------------

    def _cell(self) -> QFontMetrics:
        return self.fontMetrics()

    def _row_height(self) -> int:
        return self._cell().height() + px(5)

    def _head_height(self) -> int:
        return self._row_height() + px(3)

    def _char(self) -> float:
        return QFontMetricsF(self.font()).horizontalAdvance("0")

    def _columns_at(self, columns: int) -> tuple[int, int, int]:
        """Where the digits begin, where the characters begin, where they end."""
        char, left = self._char(), px(10)
        gap = char * _GAP * 2
        digits = left + hex_rows.digits(self._size) * char + gap
        text = digits + columns * 3 * char - char + (char if columns > 8 else 0) + gap
        return round(digits), round(text), round(text + columns * char + left)

    def _cell_x(self, column: int) -> int:
        digits, _, _ = self._columns_at(self.columns)
        return digits + round((column * 3 + (1 if column >= 8 else 0)) * self._char())

    def _text_x(self, column: int) -> int:
        return self._columns_at(self.columns)[1] + round(column * self._char())

    def _visible_rows(self) -> int:
        return max(1, (self.viewport().height() - self._head_height()) // self._row_height())

    def _rows(self) -> int:
        return -(-self._size // self.columns)

    def _measure(self) -> None:
        width = self.viewport().width()
        self._choose_columns(width)
        self._scale = hex_rows.RowScale(self._rows(), self._visible_rows())
        bar = self.verticalScrollBar()
        bar.blockSignals(True)
        bar.setRange(0, self._scale.steps)
        bar.setPageStep(max(1, self._visible_rows() // self._scale.factor))
        bar.setSingleStep(1)
        bar.blockSignals(False)
        across = self.horizontalScrollBar()
        across.setRange(0, max(0, self._columns_at(self.columns)[2] - width))
        across.setPageStep(width)
        self._set_top(self._top)

    def _choose_columns(self, width: int) -> None:
        """As many as fit, sixteen also in smaller type."""
        for columns, role in ((16, "hash"), (16, "dense"), (8, "hash"), (8, "dense")):
            self.setFont(theme().font(role))
            self.columns = columns
            if self._columns_at(columns)[2] <= width:
                return
        self.setFont(theme().font("hash"))
        self.columns = 4

    def _set_top(self, row: int) -> None:
        self._top = max(0, min(row, self._scale.last))
        bar = self.verticalScrollBar()
        bar.blockSignals(True)
        bar.setValue(self._scale.step(self._top))
        bar.blockSignals(False)
        self._want()
        self.viewport().update()

    def _bar_moved(self, step: int) -> None:
        self._top = self._scale.row(step)
        self._want()
        self.viewport().update()

    def _want(self) -> None:
        if self.feed is not None:
            self.feed.want(self._top * self.columns, (self._visible_rows() + 1) * self.columns)

    def _show(self, offset: int, margin: int = 0) -> None:
        row, visible = offset // self.columns, self._visible_rows()
        if row < self._top:
            self._set_top(row - margin)
        elif row >= self._top + visible:
            self._set_top(row - (margin if margin else visible - 1))
        else:
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        at = self._top * self.columns
        before = self.columns
        self._measure()
        if self.columns != before:
            self._set_top(at // self.columns)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self._columns_at(16)[2] + px(16), self._head_height() + 16 * self._row_height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(120), self._head_height() + 3 * self._row_height())

    # --- drawing -----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        t = tokens()
        painter = QPainter(self.viewport())
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setFont(self.font())
        painter.fillRect(self.viewport().rect(), QColor(t.surface))
        painter.translate(-self.horizontalScrollBar().value(), 0)
        self._paint_head(painter)
        if self.feed is None or not self._size:
            return
        rows = min(self._visible_rows() + 1, self._rows() - self._top)
        values = self.feed.values(self._top * self.columns, rows * self.columns)
        for row in range(rows):
            at = row * self.columns
            self._paint_row(painter, row, list(values[at : at + self.columns]))
        if self.hasFocus():
            painter.resetTransform()
            painter.setPen(QColor(t.accent))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def _paint_head(self, painter: QPainter) -> None:
        t, height = tokens(), self._head_height()
        painter.setPen(QColor(t.muted))
        digits, text, end = self._columns_at(self.columns)
        room = QRect(px(10), 0, digits - px(10) - round(self._char()), height)
        title = self._cell().elidedText(tr("Byte"), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _LEFT, title)
        for column in range(self.columns):
            painter.drawText(
                QRect(self._cell_x(column), 0, round(3 * self._char()), height), _LEFT, f"{column:02X}"
            )
        painter.drawText(QRect(text, 0, end - text, height), _LEFT, tr("Text"))
        painter.setPen(QColor(t.line))
        painter.drawLine(0, height - 1, max(end, self.viewport().width()), height - 1)

    def _paint_row(self, painter: QPainter, row: int, values: list[int]) -> None:
        t, char = tokens(), round(self._char())
        height, top = self._row_height(), self._head_height() + row * self._row_height()
        first = (self._top + row) * self.columns
        _, text, end = self._columns_at(self.columns)
        if (self._top + row) % 2:
            painter.fillRect(QRect(0, top, max(end, self.viewport().width()), height), QColor(t.zebra))
        chosen, count = self.selection
        for column in range(len(values)):
            if chosen <= first + column < chosen + count:
                left = self._cell_x(column) - px(1)
                goes_on = column + 1 < len(values) and first + column + 1 < chosen + count
                right = self._cell_x(column + 1) if goes_on else left + 2 * char + px(2)
                self._paint_chosen(painter, QRect(left, top, right - left, height))
                left = self._text_x(column)
                self._paint_chosen(painter, QRect(left, top, self._text_x(column + 1) - left, height))
        painter.setPen(QColor(t.muted))
        number = f"{first:0{hex_rows.digits(self._size)}X}"
        painter.drawText(QRect(px(10), top, text, height), _LEFT, number)
        for column, value in enumerate(values):
            color = t.bad if value == UNREADABLE else (t.text if value > 0 else t.muted)
            painter.setPen(QColor(color))
            painter.drawText(QRect(self._cell_x(column), top, 3 * char, height), _LEFT, hex_rows.cell(value))
            printable = value in hex_rows.PRINTABLE
            painter.setPen(QColor(t.accent if printable else color if value == UNREADABLE else t.muted))
            room = QRect(self._text_x(column), top, 2 * char, height)
            painter.drawText(room, _LEFT, hex_rows.character(value))

    def _paint_chosen(self, painter: QPainter, rect: QRect) -> None:
        """Filled and underlined: not by colour alone."""
        t = tokens()
        painter.fillRect(rect, QColor(t.selection))
        painter.fillRect(QRect(rect.left(), rect.bottom() - px(1), rect.width(), px(2)), QColor(t.accent))

    # --- mouse and keys ----------------------------------------------------------------------------

    def _offset_at(self, point: QPoint) -> int | None:
        if not self._size:
            return None
        x = point.x() + self.horizontalScrollBar().value()
        row = self._top + (point.y() - self._head_height()) // self._row_height()
        _, text, _ = self._columns_at(self.columns)
        if x >= text:
            column = int((x - text) / self._char())
        else:
            edges = [self._cell_x(c) for c in range(self.columns)]
            column = sum(1 for edge in edges if x >= edge) - 1
        column = max(0, min(column, self.columns - 1))
        return int(max(0, min(row * self.columns + column, self._size - 1)))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        at = self._offset_at(event.position().toPoint())
        if at is not None and event.button() is Qt.MouseButton.LeftButton:
            keep = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._move(at, keep=keep)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        at = self._offset_at(event.position().toPoint())
        if at is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._move(at, keep=True)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        # by rows, however many of them one step of the bar is
        turned = event.angleDelta().y()
        if turned:
            self._set_top(self._top - round(turned / 120 * _WHEEL_ROWS))
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        keep = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        columns, at = self.columns, self.cursor_at
        page = self._visible_rows() * columns
        match event.key():
            case Qt.Key.Key_Left:
                target = at - 1
            case Qt.Key.Key_Right:
                target = at + 1
            case Qt.Key.Key_Up:
                target = at - columns
            case Qt.Key.Key_Down:
                target = at + columns
            case Qt.Key.Key_PageUp:
                target = at - page
            case Qt.Key.Key_PageDown:
                target = at + page
            case Qt.Key.Key_Home:
                target = 0 if control else at - at % columns
            case Qt.Key.Key_End:
                target = self._size - 1 if control else at - at % columns + columns - 1
            case Qt.Key.Key_A if control:
                self._anchor, self.cursor_at = 0, max(0, self._size - 1)
                self._changed()
                return
            case _:
                super().keyPressEvent(event)
                return
        if self._size:
            self._move(max(0, min(target, self._size - 1)), keep=keep)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        self.viewport().update()

    def _move(self, offset: int, *, keep: bool) -> None:
        self.cursor_at = offset
        if not keep:
            self._anchor = offset
        self._show(offset)
        self._changed()

    def _changed(self) -> None:
        self.viewport().update()
        first, count = self.selection
        values = [] if self.feed is None else self.feed.values(first, min(count, 16))
        words = current()
        said = tr("Byte {offset}: {bytes}", offset=words.number(first), bytes=hex_rows.as_hex(values))
        self.setAccessibleDescription(said)
        self.moved.emit()
