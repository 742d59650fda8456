"""Bytes in rows of 16 or 8: offset, hexadecimal digits, characters. Draws what is in sight and no more."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from forensics_app.i18n import current, tr
from ui.models.contents import hex_rows
from ui.models.contents.feed import ContentFeed
from ui.models.contents.unread import unread_sentence
from ui.theme import px, tokens
from ui.widgets.contents.hex_layout import HexLayout
from ui.widgets.contents.hex_painter import HexPainter
from ui.words import gate

_WHEEL_ROWS = 3


class HexView(QAbstractScrollArea):
    """`moved` when the cursor or the selection changed. Always from left to right, in every language."""

    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setProperty("part", "hex")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setAccessibleName(tr("Bytes of the content"))
        self.feed: ContentFeed | None = None
        self.rows = HexLayout()
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
    def columns(self) -> int:
        """Bytes in a row."""
        return self.rows.columns

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

    def _visible_rows(self) -> int:
        return max(1, (self.viewport().height() - self.rows.head_height()) // self.rows.row_height())

    def whole_width(self) -> int:
        """Px that sixteen bytes a row take in the larger type, with the scroll bar."""
        rows = HexLayout()
        rows.fit(1 << 20, self._size)
        return rows.end() + self.verticalScrollBar().sizeHint().width()

    def _row_count(self) -> int:
        return -(-self._size // self.columns)

    def _measure(self) -> None:
        width = self.viewport().width()
        self.rows.fit(width, self._size)
        self._scale = hex_rows.RowScale(self._row_count(), self._visible_rows())
        bar = self.verticalScrollBar()
        bar.blockSignals(True)
        bar.setRange(0, self._scale.steps)
        bar.setPageStep(max(1, self._visible_rows() // self._scale.factor))
        bar.setSingleStep(1)
        bar.blockSignals(False)
        across = self.horizontalScrollBar()
        across.setRange(0, max(0, self.rows.end() - width))
        across.setPageStep(width)
        self._set_top(self._top)

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
        return QSize(self.rows.end() + px(16), self.rows.head_height() + 16 * self.rows.row_height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(120), self.rows.head_height() + 3 * self.rows.row_height())

    # --- drawing -----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self.viewport())
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setFont(self.rows.font)
        painter.fillRect(self.viewport().rect(), QColor(tokens().surface))
        painter.translate(-self.horizontalScrollBar().value(), 0)
        drawn = HexPainter(painter, self.rows, self.viewport().width(), self._size)
        drawn.head()
        if self.feed is not None and self._size:
            count = min(self._visible_rows() + 1, self._row_count() - self._top)
            values = self.feed.values(self._top * self.columns, count * self.columns)
            for place in range(count):
                at = place * self.columns
                drawn.row(place, self._top + place, values[at : at + self.columns], self.selection)
        if self.hasFocus():
            painter.resetTransform()
            painter.setPen(QColor(tokens().accent))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    # --- mouse and keys ----------------------------------------------------------------------------

    def _offset_at(self, point: QPoint) -> int | None:
        if not self._size:
            return None
        column = self.rows.column_at(point.x() + self.horizontalScrollBar().value())
        row = self._top + (point.y() - self.rows.head_height()) // self.rows.row_height()
        return int(max(0, min(row * self.columns + column, self._size - 1)))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        at = self._offset_at(event.position().toPoint())
        if at is not None and event.button() is Qt.MouseButton.LeftButton:
            keep = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._move(at, keep=keep)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            at = self._offset_at(event.pos())
            values = [] if self.feed is None or at is None else self.feed.values(at, 1)
            QToolTip.showText(event.globalPos(), gate.shown(unread_sentence(values)), self)
            return True
        return super().viewportEvent(event)

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
        unread = unread_sentence(values)
        self.setAccessibleDescription(gate.shown(f"{said}. {unread}" if unread else said))
        self.moved.emit()
