"""Bytes in memory of which parts can't be read, for tests."""

from __future__ import annotations

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import check_range
from forensics_app.model.artifact import Gap


class PartialSource:
    """A ByteSource of which `gaps` can't be read, and are known; `refused` counts reads that failed."""

    def __init__(self, data: bytes, *gaps: Gap) -> None:
        self._data = data
        self.size_bytes = len(data)
        self.gaps = gaps
        self.refused = 0

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        check_range(offset_bytes, size_bytes, self.size_bytes)
        if self.gaps_in(offset_bytes, size_bytes):
            self.refused += 1
            raise ReadFailedError(offset_bytes=offset_bytes, size_bytes=size_bytes, detail="not in the image")
        return self._data[offset_bytes : offset_bytes + size_bytes]

    def gaps_in(self, offset_bytes: int, size_bytes: int) -> tuple[Gap, ...]:
        end = offset_bytes + size_bytes
        ends = ((gap.offset_bytes, gap.offset_bytes + gap.length_bytes) for gap in self.gaps)
        cut = ((max(begin, offset_bytes), min(stop, end)) for begin, stop in ends)
        return tuple(Gap(begin, stop - begin) for begin, stop in cut if begin < stop)
