"""One condition of a filter: as SQL, and in terms of what stored summaries know of rows (`summaries`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forensics_app.model import facets
from forensics_app.model.selection import TimeField


@dataclass(frozen=True, slots=True)
class FacetTest:
    """One field of the facets has one of these values."""

    shift: int
    mask: int
    values: frozenset[int]

    def holds(self, number: int) -> bool:
        """Whether a row with these facets, or their lowest bits, is meant."""
        return (number >> self.shift) & self.mask in self.values


@dataclass(frozen=True, slots=True)
class SizeRange:
    """Sizes from `least` to `most` (None without an end), in bytes, inclusive."""

    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class TimeRange:
    """A time within bounds; `sql` and its values say exactly which rows are in."""

    field: TimeField
    first: str | None
    before: str | None
    sql: str
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class ExtensionTest:
    """The extension is this one, folded and without its dot."""

    extension: str


@dataclass(frozen=True, slots=True)
class RowSet:
    """`select` finds row numbers of artifacts, perhaps twice; those rows are meant, or all others."""

    select: str
    values: tuple[object, ...]
    inside: bool


@dataclass(frozen=True, slots=True)
class Layers:
    """Row numbers within any of these ranges, each of whole layers."""

    ranges: tuple[tuple[int, int], ...]


Known = FacetTest | SizeRange | TimeRange | ExtensionTest | RowSet | Layers


@dataclass(frozen=True, slots=True)
class Part:
    """`sql` finds its rows by whatever index serves best; `walked` says the same of the rows of an index that
    sorts. `known` is the same once more, None where summaries can't tell.
    """

    sql: str
    values: Sequence[object]
    walked: str
    walked_values: Sequence[object]
    known: Known | None = None

    @property
    def without_order(self) -> str:
        """`walked` for walking an index in its order: each `+` keeps SQLite from another index."""
        sql = self.walked.replace("a.row BETWEEN", "+a.row BETWEEN")
        return f"+{sql}" if sql.startswith("a.") else sql


@dataclass(frozen=True, slots=True)
class RowSets:
    """Rows that stand in each set of `inside` and in none of `outside`; without the former, all but these."""

    inside: tuple[RowSet, ...]
    outside: tuple[RowSet, ...]

    @staticmethod
    def of(parts: Sequence[Part]) -> RowSets | None:
        """None where anything else is asked, or nothing."""
        sets = [part.known for part in parts if isinstance(part.known, RowSet)]
        if not sets or len(sets) < len(parts):
            return None
        return RowSets(tuple(s for s in sets if s.inside), tuple(s for s in sets if not s.inside))

    @property
    def named(self) -> tuple[str, list[object]]:
        """A query for the numbers of rows that it names, each once and ascending: those that it leaves, or
        where it has no set `inside` those that it leaves out.
        """
        if not self.inside:
            return union_of(self.outside)
        first, *others = (*self.inside, *self.outside)
        tests = [f"row {'IN' if one.inside else 'NOT IN'} ({one.select})" for one in others]
        sql = f"SELECT DISTINCT row FROM ({first.select}) WHERE {' AND '.join(tests) or '1'} ORDER BY row"  # noqa: S608 - bound
        return sql, [value for one in (first, *others) for value in one.values]


def union_of(sets: Sequence[RowSet]) -> tuple[str, list[object]]:
    """A query for the numbers of rows in any of the sets, each once and ascending."""
    union = " UNION ".join(one.select for one in sets)
    return f"SELECT DISTINCT row FROM ({union}) ORDER BY row", [v for one in sets for v in one.values]  # noqa: S608 - bound


def walk_of(parts: Sequence[Part]) -> tuple[str, list[object]]:
    """SQL that all of them hold where an index is walked in its order, and its values."""
    sql = " AND ".join(part.without_order for part in parts) or "1"
    return sql, [value for part in parts for value in part.walked_values]


def is_one_of(shift: int, mask: int, *values: int) -> FacetTest:
    """One field has one of these values."""
    return FacetTest(shift, mask, frozenset(values))


def is_none_of(shift: int, mask: int, *values: int) -> FacetTest:
    """One field has none of these values."""
    return FacetTest(shift, mask, frozenset(range(mask + 1)) - frozenset(values))


def size_bounds(number: int) -> tuple[int, int | None]:
    """The smallest and the largest size of a class of sizes; None without an end. Not for the unknown one."""
    if number == 1:
        return 0, 0
    return 1 << (number - 2), None if number == facets.SIZE_MASK else (1 << (number - 1)) - 1
