"""What examining needs of a piece of content; evidence provides it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from forensics_app.model.artifact import Gap


class Content(Protocol):
    """Bytes of known length; what can't be read counts as zeros and is told in `gaps`."""

    @property
    def size_bytes(self) -> int:
        """How many bytes there are."""
        ...

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What could not be read so far, in order, neighbours joined."""
        ...

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly these bytes. Never raises for bytes that can't be read."""
        ...


class SharedChunk(Protocol):
    """Bytes that lie in memory that another process goes on to fill with others."""

    @property
    def parts(self) -> Sequence[memoryview]:
        """Where they lie, in order."""
        ...

    def held(self) -> bool:
        """Whether they were there all the time until now: only then counts what was made of them."""
        ...


class SharesChunks(Protocol):
    """A content or a source that may have bytes where they can be looked at without a copy."""

    def shared_chunk(self, offset_bytes: int, size_bytes: int) -> SharedChunk | None:
        """The first bytes of a range, one at least; None where they have to be read. Never raises."""
        ...


def shared_chunk_of(source: object, offset_bytes: int, size_bytes: int) -> SharedChunk | None:
    """The first bytes of a range where they lie; None of a source that shares no memory."""
    shared_chunk: Callable[[int, int], SharedChunk | None] | None = getattr(source, "shared_chunk", None)
    return None if shared_chunk is None else shared_chunk(offset_bytes, size_bytes)


class WholeContent:
    """A Content that is in memory, every byte of it as it was read."""

    gaps: tuple[Gap, ...] = ()

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def size_bytes(self) -> int:
        """Size of the content."""
        return len(self._data)

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly these bytes, zeros where they can't be read, which `gaps` then names. Never raises for
        that."""
        if offset_bytes == 0 and size_bytes == len(self._data):
            return self._data
        return self._data[offset_bytes : offset_bytes + size_bytes]
