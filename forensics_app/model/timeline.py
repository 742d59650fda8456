"""The timeline: every time of every artifact, and how well its zone is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from forensics_app.model.artifact import Artifact
from forensics_app.model.times import TimeKind


class EventKind(StrEnum):
    """The kinds of `model.times.TimeKind`, and the moment that a camera wrote into a picture (EXIF)."""

    MODIFIED = "modified"
    ACCESSED = "accessed"
    CHANGED = "metadata_changed"
    CREATED = "created"
    DELETED = "deleted"
    BACKUP = "backup"
    NAME_MODIFIED = "name_modified"
    NAME_ACCESSED = "name_accessed"
    NAME_CHANGED = "name_metadata_changed"
    NAME_CREATED = "name_created"
    TAKEN = "taken"


BITS = {kind: 1 << place for place, kind in enumerate(EventKind)}
"""How the catalogue keeps several kinds in one number."""

EVERY_KIND = (1 << len(BITS)) - 1


def bits_of(kinds: Iterable[EventKind]) -> int:
    """Several kinds in one number."""
    return sum(BITS[kind] for kind in set(kinds))


def kinds_of(bits: int) -> tuple[EventKind, ...]:
    """The kinds that a number stands for, in their order."""
    return tuple(kind for kind, bit in BITS.items() if bits & bit)


class EventZone(StrEnum):
    """What a moment rests on.

    `utc`, `offset`: the evidence says it. `unknown`: local time, and nothing says where. `declared`: local
    time, read in the zone that the examiner declared; `ambiguous`: that zone put its clocks back, so the time
    came twice; `nonexistent`: it put them forward, so its clocks never showed this time.
    """

    UTC = "utc"
    OFFSET = "offset"
    UNKNOWN = "unknown"
    DECLARED = "declared"
    AMBIGUOUS = "ambiguous"
    NONEXISTENT = "nonexistent"


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of time as it sorts: UTC as ISO 8601 without its `Z`; local time where the zone is unknown.

    A bare date stays a date, in whatever zone. `other` is the second reading of an ambiguous or nonexistent
    time.
    """

    text: str
    zone: EventZone
    other: str | None = None


@dataclass(frozen=True, slots=True)
class EventTime:
    """One time as the evidence holds it; the value is never converted."""

    kind: EventKind
    raw: str
    value: str
    precision: str


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to one artifact at one moment: its times that say so.

    `declared` is the zone it rests on.
    """

    artifact: Artifact
    moment: Moment
    times: tuple[EventTime, ...]
    declared: str | None = None

    @property
    def kinds(self) -> tuple[EventKind, ...]:
        return tuple(time.kind for time in self.times)


@dataclass(frozen=True, slots=True)
class Span:
    """From `first` on, before `last`: UTC as in `Moment.text`; None leaves an end open.

    A time of unknown zone lies in it where it may do so: up to 14 hours before and after. One with two
    readings lies in it by either.
    """

    first: str | None = None
    last: str | None = None


class BucketSize(StrEnum):
    MONTH = "month"
    DAY = "day"
    HOUR = "hour"
    MINUTE = "minute"


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many times of one kind lie in a month, day, hour or minute.

    `start` is cut to the bucket's size (`2021-07`, `2021-07-22`, `2021-07-22T14`, ...), in the zone asked
    for, or as stored where `known` is false.
    """

    start: str
    kind: EventKind
    known: bool
    count: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many times of one kind lie on a day of UTC; on a day of local time where `known` is false."""

    day: str
    kind: EventKind
    known: bool
    count: int


@dataclass(frozen=True, slots=True)
class FineCount:
    """Times of known zone in one hour or minute by the kinds that fall together: `kinds` are bits.

    `start` is a bare day for times that are only a date.
    """

    start: str
    kinds: int
    count: int


@dataclass(frozen=True, slots=True)
class SpanTotals:
    """What lies in a span: `events` as many as are listed; `times` of known zone, by kind.

    `uncertain`: events among the listed whose zone is unknown; they may lie in it or up to 14 hours away.
    """

    events: int
    times: dict[EventKind, int]
    uncertain: int


@dataclass(frozen=True, slots=True)
class DeclaredZone:
    """What the examiner said of the clock behind a source or layer, and everything below it."""

    scope: str
    zone: str
    reason: str
    declared_at: str


EVENT_KINDS = {kind: EventKind(kind.value) for kind in TimeKind}
"""The event behind each kind of time of a file."""
