"""State shapes: every state has a shape of its own, so colour is never all there is.

Phosphor has no octagon with a cross, so that one is drawn here; the others are its filled glyphs.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import paint_icon, px, tokens
from ui.theme.state import State


def paint_state(painter: QPainter, rect: QRect, state: State, color: str | None = None) -> None:
    """Draw the shape of `state` into the square `rect`; `color` overrides the token's."""
    glyph, fill, token, _ = state.value
    chosen = color or getattr(tokens(), token)
    if glyph is None:
        paint_octagon(painter, QRectF(rect), chosen, tokens().on_bad)
    else:
        paint_icon(painter, rect, glyph, chosen, fill=fill)


def paint_octagon(painter: QPainter, rect: QRectF, ground: str, cross: str) -> None:
    """A filled octagon with a cross."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    centre, radius = rect.center(), rect.width() * 0.47
    corners = [
        QPointF(centre.x() + radius * math.cos(a), centre.y() + radius * math.sin(a))
        for a in (math.pi / 8 + i * math.pi / 4 for i in range(8))
    ]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawPolygon(QPolygonF(corners))
    arm = rect.width() * 0.17
    painter.setPen(QPen(QColor(cross), rect.width() * 0.105, c=Qt.PenCapStyle.RoundCap))
    painter.drawLine(centre + QPointF(-arm, -arm), centre + QPointF(arm, arm))
    painter.drawLine(centre + QPointF(-arm, arm), centre + QPointF(arm, -arm))
    painter.restore()


class StateShape(QWidget):
    """The shape of a state as a widget. The word beside it speaks for it, so it has no accessible name."""

    def __init__(self, state: State, size: int = 20) -> None:
        super().__init__()
        self._state = state
        self._size = px(size)
        self.setFixedSize(QSize(self._size, self._size))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_state(self, state: State) -> None:
        """Show another state."""
        self._state = state
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        paint_state(QPainter(self), QRect(0, 0, self._size, self._size), self._state)


class Glyph(QWidget):
    """A Phosphor icon in a token's colour."""

    def __init__(self, name: str, size: int = 18, color: str = "muted", *, fill: bool = False) -> None:
        super().__init__()
        self._name, self._size, self._color, self._fill = name, px(size), color, fill
        self.setFixedSize(QSize(self._size, self._size))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        rect = QRect(0, (self.height() - self._size) // 2, self._size, self._size)
        paint_icon(QPainter(self), rect, self._name, getattr(tokens(), self._color), fill=self._fill)
