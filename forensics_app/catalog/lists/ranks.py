"""At which place of an order a row stands, stored for every row of a large catalogue (`summaries`).

So a list that is short beside the catalogue is put in order without looking up what it is ordered by.
"""

from __future__ import annotations

import bisect
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from sqlite3 import Connection
from typing import Any

from forensics_app.model.selection import Sort

CHUNK_BITS = 13  # row numbers that differ in these bits alone are stored together
_WITHIN = (1 << CHUNK_BITS) - 1
RANKS = "(sort TEXT NOT NULL, chunk INTEGER NOT NULL, places BLOB NOT NULL, PRIMARY KEY (sort, chunk))"


class RankWriter:
    """Takes the rows of one order as they come by, and stores their places."""

    def __init__(self) -> None:
        self._chunks: defaultdict[int, array[int]] = defaultdict(lambda: array("I", bytes(4 << CHUNK_BITS)))
        self._place = 0

    def add(self, numbers: Sequence[int]) -> None:
        """The next rows."""
        chunks = self._chunks
        for place, row in enumerate(numbers, self._place):
            chunks[row >> CHUNK_BITS][row & _WITHIN] = place
        self._place += len(numbers)

    def store(self, connection: Connection, sort: Sort) -> None:
        """All of them."""
        connection.executemany(
            "INSERT INTO list_ranks VALUES (?, ?, ?)",
            ((sort.value, chunk, places.tobytes()) for chunk, places in sorted(self._chunks.items())),
        )


def ranks_of(connection: Connection, sort: Sort, numbers: Iterable[int]) -> array[int]:
    """The places of ascending row numbers in an order other than the total one."""
    found = array("I")
    for chunk, rows in groupby(numbers, lambda row: row >> CHUNK_BITS):
        (stored,) = connection.execute(
            "SELECT places FROM list_ranks WHERE sort = ? AND chunk = ?", (sort.value, chunk)
        ).fetchone()
        places = memoryview(stored).cast("I")
        found.extend([places[row & _WITHIN] for row in rows])
    return found


def by_rank(connection: Connection, sort: Sort, numbers: array[int], *, descending: bool) -> array[int]:
    """Ascending row numbers in an order other than the total one."""
    ranks = ranks_of(connection, sort, numbers)
    order = sorted(range(len(numbers)), key=ranks.__getitem__, reverse=descending)
    return array("q", map(numbers.__getitem__, order))


def blocks_of(
    connection: Connection,
    sort: Sort,
    starts: Sequence[tuple[Any, ...]],
    numbers: Sequence[int],
    *,
    block: int,
) -> Counter[int]:
    """How many of ascending row numbers lie in which block of an order."""
    if sort is Sort.ORDER:
        return Counter(bisect.bisect_right(starts, (row,)) - 1 for row in numbers)
    return Counter([rank // block for rank in ranks_of(connection, sort, numbers)])
