"""Making the timeline's table from the times of the artifacts: layer by layer, when it is first asked for.

Ingest doesn't wait for it. A layer's events are made again when artifacts came or another zone was declared
for it. Where the case can't be written, they are made as temporary tables of the same names, for this reader
alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from forensics_app.catalog import rows
from forensics_app.catalog.database import Database
from forensics_app.catalog.lists.declared_zones import DeclaredZones
from forensics_app.errors import CancelledError
from forensics_app.examine.record import times_and_exif
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.model.timeline import (
    BITS,
    EVENT_KINDS,
    EVERY_KIND,
    EventKind,
    EventTime,
    EventZone,
    Moment,
)
from forensics_app.model.times import EXIF_OFFSETS, EvidenceTime, TimeKind, TimeZoneKnowledge
from forensics_app.model.zones import moment_of

_BATCH_ROWS = 5000
_UTC = EventZone.UTC.value
_BITS = {kind.value: bit for kind, bit in BITS.items()}
_EXIF_TIME, _EXIF_FRACTION = "EXIF DateTimeOriginal", "EXIF SubSecTimeOriginal"
_EXIF_OFFSET = EXIF_OFFSETS[_EXIF_TIME]
_EXIF_TEXT = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)\Z")
_OFFSET_TEXT = re.compile(r"[+-](0\d|1[0-4]):[0-5]\d\Z")
MOMENT_INDEX = "CREATE INDEX events_by_moment ON events (moment, row, zone, kinds)"
_TABLES = (
    "CREATE TEMP TABLE events (row INTEGER NOT NULL, moment TEXT NOT NULL, zone TEXT NOT NULL,"
    " kinds INTEGER NOT NULL)",
    "CREATE TEMP TABLE event_days (layer INTEGER NOT NULL, day TEXT NOT NULL, kind TEXT NOT NULL,"
    " zone TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (layer, day, kind, zone)) WITHOUT ROWID",
    "CREATE TEMP TABLE event_layers (layer INTEGER PRIMARY KEY, zone TEXT NOT NULL,"
    " artifacts INTEGER NOT NULL, without_time INTEGER NOT NULL)",
)


@dataclass(frozen=True, slots=True)
class _LayerState:
    """A layer as it is now: its number, its declared zone or '', how many artifacts it has."""

    number: int
    zone: str
    artifacts: int


class TimelineBuilder:
    """Keeps the tables `events`, `event_days` and `event_layers` in step with the catalogue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def stale(self) -> tuple[_LayerState, ...]:
        """Layers whose events are missing, or were made from other artifacts or with another zone."""
        zones = DeclaredZones(self._database).of_layers()
        with self._database.errors():
            connection = self._database.connection
            built = {
                number: (zone, artifacts)
                for number, zone, artifacts in connection.execute(
                    "SELECT layer, zone, artifacts FROM event_layers"
                )
            }
            layers = connection.execute("SELECT number, layer_id FROM layers ORDER BY number").fetchall()
            found = []
            for number, layer_id in layers:
                count = connection.execute(
                    "SELECT count(*) FROM artifacts WHERE row BETWEEN ? AND ?", rows.layer_rows(number)
                ).fetchone()[0]
                state = _LayerState(number, zones.get(layer_id, ""), count)
                known = built.get(number)
                if known != (state.zone, count) and (known is not None or count):
                    found.append(state)
        return tuple(found)

    def build(self, *, temporary: bool, report: Report, cancelled: IsCancelled) -> None:
        """Make what is missing. Raises CancelledError, DiskFullError; what was finished until then stays."""
        stale = self.stale()
        if not stale:
            if not temporary:  # made, and stopped before its index was
                self._index(temporary=False)
            return
        if temporary:
            with self._changing(temporary=True):
                for table in ("events", "event_days", "event_layers"):
                    self._database.connection.execute(f"DROP TABLE IF EXISTS temp.{table}")
                for sql in _TABLES:
                    self._database.connection.execute(sql)
            stale = self.stale()
        self._clear(stale, temporary=temporary)
        total, done = sum(layer.artifacts for layer in stale), 0
        try:
            for layer in stale:
                for count in self._build_layer(layer, temporary=temporary):
                    done += count
                    report(Progress(stage="timeline", items=done, total_items=total))
                    if cancelled():
                        raise CancelledError
        finally:
            self._index(temporary=temporary)

    def _index(self, *, temporary: bool) -> None:
        schema = "temp" if temporary else "main"
        connection = self._database.connection
        with self._database.errors():
            found = connection.execute(
                f"SELECT 1 FROM {schema}.sqlite_master WHERE type = 'index' AND name = 'events_by_moment'"  # noqa: S608
            ).fetchone()
        if found is None:
            with self._changing(temporary=temporary):
                connection.execute(MOMENT_INDEX.replace(" events_by", f" {schema}.events_by"))

    def _clear(self, stale: tuple[_LayerState, ...], *, temporary: bool) -> None:
        """Forget the events of these layers, and the index: making it anew is cheaper than keeping it up."""
        with self._changing(temporary=temporary):
            connection = self._database.connection
            connection.execute(f"DROP INDEX IF EXISTS {'temp.' if temporary else ''}events_by_moment")
            for layer in stale:
                connection.execute(
                    "DELETE FROM events WHERE row BETWEEN ? AND ?", rows.layer_rows(layer.number)
                )
                connection.execute("DELETE FROM event_days WHERE layer = ?", (layer.number,))
                connection.execute("DELETE FROM event_layers WHERE layer = ?", (layer.number,))

    def _build_layer(self, layer: _LayerState, *, temporary: bool) -> Iterator[int]:
        """Batch by batch; the layer counts as made once its row in `event_layers` is there."""
        days: Counter[tuple[str, str, int]] = Counter()
        first, last = rows.layer_rows(layer.number)
        seen = without_time = 0
        last_row = first - 1
        while True:
            batch = self._database.connection.execute(
                "SELECT row, details FROM artifacts WHERE row > ? AND row <= ? ORDER BY row LIMIT ?",
                (last_row, last, _BATCH_ROWS),
            ).fetchall()
            if not batch:
                break
            events: list[tuple[int, str, str, int]] = []
            for row, details in batch:
                before = len(events)
                events += _events(row, details, layer.zone or None)
                without_time += len(events) == before
            days.update([(text[:10], zone, kinds) for _, text, zone, kinds in events])
            with self._changing(temporary=temporary):
                self._database.connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?)", events)
            seen += len(batch)
            last_row = batch[-1][0]
            yield len(batch)
        with self._changing(temporary=temporary):
            connection = self._database.connection
            connection.executemany(
                "INSERT INTO event_days VALUES (?, ?, ?, ?, ?)",
                [(layer.number, *key, count) for key, count in _by_kind(days).items()],
            )
            connection.execute(
                "INSERT INTO event_layers VALUES (?, ?, ?, ?)", (layer.number, layer.zone, seen, without_time)
            )

    @contextmanager
    def _changing(self, *, temporary: bool) -> Iterator[None]:
        """A transaction; temporary tables can be written on a connection that may only read the case."""
        if not temporary:
            with self._database.transaction():
                yield
            return
        with self._database.errors():
            self._database.connection.execute("BEGIN")
            try:
                yield
            except BaseException:
                self._database.connection.execute("ROLLBACK")
                raise
            self._database.connection.execute("COMMIT")


