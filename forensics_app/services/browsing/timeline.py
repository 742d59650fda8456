"""The timeline of a case: all times of all artifacts in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from forensics_app.catalog.lists.declared_zones import DeclaredZones
from forensics_app.catalog.store import Store
from forensics_app.catalog.timeline.building import TimelineBuilder, moments_of
from forensics_app.catalog.timeline.counts import TimelineCounts
from forensics_app.catalog.timeline.pages import TimelinePages
from forensics_app.catalog.timeline.timeline import EventRow, TimelineQueries
from forensics_app.errors import CaseInUseError, OutputNotWritableError
from forensics_app.model.artifact import Artifact
from forensics_app.model.progress import IsCancelled, Report
from forensics_app.model.selection import EVERYTHING, ArtifactFilter
from forensics_app.model.timeline import (
    EVERY_KIND,
    Bucket,
    BucketSize,
    DayCount,
    Event,
    EventZone,
    FineCount,
    Moment,
    Span,
    SpanTotals,
)
from forensics_app.model.times import Clock
from forensics_app.services.cases.case import CATALOGUE_NAME, Case
from forensics_app.services.cases.lock import take_timeline_lock
from forensics_app.services.cases.opening import open_case


class Timeline:
    """Belongs to the thread that opened its case. `prepare` first; after a change of the case, again."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._builder = TimelineBuilder(case.store.database)
        self._queries = TimelineQueries(case.store.database)
        self._counts = TimelineCounts(case.store.database, self._queries)
        self._zones = DeclaredZones(case.store.database)

    @property
    def is_ready(self) -> bool:
        """Whether the timeline holds everything that is in the case now."""
        return not self._builder.stale()

    def prepare(self, *, report: Report, cancelled: IsCancelled) -> None:
        """Make what is missing: in the case where this is its writer, else for this reader alone."""
        self._builder.build(temporary=not self._case.writable, report=report, cancelled=cancelled)

    def count(self, span: Span, chosen: ArtifactFilter = EVERYTHING) -> int:
        """How many events lie in a span: an artifact has one for each of its moments."""
        return self._queries.count(span, chosen)

    def events(
        self, span: Span, chosen: ArtifactFilter = EVERYTHING, *, first: int = 0, count: int = 256
    ) -> tuple[Event, ...]:
        """At most `count` events from place `first` on."""
        return tuple(self._events(self._queries.page(span, chosen, skip=first, limit=count)))

    def stream(self, span: Span, chosen: ArtifactFilter = EVERYTHING) -> Iterator[Event]:
        """All events of a span in order of time, a page in memory at a time."""
        for page in self._queries.stream(span, chosen):
            yield from self._events(page)

    def artifacts(self, span: Span, chosen: ArtifactFilter = EVERYTHING) -> Iterator[Artifact]:
        """The artifacts with an event in a span, in the order of the evidence."""
        batch: list[int] = []
        for row in self._queries.artifact_rows(span, chosen):
            batch.append(row)
            if len(batch) == 500:
                yield from self._by_rows(batch)
                batch = []
        yield from self._by_rows(batch)

    def histogram(self, span: Span, size: BucketSize, zone: str | None = None) -> tuple[Bucket, ...]:
        """How many times of each kind lie in each month, day, hour or minute. Raises TimeZoneUnknownError."""
        return self._queries.histogram(span, size, zone)

    def day_counts(self) -> tuple[DayCount, ...]:
        """How many times of each kind lie on each day of UTC, in order."""
        return self._counts.by_day()

    def fine_counts(self, first: str, last: str, size: BucketSize) -> tuple[FineCount, ...]:
        """Times of known zone by hour or minute, from `first` on and before `last`, in order."""
        return self._counts.within(first, last, size)

    def totals(self, span: Span, kinds: int = EVERY_KIND) -> SpanTotals:
        """How much lies in a span; `kinds` are bits (`model.timeline.bits_of`)."""
        return self._counts.totals(span, kinds)

    def listed(self, span: Span, *, kinds: int = EVERY_KIND, descending: bool = False) -> ListedEvents:
        """The events of a span that have one of some kinds, for showing any part of them."""
        pages = TimelinePages(
            self._case.store.database, self._queries, span, kinds=kinds, descending=descending
        )
        return ListedEvents(self, pages)

    def limits(self) -> tuple[str, str] | None:
        """The first and last day; None where nothing has a time."""
        return self._queries.limits()

    def zones(self) -> dict[EventZone, int]:
        """How many times rest on what."""
        return self._queries.zones()

    def without_time(self) -> int:
        """How many artifacts have no time, and so don't stand in the timeline."""
        return self._queries.without_time()

    def declared(self) -> dict[str, str]:
        """The declared zone of each layer that has one."""
        return self._zones.of_layers()

    def _events(self, page: Sequence[EventRow]) -> Iterator[Event]:
        if not page:
            return
        artifacts = self._case.store.artifacts.by_rows(sorted({one.row for one in page}))
        declared = self._zones.of_layers()
        for one in page:
            artifact = artifacts[one.row]
            yield event_of(artifact, one, declared.get(artifact.entry.locator.layer_id))

    def events_of(self, rows: Sequence[EventRow]) -> tuple[Event, ...]:
        """The events that some rows stand for, in the same order."""
        return tuple(self._events(rows))

    def _by_rows(self, batch: Sequence[int]) -> Iterator[Artifact]:
        if batch:
            found = self._case.store.artifacts.by_rows(batch)
            yield from (found[row] for row in batch)


