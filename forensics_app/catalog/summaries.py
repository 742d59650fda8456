"""Stored summaries of a large catalogue: what would otherwise be counted anew for every list of the window.

For each order that is offered: the first key of every block of rows, and how many rows of the block have each
value of the lowest facets and each month of each time. For all rows: how many have which facets, by layer, by
extension and by month. And which contents occur more than once.

They are made with the indexes after a load (`Store.finish_load`) and dropped in the transaction of the first
row that comes behind. Triggers see to it that whatever else changes `artifacts`, be it another version of this
program, makes them invalid in the same transaction. Without them everything is counted as before.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from sqlite3 import Connection

from forensics_app.catalog import rows
from forensics_app.catalog.database import Database
from forensics_app.catalog.duplicates import FIND_DUPLICATES
from forensics_app.model import facets
from forensics_app.model.selection import Sort

SUMMARIZED_FROM = 500_000  # rows; fewer are counted in some tens of milliseconds
BLOCK = 16_384
COMMON_EXTENSION = 1000  # rows; of fewer the index knows the number at once
LOW = "low"  # the facets but the months
ORDERS = {
    Sort.ORDER: ("a.row", "artifacts_by_row"),
    Sort.NAME: ("a.folded", "artifacts_by_name"),
    Sort.SIZE: ("a.size", "artifacts_by_size"),
    Sort.MODIFIED: ("a.modified", "artifacts_by_modified"),
    Sort.CREATED: ("a.created", "artifacts_by_created"),
}
_TABLES = {
    "list_state": "(artifacts INTEGER NOT NULL)",  # one row while the others hold
    "list_starts": "(sort TEXT NOT NULL, block INTEGER NOT NULL, value, row INTEGER NOT NULL,"
    " PRIMARY KEY (sort, block)) WITHOUT ROWID",
    "list_counts": "(sort TEXT NOT NULL, field TEXT NOT NULL, value INTEGER NOT NULL, counts BLOB NOT NULL,"
    " PRIMARY KEY (sort, field, value))",  # counts: 16 bits for each block, little-endian
    "list_layers": "(layer INTEGER NOT NULL, low INTEGER NOT NULL, count INTEGER NOT NULL,"
    " PRIMARY KEY (layer, low)) WITHOUT ROWID",
    "list_extensions": "(extension TEXT NOT NULL, low INTEGER NOT NULL, count INTEGER NOT NULL,"
    " PRIMARY KEY (extension, low)) WITHOUT ROWID",
    "list_months": "(field TEXT NOT NULL, month INTEGER NOT NULL, low INTEGER NOT NULL,"
    " count INTEGER NOT NULL, PRIMARY KEY (field, month, low)) WITHOUT ROWID",
    "list_duplicates": "(row INTEGER PRIMARY KEY)",
}
_CHANGES = ("INSERT", "UPDATE", "DELETE")


def has_summaries(connection: Connection) -> bool:
    """Whether they are there and hold for the state of the catalogue that is read now."""
    found = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'list_state')"
    ).fetchone()[0]
    return bool(found and connection.execute("SELECT EXISTS (SELECT 1 FROM list_state)").fetchone()[0])


def drop_summaries(connection: Connection) -> None:
    """Within a transaction that is open; nothing where there are none."""
    there = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'list_state')"
    ).fetchone()[0]
    if there:
        for change in _CHANGES:
            connection.execute(f"DROP TRIGGER IF EXISTS lists_by_{change.lower()}")
        for table in _TABLES:
            connection.execute(f"DROP TABLE IF EXISTS {table}")


def make_summaries(database: Database) -> None:
    """Make those of a catalogue with its indexes, where they don't hold already. In one transaction."""
    with database.transaction() as connection:
        if has_summaries(connection):
            return
        drop_summaries(connection)
        for table, columns in _TABLES.items():
            connection.execute(f"CREATE TABLE {table} {columns}")
        total = _totals(connection)
        for sort in tuple(Sort)[1:]:
            _blocks(connection, sort)
        connection.execute(f"INSERT INTO list_duplicates {FIND_DUPLICATES}")
        for change in _CHANGES:
            connection.execute(
                f"CREATE TRIGGER lists_by_{change.lower()} BEFORE {change} ON artifacts"
                " BEGIN DELETE FROM list_state; END"
            )
        connection.execute("INSERT INTO list_state VALUES (?)", (total,))


