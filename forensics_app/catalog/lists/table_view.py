"""Any block of rows of a filtered, sorted list of millions, fast wherever the scroll bar stands.

Where many rows match what an index holds, they are found by walking it: within the block of the stored
summaries that holds the place (`block_places`), or without them from the nearest known place, from either
end; places seen become known. For other filters the order is worked out once: eight bytes a row.
A view shows the catalogue as it was counted; make a new one after a change.
"""

from __future__ import annotations

import bisect
from array import array
from collections.abc import Sequence
from typing import Any

from forensics_app.catalog import rows
from forensics_app.catalog.database import Database, has_index
from forensics_app.catalog.lists.answers import Answers
from forensics_app.catalog.lists.block_places import BlockPlaces
from forensics_app.catalog.lists.facet_sql import IS_DELETED
from forensics_app.catalog.lists.filters import Condition, where
from forensics_app.catalog.lists.ordered import in_order
from forensics_app.catalog.lists.parts import FacetTest, RowSets
from forensics_app.catalog.lists.ranks import by_rank
from forensics_app.catalog.lists.summaries import ORDERS
from forensics_app.catalog.lists.summed import (
    LOOKED_UP,
    Key,
    block_starts,
    exact_blocks,
    located,
    others_located,
)
from forensics_app.catalog.lists.system_files import reserved_rows
from forensics_app.model.selection import ArtifactFilter, Sort

SORTED_AT_MOST = 50_000
SORTED_OF_KNOWN = 5_000  # where it is known how many rows each block has
SORTED_HERE = 100_000  # more rows would take much memory: SQLite sorts them
HELD_AT_MOST = 3_000_000  # row numbers of another table, eight bytes each
NEAR_BLOCKS = 4  # walked at once; over more, those without rows are passed over
_LOOKED_AT = 5_000
_COLUMNS = ", ".join(f"a.{name}" for name in rows.COLUMNS)