class ListedEvents:
    """A list of events that is read in parts; `count` is how long it is. Belongs to its timeline's thread."""

    def __init__(self, timeline: Timeline, pages: TimelinePages) -> None:
        self._timeline, self._pages = timeline, pages
        self.count = pages.count

    def part(self, first: int, count: int) -> tuple[Event, ...]:
        """At most `count` events from place `first` on."""
        return self._timeline.events_of(self._pages.page(first, count))


def event_of(artifact: Artifact, row: EventRow, declared: str | None) -> Event:
    """The event that a row of the timeline stands for, with the times behind it."""
    found = [
        (time, moment)
        for time, moment in moments_of(artifact.entry.times, artifact.examination.exif, declared, row.kinds)
        if (moment.text, moment.zone) == (row.moment, row.zone)
    ]
    moment = found[0][1] if found else Moment(row.moment, row.zone)
    rests_on_it = row.zone in (EventZone.DECLARED, EventZone.AMBIGUOUS, EventZone.NONEXISTENT)
    return Event(artifact, moment, tuple(time for time, _ in found), declared if rests_on_it else None)


def prepare_timeline(path: Path, *, clock: Clock, report: Report, cancelled: IsCancelled) -> None:
    """Make the timeline in the case, unless another process is at it or nothing can be written there.

    It is nobody's but the program's own: evidence is read and tags are given while it is made, each batch
    being a transaction of its own. Where readers would have to wait for that (a network share), it takes the
    case's lock as every writer does.
    """
    with open_case(path, write=False, clock=clock) as case:
        if Timeline(case).is_ready:
            return
        concurrent = case.store.database.journal == "wal"
    try:
        if not concurrent:
            with open_case(path, write=True, clock=clock, received_too=True) as case:
                Timeline(case).prepare(report=report, cancelled=cancelled)
            return
        lock = take_timeline_lock(path, clock=clock)
        try:
            store = Store.open(path / CATALOGUE_NAME, write=True)
            try:
                builder = TimelineBuilder(store.database)
                builder.build(temporary=False, report=report, cancelled=cancelled)
            finally:
                store.close()
        finally:
            lock.release()
    except (CaseInUseError, OutputNotWritableError):
        return  # whoever reads it makes it for the moment
