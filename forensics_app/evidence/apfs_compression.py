"""Files that APFS stores compressed: com.apple.decmpfs says how, the data is there or in the resource fork.

What is stored raw or by zlib (RFC 1950) is read here; LZVN and LZFSE are left to libfsapfs. The header and
the fork are attributes of the file and can be had as they are, whatever becomes of the content.

Sources: xnu, bsd/sys/decmpfs.h; the layout of the forks as libfsapfs documents it ("Apple File System",
chapter Compressed data).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

from forensics_app.evidence.inode_tree import MalformedError, PieceReader, Stored
from forensics_app.evidence.stored_content import ExactRead
from forensics_app.model.artifact import ExtentClass

DECMPFS, RESOURCE_FORK = b"com.apple.decmpfs", b"com.apple.ResourceFork"
_MAGIC = b"fpmc"  # 'cmpf', little-endian
_HEADER_BYTES = 16
_CHUNK_BYTES = 1 << 16
_RAW_IN_HEADER, _ZLIB_IN_HEADER, _ZLIB_IN_FORK, _RAW_9, _RAW_IN_FORK = 1, 3, 4, 9, 10
_BY_LIBRARY = {7: "LZVN", 8: "LZVN", 11: "LZFSE", 12: "LZFSE"}
_RAW_MARK = 0x0F  # low half of a first byte: what follows is not compressed
_MOST_CHUNKS = 1 << 24


def decoded_content(
    header: bytes, fork: PieceReader | None, fork_bytes: int, by_library: Callable[[], ExactRead]
) -> Stored:
    """The content that a header describes. Opening it raises MalformedError where it is damaged."""
    if len(header) < _HEADER_BYTES or header[:4] != _MAGIC:
        raise MalformedError("a compressed file without a header that says how")
    kind, size = struct.unpack_from("<IQ", header, 4)
    inline = header[_HEADER_BYTES:]

    def decoded(open_it: Callable[[], ExactRead]) -> Stored:
        return Stored(size, extent_class=ExtentClass.NONE, decoded=open_it)

    if kind in (_RAW_IN_HEADER, _RAW_9):
        # type 9 has one byte of its own before the data
        return decoded(lambda: _whole(inline[1:] if kind == _RAW_9 else inline, size))
    if kind == _ZLIB_IN_HEADER:
        return decoded(lambda: _whole(_inflated(inline, size), size))
    if kind in (_ZLIB_IN_FORK, _RAW_IN_FORK) and fork is None:
        return Stored(size, lacking="a compressed file without its resource fork")
    if kind == _ZLIB_IN_FORK and fork is not None:
        return decoded(lambda: _ZlibFork(fork, fork_bytes, size).read)
    if kind in _BY_LIBRARY:
        return decoded(by_library)
    return Stored(size, lacking=f"compressed in a way that is not read: decmpfs type {kind}")


class _ZlibFork:
    """Chunks of 64 KiB, each compressed by itself, listed at the head of the fork's data."""

    def __init__(self, fork: PieceReader, fork_bytes: int, size_bytes: int) -> None:
        self._fork = fork
        self._size_bytes = size_bytes
        if fork_bytes < _HEADER_BYTES:
            raise MalformedError("a resource fork that is too small")
        begin, _, length = struct.unpack(">III", fork.read(0, 12))
        expected = -(-size_bytes // _CHUNK_BYTES)
        self._table_at = begin + 4
        if self._table_at + 4 > fork_bytes or begin + 4 + length > fork_bytes:
            raise MalformedError("a resource fork whose data lies outside it")
        count = struct.unpack("<I", fork.read(self._table_at, 4))[0]
        if count != expected or count > _MOST_CHUNKS or self._table_at + 4 + count * 8 > fork_bytes:
            raise MalformedError(f"{count} chunks for {size_bytes} bytes")
        table = fork.read(self._table_at + 4, count * 8)
        self._chunks = list(struct.iter_unpack("<II", table))
        if any(self._table_at + at + length > fork_bytes for at, length in self._chunks):
            raise MalformedError("a chunk outside the resource fork")
        self._kept = (-1, b"")

    def read(self, offset_bytes: int, size_bytes: int, /) -> bytes:
        """As ExactRead. Raises MalformedError, ReadFailedError."""
        found: list[bytes] = []
        while size_bytes > 0:
            number, inside = divmod(offset_bytes, _CHUNK_BYTES)
            part = self._chunk(number)[inside : inside + size_bytes]
            if not part:
                raise MalformedError("a read beyond the content")
            found.append(part)
            offset_bytes, size_bytes = offset_bytes + len(part), size_bytes - len(part)
        return b"".join(found)

    def _chunk(self, number: int) -> bytes:
        if self._kept[0] != number:
            at, length = self._chunks[number]
            size = min(_CHUNK_BYTES, self._size_bytes - number * _CHUNK_BYTES)
            if length > _CHUNK_BYTES * 2:
                raise MalformedError(f"a chunk of {length} bytes")
            data = _inflated(self._fork.read(self._table_at + at, length), size)
            if len(data) != size:
                raise MalformedError(f"a chunk of {len(data)} bytes instead of {size}")
            self._kept = (number, data)
        return self._kept[1]


def _inflated(data: bytes, size: int) -> bytes:
    """At most a byte more than `size`, so that a bomb shows as a size that differs."""
    if data[:1] and data[0] & _RAW_MARK == _RAW_MARK:
        return data[1:]
    try:
        return zlib.decompressobj().decompress(data, size + 1)
    except zlib.error as e:
        raise MalformedError(f"zlib: {e}") from e


def _whole(data: bytes, size: int) -> ExactRead:
    if len(data) != size:
        raise MalformedError(f"{len(data)} bytes instead of {size}")

    def read(offset_bytes: int, size_bytes: int, /) -> bytes:
        return data[offset_bytes : offset_bytes + size_bytes]

    return read
