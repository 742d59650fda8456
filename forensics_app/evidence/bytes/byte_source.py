"""Where bytes come from: a medium, or a window of one.

One rule: a read gives exactly the bytes asked for, or it raises. A short answer would be taken for zeros or
for an end by the parsers above it, silently.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from forensics_app.errors import ForensicsError, ReadFailedError
from forensics_app.examine.content import SharedChunk, shared_chunk_of
from forensics_app.model.artifact import Gap


class ByteSource(Protocol):
    """Random access to bytes that never change."""

    @property
    def size_bytes(self) -> int:
        """Number of bytes there are."""
        ...

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` bytes. Raises ReadFailedError, also for a range beyond the end."""
        ...


class KnowsGaps(Protocol):
    """A source of an image that is not whole."""

    def gaps_in(self, offset_bytes: int, size_bytes: int) -> tuple[Gap, ...]:
        """What is known to be missing from a range, in order, as offsets of the source."""
        ...


def known_gaps(source: ByteSource, offset_bytes: int, size_bytes: int) -> tuple[Gap, ...]:
    """The missing parts of a range, in order; none of a source that doesn't know of any."""
    gaps_in: Callable[[int, int], tuple[Gap, ...]] | None = getattr(source, "gaps_in", None)
    return () if gaps_in is None else gaps_in(offset_bytes, size_bytes)


def read_by_units(offset_bytes: int, size_bytes: int, unit_bytes: int, unit: Callable[[int], bytes]) -> bytes:
    """A range of what is kept in units of one size, the last of which may be shorter; `unit` gives one by its
    number. Raises ReadFailedError for a unit that ends early, and what `unit` raises.
    """
    parts: list[bytes] = []
    end = offset_bytes + size_bytes
    while offset_bytes < end:
        number, within = divmod(offset_bytes, unit_bytes)
        part = unit(number)[within : within + end - offset_bytes]
        if not part:
            raise ReadFailedError(
                offset_bytes=offset_bytes, size_bytes=end - offset_bytes, detail=f"unit {number} ends early"
            )
        parts.append(part)
        offset_bytes += len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


class Window:
    """`size_bytes` bytes of another source, from `offset_bytes` on."""

    def __init__(self, source: ByteSource, offset_bytes: int, size_bytes: int) -> None:
        self._source = source
        self._offset_bytes = offset_bytes
        self._size_bytes = min(size_bytes, max(0, source.size_bytes - offset_bytes))

    @property
    def size_bytes(self) -> int:
        """Size of the window, cut at the end of the source."""
        return self._size_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` bytes from an offset in the window. Raises ReadFailedError."""
        check_range(offset_bytes, size_bytes, self._size_bytes)
        return self._source.read(self._offset_bytes + offset_bytes, size_bytes)

    def shared_chunk(self, offset_bytes: int, size_bytes: int) -> SharedChunk | None:
        """The first bytes of a range of the window where they lie; None where they have to be read. Never
        raises."""
        if offset_bytes + size_bytes > self._size_bytes:
            return None
        return shared_chunk_of(self._source, self._offset_bytes + offset_bytes, size_bytes)

    def gaps_in(self, offset_bytes: int, size_bytes: int) -> tuple[Gap, ...]:
        """The missing parts of a range, in order, as offsets of this source."""
        size = max(0, min(size_bytes, self._size_bytes - offset_bytes))
        found = known_gaps(self._source, self._offset_bytes + offset_bytes, size)
        return tuple(Gap(gap.offset_bytes - self._offset_bytes, gap.length_bytes) for gap in found)


class TriedTwice:
    """A source whose failed reads are tried once more: a bus that resets, a share that reconnects.

    What fails twice is kept in `failures` and raised.
    """

    def __init__(self, source: ByteSource) -> None:
        self._source = source
        self.failures: list[ForensicsError] = []

    @property
    def size_bytes(self) -> int:
        """Size of the source."""
        return self._source.size_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` bytes. Raises ReadFailedError, also for a range beyond the end."""
        with suppress(ForensicsError):
            return self._source.read(offset_bytes, size_bytes)
        try:
            return self._source.read(offset_bytes, size_bytes)
        except ForensicsError as e:
            self.failures.append(e)
            raise


def check_range(offset_bytes: int, size_bytes: int, available_bytes: int) -> None:
    """Raises ReadFailedError unless the range lies inside `available_bytes`."""
    if offset_bytes < 0 or size_bytes < 0 or offset_bytes + size_bytes > available_bytes:
        raise ReadFailedError(offset_bytes=offset_bytes, size_bytes=size_bytes, detail="beyond the end")


def read_up_to(source: ByteSource, offset_bytes: int, size_bytes: int) -> bytes:
    """What there is of a range that may cross the end; for looking at signatures only."""
    available = max(0, min(size_bytes, source.size_bytes - offset_bytes))
    return source.read(offset_bytes, available) if available else b""
