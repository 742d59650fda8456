"""Frames on a pipe: four bytes of length, little-endian, then that many bytes of msgpack."""

from __future__ import annotations

import os
import struct

_LENGTH = struct.Struct("<I")
MOST_BYTES = 256 << 20


class BrokenPipe(Exception):
    """The other side is gone, or what came isn't a frame."""


def write_frame(fd: int, data: bytes) -> None:
    """Write one frame whole. Raises BrokenPipe."""
    view = memoryview(_LENGTH.pack(len(data)) + data)
    try:
        while view:
            view = view[os.write(fd, view) :]
    except OSError as e:
        raise BrokenPipe from e


def read_frame(fd: int) -> bytes | None:
    """The next frame, or None at the end of the pipe. Raises BrokenPipe for half a frame."""
    head = _read(fd, _LENGTH.size)
    if not head:
        return None
    if len(head) < _LENGTH.size:
        raise BrokenPipe
    length = _LENGTH.unpack(head)[0]
    if length > MOST_BYTES:
        raise BrokenPipe
    data = _read(fd, length)
    if len(data) < length:
        raise BrokenPipe
    return data


def _read(fd: int, size: int) -> bytes:
    parts: list[bytes] = []
    while size:
        try:
            part = os.read(fd, size)
        except OSError as e:
            raise BrokenPipe from e
        if not part:
            break
        parts.append(part)
        size -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)
