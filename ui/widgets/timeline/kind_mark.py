"""Colour and pattern of the kinds of times: in bars, as a small square, on chips that switch them."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from forensics_app.i18n import current
from ui.models.timeline.kinds import Pattern, TimeGroup
from ui.theme import paint_icon, px, theme, tokens
from ui.widgets.controls.pill import Capsule
from ui.widgets.text import direction
from ui.words import gate

_TILE = 6
_GROUND = 0.34
"""How much of the colour is in the ground under a pattern."""


def paint_kind(painter: QPainter, rect: QRect, group: TimeGroup, ratio: float = 1.0) -> None:
    """Fill a rectangle with a kind's colour and pattern."""
    t = tokens()
    color = getattr(t, group.color)
    if group.pattern is Pattern.PLAIN:
        painter.fillRect(rect, QColor(color))
        return
    tile = _tile(color, t.surface, group.pattern, max(4, px(_TILE)), ratio)
    painter.drawTiledPixmap(rect, tile, rect.topLeft())  # patterns of neighbours go on into each other


def paint_hatching(painter: QPainter, rect: QRectF, color: str) -> None:
    """Thin rising lines without a ground: what is not certain."""
    painter.save()
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(color), max(1.0, px(10) / 10)))
    gap, high = max(4, px(5)), rect.height()
    x = rect.left() - high - (rect.left() - high) % gap
    while x < rect.right():
        painter.drawLine(QPointF(x, rect.bottom()), QPointF(x + high, rect.top()))
        x += gap
    painter.restore()


@lru_cache(maxsize=64)
def _tile(color: str, surface: str, pattern: Pattern, size: int, ratio: float) -> QPixmap:
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(_mixed(QColor(color), QColor(surface)))
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink, whole, half = QColor(color), float(size), size / 2
    match pattern:
        case Pattern.RISING | Pattern.FALLING:
            painter.setPen(QPen(ink, size * 0.3))
            for shift in (-whole, 0.0, whole):
                one, other = QPointF(shift - 1, whole + 1), QPointF(shift + whole + 1, -1)
                if pattern is Pattern.FALLING:
                    one, other = QPointF(shift - 1, -1), QPointF(shift + whole + 1, whole + 1)
                painter.drawLine(one, other)
        case Pattern.DOTS:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            for x, y in ((0, 0), (whole, 0), (0, whole), (whole, whole), (half, half)):
                painter.drawEllipse(QPointF(x, y), size * 0.27, size * 0.27)
        case Pattern.LEVEL:
            painter.fillRect(QRectF(0, 0, whole, half), ink)
        case Pattern.UPRIGHT:
            painter.fillRect(QRectF(0, 0, half, whole), ink)
        case Pattern.GRID:
            painter.fillRect(QRectF(0, 0, whole, size * 0.28), ink)
            painter.fillRect(QRectF(0, 0, size * 0.28, whole), ink)
        case Pattern.PLAIN:
            made.fill(ink)
    painter.end()
    return made


def _mixed(color: QColor, ground: QColor) -> QColor:
    pairs = zip(color.getRgb()[:3], ground.getRgb()[:3], strict=True)  # type: ignore[index] # four numbers
    return QColor(*(round(a * _GROUND + b * (1 - _GROUND)) for a, b in pairs))


def paint_mark(painter: QPainter, square: QRect, group: TimeGroup, ratio: float) -> None:
    """The small square that stands for a kind beside its word."""
    paint_kind(painter, square, group, ratio)
    painter.setPen(QPen(QColor(getattr(tokens(), group.color)), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(square).adjusted(0.5, 0.5, -0.5, -0.5))


class KindMark(QWidget):
    """The square by itself; the word beside it speaks for it."""

    def __init__(self, group: TimeGroup, size: int = 12) -> None:
        super().__init__()
        self._group = group
        self.setFixedSize(QSize(px(size), px(size)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        paint_mark(QPainter(self), self.rect(), self._group, self.devicePixelRatioF())


class KindChip(Capsule):
    """Chooses a kind of times; tells how many of it the case has. Without a kind it stands for all."""

    def __init__(self, words: str, group: TimeGroup | None = None, count: int | None = None) -> None:
        super().__init__(words)
        self.kind = group
        self._number = self._count = "" if count is None else current().number(count)
        self.setCheckable(True)
        if self._count:
            self.setAccessibleName(gate.shown(f"{words}, {self._count}"))

    def set_counted(self, *, on: bool) -> None:
        """Whether the count stands beside the word; else it is in the tooltip."""
        self._count = self._number if on else ""
        self.setToolTip("" if on or not self._number else self.accessibleName())
        self.updateGeometry()

    def ground(self) -> str:
        return "selection" if self.isChecked() else ("tag" if self.hovered else "surface")

    def border(self) -> str | None:
        return "accent" if self.isChecked() else "control"

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        size = super().sizeHint()
        wide = size.width() + (px(18) if self.isChecked() else 0)
        if self.kind is not None:
            wide += px(18)
        if self._count:
            wide += QFontMetrics(theme().font("small")).horizontalAdvance(self._count) + px(6)
        return QSize(wide, size.height())

    def _paint_inside(self, painter: QPainter, ink: str) -> None:
        """From the leading side: mark, word, count, tick."""
        x = px(12)
        if self.kind is not None:
            side = px(12)
            square = self._placed(x, side)
            paint_mark(painter, square, self.kind, self.devicePixelRatioF())
            x += side + px(6)
        painter.setPen(QColor(ink))
        x = self._paint_word(painter, x, self.text(), self.font())
        if self._count:
            painter.setPen(QColor(tokens().muted if not self.isChecked() else ink))
            x = self._paint_word(painter, x + px(6), self._count, theme().font("small"))
        if self.isChecked():
            paint_icon(painter, self._placed(x + px(6), px(12)), "check", tokens().accent)

    def _placed(self, x: int, side: int) -> QRect:
        """A square so far from the leading side."""
        left = self.width() - x - side if direction.right_to_left() else x
        return QRect(left, (self.height() - side) // 2, side, side)

    def _paint_word(self, painter: QPainter, x: int, text: str, font: QFont) -> int:
        wide = QFontMetrics(font).horizontalAdvance(text)
        left = self.width() - x - wide if direction.right_to_left() else x
        painter.setFont(font)
        painter.drawText(QRect(left, 0, wide + 1, self.height()), direction.leading(), text)
        return x + wide
