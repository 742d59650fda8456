"""A small histogram of one kind of time, to filter a table by it: edges are moved as in the large one."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy

from forensics_app.i18n import tr
from ui.models.timeline.bars import Bar, Bars, bars_between
from ui.models.timeline.data import TimelineData
from ui.models.timeline.kinds import TimeGroup
from ui.models.timeline.scale import DAY, Step, Unit
from ui.models.timeline.window import Edge, TimeWindow
from ui.theme import px, theme, tokens
from ui.widgets.timeline.histogram import Histogram
from ui.widgets.timeline.histogram_paint import height_of, paint_chosen, paint_ticks

_HIGH = 34


class TimeStrip(Histogram):
    """Times of unknown zone stand as they are written, as the filter takes them. No zoom."""

    def __init__(self, window: TimeWindow, group: TimeGroup) -> None:
        super().__init__(window)
        self.group = group
        self.setAccessibleName(tr("Histogram for filtering by time"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_group(self, data: TimelineData, group: TimeGroup) -> None:
        """Other counts, or another kind of time."""
        self.group = group
        self.show_data(data, None)

    @property
    def bars(self) -> Bars:
        """At least a day wide each."""
        if self._bars is None:
            step = self.step
            self._bars = Bars(step, tuple(self._both(step)))
        return self._bars

    @property
    def step(self) -> Step:
        """What a bar stands for."""
        step = self.window_of_time.step
        return step if step.usual >= DAY else Step(Unit.DAY)

    def _both(self, step: Step) -> list[Bar]:
        """Of known zone and of unknown zone, in one."""
        first, last = self.window_of_time.view
        only = frozenset((self.group,))
        found: dict[int, Bar] = {}
        for series in (self.data.known, self.data.unknown):
            for bar in bars_between(step, series, first, last, only):
                before = found.get(bar.first)
                total = bar.total + (0 if before is None else before.total)
                found[bar.first] = Bar(bar.first, bar.last, bar.counts, total)
        return [found[first] for first in sorted(found)]

    # --- drawing -----------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(320), px(_HIGH) + self._ticks_height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(120), self.sizeHint().height())

    def _ticks_height(self) -> int:
        return QFontMetrics(theme().font("dense")).height() + px(5)

    def plot(self) -> QRectF:
        edge = px(8)
        high = max(1, self.height() - self._ticks_height() - px(3))
        return QRectF(edge, px(3), max(1, self.width() - 2 * edge), high)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        t, chosen = tokens(), self.window_of_time.chosen
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(t.surface))
        plot, scale = self.plot(), self.scale()
        if chosen is not None:
            paint_chosen(painter, plot, scale, chosen)
        most = self.bars.most
        for bar in self.bars.bars:
            left, right = round(scale.x(bar.first)), round(scale.x(bar.last))
            inside = chosen is None or (bar.first < chosen[1] and bar.last > chosen[0])
            high = height_of(bar.total, most, plot.height(), log=False)
            wide = max(1, right - left - (1 if right - left > 2 else 0))
            color = QColor(t.accent if inside else t.control)
            painter.fillRect(QRectF(left, plot.bottom() - high, wide, high), color)
        painter.setPen(QPen(QColor(t.line), 1))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        if chosen is not None:
            self._paint_ends(painter, plot)
        paint_ticks(painter, QRectF(plot.left(), plot.bottom(), plot.width(), self._ticks_height()), scale)
        if self.hasFocus():
            painter.setPen(QPen(QColor(t.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _paint_ends(self, painter: QPainter, plot: QRectF) -> None:
        scale, made = self.scale(), self.window_of_time
        for moment, edge in zip(made.chosen or (), Edge, strict=False):
            x = scale.x(moment)
            if plot.left() - 1 <= x <= plot.right() + 1:
                wide = px(4) if self.hasFocus() and edge is made.edge else px(2)
                painter.fillRect(
                    QRectF(x - wide / 2, plot.top(), wide, plot.height()), QColor(tokens().accent)
                )

    # --- what it leaves out ------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        event.ignore()

    def mouseDoubleClickEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """A second click chooses as the first does."""

    def _look_by_key(self, key: int) -> bool:
        return False