class TableView:
    """One filter in one order. It belongs to the thread of its database."""

    def __init__(
        self,
        database: Database,
        chosen: ArtifactFilter,
        sort: Sort,
        *,
        descending: bool,
        answers: Answers | None = None,
    ) -> None:
        self._database = database
        self._order, self._sort = sort, None if sort is Sort.ORDER else ORDERS[sort][0]
        self._descending = descending
        self._answers = answers or Answers()
        self._anchors: list[tuple[int, Key]] = []  # (place, key), by place
        self._numbers: array[int] | None = None
        self._places: BlockPlaces | None = None
        with database.snapshot():
            self._condition: Condition = where(database, chosen)
            self._index = self._sort_index()
            self.count = self._answers.find_count(database, self._condition)
            starts = block_starts(database, sort)
            if self._is_sorted(in_blocks=starts is not None):
                self._numbers = self._all_in_order(ranked=starts is not None)
                self.count = len(self._numbers)
            elif starts:
                self._places = BlockPlaces(
                    starts,
                    self.count,
                    lambda block: self._count_block(starts, block),
                    lambda: self._count_blocks(starts),
                )

    @property
    def held(self) -> int:
        """How many row numbers it keeps in memory."""
        return len(self._numbers or ())

    def _is_sorted(self, *, in_blocks: bool) -> bool:
        """Whether all its row numbers are worked out at once."""
        if not self._condition.parts:
            return False
        if not self._condition.in_index:
            return True
        facets_alone = in_blocks and all(isinstance(part.known, FacetTest) for part in self._condition.parts)
        if facets_alone and (self._condition.broad or self.count > SORTED_OF_KNOWN):
            return False
        return self.count <= SORTED_AT_MOST

    def _sort_index(self) -> str:
        """The index to walk, by name: SQLite would rather look up rows by another one, and then sort them."""
        _, name = ORDERS[self._order]
        return f"INDEXED BY {name}" if has_index(self._database, name) else ""

    @property
    def _key_columns(self) -> str:
        return "a.row" if self._sort is None else f"{self._sort}, a.row"

    @property
    def _on_keys(self) -> str:
        return f"artifacts a {self._index} WHERE {self._condition.sql_without_order}"

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
                f"SELECT {key} FROM artifacts a WHERE a.row = ? AND {self._condition.sql_without_order}",  # noqa: S608
                (number, *values),
            ).fetchone()
            if found is None:
                return None
            marks = ", ".join("?" * len(found))
            if self._places is not None:
                block = self._places.block_of(found)
                (within,) = connection.execute(
                    f"SELECT count(*) FROM {self._on_keys} AND ({key}) >= ({marks}) AND ({key}) < ({marks})",  # noqa: S608 - bound
                    (*values, *self._places.starts[block], *found),
                ).fetchone()
                before = self._places.before(block) + int(within)
                return self.count - 1 - before if self._descending else before
            (before,) = connection.execute(
                f"SELECT count(*) FROM {self._on_keys}"  # noqa: S608 - bound
                f" AND ({key}) {'>' if self._descending else '<'} ({marks})",
                (*values, *found),
            ).fetchone()
        return int(before)

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
                f"SELECT a.row FROM artifacts a {self._index} WHERE {self._condition.sql_without_order}"  # noqa: S608 - bound
                f" AND {IS_DELETED}{self._not_reserved()} AND ({self._key_columns}) {'<' if down else '>'}"
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
                f"SELECT row FROM artifacts a WHERE row IN ({marks}) AND allocated = 0 AND kind <> 'area'"  # noqa: S608 - bound
                f"{self._not_reserved()}",
                tuple(part),
            )
            deleted = {row for (row,) in found}
            if deleted:
                return next(number for number in part if number in deleted)
        return None

    def _not_reserved(self) -> str:
        reserved = reserved_rows(self._database)
        return "" if reserved is None else f" AND a.row NOT IN ({reserved})"

    # --- by key --------------------------------------------------------------------------------------------

    def _keys(self, first: int, count: int) -> list[Key]:
        """Keys of the rows from a place on."""
        if self._places is None:
            return self._keys_by_anchors(first, count)
        if not self._descending:
            return self._keys_by_blocks(self._places, first, count)
        return self._keys_by_blocks(self._places, self.count - first - count, count)[::-1]

    def _keys_by_blocks(self, places: BlockPlaces, first: int, count: int) -> list[Key]:
        """The same in ascending order, from the start of the block that holds the place."""
        block = places.holding(first)
        skip = first - places.before(block)
        counts = places.counts()
        if counts is None or places.holding(first + count - 1) - block <= NEAR_BLOCKS:
            return self._ascending(places.starts[block], None, skip, count)
        keys: list[Key] = []
        while len(keys) < count and block < places.blocks:
            if counts[block]:
                behind = places.starts[block + 1] if block + 1 < places.blocks else None
                keys += self._ascending(places.starts[block], behind, skip, count - len(keys))
                skip = 0
            block += 1
        return keys

    def _ascending(self, start: Key, behind: Key | None, skip: int, count: int) -> list[Key]:
        """`count` keys after skipping `skip`, from `start` on, before `behind`."""
        key, marks = self._key_columns, ", ".join("?" * len(start))
        end = "" if behind is None else f" AND ({key}) < ({marks})"
        return self._database.connection.execute(
            f"SELECT {key} FROM {self._on_keys} AND ({key}) >= ({marks}){end}"  # noqa: S608 - bound
            f" ORDER BY {key} LIMIT ? OFFSET ?",
            (*self._condition.walked_values, *start, *(behind or ()), count, skip),
        ).fetchall()

    def _count_block(self, starts: list[Key], block: int) -> int:
        """How many of its rows a block has, by walking it."""
        key, marks = self._key_columns, ", ".join("?" * len(starts[block]))
        behind: Key = starts[block + 1] if block + 1 < len(starts) else ()
        end = f" AND ({key}) < ({marks})" if behind else ""
        (count,) = self._database.connection.execute(
            f"SELECT count(*) FROM {self._on_keys} AND ({key}) >= ({marks}){end}",  # noqa: S608 - bound
            (*self._condition.walked_values, *starts[block], *behind),
        ).fetchone()
        return int(count)

    def _count_blocks(self, starts: list[Key]) -> list[int] | None:
        """The same of all blocks, where the summaries know."""
        with self._database.snapshot():
            sets = self._condition.sets
            known = self._count_by_sets(sets, starts) if sets is not None else None
            if known is None:
                known = exact_blocks(self._database, self._condition, self._order, starts)
            if known is None and self._condition.few and self.count <= LOOKED_UP:
                numbers = self._answers.find_numbers(self._database, self._condition)
                known = located(self._database.connection, self._order, starts, numbers)
            return known

    def _count_by_sets(self, sets: RowSets, starts: list[Key]) -> list[int] | None:
        """The same by the numbers of the rows in other tables, where those are few enough to be held."""
        database, answers = self._database, self._answers
        if not sets.inside:
            others = answers.find_others(database, sets, at_most=HELD_AT_MOST)
            return None if others is None else others_located(database, self._order, starts, others)
        if self.count > HELD_AT_MOST:
            return None
        numbers = answers.find_numbers(database, self._condition)
        return located(database.connection, self._order, starts, numbers)

    def _keys_by_anchors(self, first: int, count: int) -> list[Key]:
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

    def _page(self, start: Key | None, skip: int, count: int, *, backwards: bool) -> list[Key]:
        """`count` keys after skipping `skip`, beginning with `start` (or an end of the list)."""
        down = self._descending != backwards
        way, compare = ("DESC", "<=") if down else ("ASC", ">=")
        key = self._key_columns
        order = ", ".join(f"{part} {way}" for part in key.split(", "))
        where_sql, values = self._condition.sql_without_order, list(self._condition.walked_values)
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

    def _all_in_order(self, *, ranked: bool) -> array[int]:
        """The row numbers, worked out once. The `+` keeps SQLite from walking a sort index and looking up
        every row to test the filter: the rows are found first, then sorted."""
        if not self.count:
            return array("q")
        connection, numbers = self._database.connection, self._answers.numbers
        if numbers is None and self.count > SORTED_HERE:
            way = "DESC" if self._descending else "ASC"
            order = f"a.row {way}" if self._sort is None else f"+{self._sort} {way}, +a.row {way}"
            found = connection.execute(
                f"SELECT a.row FROM artifacts a WHERE {self._condition.sql} ORDER BY {order}",  # noqa: S608 - bound
                self._condition.values,
            )
            return array("q", (row for (row,) in found))
        if numbers is None:
            numbers = self._answers.find_numbers(self._database, self._condition)
        if ranked and self._sort is not None:
            return by_rank(connection, self._order, numbers, descending=self._descending)
        return in_order(connection, numbers, self._sort, descending=self._descending)
