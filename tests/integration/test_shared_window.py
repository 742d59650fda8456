"""Chunks that one process lends to others: what is taken is whole and right, or is not taken."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics_app.evidence.processes.shared_window import (
    ChunkWindow,
    SharedMemory,
    WindowEnd,
    end_of,
    shared_memory,
)
from forensics_app.examine.content import SharedChunk
from forensics_app.examine.examination import TypeMemory, examine
from forensics_app.examine.options import ExamineOptions
from forensics_app.model.artifact import Gap
from forensics_app.model.digests import DigestAlgorithm

CHUNK = 32 << 10

_WRITER = """
import sys
from forensics_app.evidence.processes.shared_window import ChunkWindow, end_of
end = end_of(sys.argv[1:])
chunk = int(sys.argv[2])
window = ChunkWindow(end, chunk)
number = 0
while True:
    window.clear(number * chunk, chunk)
    window.slot(number)[:] = number.to_bytes(8, "little") * (chunk // 8)
    window.publish(number * chunk, chunk)
    number += 1
"""


@pytest.fixture(name="memory")
def fixture_memory() -> Iterator[SharedMemory]:
    memory = shared_memory()
    if memory is None:
        pytest.skip("no memory to share here: each worker unpacks for itself")
    yield memory
    memory.close()


def _chunk(number: int, size: int = CHUNK) -> memoryview:
    return memoryview(number.to_bytes(8, "little") * (size // 8))


def _put(window: ChunkWindow, number: int) -> None:
    window.clear(number * CHUNK, CHUNK)
    window.slot(number)[:] = _chunk(number)
    window.publish(number * CHUNK, CHUNK)


def test_a_window_gives_what_was_put_and_nothing_else(memory: SharedMemory) -> None:
    ours, theirs = ChunkWindow(memory.writer, CHUNK), ChunkWindow(memory.reader, CHUNK)
    for number in range(10):
        _put(ours, number)
    assert theirs.take(3 * CHUNK - 8, 16) == _chunk(2, 8).tobytes() + _chunk(3, 8).tobytes()
    assert theirs.take(0, 10 * CHUNK) == b"".join(_chunk(n).tobytes() for n in range(10))
    assert theirs.take(9 * CHUNK, CHUNK + 1) is None  # not put yet
    assert theirs.take(CHUNK, 0) is None


def test_what_the_window_has_left_behind_is_not_given(memory: SharedMemory) -> None:
    ours, theirs = ChunkWindow(memory.writer, CHUNK), ChunkWindow(memory.reader, CHUNK)
    slots = 2 * (128 << 20) // CHUNK
    for number in range(slots):
        _put(ours, number)
    assert theirs.take(0, CHUNK) is None
    assert theirs.take((slots - 1) * CHUNK, CHUNK) == _chunk(slots - 1).tobytes()


def test_a_chunk_that_is_being_written_is_not_given(memory: SharedMemory) -> None:
    ours, theirs = ChunkWindow(memory.writer, CHUNK), ChunkWindow(memory.reader, CHUNK)
    _put(ours, 0)
    ours.clear(ours._slots * CHUNK, CHUNK)
    ours.slot(ours._slots)[:8] = b"halfway "
    assert theirs.take(0, CHUNK) is None  # its slot was given up before the bytes were touched


def test_readers_can_not_write(memory: SharedMemory) -> None:
    theirs = ChunkWindow(memory.reader, CHUNK)
    with pytest.raises(TypeError):
        theirs.clear(0, CHUNK)
    with pytest.raises(TypeError):
        theirs.slot(0)[:] = _chunk(0)
    with pytest.raises(OSError, match="not permitted"):
        os.ftruncate(memory.writer.descriptor, 0)


def test_chunks_too_large_for_a_window_are_refused(memory: SharedMemory) -> None:
    with pytest.raises(ValueError, match="chunks of"):
        ChunkWindow(memory.writer, 2 << 20)


def test_the_end_of_a_window_survives_a_command_line() -> None:
    for end in (WindowEnd(7, True), WindowEnd(8, False)):
        assert end_of(["1234", end.argument()]) == end
    assert end_of(["1234"]) is None


def test_nothing_torn_is_ever_taken_while_another_process_writes(memory: SharedMemory) -> None:
    """A writer goes round and round, is killed in the middle and begins again."""
    rng = random.Random(5)
    theirs = ChunkWindow(memory.reader, CHUNK)
    taken = 0
    for _ in range(3):
        writer = _start_writer(memory.writer)
        try:
            until = time.monotonic() + 20
            goal = taken + 400
            while taken < goal and time.monotonic() < until:
                # what it writes just now, or is about to overwrite
                number = theirs._words[1] - rng.choice((0, 1, 2, 3, theirs._slots - 1, theirs._slots - 2))
                if number <= 0:
                    continue
                data = theirs.take(number * CHUNK, 2 * CHUNK)
                if data is not None:
                    assert data == _chunk(number).tobytes() + _chunk(number + 1).tobytes()
                    taken += 1
        finally:
            writer.kill()
            writer.wait()
    assert taken >= 1200


def test_what_was_overwritten_while_it_was_used_did_not_hold(memory: SharedMemory) -> None:
    ours, theirs = ChunkWindow(memory.writer, CHUNK), ChunkWindow(memory.reader, CHUNK)
    for number in range(4):
        _put(ours, number)
    early, late = theirs.shared_chunk(0, 2 * CHUNK), theirs.shared_chunk(2 * CHUNK, 2 * CHUNK)
    assert early is not None
    assert late is not None
    _put(ours, ours._slots + 1)  # where the second of them lies
    assert not early.held()
    assert late.held()
    assert b"".join(late.parts) == _chunk(2).tobytes() + _chunk(3).tobytes()


class _Slow:
    """A content in the window that is used slowly: often the writer comes around meanwhile."""

    gaps: tuple[Gap, ...] = ()

    def __init__(self, window: ChunkWindow, first: int, chunks: int) -> None:
        self._window = window
        self._first = first
        self.size_bytes = chunks * CHUNK
        self.truth = b"".join(_chunk(number) for number in range(first, first + chunks))
        self.shared: list[SharedChunk] = []

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        return self.truth[offset_bytes : offset_bytes + size_bytes]

    def shared_chunk(self, offset_bytes: int, size_bytes: int) -> SharedChunk | None:
        shared = self._window.shared_chunk(self._first * CHUNK + offset_bytes, size_bytes)
        if shared is not None:
            self.shared.append(shared)
            time.sleep(random.Random(len(self.shared)).choice((0, 0.002, 0.02)))
        return shared


def test_no_digest_is_made_of_what_a_writer_overwrote_meanwhile(memory: SharedMemory) -> None:
    """The writer never waits, so a slow reader is overtaken: then it reads again, by the ordinary way."""
    theirs = ChunkWindow(memory.reader, CHUNK)
    rng = random.Random(6)
    writer = _start_writer(memory.writer)
    held: list[bool] = []
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and (held.count(True) < 30 or held.count(False) < 30):
            behind = rng.choice((200, theirs._slots // 2, theirs._slots - 100))
            first = theirs._words[1] - behind
            if first <= 0:
                continue
            content = _Slow(theirs, first, rng.choice((170, 40)))
            options = ExamineOptions((DigestAlgorithm.SHA256, DigestAlgorithm.MD5), media_type=False)
            found, _ = examine(content, "", options, TypeMemory(), alive=lambda done: None)
            assert found.digests.sha256 == hashlib.sha256(content.truth).hexdigest()
            assert found.digests.md5 == hashlib.md5(content.truth, usedforsecurity=False).hexdigest()
            held += [shared.held() for shared in content.shared]
    finally:
        writer.kill()
        writer.wait()
    assert held.count(True) >= 30
    assert held.count(False) >= 30


def test_a_writer_that_was_killed_is_waited_for_once(memory: SharedMemory) -> None:
    theirs = ChunkWindow(memory.reader, CHUNK)
    writer = _start_writer(memory.writer)
    while not theirs._words[1]:
        time.sleep(0.01)
    writer.kill()
    writer.wait()
    theirs.patient = True
    ahead = theirs._words[1] + 5
    began = time.monotonic()
    assert theirs.take(ahead * CHUNK, CHUNK) is None
    assert time.monotonic() - began > 0.5
    began = time.monotonic()
    for _ in range(100):
        assert theirs.take(ahead * CHUNK, CHUNK) is None
    assert time.monotonic() - began < 0.5


def _start_writer(end: WindowEnd) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", _WRITER, end.argument(), str(CHUNK)],
        pass_fds=(end.descriptor,),
        cwd=Path(__file__).parents[2],
    )
