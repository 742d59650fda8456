"""Values of which no two lines of the catalogue may have the same, eight bytes a line whatever they are."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable

_MOST_TOGETHER = 1 << 18
_MOST_REPORTED = 1000


class Repeats:
    """Python's own keyed hash of each value: one of two that are equal, and of others once in 2**64 pairs.

    Nobody who makes a bundle knows the key.
    """

    def __init__(self) -> None:
        self._hashes = array("q")

    def add(self, values: Iterable[Hashable]) -> None:
        """More values."""
        self._hashes.extend(map(hash, values))

    def found(self) -> frozenset[int]:
        """The hashes of values that were added more than once; some of them, where there are very many."""
        parts = len(self._hashes) // _MOST_TOGETHER + 1
        repeated: set[int] = set()
        for part in range(parts):
            together = self._hashes if parts == 1 else [h for h in self._hashes if h % parts == part]
            if len(set(together)) != len(together):
                seen: set[int] = set()
                for value in together:
                    if value in seen and len(repeated) < _MOST_REPORTED:
                        repeated.add(value)
                    seen.add(value)
        return frozenset(repeated)
