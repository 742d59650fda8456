"""Any block of rows of a filtered, sorted list of millions, fast wherever the scroll bar stands.

Where many rows match what an index holds, blocks are found by walking it from the nearest known place, from
either end; places seen become known. For other filters the order is worked out once: eight bytes a row.
A view shows the catalogue as it was counted; make a new one after a change.
"""

from __future__ import annotations

import bisect
from array import array
from collections.abc import Sequence
from typing import Any

from forensics_app.catalog import rows
from forensics_app.catalog.counting import count_rows
from forensics_app.catalog.database import Database
from forensics_app.catalog.facet_sql import has
from forensics_app.catalog.filters import Condition, where
from forensics_app.model import facets
from forensics_app.model.selection import ArtifactFilter, Sort

SORTED_AT_MOST = 50_000
_LOOKED_AT = 5_000
_DELETED = has(facets.ALLOCATED, 1, 0)
_SORT_COLUMNS = {
    Sort.NAME: "a.folded",
    Sort.SIZE: "a.size",
    Sort.MODIFIED: "a.modified",
    Sort.CREATED: "a.created",
}
_INDEX_NAMES = {column: sort.value for sort, column in _SORT_COLUMNS.items()}
_COLUMNS = ", ".join(f"a.{name}" for name in rows.COLUMNS)