def _totals(connection: Connection) -> int:
    """What is counted over all rows, and the blocks of the total order: the rows come in it. How many rows."""
    block = _Blocks()
    layers: Counter[tuple[int, int]] = Counter()
    extensions: Counter[tuple[str, int]] = Counter()
    months: dict[str, Counter[int]] = {field.value: Counter() for field in facets.MONTHS}
    total = 0
    cursor = connection.execute(
        "SELECT a.row, a.facets, a.extension FROM artifacts a INDEXED BY artifacts_by_row ORDER BY a.row"
    )
    while found := cursor.fetchmany(BLOCK):
        numbers, values, names = zip(*found, strict=True)
        total += len(numbers)
        low = block.add(numbers[0], values)
        first, last = rows.layer_of(numbers[0]), rows.layer_of(numbers[-1])
        if first == last:
            for value, count in Counter(low).items():
                layers[first, value] += count
        else:
            layers.update(zip(map(rows.layer_of, numbers), low, strict=True))
        extensions.update(zip(names, low, strict=True))
        for field, shift in facets.MONTHS.items():
            months[field.value].update(
                [(v >> shift & facets.MONTH_MASK) << 16 | part for v, part in zip(values, low, strict=True)]
            )
    block.store(connection, Sort.ORDER)
    connection.executemany("INSERT INTO list_layers VALUES (?, ?, ?)", ((*k, n) for k, n in layers.items()))
    connection.executemany("INSERT INTO list_extensions VALUES (?, ?, ?)", _common(extensions))
    connection.executemany(
        "INSERT INTO list_months VALUES (?, ?, ?, ?)",
        (
            (field, key >> 16, key & facets.LOW_MASK, count)
            for field, counted in months.items()
            for key, count in counted.items()
        ),
    )
    return total


def _common(extensions: Counter[tuple[str, int]]) -> Iterator[tuple[str, int, int]]:
    of_each: Counter[str] = Counter()
    for (extension, _), count in extensions.items():
        of_each[extension] += count
    for (extension, low), count in extensions.items():
        if of_each[extension] >= COMMON_EXTENSION:
            yield extension, low, count


def _blocks(connection: Connection, sort: Sort) -> None:
    column, index = ORDERS[sort]
    block = _Blocks()
    cursor = connection.execute(
        f"SELECT a.row, a.facets FROM artifacts a INDEXED BY {index} ORDER BY {column}, a.row"  # noqa: S608 - names of ours
    )
    while found := cursor.fetchmany(BLOCK):
        block.add(found[0][0], [values for _, values in found])
    block.store(connection, sort)


class _Blocks:
    """What is counted of the blocks of one order while they come by."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._counts: dict[tuple[str, int], dict[int, int]] = defaultdict(dict)

    def add(self, first: int, values: tuple[int, ...] | list[int]) -> list[int]:
        """One more block, of the rows with these facets; returns the lowest of each."""
        place = len(self._starts)
        self._starts.append(first)
        low = [value & facets.LOW_MASK for value in values]
        self._count(place, LOW, low)
        for field, shift in facets.MONTHS.items():
            self._count(place, field.value, [value >> shift & facets.MONTH_MASK for value in values])
        return low

    def _count(self, place: int, field: str, values: list[int]) -> None:
        for value, count in Counter(values).items():
            self._counts[field, value][place] = count

    def store(self, connection: Connection, sort: Sort) -> None:
        column, _ = ORDERS[sort]
        connection.executemany(
            f"INSERT INTO list_starts SELECT ?, ?, {column}, a.row FROM artifacts a WHERE a.row = ?",  # noqa: S608 - a column
            ((sort.value, place, row) for place, row in enumerate(self._starts)),
        )
        connection.executemany(
            "INSERT INTO list_counts VALUES (?, ?, ?, ?)",
            ((sort.value, *key, self._packed(counts)) for key, counts in self._counts.items()),
        )

    def _packed(self, counts: dict[int, int]) -> bytes:
        lanes = array("H", bytes(2 * len(self._starts)))
        for place, count in counts.items():
            lanes[place] = count
        return lanes.tobytes()
