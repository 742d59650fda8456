"""Bytes that a volume keeps twice, put in the place of damaged ones for whoever reads its structures.

So are bytes in another order, for libraries that don't read what is out of order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from forensics_app.evidence.bytes.byte_source import ByteSource, check_range


class Stored:
    """Bytes of a source that are read when they are asked for by a slice: too many to be kept."""

    def __init__(self, source: ByteSource, offset_bytes: int, size_bytes: int) -> None:
        self._source = source
        self._offset_bytes = offset_bytes
        self._size_bytes = size_bytes

    def __len__(self) -> int:
        return self._size_bytes

    def __getitem__(self, part: slice) -> bytes:
        """Raises ReadFailedError."""
        begin, end, _ = part.indices(self._size_bytes)
        return self._source.read(self._offset_bytes + begin, end - begin)


class Copy(NamedTuple):
    """Bytes to take for those at an offset of the volume."""

    offset_bytes: int
    data: bytes | Stored


class HeaderCopy(NamedTuple):
    """The copy that stands for the header of a volume, and where it lies."""

    data: bytes
    offset_bytes: int
    at_bytes: int

    @property
    def copies(self) -> tuple[Copy, ...]:
        """It alone."""
        return (Copy(self.offset_bytes, self.data),)


def read_placed(
    copies: tuple[Copy, ...], read: Callable[[int, int], bytes], offset_bytes: int, size_bytes: int
) -> bytes:
    """A range with the copies in their places, in which nothing is read. Raises what `read` raises."""
    end = offset_bytes + size_bytes
    for at, copy in copies:
        begin, stop = max(at, offset_bytes), min(at + len(copy), end)
        if begin < stop:
            front = read_placed(copies, read, offset_bytes, begin - offset_bytes)
            return front + copy[begin - at : stop - at] + read_placed(copies, read, stop, end - stop)
    return read(offset_bytes, size_bytes) if size_bytes else b""


class ByCopies:
    """A source with copies in the places of what is damaged, which may lie behind its end.

    For structures: contents are what is stored.
    """

    def __init__(self, source: ByteSource, copies: tuple[Copy, ...]) -> None:
        self._source = source
        self._copies = copies

    @property
    def size_bytes(self) -> int:
        """Size of the source, or up to the last copy."""
        return max([self._source.size_bytes, *(at + len(copy) for at, copy in self._copies)])

    def forget(self) -> None:
        """Give what stands there from now on."""
        self._copies = ()

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` bytes. Raises ReadFailedError, also for a range beyond the end."""
        check_range(offset_bytes, size_bytes, self.size_bytes)
        return read_placed(self._copies, self._source.read, offset_bytes, size_bytes)
