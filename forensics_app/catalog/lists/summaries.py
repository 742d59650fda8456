"""Stored summaries of a large catalogue: what would otherwise be counted anew for every list of the window.

For each order that is offered: the first key of every block of rows, and how many rows of the block have each
value of the lowest facets, each month of each time and each common extension; and the place of every row. For
all rows: how many have which facets, by layer, by extension and by month. And which contents occur more than
once.

They are made with the indexes after a load (`Store.finish_load`) and dropped in the transaction of the first
row that comes behind. Triggers see to it that whatever else changes `artifacts`, be it another version of
this program, makes them invalid in the same transaction. Without them everything is counted as before.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from sqlite3 import Connection

from forensics_app.catalog import rows
from forensics_app.catalog.database import Database, is_there
from forensics_app.catalog.lists.duplicates import FIND_DUPLICATES
from forensics_app.catalog.lists.ranks import RANKS, RankWriter
from forensics_app.catalog.lists.summary_state import STATE, has_summaries
from forensics_app.model import facets
from forensics_app.model.selection import Sort

SUMMARIZED_FROM = 2_000_000  # rows; fewer are counted in some tens of milliseconds, and loaded sooner
BLOCK = 16_384
COMMON_EXTENSION = 1000  # rows; of fewer the index knows the number at once
LOW, EXTENSION = "low", "extension"  # what is counted by block beside the months: all other facets in one
ORDERS = {
    Sort.ORDER: ("a.row", "artifacts_by_row"),
    Sort.NAME: ("a.folded", "artifacts_by_name"),
    Sort.SIZE: ("a.size", "artifacts_by_size"),
    Sort.MODIFIED: ("a.modified", "artifacts_by_modified"),
    Sort.CREATED: ("a.created", "artifacts_by_created"),
}
_TABLES = {
    STATE: "(block INTEGER NOT NULL)",  # rows of each
    "list_starts": "(sort TEXT NOT NULL, block INTEGER NOT NULL, value, row INTEGER NOT NULL,"
    " PRIMARY KEY (sort, block)) WITHOUT ROWID",
    "list_counts": "(sort TEXT NOT NULL, field TEXT NOT NULL, value NOT NULL, counts BLOB NOT NULL,"
    " PRIMARY KEY (sort, field, value))",  # counts: 16 bits for each block, little-endian
    "list_layers": "(layer INTEGER NOT NULL, low INTEGER NOT NULL, count INTEGER NOT NULL,"
    " PRIMARY KEY (layer, low)) WITHOUT ROWID",
    "list_extensions": "(extension TEXT NOT NULL, low INTEGER NOT NULL, count INTEGER NOT NULL,"
    " PRIMARY KEY (extension, low)) WITHOUT ROWID",
    "list_months": "(field TEXT NOT NULL, month INTEGER NOT NULL, low INTEGER NOT NULL,"
    " count INTEGER NOT NULL, PRIMARY KEY (field, month, low)) WITHOUT ROWID",
    "list_ranks": RANKS,
    "list_duplicates": "(row INTEGER PRIMARY KEY)",
}
_TRIGGERS = {
    "lists_by_insert": "BEFORE INSERT ON artifacts BEGIN DELETE FROM list_state; END",
    "lists_by_update": "BEFORE UPDATE ON artifacts BEGIN DELETE FROM list_state; END",
    "lists_by_delete": "BEFORE DELETE ON artifacts BEGIN DELETE FROM list_state; END",
}


def schema() -> tuple[str, ...]:
    """The statements that make their tables and triggers."""
    return (
        *(f"CREATE TABLE {table} {columns}" for table, columns in _TABLES.items()),
        *(f"CREATE TRIGGER {trigger} {when}" for trigger, when in _TRIGGERS.items()),
    )


def drop_summaries(connection: Connection) -> None:
    """Within a transaction that is open; nothing where there are none."""
    if is_there(connection, "table", STATE):
        for trigger in _TRIGGERS:
            connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")
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
        found = connection.execute(
            "SELECT extension FROM artifacts GROUP BY extension HAVING count(*) >= ?", (COMMON_EXTENSION,)
        )
        common = frozenset(name for (name,) in found)
        _totals(connection, common)
        for sort in Sort:
            if sort is not Sort.ORDER:
                _order(connection, sort, common)
        connection.execute(f"INSERT INTO list_duplicates {FIND_DUPLICATES}")
        for trigger, when in _TRIGGERS.items():
            connection.execute(f"CREATE TRIGGER {trigger} {when}")
        connection.execute("INSERT INTO list_state VALUES (?)", (BLOCK,))


def _totals(connection: Connection, common: frozenset[str]) -> None:
    """What is counted over all rows, and the blocks of the total order: the rows come in it."""
    blocks = _Blocks(common)
    layers: Counter[tuple[int, int]] = Counter()
    extensions: Counter[tuple[str, int]] = Counter()
    months: dict[str, Counter[int]] = {field.value: Counter() for field in facets.MONTHS}
    for numbers, values, names in _read(connection, Sort.ORDER):
        low = blocks.add(numbers[0], values, names)
        layers.update(zip(map(rows.layer_of, numbers), low, strict=True))
        for (name, part), count in Counter(zip(names, low, strict=True)).items():
            if name in common:
                extensions[name, part] += count
        for field, shift in facets.MONTHS.items():
            months[field.value].update(
                [(v >> shift & facets.MONTH_MASK) << 16 | part for v, part in zip(values, low, strict=True)]
            )
    blocks.store(connection, Sort.ORDER)
    for table, counted in (("list_layers", layers), ("list_extensions", extensions)):
        connection.executemany(
            f"INSERT INTO {table} VALUES (?, ?, ?)",  # noqa: S608 - one of two names
            ((*key, count) for key, count in counted.items()),
        )
    connection.executemany(
        "INSERT INTO list_months VALUES (?, ?, ?, ?)",
        (
            (field, key >> 16, key & facets.LOW_MASK, count)
            for field, counted_months in months.items()
            for key, count in counted_months.items()
        ),
    )


def _order(connection: Connection, sort: Sort, common: frozenset[str]) -> None:
    blocks, ranks = _Blocks(common), RankWriter()
    for numbers, values, names in _read(connection, sort):
        blocks.add(numbers[0], values, names)
        ranks.add(numbers)
    blocks.store(connection, sort)
    ranks.store(connection, sort)


def _read(
    connection: Connection, sort: Sort
) -> Iterator[tuple[tuple[int, ...], tuple[int, ...], tuple[str, ...]]]:
    """Row numbers, facets and extensions of block after block."""
    column, index = ORDERS[sort]
    order = "a.row" if sort is Sort.ORDER else f"{column}, a.row"
    cursor = connection.execute(
        f"SELECT a.row, a.facets, a.extension FROM artifacts a INDEXED BY {index} ORDER BY {order}"  # noqa: S608 - names of ours
    )
    while found := cursor.fetchmany(BLOCK):
        numbers, values, names = zip(*found, strict=True)
        yield numbers, values, names


class _Blocks:
    """What is counted of the blocks of one order while they come by."""

    def __init__(self, common: frozenset[str]) -> None:
        self._common = common
        self._starts: list[int] = []
        self._counts: dict[tuple[str, int | str], dict[int, int]] = defaultdict(dict)

    def add(self, first: int, values: tuple[int, ...], names: tuple[str, ...]) -> list[int]:
        """One more block, of the rows with these facets and extensions; returns the lowest facets of each."""
        place = len(self._starts)
        self._starts.append(first)
        low = [value & facets.LOW_MASK for value in values]
        self._count(place, LOW, Counter(low))
        for field, shift in facets.MONTHS.items():
            self._count(place, field.value, Counter([v >> shift & facets.MONTH_MASK for v in values]))
        extensions = Counter(names)
        self._count(place, EXTENSION, {name: extensions[name] for name in self._common & extensions.keys()})
        return low

    def _count(self, place: int, field: str, counted: Mapping[int, int] | Mapping[str, int]) -> None:
        for value, count in counted.items():
            self._counts[field, value][place] = count

    def store(self, connection: Connection, sort: Sort) -> None:
        """All of them."""
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
