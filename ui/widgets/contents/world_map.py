"""All positions of a list on one map of the world. Nothing is fetched; north is up, west is left, always.

Marks that would cover each other are one with their number. Moved and enlarged by mouse and keyboard.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from forensics_app.i18n import current, tr, trn
from forensics_app.services.browsing.positions import Mark
from ui.models.contents.coast_line import Ring
from ui.models.contents.positions import Cluster, bounds, clusters, position
from ui.theme import px, theme, tokens

_CELL = 34  # px: marks nearer to each other are one
_STEP = 1.6
_LEAST_DEGREES, _MOST_DEGREES = 0.002, 400.0  # of longitude across the widget
_DRAGGED = 4
_LINES = 7
_STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
_WAYS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, 1.0),
    Qt.Key.Key_Down: (0.0, -1.0),
}


class WorldMap(QWidget):
    """`chosen` with the current Cluster, None for none; `opened` with it on Enter and double click."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._marks: Sequence[Mark] = ()
        self._land: Sequence[Ring] = ()
        self._longitude, self._latitude, self._across = 0.0, 20.0, 360.0
        self._clusters: list[Cluster] = []
        self._current: Cluster | None = None
        self._pressed: QPointF | None = None
        self._moved = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Map of positions"))
        self.setMinimumSize(QSize(px(240), px(180)))

    # --- what is shown -----------------------------------------------------------------------------

    @property
    def current(self) -> Cluster | None:
        """The mark that is selected."""
        return self._current

    @property
    def shown(self) -> Sequence[Cluster]:
        """The marks as they stand at this scale."""
        return self._clusters

    def set_land(self, land: Sequence[Ring]) -> None:
        """The coast lines, when they are at hand."""
        self._land = land
        self.update()

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Replace all marks, and show all of them."""
        self._marks = marks
        self.show_all()

    def show_all(self) -> None:
        """As near as all marks can be seen."""
        west, south, east, north = bounds(self._marks)
        self._longitude, self._latitude = (west + east) / 2, (south + north) / 2
        shape = max(0.2, self.width() / max(1, self.height()))
        wanted = max((east - west) * 1.3, (north - south) * 1.3 * shape * self._squeeze(), 4.0)
        self._set_across(wanted)

    def zoom(self, steps: float) -> None:
        """Nearer for positive steps, round the current mark where there is one."""
        if self._current is not None and steps > 0:
            self._longitude, self._latitude = self._current.longitude, self._current.latitude
        self._set_across(self._across / _STEP**steps)

    def _set_across(self, degrees: float) -> None:
        self._across = min(_MOST_DEGREES, max(_LEAST_DEGREES, degrees))
        self._gather()

    def _gather(self) -> None:
        """The marks at this scale; the current one stays the one that holds its first artifact."""
        kept = None if self._current is None else self._current.marks[0]
        self._clusters = clusters(self._marks, _degrees_of_cell(self._across, self.width()))
        found = next((one for one in self._clusters if kept in one.marks), None) if kept else None
        self._select(found)
        self.update()

    def _select(self, cluster: Cluster | None) -> None:
        if cluster is not None:
            self._bring_in(cluster)
        if cluster == self._current:
            return
        self._current = cluster
        self.setAccessibleDescription("" if cluster is None else cluster_words(cluster))
        self.update()
        self.chosen.emit(cluster)

    def _bring_in(self, cluster: Cluster) -> None:
        if not QRectF(self.rect()).contains(self._point(cluster.longitude, cluster.latitude)):
            self._longitude, self._latitude = cluster.longitude, cluster.latitude

    # --- places ------------------------------------------------------------------------------------

    def _squeeze(self) -> float:
        """Degrees of latitude are this much longer than those of longitude, in the middle."""
        return 1 / max(0.2, math.cos(math.radians(self._latitude)))

    def _point(self, longitude: float, latitude: float) -> QPointF:
        wide = self.width() / self._across
        x = self.width() / 2 + (longitude - self._longitude) * wide
        return QPointF(x, self.height() / 2 - (latitude - self._latitude) * wide * self._squeeze())

    def _place(self, point: QPointF) -> tuple[float, float]:
        """Longitude and latitude of a point."""
        wide = self.width() / self._across
        return (
            self._longitude + (point.x() - self.width() / 2) / wide,
            self._latitude - (point.y() - self.height() / 2) / wide / self._squeeze(),
        )

    def _move(self, longitude: float, latitude: float) -> None:
        self._longitude = min(180.0, max(-180.0, longitude))
        self._latitude = min(85.0, max(-85.0, latitude))
        self.update()

    def _at(self, point: QPointF) -> Cluster | None:
        for cluster in reversed(self._clusters):
            way = self._point(cluster.longitude, cluster.latitude) - point
            if math.hypot(way.x(), way.y()) <= _radius(cluster) + px(3):
                return cluster
        return None

    # --- mouse and keyboard ------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._pressed, self._moved = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if self._pressed is None:
            return
        way = event.position() - self._pressed
        if not self._moved and way.manhattanLength() < px(_DRAGGED):
            return
        self._moved, self._pressed = True, event.position()
        wide = self.width() / self._across
        self._move(self._longitude - way.x() / wide, self._latitude + way.y() / wide / self._squeeze())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if self._pressed is not None and not self._moved:
            self._select(self._at(event.position()))
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        found = self._at(event.position())
        if found is not None:
            self._select(found)
            self.opened.emit(found)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """What is under the pointer stays under it."""
        before = self._place(event.position())
        self._across = min(
            _MOST_DEGREES, max(_LEAST_DEGREES, self._across / _STEP ** (event.angleDelta().y() / 120))
        )
        after = self._place(event.position())
        self._move(self._longitude + before[0] - after[0], self._latitude + before[1] - after[1])
        self._gather()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        key = Qt.Key(event.key())
        if key in _WAYS:
            self._go(*_WAYS[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1)
        elif key == Qt.Key.Key_Minus:
            self.zoom(-1)
        elif key in (Qt.Key.Key_0, Qt.Key.Key_Home):
            self.show_all()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current is not None:
            self.opened.emit(self._current)
        else:
            super().keyPressEvent(event)

    def _go(self, east: float, north: float) -> None:
        """To the next mark in a direction."""
        if self._current is None:
            self._select(self._clusters[-1] if self._clusters else None)
            return
        here, found, least = self._current, None, math.inf
        for one in self._clusters:
            x, y = one.longitude - here.longitude, one.latitude - here.latitude
            along, across = x * east + y * north, abs(x * north) + abs(y * east)
            if one is not here and along > 0 and along + 2 * across < least:
                found, least = one, along + 2 * across
        if found is not None:
            self._select(found)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if event.oldSize().isEmpty():
            self.show_all()
        else:
            self._gather()

    # --- drawing -----------------------------------------------------------------------------------

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
        for cluster in self._clusters:
            self._paint_mark(painter, cluster)
        painter.setClipping(False)
        focused = self.hasFocus()
        painter.setPen(QPen(QColor(t.accent if focused else t.line), 2 if focused else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(frame)

    def _paint_land(self, painter: QPainter) -> None:
        west, north = self._place(QPointF(0, 0))
        east, south = self._place(QPointF(self.width(), self.height()))
        path = QPainterPath()
        for turn in (-360.0, 0.0, 360.0):
            for ring in self._land:
                outside = ring.east + turn < west or ring.west + turn > east
                if not (outside or ring.north < south or ring.south > north):
                    path.addPolygon(QPolygonF([self._point(x + turn, y) for x, y in ring.points]))
        painter.setPen(QPen(QColor(tokens().control), 1))
        painter.setBrush(QColor(tokens().surface))
        painter.drawPath(path)

    def _paint_graticule(self, painter: QPainter) -> None:
        """Lines of latitude and longitude with their degrees, some six across."""
        west, north = self._place(QPointF(0, 0))
        east, south = self._place(QPointF(self.width(), self.height()))
        step = next((one for one in _STEPS if self._across / one <= _LINES), _STEPS[-1])
        painter.setFont(theme().font("section"))
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # degrees before their side, as on maps
        line, words = QPen(QColor(tokens().muted), 1, Qt.PenStyle.DotLine), QColor(tokens().muted)
        for number in range(math.ceil(west / step), math.floor(east / step) + 1):
            x = self._point(number * step, 0).x()
            painter.setPen(line)
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
            painter.setPen(words)
            painter.drawText(QPointF(x + px(3), self.height() - px(4)), _degrees(number * step, step, "EW"))
        for number in range(math.ceil(max(-90, south) / step), math.floor(min(90, north) / step) + 1):
            y = self._point(0, number * step).y()
            painter.setPen(line)
            painter.drawLine(QPointF(0, y), QPointF(self.width(), y))
            painter.setPen(words)
            painter.drawText(QPointF(px(4), y - px(3)), _degrees(number * step, step, "NS"))

    def _paint_mark(self, painter: QPainter, cluster: Cluster) -> None:
        """A disc with its number; the current one has a ring, so that it is seen without its colour too."""
        t = tokens()
        middle, radius = self._point(cluster.longitude, cluster.latitude), _radius(cluster)
        if cluster == self._current:
            painter.setPen(QPen(QColor(t.text), px(2)))
            painter.setBrush(QColor(t.surface))
            painter.drawEllipse(middle, radius + px(5), radius + px(5))
        painter.setPen(QPen(QColor(t.surface), px(2)))
        painter.setBrush(QColor(t.accent))
        painter.drawEllipse(middle, radius, radius)
        if len(cluster.marks) > 1:
            painter.setFont(theme().font("small-strong"))
            painter.setPen(QColor(t.on_accent))
            box = QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, current().number(len(cluster.marks)))


def cluster_words(cluster: Cluster) -> str:
    """How many artifacts, and where."""
    words = current()
    return trn(
        "{count} artifact near {position}",
        "{count} artifacts near {position}",
        len(cluster.ids),
        position=words.isolate(position(cluster.latitude, cluster.longitude)),
    )


def _degrees(value: float, step: float, sides: str) -> str:
    """`45.5° N`, in as many digits as lines are apart; beyond 180 degrees from the other side."""
    turned = (value + 180) % 360 - 180 if sides == "EW" else value
    digits = 0 if step >= 1 else len(f"{step:f}".rstrip("0").partition(".")[2])
    side = "" if round(turned, 6) == 0 else f" {sides[0] if turned > 0 else sides[1]}"
    return f"{abs(turned):.{digits}f}°{side}"


def _degrees_of_cell(across: float, width: int) -> float:
    return across / max(1, width) * px(_CELL)


def _radius(cluster: Cluster) -> float:
    digits = len(str(len(cluster.marks))) if len(cluster.marks) > 1 else 0
    return float(px(6 + 4 * digits))
