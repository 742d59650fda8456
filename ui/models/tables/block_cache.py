"""Blocks of rows of a table too long to hold: which are here, which are asked for, which may go.

Plain Python, so that the rules can be tested without a window: at most `capacity` blocks are kept, the least
recently used goes first, and nothing of an older question is ever taken in.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Generic, TypeVar

BLOCK_ROWS = 256
T = TypeVar("T")


class BlockCache(Generic[T]):
    """`generation` counts the questions (filter and order); answers to older ones are refused."""

    def __init__(self, capacity: int = 64) -> None:
        self._capacity = capacity
        self._blocks: OrderedDict[int, Sequence[T]] = OrderedDict()
        self._asked: set[int] = set()
        self.generation = 0
        self.row_count = 0

    def reset(self, row_count: int) -> int:
        """A new question with that many rows; its generation."""
        self._blocks.clear()
        self._asked.clear()
        self.row_count = row_count
        self.generation += 1
        return self.generation

    def resize(self, row_count: int) -> None:
        """The same question has more or fewer rows now; those that are here stay, up to the new end."""
        for block in [b for b in self._blocks if b * BLOCK_ROWS >= row_count]:
            del self._blocks[block]
        self.row_count = row_count

    def row(self, row: int) -> T | None:
        """The row if its block is here."""
        block, place = divmod(row, BLOCK_ROWS)
        rows = self._blocks.get(block)
        if rows is None or place >= len(rows):
            return None
        self._blocks.move_to_end(block)
        return rows[place]

    def want(self, row: int) -> int | None:
        """The block to ask for so that `row` can be shown; None when it is here or asked for already."""
        block, place = divmod(row, BLOCK_ROWS)
        if place < len(self._blocks.get(block, ())) or block in self._asked:
            return None
        if not 0 <= row < self.row_count:
            return None
        self._asked.add(block)
        return block

    def withdraw(self, block: int) -> None:
        """The question for a block was not answered; it may be asked again."""
        self._asked.discard(block)

    def take(self, generation: int, block: int, rows: Sequence[T]) -> range | None:
        """Take an answer in; the rows it fills, or None when it belongs to an older question."""
        if generation != self.generation:
            return None
        self._asked.discard(block)
        self._blocks[block] = rows
        self._blocks.move_to_end(block)
        while len(self._blocks) > self._capacity:
            self._blocks.popitem(last=False)
        first = block * BLOCK_ROWS
        return range(first, min(first + len(rows), self.row_count))

    @property
    def held(self) -> int:
        """How many blocks are here."""
        return len(self._blocks)

    def blocks(self) -> tuple[int, ...]:
        """The blocks that are here, the one used last at the end."""
        return tuple(self._blocks)

    def waiting(self) -> frozenset[int]:
        """Blocks asked for and not answered."""
        return frozenset(self._asked)
