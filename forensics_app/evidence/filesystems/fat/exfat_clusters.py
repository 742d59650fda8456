"""Where the content of an exFAT file lies, by its stream extension and the file allocation table.

Deleting a file clears its bits in the bitmap and in its entries, and leaves the rest: a content that was told
to be in one piece (NoFatChain) is, and a chain mostly still stands. Source: the exFAT specification of 2019
(4.1, 6.3).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import TriedTwice
from forensics_app.evidence.contents.nodes import Run
from forensics_app.evidence.filesystems.fat.cluster_chains import FIRST_CLUSTER, ClusterChains, Stretch

_END_OF_CHAIN = 0xFFFFFFFF
_NO_FAT_CHAIN = 0x02
_MOST_IN_CHAIN = 1 << 20  # clusters that are looked up one by one


class Stream(NamedTuple):
    """What a stream extension says of a content: sizes in bytes."""

    in_one_piece: bool
    first: int
    size_bytes: int

    @staticmethod
    def of(entry: bytes) -> Stream:
        """From its 32 bytes."""
        first, size = struct.unpack_from("<IQ", entry, 20)
        return Stream(bool(entry[1] & _NO_FAT_CHAIN), first, size)


class ExfatClusters:
    """Clusters of one exFAT with this boot sector; runs count in units of `unit_bytes`."""

    def __init__(self, source: TriedTwice, boot: bytes, unit_bytes: int) -> None:
        table, _, heap, count = struct.unpack_from("<4I", boot, 80)
        shift = min(boot[108], 12)
        self._source = source
        self._unit_bytes = unit_bytes
        self._table, self.heap = table << shift, heap << shift
        self._cluster_bytes = 1 << min(shift + boot[109], 25)
        self._end: int = FIRST_CLUSTER + count
        self._chains = ClusterChains(self._next, self._end, source.size_bytes // 4)

    def is_possible(self, stream: Stream) -> bool:
        """Whether the volume has room for it."""
        count = -(-stream.size_bytes // self._cluster_bytes)
        return count <= self._end - FIRST_CLUSTER and (not count or self._chains.has(stream.first))

    def piece(self, stream: Stream) -> tuple[Run, ...]:
        """A content in one piece, as far as the volume goes."""
        count = min(-(-stream.size_bytes // self._cluster_bytes), self._end - stream.first)
        there = count > 0 and self._chains.has(stream.first)
        return (self._run(Stretch(stream.first, count, 0)),) if there else ()

    def chain(self, stream: Stream) -> tuple[Run, ...] | None:
        """A content by its chain; None where that isn't as long as it, or can't be read."""
        runs, after = self._followed(stream)
        return runs if after == _END_OF_CHAIN else None

    def break_of(self, first: int) -> str | None:
        """Where the chain from `first` on stops before its end, in technical words; None for a sound one."""
        return self._chains.break_of(first, _END_OF_CHAIN)

    def beginning(self, stream: Stream) -> tuple[Run, ...]:
        """A content by its chain, as far as that goes."""
        return self._followed(stream)[0]

    def _followed(self, stream: Stream) -> tuple[tuple[Run, ...], int]:
        """Pieces of a chain, and what stands behind its last cluster; zero where it isn't followed as far."""
        count = -(-stream.size_bytes // self._cluster_bytes)
        if not 0 < count <= _MOST_IN_CHAIN:
            return (), 0
        found, after = self._chains.follow(stream.first, count, behind=True)
        return tuple(map(self._run, found)), after

    def places(self, offset: int, size_bytes: int) -> Iterator[tuple[int, int]]:
        """Where bytes of a directory lie that begin at an offset: they may cross into another cluster."""
        while size_bytes:
            cluster, within = divmod(offset - self.heap, self._cluster_bytes)
            length = min(size_bytes, self._cluster_bytes - within)
            yield offset, length
            size_bytes -= length
            # a directory in one piece has no chain
            after = self._next(cluster + FIRST_CLUSTER) if size_bytes else 0
            chained = self.heap + (after - FIRST_CLUSTER) * self._cluster_bytes
            offset = chained if self._chains.has(after) else offset + length

    def _run(self, stretch: Stretch) -> Run:
        units = self._cluster_bytes // self._unit_bytes
        address = (self.heap + (stretch.first - FIRST_CLUSTER) * self._cluster_bytes) // self._unit_bytes
        return Run(address, stretch.clusters * units, stretch.done * units, True)

    def _next(self, cluster: int) -> int:
        try:
            return int.from_bytes(self._source.read(self._table + 4 * cluster, 4), "little")
        except ReadFailedError:
            return 0