def _events(row: int, details: bytes, declared: str | None) -> list[tuple[int, str, str, int]]:
    """The rows of `events` that one artifact stands for: its times, those of the same moment together.

    Most are UTC: those take a short way.
    """
    times, exif = times_and_exif(details)
    in_utc: dict[str, int] = {}
    others: dict[tuple[str, str], int] = {}
    for time in times:
        kind, value = time.kind, time.value
        if value is None:
            continue
        if time.zone is TimeZoneKnowledge.UTC:
            in_utc[value] = in_utc.get(value, 0) | _BITS[kind]
            continue
        moment = moment_of(time, declared)
        if moment is not None:
            key = (moment.text, moment.zone.value)
            others[key] = others.get(key, 0) | _BITS[kind]
    if exif:
        taken = _taken(dict(exif))
        if taken is not None:
            key = (taken[1].text, taken[1].zone.value)
            others[key] = others.get(key, 0) | _BITS[taken[0].kind]
    if not others:
        return [(row, value[:-1], _UTC, kinds) for value, kinds in in_utc.items()]
    for value, kinds in in_utc.items():  # an offset or a declared zone may give the same moment
        key = (value[:-1], _UTC)
        others[key] = others.get(key, 0) | kinds
    return [(row, text, zone, kinds) for (text, zone), kinds in others.items()]


def _by_kind(days: Counter[tuple[str, str, int]]) -> Counter[tuple[str, str, str]]:
    """Counts of moments by day, zone and kinds as counts of times by day, kind and zone."""
    counted: Counter[tuple[str, str, str]] = Counter()
    for (day, zone, kinds), count in days.items():
        for kind, bit in BITS.items():
            if kinds & bit:
                counted[day, kind.value, zone] += count
    return counted


def moments_of(
    times: tuple[EvidenceTime, ...],
    exif: tuple[tuple[str, str], ...],
    declared: str | None,
    kinds: int = EVERY_KIND,
) -> Iterator[tuple[EventTime, Moment]]:
    """The times of an artifact and its EXIF that are of these kinds (bits), and where they stand.

    A camera's clock is its own: no zone declared for the medium says anything about it.
    """
    for time in times:
        kind = EVENT_KINDS[time.kind]
        if not kinds & BITS[kind]:
            continue
        moment = moment_of(time, declared)
        if moment is not None and time.value is not None:
            yield EventTime(kind, time.raw, time.value, time.precision), moment
    if exif and kinds & BITS[EventKind.TAKEN]:
        taken = _taken(dict(exif))
        if taken is not None:
            yield taken


def _taken(exif: dict[str, str]) -> tuple[EventTime, Moment] | None:
    """DateTimeOriginal with its fraction and offset, where the camera wrote them (EXIF 2.31, 4.6.5)."""
    raw = exif.get(_EXIF_TIME, "")
    match = _EXIF_TEXT.match(raw)
    if match is None:
        return None
    year, month, day, hour, minute, second = match.groups()
    value = f"{year}-{month}-{day}T{hour}:{minute}:{second}"
    if not _is_moment(value):
        return None
    fraction = exif.get(_EXIF_FRACTION, "").strip()
    if fraction.isascii() and fraction.isdigit() and len(fraction) <= 9 and fraction.strip("0"):
        value += "." + fraction.rstrip("0")
    offset = exif.get(_EXIF_OFFSET, "").strip()
    time = EventTime(EventKind.TAKEN, raw, value, "1s")
    if not _OFFSET_TEXT.match(offset):
        return time, Moment(value, EventZone.UNKNOWN)
    with_offset = EvidenceTime(TimeKind.CREATED, raw, value + offset, "1s", TimeZoneKnowledge.OFFSET)
    moment = moment_of(with_offset, None)
    return None if moment is None else (EventTime(EventKind.TAKEN, raw, value + offset, "1s"), moment)


def _is_moment(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
