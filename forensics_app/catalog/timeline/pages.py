"""Any page of a long list of events: by key from the nearest place that was read before, or from its end."""

from __future__ import annotations

from bisect import bisect_right

from forensics_app.catalog.database import Database
from forensics_app.catalog.timeline.timeline import EventRow, TimelineQueries, event_row
from forensics_app.model.selection import EVERYTHING, ArtifactFilter
from forensics_app.model.timeline import EVERY_KIND, Span

_STRIDE = 50_000
_UP, _DOWN = "e.moment, e.row, e.zone", "e.moment DESC, e.row DESC, e.zone DESC"
_Key = tuple[str, int, str]


class TimelinePages:
    """One question: the rows of a span that have one of some kinds, in order of time or against it.

    `count` is right for the state of the catalogue when the question was put; ask a new one after a change.
    """

    def __init__(
        self,
        database: Database,
        queries: TimelineQueries,
        span: Span,
        chosen: ArtifactFilter = EVERYTHING,
        *,
        kinds: int = EVERY_KIND,
        descending: bool = False,
    ) -> None:
        self._database, self._descending = database, descending
        with database.errors():
            self._tables, self._condition = queries.condition(span, chosen, kinds)
        self.count = queries.count(span, chosen, kinds)
        self._places: list[int] = [0]
        self._keys: list[_Key | None] = [None]

    def page(self, first: int, count: int) -> list[EventRow]:
        """At most `count` rows from place `first` on."""
        first, count = max(0, first), min(count, self.count - first)
        if count <= 0:
            return []
        after = self.count - first - count
        if after < first - self._nearest(first):
            rows = self._rows(None, after, count, backwards=True)[::-1]
            return self._kept(first, rows)
        place = self._nearest(first)
        while first - place > _STRIDE:
            key = self._key_at(place, _STRIDE)
            if key is None:
                return []
            place += _STRIDE
            self._remember(place, key)
        return self._kept(first, self._rows(self._keys[self._places.index(place)], first - place, count))

    def _kept(self, first: int, rows: list[EventRow]) -> list[EventRow]:
        """The rows, once the place of the first is remembered."""
        if rows:
            self._remember(first, (rows[0].moment, rows[0].row, rows[0].zone.value))
        return rows

    def _nearest(self, place: int) -> int:
        return self._places[bisect_right(self._places, place) - 1]

    def _remember(self, place: int, key: _Key) -> None:
        at = bisect_right(self._places, place)
        if self._places[at - 1] != place:
            self._places.insert(at, place)
            self._keys.insert(at, key)

    def _key_at(self, place: int, skip: int) -> _Key | None:
        rows = self._rows(self._keys[self._places.index(place)], skip, 1)
        return (rows[0].moment, rows[0].row, rows[0].zone.value) if rows else None

    def _rows(self, key: _Key | None, skip: int, count: int, *, backwards: bool = False) -> list[EventRow]:
        """Rows from a key on (it is one of them), past `skip`; backwards from the end of the list."""
        down = self._descending is not backwards
        sql, values = self._condition.sql, list(self._condition.values)
        if key is not None:
            sql += f" AND (e.moment, e.row, e.zone) {'<=' if down else '>='} (?, ?, ?)"
            values += key
        with self._database.errors():
            found = self._database.connection.execute(
                f"SELECT e.moment, e.row, e.zone, e.kinds FROM {self._tables} WHERE {sql}"  # noqa: S608 - bound
                f" ORDER BY {_DOWN if down else _UP} LIMIT ? OFFSET ?",
                (*values, count, skip),
            ).fetchall()
        return [event_row(values) for values in found]
