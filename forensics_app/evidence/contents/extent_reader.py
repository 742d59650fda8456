"""Reading content at its extents: a range of it is ranges of layers, or zeros that aren't stored."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

from forensics_app.evidence.bytes.byte_source import ByteSource, check_range
from forensics_app.examine.content import SharedChunk, shared_chunk_of
from forensics_app.model.artifact import Extent


class ExtentReader:
    """The concatenation of `extents`; `layers` gives the bytes of a layer by its id."""

    def __init__(self, extents: tuple[Extent, ...], layers: Callable[[str], ByteSource]) -> None:
        self._extents = extents
        self._layers = layers
        self._ends = list(accumulate(extent.length_bytes for extent in extents))

    @property
    def size_bytes(self) -> int:
        """The sum of the extents."""
        return self._ends[-1] if self._ends else 0

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` bytes. Raises ReadFailedError, also for a range beyond the end."""
        check_range(offset_bytes, size_bytes, self.size_bytes)
        parts: list[bytes] = []
        index = bisect_right(self._ends, offset_bytes)
        while size_bytes:
            layer_id, at, length = self._extents[index]
            skipped = offset_bytes - (self._ends[index] - length)
            wanted = min(size_bytes, length - skipped)
            if layer_id is None or at is None:
                parts.append(bytes(wanted))
            else:
                parts.append(self._layers(layer_id).read(at + skipped, wanted))
            offset_bytes += wanted
            size_bytes -= wanted
            index += 1
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def shared_chunk(self, offset_bytes: int, size_bytes: int) -> SharedChunk | None:
        """The first bytes of a range where they lie, no further than the end of an extent; None elsewhere.
        Never raises."""
        index = bisect_right(self._ends, offset_bytes)
        if index == len(self._extents):
            return None
        layer_id, at, length = self._extents[index]
        if layer_id is None or at is None:
            return None
        skipped = offset_bytes - (self._ends[index] - length)
        return shared_chunk_of(self._layers(layer_id), at + skipped, min(size_bytes, length - skipped))
