"""Chunks of an E01 without a table that could be trusted: found one behind the other by their own checksums.

A compressed chunk is a deflate stream that ends by itself, in an Adler-32 of its content; any other has its
size and an Adler-32 behind it. So the next one begins where the last one ends. Behind a damaged chunk the
offsets of a table whose checksum is wrong help, where a chunk proves them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from isal import isal_zlib

from forensics_app.evidence.bytes.byte_source import read_up_to
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.ewf.sections import ChunkTable

_WINDOW_BYTES = 8 << 20
_MOST_TRIED = 1 << 12  # offsets of damaged tables: a hostile one must not take for ever
_ZLIB = 0x78  # what a zlib stream of a 32 KiB window begins with
_IsalError = cast("type[Exception]", isal_zlib.error)  # its stub calls the class an instance


@dataclass(frozen=True, slots=True)
class Found:
    """`chunks`, those that are lost with a size of 0; `complete` where it is certain how many there are."""

    chunks: ChunkTable
    complete: bool


class ChunkScan:
    """The bytes from `begin` to `end` of one segment.

    A chunk is `chunk_bytes` of the medium; the last one of the medium may be `last_bytes`.
    """

    def __init__(
        self,
        file: ReadOnlyFile,
        segment: int,
        *,
        begin: int,
        end: int,
        chunk_bytes: int,
        last_bytes: int,
        sector_bytes: int,
        alive: Callable[[], None],
    ) -> None:
        self._file = file
        self._segment = segment
        self._begin = begin
        self._end = min(end, file.size_bytes)
        self._whole = end <= file.size_bytes
        self._chunk_bytes = chunk_bytes
        self._last_bytes = last_bytes
        self._sector_bytes = sector_bytes
        self._alive = alive
        self._window_at = 0
        self._window = b""
        self._tries = _MOST_TRIED

    def run(self, hints: Sequence[Sequence[int]], count: int | None) -> Found:
        """`hints`: where each chunk may begin, by tables that can't be trusted; `count`: how many."""
        found = ChunkTable()
        at = self._begin
        while at < self._end and (count is None or len(found) < count):
            size, compressed = self._chunk_at(at)
            if size:
                add_chunk(found, self._segment, at, size, compressed=compressed)
                at += size
                continue
            number, at = self._resume(at, len(found), hints)
            if number is None:
                break
            add_lost(found, number - len(found))
        certain = count is not None or (self._whole and at == self._end)
        if count is not None:
            add_lost(found, count - len(found))
        return Found(found, certain)

    def _resume(self, at: int, number: int, hints: Sequence[Sequence[int]]) -> tuple[int | None, int]:
        """The next chunk that is proved where a hint says it begins, and its place; None where none is."""
        for later in range(number + 1, max(map(len, hints), default=0)):
            for hint in hints:
                start = hint[later] if later < len(hint) else 0
                if at < start < self._end and self._tries:
                    if self._chunk_at(start)[0]:
                        return later, start
                    self._tries -= 1
        return None, at

    def _chunk_at(self, at: int) -> tuple[int, bool]:
        """How many bytes the chunk there takes, and whether it is compressed; 0 where none is proved."""
        stored = self._read(at, self._chunk_bytes + (self._chunk_bytes >> 6) + 64)
        if len(stored) and stored[0] == _ZLIB:
            size = self._compressed_size(stored)
            if size:
                return size, True
        rest = len(stored) - 4  # of a source that ended within a sector, more than the medium has
        sizes = [self._chunk_bytes, self._last_bytes]
        if self._last_bytes < rest < self._last_bytes + self._sector_bytes:
            sizes.append(rest)
        for size in sizes:
            checksum = stored[size : size + 4]
            if len(checksum) == 4 and isal_zlib.adler32(stored[:size]) == int.from_bytes(checksum, "little"):
                return size + 4, False
        return 0, False

    def _compressed_size(self, stored: memoryview) -> int:
        unpack = isal_zlib.decompressobj()
        try:
            data = unpack.decompress(stored, self._chunk_bytes + 1)
        except (_IsalError, ValueError):
            return 0
        last = self._last_bytes <= len(data) < self._last_bytes + self._sector_bytes
        if not unpack.eof or not (last or len(data) == self._chunk_bytes):
            return 0
        return len(stored) - len(unpack.unused_data)

    def _read(self, at: int, most: int) -> memoryview:
        """Up to `most` bytes from `at`, no further than the end."""
        most = min(most, self._end - at)
        if not self._window_at <= at <= at + most <= self._window_at + len(self._window):
            self._alive()
            self._window_at = at
            length = min(max(_WINDOW_BYTES, most), self._end - at)
            self._window = read_up_to(self._file, at, length)
        begin = at - self._window_at
        return memoryview(self._window)[begin : begin + most]


def add_chunk(table: ChunkTable, segment: int, offset: int, size: int, *, compressed: bool) -> None:
    """One chunk behind the others."""
    table.segments.append(segment)
    table.offsets.append(offset)
    table.sizes.append(size)
    table.compressed.append(compressed)


def add_lost(table: ChunkTable, count: int) -> None:
    """Chunks that are nowhere: of a size of 0, so that reading them fails."""
    for _ in range(count):
        add_chunk(table, 0, 0, 0, compressed=False)
