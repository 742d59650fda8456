"""Streams over bytes of an archive: a whole source, and content that lies in runs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from forensics_app.evidence.archives.members.content import Stream
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to


class SourceStream:
    """A byte source as a Stream."""

    def __init__(self, source: ByteSource) -> None:
        self._source = source

    def read_at(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Bytes from an offset on; fewer at the end and before damage. Raises ReadFailedError at damage."""
        return read_up_to(self._source, offset_bytes, size_bytes)


class BytesStream:
    """Bytes in memory as a Stream."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read_at(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Bytes from an offset on; fewer at the end and before damage. Raises ReadFailedError at damage."""
        return self._data[offset_bytes : offset_bytes + size_bytes]


class RunStream:
    """The bytes at (offset or None, length) runs of another stream; None reads as zeros."""

    def __init__(self, stream: Stream, runs: Sequence[tuple[int | None, int]]) -> None:
        self._stream = stream
        self._runs = runs
        self._starts = [0, *accumulate(length for _, length in runs)]

    def read_at(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Bytes from an offset on; fewer at the end and before damage. Raises ReadFailedError at damage."""
        parts: list[bytes] = []
        end = min(offset_bytes + size_bytes, self._starts[-1])
        while offset_bytes < end:
            index = bisect_right(self._starts, offset_bytes) - 1
            at, length = self._runs[index]
            inside = offset_bytes - self._starts[index]
            wanted = min(end - offset_bytes, length - inside)
            data = bytes(wanted) if at is None else self._stream.read_at(at + inside, wanted)
            parts.append(data)
            offset_bytes += len(data)
            if len(data) < wanted:
                break
        return b"".join(parts)
