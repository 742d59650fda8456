"""All years in one strip under the histogram: which part of them is in sight, and which is chosen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from forensics_app.i18n import tr
from ui.models.timeline.bars import bars_between
from ui.models.timeline.data import NOTHING, TimelineData
from ui.models.timeline.kinds import EVERY_GROUP, TimeGroup
from ui.models.timeline.scale import DAY, Step, Unit, bar_step
from ui.models.timeline.window import Stretch, TimeWindow
from ui.theme import px, theme, tokens
from ui.widgets.timeline.histogram_paint import Scale, height_of, paint_ticks

BAR_PX = 3


class OverviewStrip(QWidget):
    """Pressed or dragged, it brings that moment into the middle of the histogram; `view_changed` follows.

    The keyboard does the same in the histogram itself, so it takes no focus.
    """

    view_changed = Signal()

    def __init__(self, window: TimeWindow) -> None:
        super().__init__()
        self._window = window
        self._data: TimelineData = NOTHING
        self._groups: frozenset[TimeGroup] = EVERY_GROUP
        self.left_margin, self.right_margin = px(40), px(14)
        self.setAccessibleName(tr("All years"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_data(self, data: TimelineData, groups: frozenset[TimeGroup]) -> None:
        """Other counts, or other kinds of times."""
        self._data, self._groups = data, groups
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(320), self._bars_high() + QFontMetrics(theme().font("dense")).height() + px(8))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(160), self.sizeHint().height())

    def _bars_high(self) -> int:
        return px(26)

    def domain(self) -> Stretch:
        """What is shown at first, and what is in sight now."""
        home, view = self._window.home, self._window.view
        return min(home[0], view[0]), max(home[1], view[1])

    def scale(self) -> Scale:
        """Where moments are."""
        return Scale(
            self.domain(), self.left_margin, max(1, self.width() - self.left_margin - self.right_margin)
        )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        t, scale, high = tokens(), self.scale(), self._bars_high()
        painter = QPainter(self)
        track = QRectF(scale.left, 0, scale.width, high)
        painter.fillRect(track, QColor(t.zebra))
        self._paint_bars(painter, scale, track)
        chosen = self._window.chosen
        if chosen is not None:
            left, right = max(scale.left, scale.x(chosen[0])), min(track.right(), scale.x(chosen[1]))
            foot = QRectF(left, high - px(3), max(px(2), right - left), px(3))
            painter.fillRect(foot, QColor(t.accent))
        view = QRectF(QPointF(scale.x(self._window.view[0]), 0), QPointF(scale.x(self._window.view[1]), high))
        if view.width() < px(6):
            view = QRectF(view.center().x() - px(3), 0, px(6), high)
        painter.setPen(QPen(QColor(t.text), max(1.5, px(15) / 10)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(view.adjusted(1, 1, -1, -1), px(3), px(3))
        paint_ticks(painter, QRectF(scale.left, high, scale.width, self.height() - high), scale)

    def _paint_bars(self, painter: QPainter, scale: Scale, track: QRectF) -> None:
        first, last = scale.view
        step = bar_step(last - first, max(10, int(scale.width // px(BAR_PX))))
        step = step if step.usual >= DAY else Step(Unit.DAY)
        both = [
            *bars_between(step, self._data.known, first, last, self._groups),
            *bars_between(step, self._data.unknown, first, last, self._groups),
        ]
        most = max((bar.total for bar in both), default=0)
        view = self._window.view
        painter.setClipRect(track)
        for bar in both:
            left, right = round(scale.x(bar.first)), round(scale.x(bar.last))
            tall = height_of(bar.total, most, track.height() - px(4), log=True)
            seen = bar.first < view[1] and bar.last > view[0]
            wide = max(1, right - left - (1 if right - left > 3 else 0))
            color = QColor(tokens().accent if seen else tokens().control)
            painter.fillRect(QRectF(left, track.bottom() - tall, wide, tall), color)
        painter.setClipping(False)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._look_at(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._look_at(event.position().x())

    def _look_at(self, x: float) -> None:
        first, last = self._window.view
        self._window.pan(self.scale().moment(x) - (first + last) // 2)
        self.update()
        self.view_changed.emit()
