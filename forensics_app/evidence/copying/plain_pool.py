"""Contents of a raw image for a bundle, read at their extents alone: nothing of them is parsed.

Where a content lies was found out by the file system at ingest, its digest too. Bytes at those places with
that digest are the content, read in a second way; any other digest is for whoever asked to explain. A process
of its own (`copy_reader`) reads and digests; the bytes stand in memory that both have until they are written.
"""

from __future__ import annotations

import mmap
import os
import select
import subprocess
import time
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import NamedTuple

import msgspec

from forensics_app.evidence.contents.extent_content import Piece, pieces_of
from forensics_app.evidence.copying.plain_medium import PlainMedium
from forensics_app.evidence.copying.reader_process import (
    PLACE_BYTES,
    TASK_BYTES,
    TASK_ITEMS,
    Digested,
    Ranges,
)
from forensics_app.evidence.limits import Limits
from forensics_app.evidence.processes.environment import worker_environment
from forensics_app.evidence.processes.framing import BrokenPipe, read_frame, write_frame
from forensics_app.evidence.processes.slots import new_memory
from forensics_app.model.artifact import Extent, Gap
from forensics_app.system.child_processes import start_child
from forensics_app.system.children import child_command
from forensics_app.system.pipes import widen_pipe

LARGE_BYTES = 1 << 20  # contents above go by windows
_PLACES = 12
_ANSWER_BYTES = 16 << 10  # more than any answer has
_PIPE_BYTES = 512 << 10
_TICK_S = 0.25
_MOST_TICK_S = 1.0  # a parent that was stopped itself must not blame its reader for the time it slept


class PlainItem(NamedTuple):
    """A content of `size_bytes` at these extents of the medium; `gaps` of its reading count as zeros."""

    size_bytes: int
    extents: tuple[Extent, ...]
    gaps: tuple[Gap, ...]


class PlainContent(NamedTuple):
    """What is at an item's extents, with its SHA-256 and CRC-32; `data` None where it can't be read."""

    data: memoryview | None
    sha256: bytes
    crc: int


class PlainPart(NamedTuple):
    """Contents, in the order of the asking; or, with `window`, the next part of a large one.

    A window has the SHA-256 up to its end, and no CRC. The data is there until `done` is called, which any
    thread may do.
    """

    contents: list[PlainContent]
    window: bool
    last: bool
    done: Callable[[], None]


_UNREAD = PlainContent(None, b"", 0)


class _Task(NamedTuple):
    """What was asked together: whole contents, or (`begins` not None) the next window of one."""

    contents: tuple[tuple[tuple[int, int], ...], ...]
    begins: bool | None
    last: bool
    place: int


