"""A process that reads ranges of open files into memory it shares with its parent, and digests them.

`python -m` with the name of this module. It parses nothing, opens nothing and can write nothing:
descriptors of an image's files and of the memory are all it has. It is a process so that digesting does not
wait for the interpreter of its parent. What lies close is read at once.
"""

from __future__ import annotations

import hashlib
import mmap
import sys
from collections.abc import Iterator

import msgspec

from forensics_app.bundle.checksum import crc32
from forensics_app.evidence.processes.framing import BrokenPipe, read_frame, write_frame
from forensics_app.evidence.processes.sandbox import confine
from forensics_app.system.reads import read_into_at

PLACE_BYTES = 4 << 20  # of the memory, for one request
TASK_BYTES = 2 << 20  # of contents asked for together
TASK_ITEMS = 256
_NEAR_BYTES = (PLACE_BYTES - TASK_BYTES) // TASK_ITEMS  # what lies between two is read too where it is less


class Ranges(msgspec.Struct, array_like=True, frozen=True):
    """One request: contents as pieces (offset in the medium or -1 for zeros, length), to be put in a place.

    `begins` is None for whole contents; else all pieces are the next part of one that is longer, which
    `begins` here or goes on.
    """

    place: int
    begins: bool | None
    contents: tuple[tuple[tuple[int, int], ...], ...]


# where a content stands in the memory, its SHA-256 (so far), its CRC-32; None where it can't be read
Digested = tuple[int, bytes, int] | None


class Reader:
    """`files` are descriptors with sizes in bytes, one behind the other."""

    def __init__(self, files: list[tuple[int, int]], memory: memoryview) -> None:
        self._files = files
        self._memory = memory
        self._running = hashlib.sha256()
        self._failed = False

    def answer(self, request: Ranges) -> list[Digested]:
        """One result for each content."""
        begin = request.place * PLACE_BYTES
        if request.begins is None:
            return self._whole(begin, request.contents)
        if request.begins:
            self._running, self._failed = hashlib.sha256(), False
        self._failed = self._failed or not self._pieces(begin, request.contents[0])
        if self._failed:
            return [None]
        size = sum([length for _, length in request.contents[0]])
        self._running.update(self._memory[begin : begin + size])
        return [(begin, self._running.digest(), 0)]

    def _whole(self, at: int, contents: tuple[tuple[tuple[int, int], ...], ...]) -> list[Digested]:
        found: list[Digested] = [None] * len(contents)
        single: list[tuple[int, int, int]] = []
        for index, pieces in enumerate(contents):
            if len(pieces) == 1 and pieces[0][0] >= 0:
                offset, length = pieces[0]
                single.append((offset, offset + length, index))
                continue
            size = sum([length for _, length in pieces])
            if self._pieces(at, pieces):
                found[index] = self._digested(at, size)
            at += size
        single.sort()
        for window in _windows(single):
            begin, end = window[0][0], max([stop for _, stop, _ in window])
            whole = self._read(begin, at, end - begin)
            for first, stop, index in window:
                place = at + first - begin
                if whole or self._read(first, place, stop - first):
                    found[index] = self._digested(place, stop - first)
            at += end - begin
        return found

    def _digested(self, at: int, size: int) -> Digested:
        data = self._memory[at : at + size]
        return at, hashlib.sha256(data).digest(), crc32(data)

    def _pieces(self, at: int, pieces: tuple[tuple[int, int], ...]) -> bool:
        for offset, length in pieces:
            if offset < 0:
                self._memory[at : at + length] = bytes(length)
            elif not self._read(offset, at, length):
                return False
            at += length
        return True

    def _read(self, offset: int, at: int, length: int) -> bool:
        """Read this much of the medium to a place of the memory; False where not all of it can be had."""
        for handle, size in self._files:
            if offset >= size:
                offset -= size
                continue
            while length and offset < size:
                wanted = self._memory[at : at + min(length, size - offset)]
                try:
                    got = read_into_at(handle, wanted, offset)
                except OSError:
                    return False
                if not got:
                    return False
                offset, at, length = offset + got, at + got, length - got
            if not length:
                return True
            offset = 0
        return not length


def _windows(single: list[tuple[int, int, int]]) -> Iterator[list[tuple[int, int, int]]]:
    """Ranges in their order, those together that are near enough for one read."""
    window: list[tuple[int, int, int]] = []
    end = 0
    for one in single:
        if window and one[0] - end > _NEAR_BYTES:
            yield window
            window = []
        window.append(one)
        end = max(end, one[1]) if len(window) > 1 else one[1]
    if window:
        yield window


def main() -> None:
    """Serve until the pipe ends. Arguments: the memory's descriptor, then descriptor:size of each file."""
    memory = memoryview(mmap.mmap(int(sys.argv[1]), 0))
    files = [(int(handle), int(size)) for handle, size in (word.split(":") for word in sys.argv[2:])]
    reader = Reader(files, memory)
    decode = msgspec.msgpack.Decoder(Ranges).decode
    encode = msgspec.msgpack.Encoder().encode
    confine()
    try:
        while (frame := read_frame(0)) is not None:
            write_frame(1, encode(reader.answer(decode(frame))))
    except BrokenPipe:
        return


if __name__ == "__main__":
    main()
