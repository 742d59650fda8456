"""Chunks that one worker has unpacked, lent to the others: a window in memory that moves along the medium.

Every byte of a compressed image is wanted twice, for the digest of the medium and for the files in it. The
worker that digests the medium puts each chunk here once it is checked; workers that examine files take what
they find and unpack the rest themselves. The memory has a fixed size, is sealed against shrinking (which
would kill whoever reads it), and examining workers get a descriptor that can only be read.

Each slot has a word: 0 while it is written, else the number of its chunk plus one. A reader looks at the
words before and after it copies: what changed meanwhile it throws away. That needs stores to be seen in the
order in which they were made, which x86-64 promises; on other processors there is no window, and every
worker unpacks for itself.
"""

from __future__ import annotations

import mmap
import os
import platform
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from forensics_app.system.sealed_memory import for_reading_alone, sealed_memory

WINDOW_BYTES = 128 << 20
_MOST_CHUNK_BYTES = 1 << 20  # of larger ones a window of a digest would be a part only
_CHUNK_BYTES, _REACHED, _FIRST_SLOT = 0, 1, 2  # words: of the geometry, of the progress, of the slots
_POLL_S = 0.001
_STALLED_S = 1.0
_MOST_WAIT_S = 2.0


@dataclass(frozen=True, slots=True)
class WindowEnd:
    """What a worker gets of the window: a descriptor, and whether it is the one that writes."""

    descriptor: int
    writes: bool

    def argument(self) -> str:
        """The same for a command line."""
        return f"{'puts' if self.writes else 'takes'}={self.descriptor}"


def end_of(arguments: Sequence[str]) -> WindowEnd | None:
    """The end that a command line names; None without one."""
    for argument in arguments:
        name, _, descriptor = argument.partition("=")
        if name in ("puts", "takes"):
            return WindowEnd(int(descriptor), name == "puts")
    return None


class SharedMemory:
    """The memory as the parent holds it, without ever mapping it. Close it when the workers are gone."""

    def __init__(self, writer: int, reader: int) -> None:
        self.writer = WindowEnd(writer, writes=True)
        self.reader = WindowEnd(reader, writes=False)

    def close(self) -> None:
        """Let go; workers that have it mapped keep it until they end."""
        for end in (self.writer, self.reader):
            with suppress(OSError):
                os.close(end.descriptor)


def shared_memory() -> SharedMemory | None:
    """Memory for a window, taken only once it is used; None where this system can't give it."""
    if not sys.platform.startswith("linux") or platform.machine() != "x86_64":
        return None
    writer = sealed_memory("chunks", WINDOW_BYTES)
    if writer is None:
        return None
    try:
        reader = for_reading_alone(writer)
    except OSError:
        os.close(writer)
        return None
    return SharedMemory(writer, reader)


