"""Chains of clusters in the file allocation table of FAT and exFAT, followed so far and no further.

A chain may lead back to itself, or many entries may claim the same one: each cluster of a chain counts once,
and all chains of a volume together take so many steps.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

FIRST_CLUSTER = 2
_TIMES_FOLLOWED = 8  # each cluster, in chains
_PAGE_BITS = 15


class Stretch(NamedTuple):
    """`clusters` side by side, from `first` on; `done` of the chain come before them."""

    first: int
    clusters: int
    done: int


class ClusterChains:
    """Chains of one volume. `after` says what the table has behind a cluster; clusters end before `end`.

    `stored`: how many the table can have, whatever it claims.
    """

    def __init__(self, after: Callable[[int], int], end: int, stored: int) -> None:
        self._after = after
        self._end = end
        self._steps_left = _TIMES_FOLLOWED * min(end, stored)

    def has(self, cluster: int) -> bool:
        """Whether the volume has a cluster of this number."""
        return FIRST_CLUSTER <= cluster < self._end

    def follow(self, first: int, count: int, *, behind: bool = False) -> tuple[list[Stretch], int]:
        """The first `count` clusters of a chain, as far as it goes; with `behind` also what stands there.

        That is zero where the chain isn't followed as far. Raises what `after` does.
        """
        found: list[Stretch] = []
        begin = reached = first
        done = 0
        seen = ClusterSet()
        for index in range(1, count + 1):
            if not self.has(reached) or not seen.add(reached) or self._steps_left <= 0:
                if reached > begin:
                    found.append(Stretch(begin, reached - begin, done))
                return found, 0
            self._steps_left -= 1
            after = self._after(reached) if behind or index < count else 0
            if after != reached + 1 or index == count:
                found.append(Stretch(begin, reached - begin + 1, done))
                done, begin = index, after
            reached = after
        return found, reached

    def break_of(self, first: int, end_of_chain: int) -> str | None:
        """Where a chain stops that doesn't come to its end, in technical words; None for a sound one.

        `end_of_chain`: the least number that ends one. Raises what `after` does.
        """
        if not self.has(first):
            return f"no cluster {first}"
        found, _ = self.follow(first, self._end)
        if not found:
            return "its chain of clusters was followed too often"
        last = found[-1].first + found[-1].clusters - 1
        after = self._after(last)
        if after >= end_of_chain:
            return None
        return f"its chain of clusters breaks off: behind cluster {last} comes {after}"


class ClusterSet:
    """A bit for each cluster, in pages that are made when one is needed: a volume may claim any number."""

    def __init__(self) -> None:
        self._pages: dict[int, bytearray] = {}

    def add(self, cluster: int) -> bool:
        """Whether it is new here."""
        page = self._pages.get(cluster >> _PAGE_BITS)
        if page is None:
            page = self._pages[cluster >> _PAGE_BITS] = bytearray(1 << _PAGE_BITS - 3)
        index, bit = (cluster & (1 << _PAGE_BITS) - 1) >> 3, 1 << (cluster & 7)
        if page[index] & bit:
            return False
        page[index] |= bit
        return True
