"""The first column of a list that scrolls sideways, which stays in its place, head and all.

What it covers in part, or what reaches beyond the list, is drawn into what is in sight of its cell and cut as
in a narrow column: a digest without its first digit, or a date without its year, could be taken for a whole.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QWidget

from ui.widgets.tables.cell_delegate import CellDelegate


class ScrolledCells(CellDelegate):
    """Cells of which `part_in_sight` says, by column and rectangle, what is left to draw in."""

    def __init__(self, part_in_sight: Callable[[int, QRect], QRect]) -> None:
        super().__init__()
        self._part_in_sight = part_in_sight

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        option.rect = self._part_in_sight(index.column(), option.rect)
        if option.rect.isValid():
            super().paint(painter, option, index)

    def helpEvent(  # noqa: N802 - Qt's name
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        option.rect = self._part_in_sight(index.column(), option.rect)
        return super().helpEvent(event, view, option, index)


class FrozenCells(QWidget):
    """Has `draw` paint the column over the scrolled view; mouse events fall through to the row under it."""

    def __init__(self, table: QWidget, draw: Callable[[QPainter, QRect], None]) -> None:
        super().__init__(table)
        self._draw = draw
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        self._draw(QPainter(self), self.rect())


class FrozenHead(QWidget):
    """The head of the column over those that were scrolled under it. `menu_asked` with a place of the
    screen.
    """

    clicked = Signal()
    menu_asked = Signal(object)

    def __init__(self, table: QWidget, draw: Callable[[QPainter, QRect], None]) -> None:
        super().__init__(table)
        self._draw = draw
        self.let_through(there=True)

    def let_through(self, *, there: bool) -> None:
        """The mouse reaches the head itself where that is `there`, under this: its width can be drawn."""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, there)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        self._draw(QPainter(self), self.rect())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        self.menu_asked.emit(event.globalPos())
