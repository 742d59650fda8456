"""Which clusters a chain has been at: one that leads back to itself would never end."""

from __future__ import annotations


class ClusterSet:
    """Of clusters below `end`, a bit for each."""

    def __init__(self, end: int) -> None:
        self._bits = bytearray(end // 8 + 1)

    def add(self, cluster: int) -> bool:
        """Whether it is new here."""
        index, bit = cluster >> 3, 1 << (cluster & 7)
        if self._bits[index] & bit:
            return False
        self._bits[index] |= bit
        return True