class PlainPool:
    """`ask` for contents, take `parts`, in the same order. Closing it leaves the medium open."""

    def __init__(self, medium: PlainMedium, memory: int, limits: Limits) -> None:
        """`memory`: a descriptor as `plain_memory` gives it, closed here."""
        self.lost = False  # the process died or fell silent: nothing more can be had
        self._medium = medium
        self._limits = limits
        self._memory = memoryview(mmap.mmap(memory, 0))
        files = medium.descriptors
        self._process = start_child(
            child_command(
                "forensics_app.evidence.copying.reader_process",
                str(memory),
                *(f"{handle}:{size}" for handle, size in files),
            ),
            descriptors=(memory, *(handle for handle, _ in files)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            environment=worker_environment(),
            bufsize=0,
        )
        os.close(memory)
        # what is on its way must fit, so that neither waits
        holds = 0 if self._process.stdout is None else widen_pipe(self._process.stdout.fileno(), _PIPE_BYTES)
        self._most = min(_PLACES, holds // _ANSWER_BYTES)
        self._filling: list[tuple[tuple[int, int], ...]] = []
        self._size = 0
        self._ready: deque[tuple[tuple[tuple[int, int], ...], ...] | _Large] = deque()
        self._running: deque[_Task] = deque()
        self._free = deque(range(_PLACES))
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(list[Digested]).decode
        self._silent_s = 0.0

    def close(self) -> None:
        """End the process. Data that was given out stays until it is let go."""
        self.lost = True
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def ask(self, item: PlainItem) -> bool:
        """One more content, to come after those asked for before. Whether there is now more to give out."""
        size, extents, gaps = item
        if size > LARGE_BYTES:
            self.flush()
            self._ready.append(_Large(item))
            return True
        if not gaps and len(extents) == 1 and extents[0].offset_bytes is not None and extents[0][2] >= size:
            self._filling.append(((extents[0].offset_bytes, size),))
        else:
            self._filling.append(tuple([(_offset(p), p.length) for p in pieces_of(*item)]))
        self._size += size
        if self._size < TASK_BYTES - LARGE_BYTES and len(self._filling) < TASK_ITEMS:
            return False
        self.flush()
        return True

    def flush(self) -> None:
        """Nothing more comes for now: give out what has been gathered."""
        if self._filling:
            self._ready.append(tuple(self._filling))
            self._filling, self._size = [], 0

    @property
    def waiting(self) -> bool:
        """Whether enough is asked for, for now."""
        return bool(self._ready)

    def parts(self, *, wait: bool) -> Iterator[PlainPart]:
        """What has come and is next in order; `wait` for a while where nothing has.

        Raises SourceChangedError.
        """
        self._give()
        while self._running and (answer := self._listen(wait=wait)) is not None:
            wait = False
            task = self._running.popleft()
            self._medium.check_unchanged()
            part = self._part(task, answer)
            self._give()
            yield part
        if wait and not self._running and self._ready and not self.lost:
            time.sleep(0.001)  # every place is taken: whoever writes lets go of one soon

    def _part(self, task: _Task, answer: list[Digested]) -> PlainPart:
        contents: list[PlainContent] = []
        for pieces, digested in zip(task.contents, answer, strict=True):
            if digested is None:
                contents.append(_UNREAD)
                continue
            at, sha256, crc = digested
            size = pieces[0][1] if len(pieces) == 1 else sum([length for _, length in pieces])
            contents.append(PlainContent(self._memory[at : at + size], sha256, crc))
        window = task.begins is not None
        return PlainPart(contents, window, task.last, lambda: self._free.append(task.place))

    def _give(self) -> None:
        """Hand out what was asked for, as long as not too much is on its way."""
        while len(self._running) < self._most and self._ready and self._free:
            first = self._ready[0]
            place = self._free.popleft()
            if isinstance(first, _Large):
                begins = first.given_bytes == 0
                window = first.next_window()
                task = _Task((window,), begins, first.given_bytes == first.size_bytes, place)
            else:
                task = _Task(first, None, True, place)
            if task.last:
                self._ready.popleft()
            self._running.append(task)
            self._send(Ranges(place, task.begins, task.contents))

    # --- the process ---------------------------------------------------------------------------------

    def _send(self, request: Ranges) -> None:
        if not self.lost and self._process.stdin is not None:
            try:
                write_frame(self._process.stdin.fileno(), self._encode(request))
            except BrokenPipe:
                self.close()

    def _listen(self, *, wait: bool) -> list[Digested] | None:
        """The next answer, None where there is none yet; nothing read, where the process is lost."""
        stdout = self._process.stdout
        if not self.lost and stdout is not None:
            began = time.monotonic()
            if not select.select([stdout], [], [], _TICK_S if wait else 0)[0]:
                self._silent_s += min(time.monotonic() - began, _MOST_TICK_S)
                if self._silent_s <= self._limits.silence_s:
                    return None
                self.close()
            else:
                self._silent_s = 0.0
                answer = self._take(stdout.fileno())
                if answer is not None:
                    return answer
                self.close()
        return [None] * len(self._running[0].contents)

    def _take(self, handle: int) -> list[Digested] | None:
        """An answer to the first request that is awaited, or None for anything else."""
        task, within = self._running[0], self._running[0].place * PLACE_BYTES
        try:
            frame = read_frame(handle)
            answer = None if frame is None else self._decode(frame)
        except (BrokenPipe, msgspec.DecodeError):
            return None
        if answer is None or len(answer) != len(task.contents):
            return None
        for pieces, digested in zip(task.contents, answer, strict=True):
            if digested is not None:
                end = digested[0] + sum([length for _, length in pieces])
                if not within <= digested[0] <= end <= within + PLACE_BYTES:
                    return None
        return answer


def plain_memory() -> int | None:
    """A descriptor of memory for a PlainPool, or None where this platform has none to share."""
    return new_memory(_PLACES * PLACE_BYTES) if hasattr(os, "preadv") else None


class _Large:
    """A large content, given out window by window."""

    def __init__(self, item: PlainItem) -> None:
        self.size_bytes = item.size_bytes
        self.given_bytes = 0
        self._pieces = list(pieces_of(*item))

    def next_window(self) -> tuple[tuple[int, int], ...]:
        """Pieces of the next part of it."""
        begin = self.given_bytes
        end = min(begin + TASK_BYTES, self.size_bytes)
        index = bisect_right(self._pieces, begin, key=_position) - 1
        found: list[tuple[int, int]] = []
        while begin < end:
            piece = self._pieces[index]
            length = min(end, piece.position + piece.length) - begin
            offset = _offset(piece)
            found.append((offset if offset < 0 else offset + begin - piece.position, length))
            begin += length
            index += 1
        self.given_bytes = end
        return tuple(found)


def _offset(piece: Piece) -> int:
    return -1 if piece.layer is None else piece.offset


def _position(piece: Piece) -> int:
    return piece.position
