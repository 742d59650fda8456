"""What the histogram draws: a bar for each step in sight, and the boxes of times whose zone is unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from forensics_app.i18n import tr
from forensics_app.model.timeline import BucketSize
from ui.models.timeline.data import FineCounts, Numbers, Series, TimelineData
from ui.models.timeline.kinds import GROUPS, TimeGroup
from ui.models.timeline.scale import DAY, END, HOUR, Step, Unit
from ui.models.timeline.window import Stretch, TimeWindow

UNKNOWN_S = 14 * HOUR
"""How far from UTC any zone can be."""
_MOST_BARS = 2_000


@dataclass(frozen=True, slots=True)
class Bar:
    """How many times from `first` on and before `last`: by group, and in all."""

    first: int
    last: int
    counts: Numbers
    total: int


@dataclass(frozen=True, slots=True)
class Bars:
    """`step` is what each stands for; `coarse`: finer ones are not counted yet, these are days instead."""

    step: Step
    bars: tuple[Bar, ...]
    coarse: bool = False

    @property
    def most(self) -> int:
        """The highest bar."""
        return max((bar.total for bar in self.bars), default=0)


def bars_in_sight(
    window: TimeWindow, data: TimelineData, fine: FineCounts | None, groups: frozenset[TimeGroup]
) -> Bars:
    """Empty ones are left out."""
    step, (first, last) = window.step, window.view
    series, coarse = data.known, False
    if step.usual < DAY:
        if fine is not None and fine.covers(*fine_stretch_needed(window), int(step.usual)):
            series = fine.series
        else:
            step, coarse = Step(Unit.DAY), True
    return Bars(step, tuple(bars_between(step, series, first, last, groups)), coarse)


def fine_stretch_needed(window: TimeWindow) -> Stretch:
    """From the first edge of a bar in sight to the last one."""
    step = window.step
    return step.floor(max(0, window.view[0])), step.ceiling(min(window.view[1], END))


def fine_wanted(window: TimeWindow, fine: FineCounts | None) -> tuple[int, int, BucketSize] | None:
    """What to count so that the bars in sight can be drawn, with as much again on both sides; else None."""
    step = window.step
    if step.usual >= DAY:
        return None
    first, last = fine_stretch_needed(window)
    if fine is not None and fine.covers(first, last, int(step.usual)):
        return None
    size = BucketSize.MINUTE if step.usual < HOUR else BucketSize.HOUR
    width = last - first
    return max(0, (first - width) // DAY * DAY), min(END, -(-(last + width) // DAY) * DAY), size


def bars_between(
    step: Step, series: Series, first: int, last: int, groups: frozenset[TimeGroup]
) -> Iterable[Bar]:
    """Bars of any stretch; empty ones are left out."""
    shown = [group in groups for group in GROUPS]
    edge = step.floor(max(0, first))
    for _ in range(_MOST_BARS):
        if edge >= last or edge >= END:
            return
        after = step.after(edge)
        counts = series.within(edge, after)
        if any(counts):
            counts = tuple(c if on else 0 for c, on in zip(counts, shown, strict=True))
            total = sum(counts)
            if total:
                yield Bar(edge, after, counts, total)
        edge = after


def boxes_in_sight(
    window: TimeWindow, data: TimelineData, fine: FineCounts | None, groups: frozenset[TimeGroup]
) -> tuple[Bar, ...]:
    """Times of unknown zone by the local days that they stand on, or longer steps: never finer than a day.

    Where bars are finer than days, times of known zone that are only a date are among them.
    """
    step = window.step if window.step.usual >= DAY else Step(Unit.DAY)
    first, last = window.view[0] - UNKNOWN_S, window.view[1] + UNKNOWN_S
    boxes = list(bars_between(step, data.unknown, first, last, groups))
    if window.step.usual < DAY and fine is not None and fine.dates:
        boxes += bars_between(step, fine.dates, first, last, groups)
    return tuple(boxes)


def counted_in(stretch: Stretch | None, data: TimelineData, fine: FineCounts | None) -> Numbers | None:
    """Times of known zone in a stretch by group, where that can be told without asking; None for all."""
    if stretch is None:
        return data.known.total
    first, last = stretch
    if first % DAY == 0 and last % DAY == 0:
        return data.known.within(first, last)
    if fine is None or fine.dates:  # a bare date in a part of a day may lie in it or not
        return None
    step = fine.series.step
    if first % step or last % step or not fine.covers(first, last, step):
        return None
    return fine.series.within(first, last)


def step_words(step: Step) -> str:
    """What the height of a bar counts."""
    match (step.unit, step.many):
        case (Unit.MINUTE, 1):
            return tr("Times per minute")
        case (Unit.MINUTE, _):
            return tr("Times per 10 minutes")
        case (Unit.HOUR, 1):
            return tr("Times per hour")
        case (Unit.HOUR, _):
            return tr("Times per 6 hours")
        case (Unit.DAY, _):
            return tr("Times per day")
        case (Unit.WEEK, _):
            return tr("Times per week")
        case (Unit.MONTH, _):
            return tr("Times per month")
        case (Unit.YEAR, 1):
            return tr("Times per year")
        case (Unit.YEAR, 10):
            return tr("Times per decade")
    return tr("Times per century")
