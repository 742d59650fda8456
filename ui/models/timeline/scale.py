"""The axis of time: moments as whole seconds since the year 1, and the steps that bars and ticks stand on.

Seconds of UTC without leap seconds, as the evidence counts them; a time of unknown zone stands where its own
clock would put it. Nothing here is Qt's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

MINUTE, HOUR, DAY = 60, 3_600, 86_400
_ORIGIN = datetime(1, 1, 1)  # noqa: DTZ001 - seconds are counted, no zone is meant
END = date.max.toordinal() * DAY
"""One second past the end of the calendar."""


class Unit(Enum):
    """Value: seconds of those that are of even length, else 0; months of the others, else 0."""

    MINUTE = (MINUTE, 0)
    HOUR = (HOUR, 0)
    DAY = (DAY, 0)
    WEEK = (604_800, 0)
    MONTH = (0, 1)
    YEAR = (0, 12)

    @property
    def seconds(self) -> int:
        """The even length, or 0."""
        return int(self.value[0])

    @property
    def months(self) -> int:
        """The length in months, or 0."""
        return int(self.value[1])


@dataclass(frozen=True, slots=True)
class Step:
    """So many of a unit; `usual` seconds is what it is long on average."""

    unit: Unit
    many: int = 1

    @property
    def usual(self) -> float:
        """Average length in seconds."""
        return self.many * (self.unit.seconds or self.unit.months * 30.436_875 * DAY)

    def floor(self, moment: int) -> int:
        """The edge at or before a moment. Weeks begin on Monday."""
        if self.unit.seconds:
            return moment - moment % (self.unit.seconds * self.many)  # the year 1 begins on a Monday
        if self.unit is Unit.YEAR:  # decades and centuries as they are written: 2020, not 2021
            year = months_of(moment) // 12 + 1
            return start_of_month((max(1, year - year % self.many) - 1) * 12)
        at = months_of(moment)
        return start_of_month(at - at % self.many)

    def after(self, edge: int) -> int:
        """The edge after an edge; END at the end of the calendar."""
        if self.unit.seconds:
            return min(END, edge + self.unit.seconds * self.many)
        if self.unit is Unit.YEAR:
            year = months_of(edge) // 12 + 1
            return start_of_month((year - year % self.many + self.many - 1) * 12)
        return start_of_month(months_of(edge) + self.many)

    def before(self, edge: int) -> int:
        """The edge before an edge."""
        return self.floor(max(0, edge - 1))

    def ceiling(self, moment: int) -> int:
        """The edge at or after a moment."""
        edge = self.floor(moment)
        return edge if edge == moment else self.after(edge)

    def edges(self, first: int, last: int) -> Iterator[int]:
        """Edges from the one at or before `first` to the one at or after `last`."""
        edge = self.floor(max(0, first))
        yield edge
        while edge < last and edge < END:
            edge = self.after(edge)
            yield edge


BARS = (
    Step(Unit.MINUTE), Step(Unit.MINUTE, 10), Step(Unit.HOUR), Step(Unit.HOUR, 6), Step(Unit.DAY),
    Step(Unit.WEEK), Step(Unit.MONTH), Step(Unit.YEAR), Step(Unit.YEAR, 10), Step(Unit.YEAR, 100),
)  # fmt: skip
"""What a bar may stand for, the finest first."""

TICKS = (
    Step(Unit.MINUTE), Step(Unit.MINUTE, 5), Step(Unit.MINUTE, 15), Step(Unit.MINUTE, 30), Step(Unit.HOUR),
    Step(Unit.HOUR, 3), Step(Unit.HOUR, 6), Step(Unit.HOUR, 12), Step(Unit.DAY), Step(Unit.DAY, 2),
    Step(Unit.WEEK), Step(Unit.WEEK, 2), Step(Unit.MONTH), Step(Unit.MONTH, 3), Step(Unit.MONTH, 6),
    Step(Unit.YEAR), Step(Unit.YEAR, 2), Step(Unit.YEAR, 5), Step(Unit.YEAR, 10), Step(Unit.YEAR, 20),
    Step(Unit.YEAR, 50), Step(Unit.YEAR, 100), Step(Unit.YEAR, 500), Step(Unit.YEAR, 1000),
)  # fmt: skip


def bar_step(width: int, most: int) -> Step:
    """The finest step of which at most `most` fill a width in seconds."""
    return next((step for step in BARS if width <= most * step.usual), BARS[-1])


def tick_step(width: int, most: int) -> Step:
    """The finest step of ticks of which at most `most` fill a width in seconds."""
    return next((step for step in TICKS if width <= most * step.usual), TICKS[-1])


def seconds_of(text: str) -> int:
    """`2021`, `2021-07`, `2021-07-22`, `2021-07-22T14`, `...T14:07`, `...T14:07:38[.f]`: where it begins.

    Raises ValueError.
    """
    day, _, clock = text.partition("T")
    dates = [int(part) for part in day.split("-")]
    clocks = [int(part) for part in clock.partition(".")[0].split(":") if part]
    if len(dates) > 3 or len(clocks) > 3:
        raise ValueError(text)
    year, month, number = (*dates, 1, 1)[:3]
    hour, minute, second = (*clocks, 0, 0, 0)[:3]
    moment = datetime(year, month, number, hour, minute, second)  # noqa: DTZ001 - as above
    return (moment - _ORIGIN) // timedelta(seconds=1)


def text_of(moment: int) -> str:
    """`2021-07-22T14:07:38`, as the timeline sorts; the last second of the calendar for END and beyond."""
    at = _ORIGIN + timedelta(seconds=max(0, min(moment, END - 1)))
    return f"{at.year:04d}-{at:%m-%dT%H:%M:%S}"


def shown(moment: int) -> str:
    """For people: `2021-07-22 14:07`, with seconds where there are some."""
    text = text_of(moment).replace("T", " ")
    return text if text[-2:] != "00" else text[:-3]


def tick_label(moment: int, step: Step) -> str:
    """As much of a moment as its step tells apart."""
    text = text_of(moment)
    match step.unit:
        case Unit.YEAR:
            return text[:4]
        case Unit.MONTH:
            return text[:7]
        case Unit.WEEK | Unit.DAY:
            return text[:10]
    return text[5:10] if text.endswith("T00:00:00") else text[11:16]


def months_of(moment: int) -> int:
    """Whole months since the year 1."""
    day = date.fromordinal(min(moment, END - 1) // DAY + 1)
    return (day.year - 1) * 12 + day.month - 1


def start_of_month(months: int) -> int:
    """The first second of a month counted as `months_of` does; END past the calendar."""
    year, month = divmod(max(0, months), 12)
    return END if year + 1 > date.max.year else (date(year + 1, month + 1, 1).toordinal() - 1) * DAY
