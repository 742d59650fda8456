"""Raw images: the bytes of the medium as they are, in one file or cut into segments."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from forensics_app.evidence.bytes.bad_sectors import joined
from forensics_app.evidence.bytes.byte_source import ByteSource, check_range, known_gaps
from forensics_app.model.artifact import Gap


class Concatenation:
    """Several byte sources one after the other."""

    def __init__(self, parts: tuple[ByteSource, ...]) -> None:
        self._parts = parts
        self._ends = tuple(accumulate(part.size_bytes for part in parts))

    @property
    def size_bytes(self) -> int:
        """The sum of the parts."""
        return self._ends[-1] if self._ends else 0

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` bytes. Raises ReadFailedError, also for a range beyond the end."""
        check_range(offset_bytes, size_bytes, self.size_bytes)
        found: list[bytes] = []
        index = bisect_right(self._ends, offset_bytes)
        while size_bytes:
            start = self._ends[index - 1] if index else 0
            length = min(size_bytes, self._ends[index] - offset_bytes)
            found.append(self._parts[index].read(offset_bytes - start, length))
            offset_bytes += length
            size_bytes -= length
            index += 1
        return found[0] if len(found) == 1 else b"".join(found)

    def gaps_in(self, offset_bytes: int, size_bytes: int) -> tuple[Gap, ...]:
        """The missing parts of a range, in order, as offsets of this source."""
        found: list[Gap] = []
        end = min(offset_bytes + size_bytes, self.size_bytes)
        for part, part_end in zip(self._parts, self._ends, strict=True):
            start = part_end - part.size_bytes
            begin, stop = max(offset_bytes, start), min(end, part_end)
            if begin < stop:
                within = known_gaps(part, begin - start, stop - begin)
                found += [Gap(gap.offset_bytes + start, gap.length_bytes) for gap in within]
        return joined(tuple(found))
