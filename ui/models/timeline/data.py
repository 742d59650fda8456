"""The counts behind the histogram, added up so that the number of times in any bar is two look-ups away."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from forensics_app.model.timeline import BucketSize, DayCount, FineCount, kinds_of
from ui.models.timeline.kinds import GROUPS, PLACE, TimeGroup
from ui.models.timeline.scale import DAY, END, HOUR, seconds_of

_DAY_CHARACTERS = len("2021-07-22")
EARLIEST, LATEST = seconds_of("1970-01-02"), seconds_of("2100-01-01")
_FAT_ZERO = (seconds_of("1979-12-31"), seconds_of("1980-01-02"))
"""1980-01-01 is what FAT and DOS write without a clock; a declared zone may put it on the day before."""
_SIGNED_END = (seconds_of("2038-01-19"), seconds_of("2038-01-20"))
"""The last second that 32 bits hold, which programs write for "never"."""

Numbers = tuple[int, ...]


class Series:
    """Counts by group at places on the axis; `step` seconds is how much one place stands for."""

    def __init__(self, step: int, counts: Mapping[int, list[int]]) -> None:
        self.step = step
        self._starts = sorted(counts)
        self._sums: list[list[int]] = [[0] for _ in GROUPS]
        for start in self._starts:
            for sums, count in zip(self._sums, counts[start], strict=True):
                sums.append(sums[-1] + count)

    def __bool__(self) -> bool:
        return bool(self._starts)

    def within(self, first: int, last: int) -> Numbers:
        """How many from `first` on and before `last`, by group; right where both lie on edges of the step."""
        low, high = bisect_left(self._starts, first), bisect_left(self._starts, last)
        if low == high:
            return _NONE
        return tuple(sums[high] - sums[low] for sums in self._sums)

    @property
    def total(self) -> Numbers:
        """All of them, by group."""
        return tuple(sums[-1] for sums in self._sums)

    def starts(self, first: int, last: int) -> list[int]:
        """The places that are not empty, from `first` on and before `last`."""
        return self._starts[bisect_left(self._starts, first) : bisect_left(self._starts, last)]

    @property
    def ends(self) -> tuple[int, int] | None:
        """From the first place to the end of the last one."""
        return (self._starts[0], self._starts[-1] + self.step) if self._starts else None


_NONE: Numbers = (0,) * len(GROUPS)


class OddKind(Enum):
    """Why a time hardly tells when something happened. Value: the stretch of the axis, in seconds."""

    BEFORE_1970 = (0, EARLIEST)
    FAT_ZERO = _FAT_ZERO
    SIGNED_END = _SIGNED_END
    FROM_2100 = (LATEST, END)


@dataclass(frozen=True, slots=True)
class OddTimes:
    """How many such times there are, and from which to which day (seconds)."""

    kind: OddKind
    first: int
    last: int
    count: int


@dataclass(frozen=True, slots=True)
class FineCounts:
    """Times of known zone by hour or minute, from `first` to `last` (seconds). `dates`: those that are only a
    date, by the start of their day."""

    first: int
    last: int
    series: Series
    dates: Series

    def covers(self, first: int, last: int, step: int) -> bool:
        """Whether it tells of this stretch in steps as small as that."""
        return self.series.step <= step and self.first <= first and last <= self.last


@dataclass(frozen=True, slots=True)
class TimelineData:
    """`known`: times by day of UTC. `unknown`: of local clocks whose zone nobody knows, by their own day.
    `complete`: nothing of the case is missing. `without_time`: artifacts that have no time at all.
    `odd`: times that hardly tell when something happened; `home`: from the first to the end of the last day
    without them. `declared`: zones by layer id.
    """

    known: Series
    unknown: Series
    complete: bool = True
    without_time: int = 0
    odd: tuple[OddTimes, ...] = ()
    home: tuple[int, int] | None = None
    declared: Mapping[str, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All times of the case."""
        return sum(self.known.total) + sum(self.unknown.total)

    @property
    def ends(self) -> tuple[int, int] | None:
        """From the first day with a time to the end of the last, the odd ones too."""
        found = [ends for series in (self.known, self.unknown) if (ends := series.ends) is not None]
        return (min(e[0] for e in found), max(e[1] for e in found)) if found else None

    @property
    def groups(self) -> tuple[TimeGroup, ...]:
        """The kinds of times that the case has."""
        both = zip(self.known.total, self.unknown.total, strict=True)
        return tuple(group for group, (a, b) in zip(GROUPS, both, strict=True) if a or b)

    def total_of(self, group: TimeGroup) -> int:
        """All times of one kind."""
        at = GROUPS.index(group)
        return self.known.total[at] + self.unknown.total[at]


NOTHING = TimelineData(Series(DAY, {}), Series(DAY, {}))


def day_data(
    counts: Iterable[DayCount], *, complete: bool, without_time: int, declared: Mapping[str, str]
) -> TimelineData:
    """From the counts by day; odd times are found, and the stretch that the others lie on."""
    sides: tuple[dict[int, list[int]], dict[int, list[int]]] = ({}, {})
    for one in counts:
        at = seconds_of(one.day)
        sides[one.known].setdefault(at, [0] * len(GROUPS))[PLACE[one.kind]] += one.count
    unknown, known = (Series(DAY, side) for side in sides)
    days = sorted({*sides[0], *sides[1]})
    sound = [day for day in days if not _is_odd(day)]
    home = (sound[0], sound[-1] + DAY) if sound else ((days[0], days[-1] + DAY) if days else None)
    odd = _odd_times(known, unknown, days)
    return TimelineData(known, unknown, complete, without_time, odd, home, declared)


def _is_odd(day: int) -> bool:
    return any(kind.value[0] <= day < kind.value[1] for kind in OddKind)


def _odd_times(known: Series, unknown: Series, days: list[int]) -> tuple[OddTimes, ...]:
    found = []
    for kind in OddKind:
        first, last = kind.value
        count = sum(known.within(first, last)) + sum(unknown.within(first, last))
        if count:
            held = [day for day in days if first <= day < last]
            found.append(OddTimes(kind, held[0], held[-1] + DAY, count))
    return tuple(found)


def fine_data(counts: Iterable[FineCount], first: int, last: int, size: BucketSize) -> FineCounts:
    """From the counts by hour or minute of a stretch."""
    times: dict[int, list[int]] = {}
    dates: dict[int, list[int]] = {}
    for one in counts:
        side = dates if len(one.start) == _DAY_CHARACTERS else times
        row = side.setdefault(seconds_of(one.start), [0] * len(GROUPS))
        for kind in kinds_of(one.kinds):
            row[PLACE[kind]] += one.count
    return FineCounts(first, last, Series(HOUR if size is BucketSize.HOUR else 60, times), Series(DAY, dates))
