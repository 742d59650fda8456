"""Asking the timeline: pages in order of time, counts, histograms. Its table is made by `timeline_build`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from forensics_app.catalog import rows
from forensics_app.catalog.database import Database
from forensics_app.catalog.lists.filters import Condition, where
from forensics_app.model.selection import EVERYTHING, ArtifactFilter
from forensics_app.model.timeline import (
    BITS,
    EVERY_KIND,
    Bucket,
    BucketSize,
    EventKind,
    EventZone,
    Span,
)
from forensics_app.model.zones import change_between, seconds_later, shifted, shown_in, zone_named

_PAGE = 2000
_FEW = 50_000
# an unknown zone lies at most 14 hours from UTC; a bare date lasts a day besides
_UNKNOWN_HOURS = 14
_DATE_HOURS = 24 + _UNKNOWN_HOURS
_CHANGE_HOURS = 14  # what a clock is put forward or back at most: few were ever by more than two
_WIDTHS = {BucketSize.MONTH: 7, BucketSize.DAY: 10, BucketSize.HOUR: 13, BucketSize.MINUTE: 16}


@dataclass(frozen=True, slots=True)
class EventRow:
    """A row of the timeline: artifact by row number, moment as it sorts, zone, kinds as bits."""

    moment: str
    row: int
    zone: EventZone
    kinds: int


class TimelineQueries:
    """The timeline of one catalogue, as it was last made."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._few: dict[ArtifactFilter, bool] = {}

    def count(self, span: Span, chosen: ArtifactFilter = EVERYTHING, kinds: int = EVERY_KIND) -> int:
        """How many rows lie in a span and have one of these kinds (bits)."""
        with self._database.errors():
            tables, condition = self.condition(span, chosen, kinds)
            found = self._database.connection.execute(
                f"SELECT count(*) FROM {tables} WHERE {condition.sql}",  # noqa: S608 - bound
                condition.values,
            ).fetchone()
        return int(found[0])

    def page(
        self,
        span: Span,
        chosen: ArtifactFilter = EVERYTHING,
        *,
        skip: int = 0,
        limit: int = _PAGE,
    ) -> list[EventRow]:
        """Rows in order of time; those of one moment in the order of the evidence."""
        with self._database.errors():
            tables, condition = self.condition(span, chosen)
            found = self._database.connection.execute(
                f"SELECT e.moment, e.row, e.zone, e.kinds FROM {tables} WHERE {condition.sql}"  # noqa: S608 - bound
                " ORDER BY e.moment, e.row, e.zone LIMIT ? OFFSET ?",
                (*condition.values, limit, skip),
            ).fetchall()
        return [event_row(values) for values in found]

    def stream(self, span: Span, chosen: ArtifactFilter = EVERYTHING) -> Iterator[list[EventRow]]:
        """Page after page of one consistent state; a million rows never stand in memory."""
        with self._database.errors():
            tables, condition = self.condition(span, chosen)
            cursor = self._database.connection.execute(
                f"SELECT e.moment, e.row, e.zone, e.kinds FROM {tables} WHERE {condition.sql}"  # noqa: S608 - bound
                " ORDER BY e.moment, e.row, e.zone",
                condition.values,
            )
            while found := cursor.fetchmany(_PAGE):
                yield [event_row(values) for values in found]

    def artifact_rows(self, span: Span, chosen: ArtifactFilter = EVERYTHING) -> Iterator[int]:
        """Numbers of the artifacts that have a moment in a span, in the order of the evidence."""
        with self._database.errors():
            tables, condition = self.condition(span, chosen)
            cursor = self._database.connection.execute(
                f"SELECT DISTINCT e.row FROM {tables} WHERE {condition.sql} ORDER BY e.row",  # noqa: S608 - bound
                condition.values,
            )
            while found := cursor.fetchmany(_PAGE):
                yield from (row for (row,) in found)

    def without_time(self) -> int:
        """How many artifacts have no time at all, and so don't stand in the timeline."""
        with self._database.errors():
            found = self._database.connection.execute(
                "SELECT coalesce(sum(without_time), 0) FROM event_layers"
            ).fetchone()
        return int(found[0])

    def limits(self) -> tuple[str, str] | None:
        """The first and last day with a moment; None without any."""
        with self._database.errors():
            found = self._database.connection.execute("SELECT min(day), max(day) FROM event_days").fetchone()
        return None if found[0] is None else (found[0], found[1])

    def zones(self) -> dict[EventZone, int]:
        """How many times rest on what."""
        with self._database.errors():
            found = self._database.connection.execute(
                "SELECT zone, sum(count) FROM event_days GROUP BY zone ORDER BY zone"
            ).fetchall()
        return {EventZone(zone): count for zone, count in found}

    def histogram(self, span: Span, size: BucketSize, zone: str | None = None) -> tuple[Bucket, ...]:
        """Counts by bucket, kind, and whether the zone is known, in that order; empty buckets are left out.

        Buckets are those of UTC, or of `zone`; times of unknown zone are counted by their local time, apart.
        Raises TimeZoneUnknownError.
        """
        if zone is not None:
            zone_named(zone)
        whole = span.first is None and span.last is None
        if whole and zone is None and size in (BucketSize.MONTH, BucketSize.DAY):
            counts = self._from_days(_WIDTHS[size])
        else:
            counts = self._from_events(span, size, zone)
        order = {kind: place for place, kind in enumerate(EventKind)}
        return tuple(
            Bucket(start, kind, known, count)
            for (start, kind, known), count in sorted(
                counts.items(), key=lambda item: (item[0][0], not item[0][2], order[item[0][1]])
            )
        )

    def _from_days(self, width: int) -> Counter[tuple[str, EventKind, bool]]:
        """From the counts by day, which are there whatever the number of events."""
        counts: Counter[tuple[str, EventKind, bool]] = Counter()
        with self._database.errors():
            for day, kind, zone, count in self._database.connection.execute(
                "SELECT substr(day, 1, ?), kind, zone, sum(count) FROM event_days GROUP BY 1, 2, 3", (width,)
            ):
                counts[day, EventKind(kind), zone != EventZone.UNKNOWN] += count
        return counts

    def _from_events(
        self, span: Span, size: BucketSize, zone: str | None
    ) -> Counter[tuple[str, EventKind, bool]]:
        """From the events themselves: grouped by the minute where a zone moves them between buckets."""
        counts: Counter[tuple[str, EventKind, bool]] = Counter()
        width = _WIDTHS[size]
        with self._database.errors():
            tables, condition = self.condition(span, EVERYTHING)
            found = self._database.connection.execute(
                f"SELECT substr(e.moment, 1, ?), e.zone, e.kinds, count(*) FROM {tables}"  # noqa: S608 - bound
                f" WHERE {condition.sql} GROUP BY 1, 2, 3",
                (width if zone is None else _width_in(size, zone), *condition.values),
            )
            shown = lru_cache(maxsize=1000)(shown_in)  # the rows of one hour or minute come together
            for text, rests_on, kinds, count in found:
                known = rests_on != EventZone.UNKNOWN
                start = text
                if zone is not None:
                    moved = known and len(text) > _WIDTHS[BucketSize.DAY]
                    start = (shown((text + ":00:00")[:19], zone) if moved else text)[:width]
                for kind, bit in BITS.items():
                    if kinds & bit:
                        counts[start, kind, known] += count
        return counts

    def _chooses_few(self, chosen: ArtifactFilter, filtered: Condition) -> bool:
        """Whether it is cheaper to find a filter's artifacts first than to look each event's up."""
        if chosen not in self._few:
            found = self._database.connection.execute(
                "SELECT count(*) FROM (SELECT 1 FROM artifacts a"  # noqa: S608 - bound
                f" WHERE {filtered.sql} LIMIT {_FEW + 1})",
                filtered.values,
            ).fetchone()
            self._few[chosen] = found[0] <= _FEW
        return self._few[chosen]

    def condition(self, span: Span, chosen: ArtifactFilter, kinds: int = EVERY_KIND) -> tuple[str, Condition]:
        """What lies in a span, or may do so; the index of moments is walked within the widest bounds."""
        filtered = where(self._database, chosen)
        tables, condition = "events e", Condition()
        if filtered.parts and self._chooses_few(chosen, filtered):
            condition.add(
                f"e.row IN (SELECT a.row FROM artifacts a WHERE {filtered.sql})",  # noqa: S608 - bound
                *filtered.values,
            )
        elif filtered.parts:
            tables, condition = "events e CROSS JOIN artifacts a ON a.row = e.row", filtered
        within = Condition()
        if span.first is not None:
            condition.add("e.moment >= ?", shifted(span.first, -_DATE_HOURS))
            bounds = [shifted(span.first, -hours) for hours in (_DATE_HOURS, _UNKNOWN_HOURS, 0)]
            # whatever is written as later lies in it; only what is written as earlier needs a closer look
            within.add(f"(e.moment >= ? OR {_CHOICE.format('>=')})", span.first, *bounds)
        if span.last is not None:
            condition.add("e.moment < ?", shifted(span.last, _UNKNOWN_HOURS))
            bounds = [shifted(span.last, hours) for hours in (_UNKNOWN_HOURS, _UNKNOWN_HOURS, 0)]
            within.add(f"(e.moment < ? OR {_CHOICE.format('<')})", span.last, *bounds)
        if within.parts:
            parts, values = self._by_other_reading(span)
            condition.add(f"({' OR '.join((within.sql, *parts))})", *within.values, *values)
        if kinds != EVERY_KIND:
            condition.add("e.kinds & ?", kinds)
        return tables, condition

    def _by_other_reading(self, span: Span) -> tuple[list[str], list[object]]:
        """Alternatives, and their values, for times that may lie in a span by their other reading alone."""
        alternatives: list[str] = []
        values: list[object] = []
        for layer, zone in self._database.connection.execute(
            "SELECT layer, zone FROM event_layers WHERE zone <> '' ORDER BY layer"
        ).fetchall():
            for rests_on, seconds in _other_readings(span, zone):
                sql = "e.zone = ? AND e.row BETWEEN ? AND ?"
                values += [rests_on, *rows.layer_rows(layer)]
                for sign, end in ((">=", span.first), ("<", span.last)):
                    if end is not None:
                        sql += f" AND e.moment {sign} ?"
                        values.append(seconds_later(end, -seconds))
                alternatives.append(f"({sql})")
        return alternatives, values


