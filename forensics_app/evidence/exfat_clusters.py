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
from forensics_app.evidence.byte_source import TriedTwice
from forensics_app.evidence.cluster_set import ClusterSet
from forensics_app.evidence.file_system import Run

_FIRST_CLUSTER = 2
_END_OF_CHAIN = 0xFFFFFFFF
_NO_FAT_CHAIN = 0x02
_MOST_IN_CHAIN = 1 << 20  # clusters that are looked up one by one
_TIMES_FOLLOWED = 8  # each cluster, in chains: thousands of entries may claim the same one


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
        self._end: int = _FIRST_CLUSTER + count
        self._steps_left = _TIMES_FOLLOWED * min(self._end, source.size_bytes // 4)  # whatever it claims

    def is_possible(self, stream: Stream) -> bool:
        """Whether the volume has room for it."""
        count = -(-stream.size_bytes // self._cluster_bytes)
        return count <= self._end - _FIRST_CLUSTER and (not count or self._has(stream.first))

    def piece(self, stream: Stream) -> tuple[Run, ...]:
        """A content in one piece, as far as the volume goes."""
        count = min(-(-stream.size_bytes // self._cluster_bytes), self._end - stream.first)
        return (self._run(stream.first, count, 0),) if count > 0 and self._has(stream.first) else ()

    def chain(self, stream: Stream) -> tuple[Run, ...] | None:
        """A content by its chain; None where that isn't as long as it, or can't be read."""
        runs, after = self._followed(stream)
        return runs if after == _END_OF_CHAIN else None

    def beginning(self, stream: Stream) -> tuple[Run, ...]:
        """A content by its chain, as far as that goes."""
        return self._followed(stream)[0]

    def _followed(self, stream: Stream) -> tuple[tuple[Run, ...], int]:
        """Pieces of a chain, and what stands behind its last cluster; zero where it isn't followed as far."""
        count = -(-stream.size_bytes // self._cluster_bytes)
        if not 0 < count <= _MOST_IN_CHAIN:
            return (), 0
        runs: list[Run] = []
        begin = reached = stream.first
        done = 0
        seen = ClusterSet()
        for index in range(1, count + 1):
            if not self._has(reached) or not seen.add(reached) or self._steps_left <= 0:
                if reached > begin:
                    runs.append(self._run(begin, reached - begin, done))
                return tuple(runs), 0
            self._steps_left -= 1
            after = self._next(reached)
            if after != reached + 1 or index == count:
                runs.append(self._run(begin, reached - begin + 1, done))
                done, begin = index, after
            reached = after
        return tuple(runs), reached

    def places(self, offset: int, size_bytes: int) -> Iterator[tuple[int, int]]:
        """Where bytes of a directory lie that begin at an offset: they may cross into another cluster."""
        while size_bytes:
            cluster, within = divmod(offset - self.heap, self._cluster_bytes)
            length = min(size_bytes, self._cluster_bytes - within)
            yield offset, length
            size_bytes -= length
            # a directory in one piece has no chain
            after = self._next(cluster + _FIRST_CLUSTER) if size_bytes else 0
            chained = self.heap + (after - _FIRST_CLUSTER) * self._cluster_bytes
            offset = chained if self._has(after) else offset + length

    def _has(self, cluster: int) -> bool:
        return _FIRST_CLUSTER <= cluster < self._end

    def _run(self, cluster: int, count: int, done: int) -> Run:
        units = self._cluster_bytes // self._unit_bytes
        address = (self.heap + (cluster - _FIRST_CLUSTER) * self._cluster_bytes) // self._unit_bytes
        return Run(address, count * units, done * units, True)

    def _next(self, cluster: int) -> int:
        try:
            return int.from_bytes(self._source.read(self._table + 4 * cluster, 4), "little")
        except ReadFailedError:
            return 0