class ChunkWindow:
    """The window in one worker, for chunks of `chunk_bytes`. Raises OSError where it can't be mapped,
    ValueError for large chunks.
    """

    def __init__(self, end: WindowEnd, chunk_bytes: int) -> None:
        if chunk_bytes > _MOST_CHUNK_BYTES:
            raise ValueError(f"chunks of {chunk_bytes} bytes")
        size = os.fstat(end.descriptor).st_size
        most = size // chunk_bytes
        words = _FIRST_SLOT + most
        head = -(-8 * words // mmap.PAGESIZE) * mmap.PAGESIZE
        self._slots = (size - head) // chunk_bytes
        protection = mmap.PROT_READ | (mmap.PROT_WRITE if end.writes else 0)
        view = memoryview(mmap.mmap(end.descriptor, size, flags=mmap.MAP_SHARED, prot=protection))
        self._words = view[: 8 * words].cast("Q")  # read and written eight bytes at once
        self._data = view[head : head + self._slots * chunk_bytes]
        self._chunk_bytes = chunk_bytes
        self._stalled_at = 0
        self.writes = end.writes
        self.patient = False
        if end.writes:
            for word in range(words):
                self._words[word] = 0
            self._words[_CHUNK_BYTES] = chunk_bytes

    # --- the one who writes ----------------------------------------------------------------------

    def clear(self, offset_bytes: int, size_bytes: int) -> None:
        """Give up what lies where the chunks of a range belong, before any of them is written."""
        words, slots = self._words, self._slots
        for number in self._numbers(offset_bytes, size_bytes):
            words[_FIRST_SLOT + number % slots] = 0

    def slot(self, number: int) -> memoryview:
        """Where the chunk of this number belongs; the last of a medium may be short."""
        begin = number % self._slots * self._chunk_bytes
        return self._data[begin : begin + self._chunk_bytes]

    def publish(self, offset_bytes: int, size_bytes: int) -> list[memoryview]:
        """Let others have a range whose chunks were all written and checked. Ranges follow each other.

        Gives its bytes where they lie: good until 64 MiB more are written.
        """
        words, slots = self._words, self._slots
        for number in self._numbers(offset_bytes, size_bytes):
            words[_FIRST_SLOT + number % slots] = number + 1
            words[_REACHED] = number + 1
        return self._views(offset_bytes, size_bytes)

    # --- those who read --------------------------------------------------------------------------

    def take(self, offset_bytes: int, size_bytes: int) -> bytes | None:
        """A copy of bytes of the medium, where all of them are here; None where they have to be unpacked.

        While `patient`, what the writer is about to reach is waited for, two seconds at most.
        """
        shared = self.shared_chunk(offset_bytes, size_bytes)
        if shared is None:
            return None
        data = b"".join(shared.parts)
        return data if shared.held() else None

    def shared_chunk(self, offset_bytes: int, size_bytes: int) -> SharedChunks | None:
        """The same without the copy: the bytes where they lie. What was made of them counts if they held."""
        if not size_bytes or self._words[_CHUNK_BYTES] != self._chunk_bytes:
            return None
        numbers = self._numbers(offset_bytes, size_bytes)
        last = numbers[-1]
        if last >= self._words[_REACHED] and not (self.patient and self._came(last)):
            return None
        if not self.holds(numbers):
            return None
        return SharedChunks(self._views(offset_bytes, size_bytes), self, numbers)

    def holds(self, numbers: range) -> bool:
        """Whether the chunks of these numbers are here, each whole."""
        words, slots = self._words, self._slots
        return len(numbers) <= slots and all(
            words[_FIRST_SLOT + number % slots] == number + 1 for number in numbers
        )

    def _numbers(self, offset_bytes: int, size_bytes: int) -> range:
        """Of the chunks that hold a range of the medium, which isn't empty."""
        first = offset_bytes // self._chunk_bytes
        return range(first, (offset_bytes + size_bytes - 1) // self._chunk_bytes + 1)

    def _views(self, offset_bytes: int, size_bytes: int) -> list[memoryview]:
        ring = len(self._data)
        begin = offset_bytes % ring
        first = self._data[begin : begin + size_bytes]
        rest = size_bytes - len(first)
        return [first, self._data[:rest]] if rest else [first]

    def _came(self, number: int) -> bool:
        """Wait for a chunk; not for a writer that has not begun, is far away, or has stopped."""
        reached = self._words[_REACHED]
        if not reached or reached == self._stalled_at or number - reached >= self._slots:
            return False
        began = moved = time.monotonic()
        while (now := self._words[_REACHED]) <= number:
            time.sleep(_POLL_S)
            at = time.monotonic()
            if now != reached:
                reached, moved = now, at
            elif at - moved > _STALLED_S:
                self._stalled_at = now  # nobody waits for it again until it moves
                return False
            if at - began > _MOST_WAIT_S:
                return False
        return True


@dataclass(frozen=True, slots=True)
class SharedChunks:
    """Bytes in the window, as examine.content.SharedChunk: of the chunks of these numbers."""

    parts: list[memoryview]
    window: ChunkWindow
    numbers: range

    def held(self) -> bool:
        """Whether the bytes were there all the time until now. Ask after every use of them, as
        ChunkWindow.take does."""
        return self.window.holds(self.numbers)
