"""Bytes of a volume that belong to no content, one behind the other."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource, check_range
from forensics_app.evidence.format_errors import TskError
from forensics_app.evidence.spaces.free_runs import Run, joined

_MOST_RUNS = 4_000_000
_HOLLOW_FACTOR = 1024  # a volume of which less than a thousandth is there says nothing worth counting


class Space:
    """`runs` of a volume as bytes: where each begins in it and how long it is, ascending and apart.

    What lies behind the end of the source, an image that was cut off, is left out; `beyond_bytes` says how
    much that is, None where what would tell lies there too. Raises TskError for more than four million runs,
    and what `runs` raises before they come to the end.
    """

    def __init__(self, source: ByteSource, runs: Iterable[Run]) -> None:
        self._source = source
        self._offsets = array("Q")
        self._ends = array("Q")
        self.beyond_bytes: int | None = 0
        size = 0
        for offset, length in joined(self._within(runs, source.size_bytes)):
            if len(self._offsets) >= _MOST_RUNS:
                raise TskError(f"more than {_MOST_RUNS} runs of such bytes")
            size += length
            self._offsets.append(offset)
            self._ends.append(size)
        self.size_bytes = size

    def _within(self, runs: Iterable[Run], end: int) -> Iterator[Run]:
        """The parts of runs before the end of the source; those behind it are counted."""
        beyond = 0
        try:
            for offset, length in runs:
                there = max(0, min(length, end - offset))
                yield offset, there
                beyond += max(0, length) - there
                if beyond > end * _HOLLOW_FACTOR:
                    self.beyond_bytes = None
                    return
        except (ReadFailedError, TskError):
            if not beyond:
                raise
            self.beyond_bytes = None
            return
        self.beyond_bytes = beyond

    def __len__(self) -> int:
        """How many runs there are."""
        return len(self._offsets)

    def runs(self) -> Iterator[Run]:
        """Offset in the volume and length of each run, in bytes, ascending."""
        begin = 0
        for offset, end in zip(self._offsets, self._ends, strict=True):
            yield offset, end - begin
            begin = end

    def pieces(self, offset_bytes: int, size_bytes: int) -> Iterator[tuple[int, int, int]]:
        """A range cut where runs end: where each part begins here and in the volume, and its length."""
        end = min(offset_bytes + size_bytes, self.size_bytes)
        index = bisect_right(self._ends, offset_bytes)
        while offset_bytes < end:
            begin = self._ends[index - 1] if index else 0
            length = min(end, self._ends[index]) - offset_bytes
            yield offset_bytes, self._offsets[index] + offset_bytes - begin, length
            offset_bytes += length
            index += 1

    def used_bytes(self, offset_bytes: int, length_bytes: int) -> int:
        """How many of these bytes of the volume are not in it; what lies beyond its end doesn't count."""
        end = min(offset_bytes + length_bytes, self._source.size_bytes)
        used = max(0, end - offset_bytes)
        index = max(0, bisect_right(self._offsets, offset_bytes) - 1)
        while index < len(self._offsets) and self._offsets[index] < end:
            begin = self._offsets[index]
            length = self._ends[index] - (self._ends[index - 1] if index else 0)
            used -= max(0, min(end, begin + length) - max(offset_bytes, begin))
            index += 1
        return used

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` bytes. Raises ReadFailedError, also for a range beyond the end."""
        check_range(offset_bytes, size_bytes, self.size_bytes)
        return b"".join(
            [self._source.read(at, length) for _, at, length in self.pieces(offset_bytes, size_bytes)]
        )
