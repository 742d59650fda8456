"""The ends of a range of sizes or times: classes of rows of which the range holds only some."""

from __future__ import annotations

from dataclasses import dataclass
from sqlite3 import Connection

from forensics_app.catalog.lists.parts import FacetTest, SizeRange, TimeRange, is_one_of, size_bounds
from forensics_app.model import facets

_AFTER_ALL = "\U0010ffff"
_JANUARY_1970 = facets.EARLY + 1


@dataclass(frozen=True, slots=True)
class End:
    """One class, and SQL for its rows inside the range and outside; empty where outside has no one side.

    `checked`: that the rows of the class stand in the index where the SQL looks has to be seen by how many
    they are.
    `nearer_outside`: the side outside is probably the shorter one.
    """

    index: str
    number: int
    test: FacetTest
    inside: str
    inside_values: tuple[object, ...]
    outside: str
    outside_values: tuple[object, ...]
    checked: bool = False
    nearer_outside: bool = False

    def count(
        self, connection: Connection, other_sql: str, values: list[object], expected: int
    ) -> int | None:
        """How many rows inside, of those that meet `other_sql`; `expected` of these has the class.

        None where the rows of the class aren't where they should be.
        """
        if not expected:
            return 0
        if self.nearer_outside:
            return expected - self._side(connection, self.outside, self.outside_values, other_sql, values)
        inside = self._side(connection, self.inside, self.inside_values, other_sql, values)
        if self.checked:
            outside = self._side(connection, self.outside, self.outside_values, other_sql, values)
            return inside if inside + outside == expected else None
        return inside

    def _side(
        self, connection: Connection, sql: str, own: tuple[object, ...], other_sql: str, values: list[object]
    ) -> int:
        found = connection.execute(
            f"SELECT count(*) FROM artifacts a INDEXED BY {self.index} WHERE {sql} AND {other_sql}",  # noqa: S608 - bound
            (*own, *values),
        )
        return int(found.fetchone()[0])


def size_ends(asked: SizeRange) -> tuple[FacetTest, list[End]]:
    """The classes that lie wholly in a range of sizes, and those of which some does."""
    wholly: list[int] = []
    ends: list[End] = []
    for number in range(facets.size_class(0), facets.SIZE_MASK + 1):
        low, high = size_bounds(number)
        first = max(low, asked.least)
        last = high if asked.most is None else asked.most if high is None else min(high, asked.most)
        if last is not None and last < first:
            continue
        if first == low and last == high:
            wholly.append(number)
        else:
            ends.append(_size_end(number, (low, high), (first, last)))
    return is_one_of(facets.SIZE, facets.SIZE_MASK, *wholly), ends


def _size_end(number: int, whole: tuple[int, int | None], part: tuple[int, int | None]) -> End:
    (low, high), (first, last) = whole, part
    outside: str = ""
    outside_values: tuple[object, ...] = ()
    nearer = False
    if last == high:
        outside, outside_values = "a.size BETWEEN ? AND ?", (low, first - 1)
        nearer = high is not None and first - low < high - first
    elif first == low:
        outside, outside_values = (
            ("a.size > ?", (last,)) if high is None else ("a.size > ? AND a.size <= ?", (last, high))
        )
        nearer = high is not None and last is not None and high - last < last - low
    inside, inside_values = (
        ("a.size >= ?", (first,)) if last is None else ("a.size BETWEEN ? AND ?", (first, last))
    )
    return End(
        "artifacts_by_size",
        number,
        is_one_of(facets.SIZE, facets.SIZE_MASK, number),
        inside,
        inside_values,
        outside,
        outside_values,
        nearer_outside=nearer,
    )


def time_ends(asked: TimeRange) -> tuple[frozenset[int], list[End]]:
    """The months that lie wholly within bounds (as `facet_sql.times` has them), and those at their ends."""
    low = facets.EARLY if asked.first is None else facets.month_class(asked.first)
    high = facets.LATE if asked.before is None else facets.month_class(asked.before)
    outer = range(max(facets.EARLY, low), min(facets.LATE, high) + 1)
    wholly = frozenset(outer) & frozenset(range(low + 1, high))
    return wholly, [_time_end(asked, number) for number in outer if number not in wholly]


def _time_end(asked: TimeRange, number: int) -> End:
    column = f"a.{asked.field.value}"
    test = is_one_of(facets.MONTHS[asked.field], facets.MONTH_MASK, number)
    first, behind = _texts(number)
    exact = asked.sql.replace(column, f"+{column}")  # only the class's own bounds say where to walk
    within = f"{column} >= ? AND {column} < ? AND ((a.facets >> {test.shift}) & {test.mask}) = {number}"
    return End(
        f"artifacts_by_{asked.field.value}",
        number,
        test,
        f"{within} AND ({exact})",
        (first, behind, *asked.values),
        f"{within} AND NOT ({exact})",
        (first, behind, *asked.values),
        checked=True,
    )


def _texts(number: int) -> tuple[str, str]:
    """Between which texts the times of a class of months should stand."""
    first = "\x01" if number == facets.EARLY else _month(number)
    return first, _AFTER_ALL if number == facets.LATE else _month(number + 1)


def _month(number: int) -> str:
    since_1970 = number - _JANUARY_1970
    return f"{1970 + since_1970 // 12:04d}-{since_1970 % 12 + 1:02d}"
