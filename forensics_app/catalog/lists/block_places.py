"""Which block of an order holds a place of a filtered list, and how many of its rows come before a block.

How many rows of each block are in the list is known at once, or counted block by block from the nearer end,
as far as places are asked for.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable
from itertools import accumulate, pairwise

from forensics_app.catalog.lists.summed import Key

FEW_BLOCKS = 2  # counted at once; for more it is asked first whether all are known


class BlockPlaces:
    """`total` rows in as many blocks as there are `starts`, which are the keys of their first rows.

    `count` counts a block; `count_all` knows all of them, or None.
    """

    def __init__(
        self,
        starts: list[Key],
        total: int,
        count: Callable[[int], int],
        count_all: Callable[[], list[int] | None],
    ) -> None:
        self.starts = starts
        self._total = total
        self._count, self._count_all = count, count_all
        self._asked = False
        self._before = [0] * len(starts) + [total]  # rows before each block, as far as known:
        self._front, self._back = 0, len(starts)  # up to one, and again from another on

    @property
    def blocks(self) -> int:
        """How many."""
        return len(self.starts)

    def block_of(self, key: Key) -> int:
        """The block that a row with this key lies in."""
        return max(0, bisect.bisect_right(self.starts, key) - 1)

    def holding(self, place: int) -> int:
        """The block with this place of the list, counted in ascending order."""
        counted = 0
        while not self._all_known and self._before[self._front] <= place < self._before[self._back]:
            if counted < FEW_BLOCKS or not self._know_all():
                nearer_front = place - self._before[self._front] < self._before[self._back] - place
                self._count_next(front=nearer_front)
            counted += 1
        first, behind = (0, self._front + 1) if place < self._before[self._front] else (self._back, None)
        if self._all_known:
            first, behind = 0, None
        behind = len(self._before) if behind is None else behind
        return min(bisect.bisect_right(self._before, place, first, behind) - 1, self.blocks - 1)

    def before(self, block: int) -> int:
        """How many rows of the list lie before a block."""
        counted = 0
        while self._front < block < self._back:
            if counted < FEW_BLOCKS or not self._know_all():
                self._count_next(front=block - self._front <= self._back - block)
            counted += 1
        return self._before[block]

    def counts(self) -> list[int] | None:
        """How many rows each block has; None as long as that isn't known of all."""
        if not self._all_known:
            return None
        return [behind - before for before, behind in pairwise(self._before)]

    @property
    def _all_known(self) -> bool:
        return self._front + 1 >= self._back

    def _count_next(self, *, front: bool) -> None:
        if front:
            self._before[self._front + 1] = self._before[self._front] + self._count(self._front)
            self._front += 1
        else:
            self._before[self._back - 1] = self._before[self._back] - self._count(self._back - 1)
            self._back -= 1

    def _know_all(self) -> bool:
        """Once: everything that is known without counting, if it makes up the whole list."""
        if self._asked:
            return False
        self._asked = True
        counts = self._count_all()
        if counts is None or sum(counts) != self._total:
            return False
        self._before = [0, *accumulate(counts)]
        self._front = self._back = self.blocks
        return True
