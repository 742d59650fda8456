"""A row that breaks into several where it is too narrow: chips, tags, buttons."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from ui.theme import px
from ui.widgets.text import direction


class FlowLayout(QLayout):
    """Items in reading order, on as many lines as they need; none is wider than the room."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = px(gap)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 - Qt's name
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        margins = self.contentsMargins()
        room = rect.marginsRemoved(margins)
        line: list[QLayoutItem] = []
        x, y, high = 0, 0, 0
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            size = _size(item, room)
            if line and x + size.width() > room.width():
                if move:
                    self._place(room, y, high, line)
                x, y, high, line = 0, y + high + self._gap, 0, []
            line.append(item)
            x += size.width() + self._gap
            high = max(high, size.height())
        if move and line:
            self._place(room, y, high, line)
        return y + high + margins.top() + margins.bottom()

    def _place(self, room: QRect, y: int, high: int, line: list[QLayoutItem]) -> None:
        """One line of items, each in the middle of the line's height."""
        x = 0
        for item in line:
            size = _size(item, room)
            left = room.left() + x
            if direction.right_to_left():
                left = room.right() - x - size.width() + 1
            item.setGeometry(QRect(QPoint(left, room.top() + y + (high - size.height()) // 2), size))
            x += size.width() + self._gap


def _size(item: QLayoutItem, room: QRect) -> QSize:
    wanted = item.sizeHint()
    return QSize(max(min(wanted.width(), room.width()), item.minimumSize().width()), wanted.height())
