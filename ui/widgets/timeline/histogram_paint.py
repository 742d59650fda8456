"""Drawing of the histogram: where a moment is, bars by kind, axes, edges, the lane of unknown zones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QRegion

from forensics_app.i18n import current
from ui.models.timeline.bars import UNKNOWN_S, Bar
from ui.models.timeline.kinds import GROUPS
from ui.models.timeline.scale import tick_label, tick_step
from ui.models.timeline.window import Stretch
from ui.theme import px, theme, tokens
from ui.widgets.text import direction
from ui.widgets.timeline.kind_mark import paint_hatching, paint_kind

FADED = 0.42
LEAST_HIGH = 3
"""A bar of one event is still so many pixels high."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class Scale:
    """A stretch of time over the pixels from `left` on, `width` of them; always from left to right."""

    view: Stretch
    left: float
    width: float

    def x(self, moment: int) -> float:
        """Where a moment is."""
        return self.left + (moment - self.view[0]) / max(1, self.view[1] - self.view[0]) * self.width

    def moment(self, x: float) -> int:
        """The moment at a place, also outside."""
        share = (x - self.left) / max(1.0, self.width)
        return self.view[0] + int(share * (self.view[1] - self.view[0]))


def height_of(count: int, most: int, room: float, *, log: bool) -> float:
    """Pixels for a count: never nothing for something."""
    if count <= 0 or most <= 0:
        return 0.0
    share = math.log1p(count) / math.log1p(most) if log else count / most
    return max(float(min(px(LEAST_HIGH), room)), share * room)


def paint_bars(
    painter: QPainter,
    plot: QRectF,
    scale: Scale,
    bars: Sequence[Bar],
    top: int,
    *,
    log: bool,
    chosen: Stretch | None,
    ratio: float,
) -> None:
    """Each stacked by kind in proportion; what is outside the chosen stretch faded, also a part of a bar."""
    painter.save()
    everywhere = plot.toAlignedRect()
    within = everywhere
    if chosen is not None:
        left, right = round(scale.x(chosen[0])), round(scale.x(chosen[1]))
        within = everywhere.intersected(QRect(left, everywhere.top(), right - left, everywhere.height()))
        painter.setClipRegion(QRegion(everywhere).subtracted(QRegion(within)))
        painter.setOpacity(FADED)
        _paint_all(painter, plot, scale, bars, top, log=log, ratio=ratio)
        painter.setOpacity(1.0)
    if not within.isEmpty():
        painter.setClipRect(within)
        _paint_all(painter, plot, scale, bars, top, log=log, ratio=ratio)
    painter.restore()


def _paint_all(
    painter: QPainter, plot: QRectF, scale: Scale, bars: Sequence[Bar], top: int, *, log: bool, ratio: float
) -> None:
    for bar in bars:
        left, right = scale.x(bar.first), scale.x(bar.last)
        gap = px(1) if right - left >= px(4) else 0
        column = QRect(round(left), 0, max(1, round(right) - round(left) - gap), 1)
        _paint_bar(painter, plot, column, bar, height_of(bar.total, top, plot.height(), log=log), ratio)


def _paint_bar(painter: QPainter, plot: QRectF, column: QRect, bar: Bar, high: float, ratio: float) -> None:
    foot, done = plot.bottom(), 0
    lower = round(foot)
    for group, count in zip(GROUPS, bar.counts, strict=True):
        if not count:
            continue
        done += count
        upper = round(foot - high * done / bar.total)
        if upper < lower:
            paint_kind(painter, QRect(column.left(), upper, column.width(), lower - upper), group, ratio)
            lower = upper