class TableView:
    """One filter in one order. It belongs to the thread of its database."""

    def __init__(self, database: Database, chosen: ArtifactFilter, sort: Sort, *, descending: bool) -> None:
        self._database = database
        self._sort = _SORT_COLUMNS.get(sort)
        self._descending = descending
        self._condition: Condition = where(database, chosen)
        self._anchors: list[tuple[int, tuple[Any, ...]]] = []  # (place, key), by place
        self._numbers: array[int] | None = None
        with database.errors():
            self._index = self._sort_index()
            self.count = self._count()
            everything = not self._condition.parts
            if not everything and (not self._condition.in_index or self.count <= SORTED_AT_MOST):
                self._numbers = self._all_in_order()
                self.count = len(self._numbers)

    def _sort_index(self) -> str:
        """The index to walk, by name: SQLite would rather look up rows by another one, and then sort them."""
        name = "artifacts_by_row" if self._sort is None else f"artifacts_by_{_INDEX_NAMES[self._sort]}"
        found = self._database.connection.execute(
            "SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = ?", (name,)
        ).fetchone()
        return "" if found is None else f"INDEXED BY {name}"  # while evidence is read there is none

    @property
    def _key_columns(self) -> str:
        return "a.row" if self._sort is None else f"{self._sort}, a.row"

    def rows(self, first: int, count: int) -> list[tuple[Any, ...]]:
        """Rows of rows.COLUMNS from place `first` on, at most `count` of them."""
        count = min(count, self.count - first)
        if first < 0 or count <= 0:
            return []
        with self._database.errors():
            if self._numbers is not None:
                return self._in_full(self._numbers[first : first + count])
            return self._in_full([key[-1] for key in self._keys(first, count)])

    def numbers(self, first: int, count: int) -> list[int]:
        """Row numbers alone, from place `first` on."""
        count = min(count, self.count - first)
        if first < 0 or count <= 0:
            return []
        with self._database.errors():
            if self._numbers is not None:
                return list(self._numbers[first : first + count])
            return [key[-1] for key in self._keys(first, count)]

    def place_of(self, number: int) -> int | None:
        """Where the artifact with this row number stands; None where the filter does not choose it."""
        if self._numbers is not None:
            return self._numbers.index(number) if number in self._numbers else None
        key = self._key_columns
        with self._database.errors():
            connection, values = self._database.connection, self._condition.walked_values
            found = connection.execute(
                f"SELECT {key} FROM artifacts a WHERE a.row = ? AND {self._condition.sql_beside_order}",  # noqa: S608
                (number, *values),
            ).fetchone()
            if found is None:
                return None
            before = connection.execute(
                f"SELECT count(*) FROM artifacts a {self._index} WHERE {self._condition.sql_beside_order}"  # noqa: S608 - bound
                f" AND ({key}) {'>' if self._descending else '<'} ({', '.join('?' * len(found))})",
                (*values, *found),
            ).fetchone()
        return int(before[0])

    def next_deleted(self, place: int, *, backwards: bool) -> int | None:
        """The row number of the nearest deleted entry behind a place, or before it; None without one."""
        with self._database.errors():
            if self._numbers is not None:
                return self._deleted_among(self._numbers, place, backwards=backwards)
            start = self._keys(place, 1)
            if not start:
                return None
            down = self._descending != backwards
            order = ", ".join(f"{part} {'DESC' if down else 'ASC'}" for part in self._key_columns.split(", "))
            found = self._database.connection.execute(
                f"SELECT a.row FROM artifacts a {self._index} WHERE {self._condition.sql_beside_order}"  # noqa: S608 - bound
                f" AND {_DELETED} AND ({self._key_columns}) {'<' if down else '>'}"
                f" ({', '.join('?' * len(start[0]))}) ORDER BY {order} LIMIT 1",
                (*self._condition.walked_values, *start[0]),
            ).fetchone()
        return None if found is None else int(found[0])

    def _deleted_among(self, numbers: array[int], place: int, *, backwards: bool) -> int | None:
        way = numbers[:place][::-1] if backwards else numbers[place + 1 :]
        for at in range(0, len(way), _LOOKED_AT):
            part = way[at : at + _LOOKED_AT]
            marks = ", ".join("?" * len(part))
            found = self._database.connection.execute(
                f"SELECT row FROM artifacts WHERE row IN ({marks}) AND allocated = 0",  # noqa: S608 - bound
                tuple(part),
            )
            deleted = {row for (row,) in found}
            if deleted:
                return next(number for number in part if number in deleted)
        return None

    # --- by key --------------------------------------------------------------------------------------------

    def _keys(self, first: int, count: int) -> list[tuple[Any, ...]]:
        """Keys of the block, counted from the nearest known place before or behind it."""
        after = bisect.bisect_right(self._anchors, first, key=lambda anchor: anchor[0])
        before_place, before_key = self._anchors[after - 1] if after else (0, None)
        behind = bisect.bisect_left(self._anchors, first + count - 1, key=lambda anchor: anchor[0])
        if behind < len(self._anchors):
            behind_place, behind_key = self._anchors[behind]
        else:
            behind_place, behind_key = self.count - 1, None
        from_before, from_behind = first - before_place, behind_place - (first + count - 1)
        if from_before <= from_behind:
            keys = self._page(before_key, from_before, count, backwards=False)
        else:
            keys = self._page(behind_key, from_behind, count, backwards=True)[::-1]
        if keys:
            self._remember(first, keys[0])
        return keys

    def _page(
        self, start: tuple[Any, ...] | None, skip: int, count: int, *, backwards: bool
    ) -> list[tuple[Any, ...]]:
        """`count` keys after skipping `skip`, beginning with `start` (or an end of the list)."""
        down = self._descending != backwards
        way, compare = ("DESC", "<=") if down else ("ASC", ">=")
        key = self._key_columns
        order = ", ".join(f"{part} {way}" for part in key.split(", "))
        where_sql, values = self._condition.sql_beside_order, list(self._condition.walked_values)
        if start is not None:
            marks = ", ".join("?" * len(start))
            where_sql += f" AND ({key}) {compare} ({marks})"
            values += start
        return self._database.connection.execute(
            f"SELECT {key} FROM artifacts a {self._index} WHERE {where_sql}"  # noqa: S608 - bound
            f" ORDER BY {order} LIMIT ? OFFSET ?",
            (*values, count, skip),
        ).fetchall()

    def _remember(self, place: int, key: tuple[Any, ...]) -> None:
        at = bisect.bisect_left(self._anchors, place, key=lambda anchor: anchor[0])
        if at == len(self._anchors) or self._anchors[at][0] != place:
            self._anchors.insert(at, (place, key))

    def _in_full(self, numbers: Sequence[int]) -> list[tuple[Any, ...]]:
        marks = ", ".join("?" * len(numbers))
        found = self._database.connection.execute(
            f"SELECT {_COLUMNS} FROM artifacts a WHERE a.row IN ({marks})",  # noqa: S608 - bound
            tuple(numbers),
        )
        by_number = {values[0]: values for values in found}
        return [by_number[number] for number in numbers if number in by_number]

    # --- once ----------------------------------------------------------------------------------------------

    def _count(self) -> int:
        return count_rows(self._database, self._condition)

    def _all_in_order(self) -> array[int]:
        """The row numbers, worked out once. The `+` keeps SQLite from walking a sort index and looking up
        every row to test the filter: the rows are found first, then sorted."""
        way = "DESC" if self._descending else "ASC"
        if self._condition.broad:  # looked through anyway: then in the order that is wanted
            order = ", ".join(f"{part} {way}" for part in self._key_columns.split(", "))
            found = self._database.connection.execute(
                f"SELECT a.row FROM artifacts a {self._index}"  # noqa: S608 - bound
                f" WHERE {self._condition.sql_beside_order} ORDER BY {order}",
                self._condition.walked_values,
            )
            return array("q", (row for (row,) in found))
        order = f"a.row {way}" if self._sort is None else f"+{self._sort} {way}, +a.row {way}"
        found = self._database.connection.execute(
            f"SELECT a.row FROM artifacts a WHERE {self._condition.sql} ORDER BY {order}",  # noqa: S608 - bound
            self._condition.values,
        )
        return array("q", (row for (row,) in found))
