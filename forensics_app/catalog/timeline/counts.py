"""Counts of the timeline for drawing: by day from the table of counts, finer ones from events."""

from __future__ import annotations

from forensics_app.catalog.database import Database
from forensics_app.catalog.timeline.timeline import TimelineQueries
from forensics_app.model.selection import EVERYTHING
from forensics_app.model.timeline import (
    BITS,
    EVERY_KIND,
    BucketSize,
    DayCount,
    EventKind,
    EventZone,
    FineCount,
    Span,
    SpanTotals,
    bits_of,
)
from forensics_app.model.zones import shifted

_DAY_CHARACTERS = len("2021-07-22")
_WIDTHS = {BucketSize.HOUR: len("2021-07-22T14"), BucketSize.MINUTE: len("2021-07-22T14:07")}


class TimelineCounts:
    """Of the timeline as it was last made."""

    def __init__(self, database: Database, queries: TimelineQueries) -> None:
        self._database, self._queries = database, queries

    def by_day(self) -> tuple[DayCount, ...]:
        """Every day that has a time, in order; as quick for a million artifacts as for ten."""
        with self._database.errors():
            found = self._database.connection.execute(
                "SELECT day, kind, zone <> ?, sum(count) FROM event_days GROUP BY 1, 2, 3 ORDER BY 1",
                (EventZone.UNKNOWN.value,),
            ).fetchall()
        return tuple(DayCount(day, EventKind(kind), bool(known), count) for day, kind, known, count in found)

    def within(self, first: str, last: str, size: BucketSize) -> tuple[FineCount, ...]:
        """Times of known zone from `first` on, before `last`, by hour or minute, in order.

        Bare dates are counted by their day. Raises KeyError for other sizes.
        """
        with self._database.errors():
            found = self._database.connection.execute(
                "SELECT substr(moment, 1, ?), kinds, count(*) FROM events"
                " WHERE moment >= ? AND moment < ? AND zone <> ? GROUP BY 1, 2 ORDER BY 1",
                (_WIDTHS[size], first, last, EventZone.UNKNOWN.value),
            ).fetchall()
        return tuple(FineCount(*values) for values in found)

    def totals(self, span: Span, kinds: int = EVERY_KIND) -> SpanTotals:
        """What lies in a span, of these kinds (bits)."""
        with self._database.errors():
            times = self._whole_days(span, kinds)
            for first, last in _parts_of_days(span):
                for bits, count in self._database.connection.execute(
                    "SELECT kinds, count(*) FROM events WHERE moment >= ? AND moment < ? AND zone <> ?"
                    " AND length(moment) > ? GROUP BY kinds",
                    (first, last, EventZone.UNKNOWN.value, _DAY_CHARACTERS),
                ):
                    for kind, bit in BITS.items():
                        if bits & kinds & bit:
                            times[kind] += count
        return SpanTotals(
            self._queries.count(span, EVERYTHING, kinds),
            {kind: count for kind, count in times.items() if count},
            self._uncertain(span, kinds),
        )

    def _whole_days(self, span: Span, kinds: int) -> dict[EventKind, int]:
        """From the table of counts, for the days that lie in the span from midnight to midnight."""
        first, last = _midnight_after(span.first), None if span.last is None else span.last[:_DAY_CHARACTERS]
        times = dict.fromkeys(BITS, 0)
        for kind, count in self._database.connection.execute(
            "SELECT kind, sum(count) FROM event_days WHERE zone <> ? AND day >= ? AND (? IS NULL OR day < ?)"
            " GROUP BY kind",
            (EventZone.UNKNOWN.value, first or "", last, last),
        ):
            if bits_of((EventKind(kind),)) & kinds:
                times[EventKind(kind)] = count
        return times

    def _uncertain(self, span: Span, kinds: int) -> int:
        """Listed events of unknown zone; most cases have none, which the table of counts tells at once."""
        connection = self._database.connection
        unknown = EventZone.UNKNOWN.value
        if (
            connection.execute("SELECT 1 FROM event_days WHERE zone = ? LIMIT 1", (unknown,)).fetchone()
            is None
        ):
            return 0
        tables, condition = self._queries.condition(span, EVERYTHING, kinds)
        condition.add("e.zone = ?", unknown)
        found = connection.execute(
            f"SELECT count(*) FROM {tables} WHERE {condition.sql}",  # noqa: S608 - bound
            condition.values,
        ).fetchone()
        return int(found[0])


def _midnight_after(moment: str | None) -> str | None:
    """The first day that begins at or after a moment."""
    if moment is None or len(moment) == _DAY_CHARACTERS:
        return moment
    day, rest = moment[:_DAY_CHARACTERS], moment[_DAY_CHARACTERS + 1 :]
    return day if not rest.strip("0:.") else shifted(f"{day}T00:00:00", 24)[:_DAY_CHARACTERS]


def _parts_of_days(span: Span) -> list[tuple[str, str]]:
    """What a span has of days that do not lie in it whole: before its first midnight, after its last."""
    first, last = span.first, span.last
    from_midnight = _midnight_after(first)
    to_midnight = None if last is None else last[:_DAY_CHARACTERS]
    if first is not None and last is not None and (from_midnight or "") > (to_midnight or ""):
        return [(first, last)]
    parts = []
    if first is not None and from_midnight != first[:_DAY_CHARACTERS]:
        parts.append((first, f"{from_midnight}T00:00:00"))
    if last is not None and last[_DAY_CHARACTERS + 1 :].strip("0:."):
        parts.append((f"{to_midnight}T00:00:00", last))
    return parts
