"""Which clusters a chain has been at: one that leads back to itself would never end."""

from __future__ import annotations

_PAGE_BITS = 15


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
