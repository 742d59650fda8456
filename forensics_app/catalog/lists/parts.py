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
