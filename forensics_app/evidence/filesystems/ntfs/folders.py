"""The index of a folder of NTFS as it is stored: its nodes, and which of them are in use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import NamedTuple, TypeAlias

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.contents.nodes import Attribute
from forensics_app.evidence.filesystems.ntfs.index import IndexNode, node_of_block, node_of_root
from forensics_app.evidence.filesystems.ntfs.record import BITMAP, INDEX_ALLOCATION, INDEX_ROOT, Record
from forensics_app.evidence.filesystems.tsk.file_system import FileSystem
from forensics_app.evidence.format_errors import TskError

Records: TypeAlias = Callable[[int], list[tuple[int, Record]]]
"""The base record of that number and those that extend it; none where it can't be read."""

_INDEX, _INDEX_BYTES = "$I30", b"$I30"
_BLOCK_SIZES = (512, 1024, 2048, 4096, 8192, 16384, 32768, 65536)
_MOST_BITMAP_BYTES = 1 << 20
_MOST_BYTES = 1 << 30  # of one index


class StoredIndex(NamedTuple):
    """`block_bytes` is 0 where all of it lies in the index root. `bitmap`: which blocks are in use; empty
    where nothing says so.
    """

    roots: tuple[IndexNode, ...]
    block_bytes: int
    bitmap: bytes
    blocks: Attribute | None


class IndexReader:
    """Reads indexes of one volume."""

    def __init__(self, file_system: FileSystem, source: ByteSource, records: Records) -> None:
        self._file_system = file_system
        self._source = source
        self._cluster_bytes = file_system.block_size_bytes
        self._records = records

    def index(self, directory: int) -> StoredIndex:
        """The index of a folder; as much of it as is there."""
        roots: list[IndexNode] = []
        block_bytes, bitmap, stored = 0, b"", False
        for _, record in self._records(directory):
            for attribute in record.attributes:
                if attribute.name != _INDEX:
                    continue
                if attribute.type == INDEX_ROOT and (node := node_of_root(attribute.value)) is not None:
                    roots.append(node)
                    block_bytes = int.from_bytes(node.data[8:12], "little")
                elif attribute.type == BITMAP:
                    bitmap = attribute.value
                stored |= attribute.type == INDEX_ALLOCATION
        blocks: Attribute | None = None
        if stored and block_bytes in _BLOCK_SIZES:
            with suppress(TskError, ReadFailedError):  # told where libtsk opens the folder
                attributes = self._file_system.attributes(directory)
                blocks = _of_index(attributes, INDEX_ALLOCATION)
                bitmap = bitmap or self._bitmap(attributes)
        return StoredIndex(tuple(roots), 0 if blocks is None else block_bytes, bitmap, blocks)

    def nodes(self, index: StoredIndex) -> Iterator[tuple[IndexNode, bool]]:
        """Every sound node, and whether it is in use."""
        for root in index.roots:
            yield root, True
        if index.blocks is not None:
            for number, block in enumerate(self._pieces(index.blocks, index.block_bytes)):
                node = node_of_block(block)
                if node is not None:
                    yield node, not index.bitmap or _is_set(index.bitmap, number)

    def _bitmap(self, attributes: tuple[Attribute, ...]) -> bytes:
        bitmap = _of_index(attributes, BITMAP)
        if bitmap is None or bitmap.size_bytes > _MOST_BITMAP_BYTES:
            return b""
        return b"".join(self._pieces(bitmap, self._cluster_bytes))[: bitmap.size_bytes]

    def _pieces(self, attribute: Attribute, size: int) -> Iterator[bytes]:
        """The stored bytes of an attribute in pieces of a size; zeros for what can't be read."""
        step = min(size, self._cluster_bytes)
        rest, left = b"", _MOST_BYTES
        for run in attribute.runs:
            begin = run.address * self._cluster_bytes
            end = min(begin + run.length * self._cluster_bytes, self._source.size_bytes)
            for at in range(begin, end, step):
                left -= step
                if left < 0:
                    return
                rest += self._read(at, step) if run.stored else bytes(step)
                if len(rest) >= size:
                    yield rest[:size]
                    rest = rest[size:]

    def _read(self, at: int, size: int) -> bytes:
        self._file_system.alive()
        try:
            return read_up_to(self._source, at, size).ljust(size, b"\0")
        except ReadFailedError:
            return bytes(size)


def _of_index(attributes: tuple[Attribute, ...], kind: int) -> Attribute | None:
    found = (a for a in attributes if a.type == kind and a.name == _INDEX_BYTES and not a.resident)
    return next(found, None)


def _is_set(bitmap: bytes, number: int) -> bool:
    return number // 8 < len(bitmap) and bool(bitmap[number // 8] >> number % 8 & 1)
