"""Reads and writes of a descriptor: at a place, and into memory of the caller's.

Where the system has `pread`, several threads may read one descriptor at once. Windows has none: there a lock
holds the descriptor's one position while it is moved and read.
"""

from __future__ import annotations

import errno
import os
import sys
import threading
from collections.abc import Sequence

if sys.platform == "win32":
    _POSITION = threading.Lock()

    def read_at(handle: int, size_bytes: int, offset_bytes: int) -> bytes:
        """As `os.pread`. Raises OSError."""
        with _POSITION:
            os.lseek(handle, offset_bytes, os.SEEK_SET)
            return os.read(handle, size_bytes)

    def write_at(handle: int, data: bytes, offset_bytes: int) -> int:
        """As `os.pwrite`: how many bytes went. Raises OSError."""
        with _POSITION:
            os.lseek(handle, offset_bytes, os.SEEK_SET)
            return os.write(handle, data)

    def read_into_at(handle: int, buffer: memoryview, offset_bytes: int) -> int:
        """As `os.preadv` with one buffer: how many bytes came. Raises OSError."""
        data = read_at(handle, len(buffer), offset_bytes)
        buffer[: len(data)] = data
        return len(data)

    def read_into_all_at(handle: int, buffers: Sequence[bytearray | memoryview], offset_bytes: int) -> int:
        """As `os.preadv`: how many bytes came, which may end within any of the buffers. Raises OSError."""
        done = 0
        for buffer in buffers:
            came = read_into_at(handle, memoryview(buffer), offset_bytes + done)
            done += came
            if came < len(buffer):
                break
        return done

    def read_into(handle: int, buffer: memoryview) -> int:
        """As `os.readv` with one buffer: from where the descriptor stands. Raises OSError."""
        data = os.read(handle, len(buffer))
        buffer[: len(data)] = data
        return len(data)

else:
    read_at, write_at, read_into_all_at = os.pread, os.pwrite, os.preadv

    def read_into_at(handle: int, buffer: memoryview, offset_bytes: int) -> int:
        """As `os.preadv` with one buffer: how many bytes came. Raises OSError."""
        return os.preadv(handle, [buffer], offset_bytes)

    def read_into(handle: int, buffer: memoryview) -> int:
        """As `os.readv` with one buffer: from where the descriptor stands. Raises OSError."""
        return os.readv(handle, [buffer])


def read_exactly_at(handle: int, size_bytes: int, offset_bytes: int) -> bytes:
    """Exactly so many bytes: one read may give fewer of them, at a signal or on a network share.

    Raises OSError, also where the file ends before.
    """
    data = read_at(handle, size_bytes, offset_bytes)
    while len(data) < size_bytes:
        more = read_at(handle, size_bytes - len(data), offset_bytes + len(data))
        if not more:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        data += more
    return data
