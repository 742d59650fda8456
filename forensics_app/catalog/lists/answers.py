"""What is known of a filter whatever the order of its list, as long as the catalogue stays as it is."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from forensics_app.catalog.database import Database, has_index
from forensics_app.catalog.lists.counting import ROW_INDEX, count_rows
from forensics_app.catalog.lists.filters import Condition

FOUND_AT_ONCE = 100_000  # more rows that no index of an order tells are counted first


@dataclass(slots=True)
class Answers:
    """To be asked within one snapshot of the catalogue."""

    count: int | None = None
    numbers: array[int] | None = None  # of all its rows, ascending

    @property
    def held(self) -> int:
        """How many row numbers it keeps in memory."""
        return len(self.numbers or ())

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
            source, values = f"artifacts a WHERE {condition.sql} ORDER BY +a.row", condition.values
            if condition.one_set is not None:  # all of them are artifacts
                source = f"(SELECT DISTINCT row FROM ({condition.one_set.select})) a ORDER BY a.row"  # noqa: S608 - bound
            elif condition.broad and has_index(database, ROW_INDEX):  # looked through anyway
                source = (
                    f"artifacts a INDEXED BY {ROW_INDEX} WHERE {condition.sql_without_order} ORDER BY a.row"
                )
                values = condition.walked_values
            found = database.connection.execute(f"SELECT a.row FROM {source}", values)  # noqa: S608 - bound
            self.numbers = array("q", (row for (row,) in found))
        return self.numbers
