"""Memory that one worker and its parent share, for contents on their way into a bundle.

The worker gets it as an open descriptor, so it needs no right to open anything. Its size is sealed: a worker
that cuts it short would end the parent at its next look. Where the platform has no such memory, contents come
through the pipe, chunk by chunk.
"""

from __future__ import annotations

import mmap
from contextlib import suppress

from forensics_app.system.sealed_memory import sealed_memory

SLOT_BYTES = 2 << 20
SLOTS = 3  # one being filled, one filled, one whose request waits in the pipe


class SlotMemory:
    """SLOTS places of SLOT_BYTES each, seen from either side."""

    def __init__(self, fd: int) -> None:
        """Map the memory behind `fd`, which stays the caller's. Raises OSError."""
        self._map = mmap.mmap(fd, SLOTS * SLOT_BYTES)

    def put(self, slot: int, at: int, data: bytes | bytearray | memoryview) -> None:
        """Write `data` at this place of a slot. Raises ValueError where it doesn't fit."""
        if not 0 <= at <= at + len(data) <= SLOT_BYTES:
            raise ValueError("beyond the slot")
        begin = slot * SLOT_BYTES + at
        self._map[begin : begin + len(data)] = data

    def take(self, slot: int, size_bytes: int) -> bytes:
        """A copy of the first bytes of a slot: nothing that the worker writes later changes it."""
        begin = slot * SLOT_BYTES
        return self._map[begin : begin + min(size_bytes, SLOT_BYTES)]

    def close(self) -> None:
        """Let go of the memory."""
        with suppress(BufferError):
            self._map.close()


def new_memory(size_bytes: int = SLOTS * SLOT_BYTES) -> int | None:
    """A descriptor of fresh memory, for SlotMemory by itself, or None where there is none to be had."""
    return sealed_memory("contents", size_bytes)
