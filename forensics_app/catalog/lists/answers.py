"""What is known of a filter whatever the order of its list, as long as the catalogue stays as it is."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import chain

from forensics_app.catalog.database import Database, has_index
from forensics_app.catalog.lists.counting import ROW_INDEX, count_rows
from forensics_app.catalog.lists.filters import Condition
from forensics_app.catalog.lists.parts import RowSets

FOUND_AT_ONCE = 100_000  # more rows that no index of an order tells are counted first


@dataclass(slots=True)
class Answers:
    """To be asked within one snapshot of the catalogue."""

    count: int | None = None
    numbers: array[int] | None = None  # of all its rows, ascending
    others: array[int] | None = None  # of all rows that it leaves out, ascending

    @property
    def held(self) -> int:
        """How many row numbers it keeps in memory."""
        return len(self.numbers or ()) + len(self.others or ())

    def find_count(self, database: Database, condition: Condition) -> int:
        """How many rows. Where finding them is the work, as with text, their numbers are kept."""
        if self.count is None and not condition.in_index:
            found = database.connection.execute(
                f"SELECT a.row FROM artifacts a WHERE {condition.sql} LIMIT ?",  # noqa: S608 - bound
                (*condition.values, FOUND_AT_ONCE + 1),
            )
            numbers = sorted(row for (row,) in found)
            if len(numbers) <= FOUND_AT_ONCE:
                self.numbers, self.count = array("q", numbers), len(numbers)
        if self.count is None:
            self.count = count_rows(database, condition)
        return self.count

    def find_numbers(self, database: Database, condition: Condition) -> array[int]:
        """The numbers of all rows, ascending."""
        if self.numbers is None:
            sets = condition.sets
            if sets is not None and sets.inside:
                self.numbers = _named_by(database, sets)
                return self.numbers
            source, values = f"artifacts a WHERE {condition.sql} ORDER BY +a.row", condition.values
            if condition.broad and has_index(database, ROW_INDEX):  # looked through anyway
                source = (
                    f"artifacts a INDEXED BY {ROW_INDEX} WHERE {condition.sql_without_order} ORDER BY a.row"
                )
                values = condition.walked_values
            found = database.connection.execute(f"SELECT a.row FROM {source}", values)  # noqa: S608 - bound
            self.numbers = array("q", chain.from_iterable(found))
        return self.numbers

    def find_others(self, database: Database, sets: RowSets, *, at_most: int) -> array[int] | None:
        """The numbers of the rows that sets without one `inside` leave out, ascending.

        None where those may be more than `at_most`.
        """
        if self.others is None:
            listed = " UNION ALL ".join(f"SELECT 1 FROM ({one.select})" for one in sets.outside)  # noqa: S608 - bound
            values = [value for one in sets.outside for value in one.values]
            (found,) = database.connection.execute(
                f"SELECT count(*) FROM ({listed} LIMIT ?)",  # noqa: S608 - bound
                (*values, at_most + 1),
            ).fetchone()
            if found > at_most:
                return None
            self.others = _named_by(database, sets)
        return self.others


def _named_by(database: Database, sets: RowSets) -> array[int]:
    """Rows of other tables; all of them are artifacts."""
    return array("q", chain.from_iterable(database.connection.execute(*sets.named)))
