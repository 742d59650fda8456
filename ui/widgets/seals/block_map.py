"""The map of a damaged file: a row of cells from its first byte to its last. Shape tells what colour
tells too."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from forensics_app.i18n import NC_, tr
from ui.models.bundles.damage_map import CellState, DamageMap
from ui.theme import px, tokens
from ui.widgets.text.text import Text
from ui.words import gate

_CELL, _GAP = 14, 2


def cell_words(state: CellState) -> str:
    """What a cell of this kind means."""
    match state:
        case CellState.SOUND:
            return tr("as sealed")
        case CellState.DIFFERS:
            return tr(NC_("state", "differs"))
        case CellState.MISSING:
            return tr(NC_("state", "missing"))
        case CellState.ADDED:
            return tr("was not present")


class BlockMap(QWidget):
    """The cells, as many a row as fit; begins at the side where lines begin."""

    def __init__(self, cells: DamageMap, name: str) -> None:
        super().__init__()
        self._map = cells
        self.setAccessibleName(gate.shown(name))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        width = px(_CELL + _GAP) * 40
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(_CELL + _GAP) * 8, px(_CELL + _GAP))

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        rows = -(-len(self._map.cells) // self._columns(width))
        return rows * px(_CELL + _GAP)

    def _columns(self, width: int) -> int:
        return max(1, width // px(_CELL + _GAP))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns, step, size = self._columns(self.width()), px(_CELL + _GAP), px(_CELL)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        for number, state in enumerate(self._map.cells):
            row, column = divmod(number, columns)
            x = self.width() - (column + 1) * step if mirrored else column * step
            paint_cell(painter, QRectF(x + 0.5, row * step + 0.5, size - 1, size - 1), state)


class CellKey(QWidget):
    """One cell with its word."""

    def __init__(self, state: CellState) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(4))
        line.addWidget(_OneCell(state), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(Text(cell_words(state), "small", "muted"))


class _OneCell(QWidget):
    def __init__(self, state: CellState) -> None:
        super().__init__()
        self._state = state
        self.setFixedSize(px(_CELL), px(_CELL))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_cell(painter, QRectF(0.5, 0.5, px(_CELL) - 1, px(_CELL) - 1), self._state)


def paint_cell(painter: QPainter, rect: QRectF, state: CellState) -> None:
    """Sound: plain. Differs: filled with a cross. Missing: an empty frame with a stroke. Added: a plus."""
    colours = tokens()
    if state is CellState.SOUND:
        painter.setPen(QPen(QColor(colours.control), 1))
        painter.setBrush(QColor(colours.track))
        painter.drawRect(rect)
        return
    filled = state is not CellState.MISSING
    painter.setPen(QPen(QColor(colours.bad_fill if filled else colours.bad), 1))
    painter.setBrush(QColor(colours.bad_fill) if filled else Qt.BrushStyle.NoBrush)
    painter.drawRect(rect)
    painter.setPen(QPen(QColor(colours.on_bad if filled else colours.bad), max(1.2, rect.width() / 9)))
    room = rect.width() * 0.28
    inner = rect.adjusted(room, room, -room, -room)
    middle = rect.center()
    if state is CellState.ADDED:
        painter.drawLine(QLineF(middle.x(), inner.top(), middle.x(), inner.bottom()))
        painter.drawLine(QLineF(inner.left(), middle.y(), inner.right(), middle.y()))
        return
    painter.drawLine(QLineF(inner.topRight(), inner.bottomLeft()))
    if state is CellState.DIFFERS:
        painter.drawLine(QLineF(inner.topLeft(), inner.bottomRight()))
