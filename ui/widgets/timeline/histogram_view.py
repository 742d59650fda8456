"""The drawn part of the histogram of times; `histogram` adds what mouse and keyboard do to it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from forensics_app.i18n import current, tr
from ui.models.timeline.bars import Bar, Bars, bars_in_sight, boxes_in_sight, step_words
from ui.models.timeline.data import NOTHING, FineCounts, TimelineData
from ui.models.timeline.kinds import EVERY_GROUP, GROUPS, TimeGroup, group_words
from ui.models.timeline.scale import DAY, END, shown
from ui.models.timeline.window import Edge, Stretch, TimeWindow
from ui.theme import paint_icon, px, theme, tokens
from ui.widgets.text import direction
from ui.widgets.timeline import histogram_paint
from ui.widgets.timeline.histogram_paint import Scale
from ui.words import gate

BAR_PX = 6


class HistogramView(QWidget):
    """`chosen_changed` with whether the movement is over; `view_changed` when another stretch is in sight."""

    chosen_changed = Signal(bool)
    view_changed = Signal()

    def __init__(self, window: TimeWindow) -> None:
        super().__init__()
        self.window_of_time = window
        self.data: TimelineData = NOTHING
        self.fine: FineCounts | None = None
        self.groups: frozenset[TimeGroup] = EVERY_GROUP
        self.log = False
        self._bars: Bars | None = None
        self.setAccessibleName(tr("Histogram of times"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # --- what is shown -----------------------------------------------------------------------------

    def show_data(self, data: TimelineData, fine: FineCounts | None) -> None:
        """Other counts; the stretches stay."""
        if bool(data.unknown) != bool(self.data.unknown):
            self.updateGeometry()  # a lane more or less
        self.data, self.fine = data, fine
        self.refresh()

    def show_groups(self, groups: frozenset[TimeGroup], *, log: bool) -> None:
        """Which kinds stand in the bars, and whether their height is the logarithm of the count."""
        self.groups, self.log = groups, log
        self.refresh()

    def refresh(self) -> None:
        """The stretches or the counts are others now."""
        self._bars = None
        self.update()

    @property
    def bars(self) -> Bars:
        """What is drawn now."""
        if self._bars is None:
            self._bars = bars_in_sight(self.window_of_time, self.data, self.fine, self.groups)
        return self._bars

    def title_words(self) -> str:
        """What the height of a bar counts."""
        words = step_words(self.bars.step)
        if self.log:
            words = tr("{what}, logarithmic", what=words)
        return tr("{what} · refining…", what=words) if self.bars.coarse else words

    def announce(self, words: str) -> None:
        """Tell a screen reader what is chosen now."""
        self.setAccessibleDescription(gate.shown(words))
        if self.hasFocus():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    # --- where things are --------------------------------------------------------------------------

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(640), px(236))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        lane = self._lane_height()
        return QSize(px(240), self._head() + px(120) + self._ticks_height() + lane)

    def _head(self) -> int:
        return QFontMetrics(histogram_paint.label_font()).height() + px(14)

    def _ticks_height(self) -> int:
        return QFontMetrics(theme().font("dense")).height() + px(8)

    def _lane_height(self) -> int:
        return px(28) if self.data.unknown else 0

    def _left(self) -> int:
        counted = QFontMetrics(theme().font("dense")).horizontalAdvance(current().number(self.bars.most))
        return max(px(34), counted + px(16))

    def plot(self) -> QRectF:
        """Where the bars stand."""
        left, top = self._left(), self._head()
        foot = self._ticks_height() + self._lane_height() + px(4)
        return QRectF(left, top, max(1, self.width() - left - px(14)), max(1, self.height() - top - foot))

    def scale(self) -> Scale:
        """Where moments are."""
        plot = self.plot()
        return Scale(self.window_of_time.view, plot.left(), plot.width())

    def lane(self) -> QRectF:
        """Where times of unknown zone stand."""
        plot = self.plot()
        return QRectF(plot.left(), plot.bottom() + self._ticks_height(), plot.width(), px(26))

    # --- drawing -----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        t, made = tokens(), self.window_of_time
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(t.surface))
        plot, scale, bars = self.plot(), self.scale(), self.bars
        if made.chosen is not None:
            histogram_paint.paint_chosen(painter, plot, scale, made.chosen)
        histogram_paint.paint_levels(painter, plot, bars.most, log=self.log)
        ratio = self.devicePixelRatioF()
        histogram_paint.paint_bars(
            painter, plot, scale, bars.bars, bars.most, log=self.log, chosen=made.chosen, ratio=ratio
        )
        row = QRectF(plot.left(), plot.bottom(), plot.width(), self._ticks_height())
        histogram_paint.paint_ticks(painter, row, scale)
        if self.data.unknown:
            self._paint_lane(painter, scale)
        if made.chosen is not None:
            self._paint_edges(painter, plot, scale, made.chosen)
        if self.hasFocus():
            painter.setPen(QPen(QColor(t.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _paint_lane(self, painter: QPainter, scale: Scale) -> None:
        lane = self.lane()
        boxes = boxes_in_sight(self.window_of_time, self.data, self.fine, self.groups)
        histogram_paint.paint_boxes(painter, lane, scale, boxes)
        side = px(16)
        square = QRectF(lane.left() - side - px(6), lane.center().y() - side / 2, side, side).toRect()
        paint_icon(painter, square, "clock-afternoon", tokens().warn)

    def _paint_edges(self, painter: QPainter, plot: QRectF, scale: Scale, chosen: Stretch) -> None:
        rooms = []
        bounds = QRectF(self.rect()).adjusted(px(4), 0, -px(4), 0)
        for moment, edge in zip(chosen, Edge, strict=True):
            x = scale.x(moment)
            inside = plot.left() - 1 <= x <= plot.right() + 1
            if inside:
                active = self.hasFocus() and edge is self.window_of_time.edge
                histogram_paint.paint_edge(painter, plot, x, active=active)
            text = "" if moment in (0, END) else shown(moment)  # an open end has none
            room = histogram_paint.label_room(text, max(plot.left(), min(x, plot.right())), px(5), bounds)
            rooms.append((room, text, not inside))
        _set_apart(rooms[0][0], rooms[1][0], bounds)
        for room, text, away in rooms:
            if text:
                histogram_paint.paint_label(painter, room, text, away=away)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.window_of_time.most_bars = max(20, int(self.plot().width() // px(BAR_PX)))
        self.refresh()
        self.view_changed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        self.update()

    # --- tooltips ---------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Tooltips tell what a bar holds."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            bar = self.bar_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if bar is None else bar_words(bar), self)
            return True
        return super().event(event)

    def bar_at(self, place: QPointF) -> Bar | None:
        """The bar over or under a place."""
        if not self.plot().contains(place):
            return None
        moment = self.scale().moment(place.x())
        return next((bar for bar in self.bars.bars if bar.first <= moment < bar.last), None)


def bar_words(bar: Bar) -> str:
    """What a bar holds: from, to, how many of which kind."""
    whole = bar.first % DAY == 0 and bar.last - bar.first == DAY
    when = shown(bar.first)[:10] if whole else f"{shown(bar.first)} – {shown(bar.last)}"
    lines = [direction.machine(f"{when} UTC")]
    for group, count in zip(GROUPS, bar.counts, strict=True):
        if count:
            lines.append(current().labelled(group_words(group), current().number(count)))
    return "\n".join(lines)


def _set_apart(left: QRectF, right: QRectF, bounds: QRectF) -> None:
    """Move two labels so that they do not lie over each other."""
    over = left.right() + px(4) - right.left()
    if over <= 0:
        return
    left.moveLeft(max(bounds.left(), left.left() - over / 2))
    right.moveLeft(left.right() + px(4))
    if right.right() > bounds.right():
        right.moveRight(bounds.right())
        left.moveRight(right.left() - px(4))