def paint_boxes(painter: QPainter, lane: QRectF, scale: Scale, boxes: tuple[Bar, ...]) -> None:
    """Hatched, as wide as the times may be off, none of them over another's outline."""
    painter.save()
    painter.setClipRect(lane)
    painter.fillRect(lane, QColor(tokens().zebra))
    most = max((box.total for box in boxes), default=0)
    for box in boxes:
        left, right = scale.x(box.first - UNKNOWN_S), scale.x(box.last + UNKNOWN_S)
        high = height_of(box.total, most, lane.height() - 2, log=True)
        rect = QRectF(round(left) + 0.5, round(lane.bottom() - high) - 0.5, round(right - left), round(high))
        if rect.width() >= 2:
            paint_hatching(painter, rect, tokens().warn)
        painter.setPen(QPen(QColor(tokens().warn), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect)
    painter.restore()


def levels(top: int, most: int, *, log: bool) -> list[int]:
    """Counts at which lines are drawn: powers of ten, or even steps of 1, 2 or 5."""
    if top <= 0:
        return [0]
    if log:
        powers = [10**n for n in range(len(str(top)))]
        return [0, *powers[:: max(1, -(-len(powers) // max(1, most)))]]
    return list(range(0, top + 1, _nice(top, most)))


def _nice(top: int, most: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, ... of which at most `most` fit."""
    step = 1
    while top // step > most:
        digit = int(str(step)[0])
        step = step * 5 // 2 if digit == 2 else step * 2
    return step


def paint_levels(painter: QPainter, plot: QRectF, top: int, *, log: bool) -> None:
    """Lines across the plot with their counts at its left."""
    t = tokens()
    font = theme().font("dense")
    metrics = QFontMetrics(font)
    painter.setFont(font)
    most = max(1, int(plot.height() // (metrics.height() * 2.6)))
    for count in levels(top, most, log=log):
        y = round(plot.bottom() - height_of(count, top, plot.height(), log=log)) + 0.5
        painter.setPen(QPen(QColor(t.line), 1))
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        painter.setPen(QColor(t.muted))
        room = QRectF(0, y - metrics.height() / 2, plot.left() - px(6), metrics.height())
        painter.drawText(room, _RIGHT, current().number(count))


def paint_ticks(painter: QPainter, row: QRectF, scale: Scale) -> None:
    """Moments under the plot, as many as fit; each begins where its text says."""
    font = theme().font("dense")
    metrics = QFontMetrics(font)
    wide = metrics.horizontalAdvance("2021-07-22")
    step = tick_step(scale.view[1] - scale.view[0], max(1, int(scale.width // (wide + px(16)))))
    painter.setFont(font)
    free = row.left() - px(8)
    for moment in step.edges(*scale.view):
        x = scale.x(moment)
        if not scale.left - 1 <= x <= scale.left + scale.width + 1:
            continue
        painter.setPen(QPen(QColor(tokens().control), 1))
        painter.drawLine(QPointF(x, row.top()), QPointF(x, row.top() + px(4)))
        text = tick_label(moment, step)
        room = QRectF(0, row.top() + px(3), metrics.horizontalAdvance(text) + 2, metrics.height())
        room.moveLeft(max(row.left(), min(x - room.width() / 2, row.right() - room.width())))
        if room.left() < free:
            continue
        free = room.right() + px(8)
        painter.setPen(QColor(tokens().muted))
        painter.drawText(room, _CENTRE, direction.machine(text))


def paint_chosen(painter: QPainter, plot: QRectF, scale: Scale, chosen: Stretch) -> None:
    """The ground of the chosen stretch."""
    left = max(plot.left(), scale.x(chosen[0]))
    right = min(plot.right(), scale.x(chosen[1]))
    if right > left:
        painter.fillRect(QRectF(left, plot.top(), right - left, plot.height()), QColor(tokens().info_tint))


def paint_edge(painter: QPainter, plot: QRectF, x: float, *, active: bool) -> None:
    """The line of an edge with its handle; the one that the keyboard moves has a ring."""
    t = tokens()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(
        QRectF(x - px(2) / 2, plot.top() - px(2), px(2), plot.height() + px(2)), QColor(t.accent)
    )
    grip = QRectF(0, 0, px(10), min(px(34), plot.height() / 2))
    grip.moveCenter(QPointF(x, plot.center().y()))
    painter.setPen(QPen(QColor(t.text), px(2)) if active else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(t.accent))
    painter.drawRoundedRect(grip, px(4), px(4))
    painter.setPen(QPen(QColor(t.on_accent), 1))
    for shift in (-1.5, 1.5):
        middle = grip.center().x() + shift
        painter.drawLine(
            QPointF(middle, grip.center().y() - px(5)), QPointF(middle, grip.center().y() + px(5))
        )
    painter.restore()


def label_room(text: str, x: float, top: float, bounds: QRectF) -> QRectF:
    """Where the label of an edge goes: over it, within the bounds."""
    metrics = QFontMetrics(label_font())
    wide = metrics.horizontalAdvance(text) + px(14)
    room = QRectF(x - wide / 2, top, wide, metrics.height() + px(6))
    room.moveLeft(max(bounds.left(), min(room.left(), bounds.right() - wide)))
    return room


def label_font() -> QFont:
    """Of the labels of the edges."""
    return theme().font("small-strong")


def paint_label(painter: QPainter, room: QRectF, text: str, *, away: bool) -> None:
    """`away`: the edge itself is out of sight."""
    t = tokens()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(t.accent), 1))
    painter.setBrush(QColor(t.surface if away else t.accent))
    painter.drawRoundedRect(room.adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
    painter.setPen(QColor(t.accent if away else t.on_accent))
    painter.setFont(label_font())
    painter.drawText(room, _CENTRE, direction.machine(text))
    painter.restore()
