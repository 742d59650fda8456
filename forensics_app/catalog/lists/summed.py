"""What stored summaries say of a condition: exactly how many rows it leaves, in all and in each block.

Facets decide most rows of a range as a whole. Those of the classes at its ends are counted by the index on
their column, on the shorter side where that is known. Rows of other tables (tags, positions and such) that
are left out are taken off. What can't be told so exactly is None, and counted by looking through the rows.

Everything here has to be asked within one snapshot of the catalogue (`Database.snapshot`).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from sqlite3 import Connection
from typing import Any

from forensics_app.catalog import rows
from forensics_app.catalog.database import Database, has_index
from forensics_app.catalog.lists.filters import Condition
from forensics_app.catalog.lists.parts import (
    ExtensionTest,
    FacetTest,
    Layers,
    Part,
    RowSet,
    SizeRange,
    TimeRange,
    union_of,
    walk_of,
)
from forensics_app.catalog.lists.range_ends import End, size_ends, time_ends
from forensics_app.catalog.lists.ranks import blocks_of
from forensics_app.catalog.lists.summaries import EXTENSION, LOW
from forensics_app.catalog.lists.summary_state import has_summaries
from forensics_app.model import facets
from forensics_app.model.selection import Sort

LOOKED_UP = 300_000  # rows at ends or in other tables, each of which is looked up
Key = tuple[Any, ...]


def block_starts(database: Database, sort: Sort) -> list[Key] | None:
    """The key of the first row of each block; None where the catalogue has no summaries."""
    if not has_summaries(database.connection):
        return None
    found = database.connection.execute(
        "SELECT value, row FROM list_starts WHERE sort = ? ORDER BY block", (sort.value,)
    )
    return [(row,) if sort is Sort.ORDER else (value, row) for value, row in found]


def exact_count(database: Database, condition: Condition) -> int | None:
    """How many rows the condition leaves, without looking through all of them."""
    if not has_summaries(database.connection):
        return None
    sets = condition.sets
    if sets is not None and sets.inside:
        sql, values = sets.named
        return int(database.connection.execute(f"SELECT count(*) FROM ({sql})", values).fetchone()[0])  # noqa: S608 - bound
    asked = _Asked.of(database, condition)
    return None if asked is None else asked.count()


def exact_blocks(
    database: Database, condition: Condition, sort: Sort, starts: Sequence[Key]
) -> list[int] | None:
    """How many rows the condition leaves in each block of an order."""
    if not has_summaries(database.connection):
        return None
    asked = _Asked.of(database, condition)
    return None if asked is None else asked.blocks(sort, starts)


def located(
    connection: Connection, sort: Sort, starts: Sequence[Key], numbers: array[int]
) -> list[int] | None:
    """How many of ascending row numbers lie in each block of an order; None without summaries."""
    return _by_block(connection, sort, starts, numbers) if has_summaries(connection) else None


def others_located(
    database: Database, sort: Sort, starts: Sequence[Key], numbers: array[int]
) -> list[int] | None:
    """How many of all other rows lie in each block; None without summaries."""
    inside = located(database.connection, sort, starts, numbers)
    every = exact_blocks(database, Condition(), sort, starts)
    if inside is None or every is None:
        return None
    return [rows_of_block - left_out for rows_of_block, left_out in zip(every, inside, strict=True)]


def _by_block(connection: Connection, sort: Sort, starts: Sequence[Key], numbers: array[int]) -> list[int]:
    (block,) = connection.execute("SELECT block FROM list_state").fetchone()
    return blocks_of(connection, sort, starts, numbers, block=block)


def _rows_of(database: Database, sets: Sequence[RowSet], other_parts: Sequence[Part] | None) -> int:
    """How many rows stand in any of the sets, and hold to the parts beside."""
    union, values = union_of(sets)
    if not other_parts:
        sql = f"SELECT count(*) FROM ({union})"  # noqa: S608 - bound
    else:
        more, more_values = walk_of(other_parts)
        sql = f"SELECT count(*) FROM artifacts a WHERE a.row IN ({union}) AND {more}"  # noqa: S608 - bound
        values += more_values
    return int(database.connection.execute(sql, values).fetchone()[0])


@dataclass(slots=True)
class _Asked:
    """A condition in terms of the summaries. `parts`: all but `sets`, whose rows are left out."""

    database: Database
    parts: list[Part] = field(default_factory=list)
    sets: list[RowSet] = field(default_factory=list)
    tests: list[FacetTest] = field(default_factory=list)
    layers: list[Layers] = field(default_factory=list)
    extension: str | None = None
    size: SizeRange | None = None
    time: TimeRange | None = None
    wholly: FacetTest | None = None  # the classes that lie wholly in the range of sizes
    months: frozenset[int] | None = None  # those that lie wholly in the range of times
    ends: list[End] = field(default_factory=list)  # of the range of sizes or times

    @staticmethod
    def of(database: Database, condition: Condition) -> _Asked | None:
        """None where the summaries can't tell."""
        asked = _Asked(database)
        for part in condition.parts:
            known = part.known
            if known is None:
                return None
            if isinstance(known, RowSet):
                if known.inside:
                    return None
                asked.sets.append(known)
                continue
            asked.parts.append(part)
            match known:
                case FacetTest():
                    asked.tests.append(known)
                case SizeRange():
                    asked.size = known
                case TimeRange():
                    asked.time = known
                case ExtensionTest():
                    asked.extension = known.extension
                case Layers():
                    asked.layers.append(known)
        asked._leave_out_layers_of_all()
        narrow = (asked.time is not None, asked.extension is not None, bool(asked.layers))
        if sum(narrow) > 1 or (asked.size is not None and asked.time is not None):
            return None
        if asked.size is not None:
            asked.wholly, asked.ends = size_ends(asked.size)
        if asked.time is not None:
            asked.months, asked.ends = time_ends(asked.time)
        return asked if all(has_index(database, end.index) for end in asked.ends) else None

    @property
    def other_parts(self) -> list[Part]:
        """The parts but the range."""
        return [part for part in self.parts if not isinstance(part.known, (SizeRange, TimeRange))]

    def _leave_out_layers_of_all(self) -> None:
        """Ranges that hold every layer with rows, as in a case of one source, say nothing."""
        if self.layers:
            there = [n for (n,) in self.database.connection.execute("SELECT DISTINCT layer FROM list_layers")]
            if all(self._in_layers(layer) for layer in there):
                self.parts = [p for p in self.parts if not isinstance(p.known, Layers)]
                self.layers = []

    def _in_layers(self, layer: int) -> bool:
        """Every one of several conditions on the place must hold."""
        return all(
            any(rows.layer_of(first) <= layer <= rows.layer_of(last) for first, last in one.ranges)
            for one in self.layers
        )

    # --- in all --------------------------------------------------------------------------------------------

    def count(self) -> int | None:
        """How many rows."""
        found = list(self._counted())
        inside = sum(count for month, low, count in found if self._in_range(month, low))
        for end in self.ends:
            expected = self._expected(found, end)
            at_end = end.count(self.database.connection, *walk_of(self.other_parts), expected)
            if at_end is None:
                return None
            inside += at_end
        if not self.sets:
            return inside
        if self.parts and _rows_of(self.database, self.sets, None) > LOOKED_UP:
            return None
        return inside - _rows_of(self.database, self.sets, self.parts)

    def _counted(self) -> Iterator[tuple[int, int, int]]:
        """Month, lowest facets and number of rows, of those that conditions beside the range let through."""
        connection = self.database.connection
        found: Iterable[tuple[int, int, int]]
        if self.time is not None:
            found = connection.execute(
                "SELECT month, low, count FROM list_months WHERE field = ?", (self.time.field.value,)
            )
        elif self.extension is not None:
            found = connection.execute(
                "SELECT 0, low, count FROM list_extensions WHERE extension = ?", (self.extension,)
            ).fetchall() or connection.execute(  # a rare one
                f"SELECT 0, facets & {facets.LOW_MASK}, 1 FROM artifacts WHERE extension = ?",  # noqa: S608 - a number
                (self.extension,),
            )
        else:
            layers = connection.execute("SELECT layer, low, count FROM list_layers").fetchall()
            found = ((0, low, count) for layer, low, count in layers if self._in_layers(layer))
        yield from (one for one in found if self._let_through(one[1]))

    def _let_through(self, low: int) -> bool:
        return all(test.holds(low) for test in self.tests)

    def _in_range(self, month: int, low: int) -> bool:
        return (self.months is None or month in self.months) and (
            self.wholly is None or self.wholly.holds(low)
        )

    def _expected(self, found: Sequence[tuple[int, int, int]], end: End) -> int:
        """How many rows the class of an end has."""
        if self.time is not None:
            return sum(count for month, _, count in found if month == end.number)
        return sum(count for _, low, count in found if end.test.holds(low))

    # --- by block ------------------------------------------------------------------------------------------

    def blocks(self, sort: Sort, starts: Sequence[Key]) -> list[int] | None:
        """How many rows in each block."""
        fields = (self.time is not None, self.extension is not None, bool(self.tests or self.wholly))
        if self.layers or sum(fields) > 1:
            return None
        counts = self._lanes(sort, None, len(starts))
        if self.extension is not None and not any(counts):  # a rare one isn't counted by block
            return None
        connection = self.database.connection
        found = list(self._counted()) if self.ends else []
        other_sql, other_values = walk_of(self.other_parts)
        for end in self.ends:
            expected = self._expected(found, end)
            inside = end.count(connection, other_sql, other_values, expected)
            if inside is None:
                return None
            add = not end.outside or inside <= expected - inside
            if not add:
                counts = [a + b for a, b in zip(counts, self._lanes(sort, end, len(starts)), strict=True)]
            sql, values = (end.inside, end.inside_values) if add else (end.outside, end.outside_values)
            looked_up = self._locate(
                sort,
                starts,
                f"SELECT a.row FROM artifacts a INDEXED BY {end.index} WHERE {sql} AND {other_sql}",  # noqa: S608 - bound
                [*values, *other_values],
                inside if add else expected - inside,
            )
            if looked_up is None:
                return None
            counts = [n + more if add else n - more for n, more in zip(counts, looked_up, strict=True)]
        if self.sets:
            union, bound = union_of(self.sets)
            others, others_values = walk_of(self.parts)
            looked_up = self._locate(
                sort,
                starts,
                f"SELECT a.row FROM artifacts a WHERE a.row IN ({union}) AND {others}",  # noqa: S608 - bound
                [*bound, *others_values],
                _rows_of(self.database, self.sets, None),
            )
            if looked_up is None:
                return None
            counts = [n - left_out for n, left_out in zip(counts, looked_up, strict=True)]
        return counts

    def _lanes(self, sort: Sort, end: End | None, blocks: int) -> list[int]:
        """Rows of each block by classes: of those wholly inside, or of the class of an end."""
        if self.time is not None:
            counted = self.time.field.value
            months = self.months if end is None else frozenset((end.number,))

            def wanted(value: Any) -> bool:
                return months is None or value in months
        elif self.extension is not None:
            counted = EXTENSION

            def wanted(value: Any) -> bool:
                return bool(value == self.extension)
        else:
            counted = LOW

            def wanted(value: Any) -> bool:
                chosen = self.wholly if end is None else end.test
                return self._let_through(value) and (chosen is None or chosen.holds(value))

        found = self.database.connection.execute(
            "SELECT value, counts FROM list_counts WHERE sort = ? AND field = ?", (sort.value, counted)
        )
        # sixteen bits for each block: no sum is larger than the block
        summed = sum(int.from_bytes(counts, "little") for value, counts in found if wanted(value))
        lanes = array("H")
        lanes.frombytes(summed.to_bytes(2 * blocks, "little"))
        return lanes.tolist()

    def _locate(
        self, sort: Sort, starts: Sequence[Key], sql: str, values: Sequence[object], number: int
    ) -> list[int] | None:
        """How many rows of a query lie in each block; None where they are too many to look up."""
        if number > LOOKED_UP:
            return None
        connection = self.database.connection
        found = array("q", sorted(chain.from_iterable(connection.execute(sql, values))))
        return _by_block(connection, sort, starts, found)
