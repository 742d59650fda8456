"""A position over a graticule and the coast lines of the world. Nothing is fetched; north is up."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.models.contents.coast_line import Ring
from ui.theme import px, theme, tokens
from ui.words import gate

_SPAN = 32.0  # degrees of latitude that the width would show at the equator
_EVERY = 10
_LEAST, _MOST = 104, 240


class PositionMap(QWidget):
    """Latitude and longitude in degrees. Drawn from west to east in every language, as maps are."""

    def __init__(self, latitude: float, longitude: float, name: str) -> None:
        super().__init__()
        self._latitude, self._longitude = latitude, longitude
        self._land: Sequence[Ring] = ()
        self.setAccessibleName(gate.shown(name))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_land(self, land: Sequence[Ring]) -> None:
        """The coast lines, when they are at hand."""
        self._land = land
        self.update()

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        return max(px(_LEAST), min(px(_MOST), width // 3))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(240), px(104))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(100), px(104))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        t = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QPainterPath()
        frame.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(6), px(6))
        painter.setClipPath(frame)
        painter.fillRect(self.rect(), QColor(t.info_tint))
        self._paint_land(painter)
        self._paint_graticule(painter)
        self._paint_mark(painter)
        painter.setClipping(False)
        painter.setPen(QColor(t.line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(frame)

    # --- places ------------------------------------------------------------------------------------

    def _scale(self) -> tuple[float, float]:
        """Pixels for a degree of longitude and of latitude, true to shape in the middle."""
        tall = self.width() / _SPAN
        return tall * max(0.2, math.cos(math.radians(self._latitude))), tall

    def _point(self, longitude: float, latitude: float) -> QPointF:
        wide, tall = self._scale()
        x = self.width() / 2 + (longitude - self._longitude) * wide
        return QPointF(x, self.height() / 2 - (latitude - self._latitude) * tall)

    def _bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of what is in sight; not wrapped at 180 degrees."""
        wide, tall = self._scale()
        across, up = self.width() / wide / 2, self.height() / tall / 2
        return (
            self._longitude - across, self._latitude - up, self._longitude + across, self._latitude + up,
        )  # fmt: skip

    # --- drawing -----------------------------------------------------------------------------------

    def _paint_land(self, painter: QPainter) -> None:
        t = tokens()
        west, south, east, north = self._bounds()
        path = QPainterPath()
        for turn in (-360.0, 0.0, 360.0):
            for ring in self._land:
                if (
                    ring.east + turn < west
                    or ring.west + turn > east
                    or ring.north < south
                    or ring.south > north
                ):
                    continue
                path.addPolygon(QPolygonF([self._point(x + turn, y) for x, y in ring.points]))
        painter.setPen(QPen(QColor(t.control), 1))
        painter.setBrush(QColor(t.surface))
        painter.drawPath(path)

    def _paint_graticule(self, painter: QPainter) -> None:
        t = tokens()
        west, south, east, north = self._bounds()
        painter.setFont(theme().font("section"))
        pen = QPen(QColor(t.muted), 1, Qt.PenStyle.DotLine)
        for longitude in _steps(west, east):
            x = self._point(longitude, 0).x()
            painter.setPen(pen)
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
            self._label(
                painter, QPointF(x + px(3), self.height() - px(4)), _degrees(_wrapped(longitude), "EW")
            )
        for latitude in _steps(max(-90, south), min(90, north)):
            y = self._point(0, latitude).y()
            painter.setPen(pen)
            painter.drawLine(QPointF(0, y), QPointF(self.width(), y))
            self._label(painter, QPointF(px(4), y - px(3)), _degrees(latitude, "NS"))

    def _label(self, painter: QPainter, at: QPointF, text: str) -> None:
        painter.setPen(QColor(tokens().muted))
        painter.drawText(at, text)

    def _paint_mark(self, painter: QPainter) -> None:
        """A ring with a cross: seen without its colour too."""
        t = tokens()
        middle, radius, arm = QPointF(self.width() / 2, self.height() / 2), px(6), px(12)
        for colour, width in ((t.surface, px(5)), (t.bad, px(2))):
            painter.setPen(QPen(QColor(colour), width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(middle, radius, radius)
            for way in (QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)):
                painter.drawLine(middle + way * (radius * 0.4), middle + way * arm)


def _steps(begin: float, end: float) -> range:
    return range(math.ceil(begin / _EVERY) * _EVERY, math.floor(end) + 1, _EVERY)


def _wrapped(longitude: int) -> int:
    return (longitude + 180) % 360 - 180


def _degrees(value: float, sides: str) -> str:
    side = "" if value == 0 else f" {sides[0] if value > 0 else sides[1]}"
    return f"{abs(value):.0f}°{side}"
