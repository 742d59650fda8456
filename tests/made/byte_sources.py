"""Byte sources for tests that give a reader its bytes themselves."""

from __future__ import annotations

from forensics_app.errors import ReadFailedError


class Bytes:
    """A ByteSource over bytes; what lies in `bad` can't be read."""

    def __init__(self, data: bytes, bad: range = range(0)) -> None:
        self.data = data
        self.bad = bad

    @property
    def size_bytes(self) -> int:
        return len(self.data)

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        end = offset_bytes + size_bytes
        if end > len(self.data) or (offset_bytes < self.bad.stop and self.bad.start < end):
            raise ReadFailedError(offset_bytes=offset_bytes, size_bytes=size_bytes)
        return self.data[offset_bytes:end]