def _other_readings(span: Span, zone: str) -> Iterator[tuple[str, int]]:
    """Kinds of times whose other reading may lie in a span alone, and how many seconds later that one is.

    Times that came twice stand at their first reading, those that never were at their second one.
    """
    for end, rests_on in ((span.first, EventZone.AMBIGUOUS), (span.last, EventZone.NONEXISTENT)):
        if end is not None:
            around = shifted(end, -_CHANGE_HOURS), shifted(end, _CHANGE_HOURS)
            change = change_between(*around, zone)
            if change is not None and (change[1] < 0) == (rests_on is EventZone.AMBIGUOUS):
                yield rests_on.value, -change[1]


def event_row(values: tuple[str, int, str, int]) -> EventRow:
    """A row as the index of moments holds it."""
    moment, row, zone, kinds = values
    return EventRow(moment, row, EventZone(zone), kinds)


def _width_in(size: BucketSize, zone: str) -> int:
    """How finely moments must be counted before a zone moves them: by the hour where its offsets are whole
    hours.

    Before 1970 places kept times of their own; there a whole hour may be some minutes off.
    """
    rules = zone_named(zone)
    days = [datetime(year, month, 1, tzinfo=UTC) for year in range(1970, 2038) for month in (1, 7)]
    offsets = [day.astimezone(rules).utcoffset() or timedelta() for day in days]
    whole = all(offset % timedelta(hours=1) == timedelta() for offset in offsets)
    return _WIDTHS[BucketSize.HOUR if whole and size is not BucketSize.MINUTE else BucketSize.MINUTE]


# a bare date begins at its midnight; it, a time of unknown zone, and a moment each have bounds of their own
_CHOICE = (
    "CASE WHEN length(e.moment) = 10 THEN e.moment || 'T00:00:00' ELSE e.moment END {}"
    " CASE WHEN length(e.moment) = 10 THEN ? WHEN e.zone = 'unknown' THEN ? ELSE ? END"
)
