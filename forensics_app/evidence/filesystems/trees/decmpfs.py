"""Files that APFS stores compressed: com.apple.decmpfs says how, the data is there or in the resource fork.

Header and fork are attributes of the file and can be had as they are, whatever becomes of the content.

Sources: xnu, bsd/sys/decmpfs.h; the layout of the forks as libfsapfs documents it ("Apple File System",
chapter Compressed data).
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from forensics_app.evidence.bytes.byte_source import read_by_units
from forensics_app.evidence.contents.stored_content import ExactRead
from forensics_app.evidence.decompression.lzfse import (
    Decode,
    lzfse_chunk,
    lzvn_chunk,
    stored_chunk,
    zlib_chunk,
)
from forensics_app.evidence.filesystems.trees.inode_tree import MOST_BYTES, PieceReader, Stored
from forensics_app.evidence.format_errors import MalformedError
from forensics_app.model.artifact import ExtentClass

DECMPFS, RESOURCE_FORK = b"com.apple.decmpfs", b"com.apple.ResourceFork"
_MAGIC = b"fpmc"  # 'cmpf', little-endian
_HEADER_BYTES = 16
_CHUNK_BYTES = 1 << 16
_MOST_CHUNKS = 1 << 24
_RAW, _ZLIB_FORK = 1, 4
_IN_HEADER: dict[int, Decode] = {3: zlib_chunk, 7: lzvn_chunk, 9: stored_chunk, 11: lzfse_chunk}
_IN_FORK: dict[int, Decode] = {4: zlib_chunk, 8: lzvn_chunk, 10: stored_chunk, 12: lzfse_chunk}


@dataclass(frozen=True, slots=True)
class Fork:
    """A resource fork that holds the chunks."""

    reader: PieceReader
    size_bytes: int

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Bytes of the fork. Raises MalformedError beyond its end, ReadFailedError."""
        if offset_bytes + size_bytes > self.size_bytes:
            raise MalformedError("a resource fork that ends early")
        return self.reader.read(offset_bytes, size_bytes) if size_bytes else b""


def decoded_content(header: bytes, fork: Fork | None) -> Stored:
    """The content that a header describes. Opening it raises MalformedError where it is damaged."""
    if len(header) < _HEADER_BYTES or header[:4] != _MAGIC:
        raise MalformedError("a compressed file without a header that says how")
    kind, size = struct.unpack_from("<IQ", header, 4)
    if size > MOST_BYTES:
        raise MalformedError(f"a size of {size} bytes")
    inline = header[_HEADER_BYTES:]
    open_it: Callable[[], ExactRead]
    if kind == _RAW:
        open_it = lambda: _whole(inline, size)  # noqa: E731 - one of three ways
    elif kind in _IN_HEADER:
        open_it = lambda: _whole(_IN_HEADER[kind](inline, size), size)  # noqa: E731
    elif kind not in _IN_FORK:
        return Stored(size, lacking=f"compressed in a way that is not read: decmpfs type {kind}")
    elif fork is None:
        return Stored(size, lacking="a compressed file without its resource fork")
    else:
        chunks = _zlib_chunks if kind == _ZLIB_FORK else _other_chunks
        open_it = lambda: _Chunks(fork, chunks(fork, size), size, _IN_FORK[kind]).read  # noqa: E731
    return Stored(size, extent_class=ExtentClass.NONE, decoded=open_it)


class _Chunks:
    """Chunks of 64 KiB of the content, each compressed by itself, at (offset, length) in the fork."""

    def __init__(self, fork: Fork, places: list[tuple[int, int]], size_bytes: int, decode: Decode) -> None:
        self._fork = fork
        self._places = places
        self._size_bytes = size_bytes
        self._decode = decode
        self._kept = (-1, b"")

    def read(self, offset_bytes: int, size_bytes: int, /) -> bytes:
        """Exactly `size_bytes` bytes. Raises MalformedError, ReadFailedError."""
        return read_by_units(offset_bytes, size_bytes, _CHUNK_BYTES, self._chunk)

    def _chunk(self, number: int) -> bytes:
        if self._kept[0] != number:
            at, length = self._places[number]
            if length > _CHUNK_BYTES * 2:
                raise MalformedError(f"a chunk of {length} bytes")
            size = min(_CHUNK_BYTES, self._size_bytes - number * _CHUNK_BYTES)
            self._kept = (number, _exact(self._decode(self._fork.read(at, length), size), size))
        return self._kept[1]


def _zlib_chunks(fork: Fork, size: int) -> list[tuple[int, int]]:
    """Type 4: a resource fork in Apple's form, whose data begins with a table of offsets and lengths."""
    begin = struct.unpack(">I", fork.read(0, 4))[0]
    table_at = begin + 4
    count = struct.unpack("<I", fork.read(table_at, 4))[0]
    _check_count(count, size)
    table = fork.read(table_at + 4, count * 8)
    return [(table_at + at, length) for at, length in struct.iter_unpack("<II", table)]


def _other_chunks(fork: Fork, size: int) -> list[tuple[int, int]]:
    """Types 8, 10 and 12: a table of offsets, one more than there are chunks; the last is the end."""
    count = -(-size // _CHUNK_BYTES)
    first = struct.unpack("<I", fork.read(0, 4))[0]
    _check_count(first // 4 - 1, size)
    offsets = struct.unpack(f"<{count + 1}I", fork.read(0, (count + 1) * 4))
    if any(one > two for one, two in pairwise(offsets)):
        raise MalformedError("chunks out of order")
    return [(one, two - one) for one, two in pairwise(offsets)]


def _check_count(count: int, size: int) -> None:
    if count != -(-size // _CHUNK_BYTES) or count > _MOST_CHUNKS:
        raise MalformedError(f"{count} chunks for {size} bytes")


def _exact(data: bytes, size: int) -> bytes:
    if len(data) != size:
        raise MalformedError(f"{len(data)} bytes instead of {size}")
    return data


def _whole(data: bytes, size: int) -> ExactRead:
    _exact(data, size)

    def read(offset_bytes: int, size_bytes: int, /) -> bytes:
        return data[offset_bytes : offset_bytes + size_bytes]

    return read
