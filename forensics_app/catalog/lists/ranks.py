"""At which place of an order a row stands, stored for every row of a large catalogue (`summaries`).

So a list that is short beside the catalogue is put in order without looking up what it is ordered by.
"""

from __future__ import annotations

import bisect
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
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


def ranks_of(connection: Connection, sort: Sort, numbers: array[int]) -> array[int]:
    """The places of ascending row numbers in an order other than the total one."""
    found = array("I")
    for within, places in _by_chunk(connection, sort, numbers):
        found.extend([places[row & _WITHIN] for row in within])
    return found


def _by_chunk(
    connection: Connection, sort: Sort, numbers: array[int]
) -> Iterator[tuple[array[int], memoryview[int]]]:
    """Ascending row numbers, those stored together at once, with the places of all that are."""
    first = 0
    while first < len(numbers):
        chunk = numbers[first] >> CHUNK_BITS
        behind = bisect.bisect_left(
            numbers, chunk + 1 << CHUNK_BITS, first, min(len(numbers), first + _WITHIN + 1)
        )
        (stored,) = connection.execute(
            "SELECT places FROM list_ranks WHERE sort = ? AND chunk = ?", (sort.value, chunk)
        ).fetchone()
        yield numbers[first:behind], memoryview(stored).cast("I")
        first = behind


def by_rank(connection: Connection, sort: Sort, numbers: array[int], *, descending: bool) -> array[int]:
    """Ascending row numbers in an order other than the total one."""
    ranks = ranks_of(connection, sort, numbers)
    order = sorted(range(len(numbers)), key=ranks.__getitem__, reverse=descending)
    return array("q", map(numbers.__getitem__, order))


def blocks_of(
    connection: Connection,
    sort: Sort,
    starts: Sequence[tuple[Any, ...]],
    numbers: array[int],
    *,
    block: int,
) -> list[int]:
    """How many of ascending row numbers lie in each block of an order."""
    if sort is Sort.ORDER:
        before = [bisect.bisect_left(numbers, row) for (row,) in starts]
        return [behind - first for first, behind in pairwise([*before, len(numbers)])]
    counts = [0] * len(starts)
    for within, places in _by_chunk(connection, sort, numbers):
        for place in [places[row & _WITHIN] for row in within]:
            counts[place // block] += 1
    return counts
