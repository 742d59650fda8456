"""Bytes that can be read at any place: a file, or a container held in memory. Never mapped, never written.

A mapped file that shrinks, or a disk with a bad sector, ends a process; a read merely fails.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Protocol

from forensics_app.system.opening import READ
from forensics_app.system.reads import read_at, read_into_at
from forensics_app.system.status import change_marks


class RandomAccess(Protocol):
    """`size_bytes` as it was when opened."""

    size_bytes: int

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Up to `size_bytes`; fewer only at the end. Raises OSError."""
        ...

    def read_into(self, offset_bytes: int, buffer: memoryview) -> int:
        """Fill the buffer, as far as there are bytes; says how far. Raises OSError."""
        ...

    def close(self) -> None:
        """Release what is open."""
        ...


class FileBytes:
    """A regular file, opened for reading only. Several threads may read at once. `marks` are those of
    `system.status`, when it was opened."""

    def __init__(self, path: Path) -> None:
        """Raises OSError; IsADirectoryError for whatever isn't a regular file (no pipe is waited for)."""
        self._handle = os.open(path, READ)
        status = os.fstat(self._handle)
        if not stat.S_ISREG(status.st_mode):
            os.close(self._handle)
            raise IsADirectoryError(str(path))
        self.size_bytes, self.marks = status.st_size, change_marks(status)

    def again(self) -> FileBytes:
        """A second object on the same file, whatever stands at its path now. Raises OSError."""
        other = FileBytes.__new__(FileBytes)
        other._handle = os.dup(self._handle)
        other.size_bytes, other.marks = self.size_bytes, self.marks
        return other

    @property
    def handle(self) -> int:
        """The descriptor, which stays this object's."""
        return self._handle

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        pieces: list[bytes] = []
        while size_bytes > 0:
            piece = read_at(self._handle, size_bytes, offset_bytes)
            if not piece:
                break
            pieces.append(piece)
            offset_bytes += len(piece)
            size_bytes -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def read_into(self, offset_bytes: int, buffer: memoryview) -> int:
        filled = 0
        while filled < len(buffer):
            count = read_into_at(self._handle, buffer[filled:], offset_bytes + filled)
            if count == 0:
                break
            filled += count
        return filled

    def close(self) -> None:
        os.close(self._handle)


class MemoryBytes:
    """A container already read into memory, such as the seal inside a bundle."""

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)
        self.size_bytes = len(data)

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        return bytes(self._data[offset_bytes : offset_bytes + max(size_bytes, 0)])

    def read_into(self, offset_bytes: int, buffer: memoryview) -> int:
        piece = self._data[offset_bytes : offset_bytes + len(buffer)]
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._data.release()
