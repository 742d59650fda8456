"""Extended attributes of XFS: in the inode, or in blocks of the attribute fork, with large values apart.

struct xfs_attr_sf_hdr, xfs_attr_leafblock, xfs_attr3_rmt_hdr of xfs_da_format.h. Names are given with the
prefix of their namespace, as getfattr shows them. Parent pointers lie among them and are left out: they are
what directories say, the other way round.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.filesystems.trees.inode_tree import (
    Piece,
    Problem,
    Stored,
    TreeAttribute,
    covering,
)
from forensics_app.evidence.filesystems.xfs.extents import Mapping, byte_runs, mappings_of
from forensics_app.evidence.filesystems.xfs.geometry import XfsGeometry, sum_agrees
from forensics_app.evidence.filesystems.xfs.inode import FORMAT_LOCAL, XfsInode
from forensics_app.evidence.format_errors import MalformedError
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import ExtentClass

_LOCAL, _ROOT, _SECURE, _PARENT, _INCOMPLETE = 0x1, 0x2, 0x4, 0x8, 0x80
_NODES, _LEAVES = frozenset({0xFEBE, 0x3EBE}), frozenset({0xFBEE, 0x3BEE})
_REMOTE_HEADER_BYTES = 56
_MOST_VALUE_BYTES = 1 << 16  # XATTR_SIZE_MAX; parent pointers are smaller
_DEEPEST = 5  # XFS_DA_NODE_MAXDEPTH


def attributes_of(
    source: ByteSource, geometry: XfsGeometry, inode: XfsInode, problem: Problem
) -> tuple[TreeAttribute, ...]:
    """Every extended attribute; `problem` hears of what can't be read. Raises nothing for damage."""
    fork = inode.attributes
    if fork is None:
        return ()
    found: list[TreeAttribute] = []
    try:
        if fork.format == FORMAT_LOCAL:
            found.extend(_short(inode.number, fork.data, fork.offset_bytes))
        elif fork.extents:
            mappings = mappings_of(source, geometry, inode.number, fork, problem)
            found.extend(AttributeBlocks(source, geometry, inode.number, mappings).attributes(problem))
    except (MalformedError, ReadFailedError) as e:
        problem(OmissionCode.ATTRIBUTES_UNREADABLE, detail_of(e))
    return tuple(found)


def _short(number: int, data: bytes, offset: int) -> Iterator[TreeAttribute]:
    total, count = struct.unpack_from(">HB", data, 0)
    end, position = min(total, len(data)), 4
    for _ in range(count):
        if position + 3 > end:
            raise MalformedError(f"inode {number}: extended attributes end early")
        name_bytes, value_bytes, flags = data[position : position + 3]
        value_at = position + 3 + name_bytes
        if value_at + value_bytes > end:
            raise MalformedError(f"inode {number}: extended attributes end early")
        name = _full_name(data[position + 3 : value_at], flags)
        if not flags & _PARENT:
            yield _resident(name, offset + value_at, value_bytes)
        position = value_at + value_bytes


class AttributeBlocks:
    """Attributes in blocks of the attribute fork."""

    def __init__(
        self, source: ByteSource, geometry: XfsGeometry, number: int, mappings: list[Mapping]
    ) -> None:
        self._source = source
        self._geometry = geometry
        self._number = number
        self._runs = byte_runs(geometry, mappings)

    def attributes(self, problem: Problem) -> Iterator[TreeAttribute]:
        """Those of every leaf, from the first on. Raises MalformedError, ReadFailedError."""
        block, seen = self._first_leaf(problem), set[int]()
        while True:
            if block in seen:
                raise MalformedError(f"inode {self._number}: attribute leaves go in a circle")
            seen.add(block)
            raw, offset = self._block(block)
            if struct.unpack_from(">H", raw, 8)[0] not in _LEAVES:
                raise MalformedError(f"inode {self._number}: attribute block {block} is no leaf")
            self._check(raw, problem)
            yield from self._leaf(raw, offset, problem)
            block = struct.unpack_from(">I", raw, 0)[0]
            if not block:
                return

    def _first_leaf(self, problem: Problem) -> int:
        block = 0
        for _ in range(_DEEPEST + 1):
            raw, _ = self._block(block)
            if struct.unpack_from(">H", raw, 8)[0] not in _NODES:
                return block
            self._check(raw, problem)
            block = struct.unpack_from(">I", raw, 64 + 4 if self._geometry.checksums else 16 + 4)[0]
        raise MalformedError(f"inode {self._number}: the index of attributes is too deep")

    def _leaf(self, raw: bytes, offset: int, problem: Problem) -> Iterator[TreeAttribute]:
        count = struct.unpack_from(">H", raw, 56 if self._geometry.checksums else 12)[0]
        header = 80 if self._geometry.checksums else 32
        if header + count * 8 > len(raw):
            raise MalformedError(f"inode {self._number}: {count} attributes in one block")
        for index in range(count):
            _, at, flags = struct.unpack_from(">IHB", raw, header + index * 8)
            if flags & _PARENT:
                continue
            try:
                yield self._attribute(raw, offset, at, flags)
            except (MalformedError, struct.error) as e:
                problem(OmissionCode.ATTRIBUTES_UNREADABLE, f"inode {self._number}: attribute {index}: {e}")

    def _attribute(self, raw: bytes, offset: int, at: int, flags: int) -> TreeAttribute:
        if flags & _LOCAL:
            value_bytes, name_bytes = struct.unpack_from(">HB", raw, at)
            name_at = at + 3
        else:
            value_block, value_bytes, name_bytes = struct.unpack_from(">IIB", raw, at)
            name_at = at + 9
        value_at = name_at + name_bytes
        if value_at > len(raw) or (flags & _LOCAL and value_at + value_bytes > len(raw)):
            raise MalformedError("it leaves its block")
        name = _full_name(raw[name_at:value_at], flags)
        if flags & _LOCAL:
            return _resident(name, offset + value_at, value_bytes)
        if value_bytes > _MOST_VALUE_BYTES:
            raise MalformedError(f"a value of {value_bytes} bytes")
        if flags & _INCOMPLETE:
            return TreeAttribute(name, Stored(value_bytes, lacking="the value was never written whole"))
        return TreeAttribute(name, Stored(value_bytes, self._remote(value_block, value_bytes)))

    def _remote(self, block: int, size: int) -> tuple[Piece, ...]:
        """Pieces of a value that has blocks of its own; in version 5 each begins with a header."""
        block_bytes = self._geometry.block_bytes
        header = _REMOTE_HEADER_BYTES if self._geometry.checksums else 0
        pieces: list[Piece] = []
        left = size
        while left:
            used = min(left, block_bytes - header)
            pieces.append(Piece(self._offset(block) + header, used))
            left, block = left - used, block + 1
        return tuple(pieces) if header else covering(_joined(pieces), size)

    def _block(self, block: int) -> tuple[bytes, int]:
        offset = self._offset(block)
        return self._source.read(offset, self._geometry.block_bytes), offset

    def _offset(self, block: int) -> int:
        """Where a block of the attribute fork lies. Raises MalformedError for a hole."""
        at = block * self._geometry.block_bytes
        for start, length, place in self._runs:
            if start <= at < start + length and place is not None:
                return place + at - start
        raise MalformedError(f"inode {self._number}: attribute block {block} has no place")

    def _check(self, raw: bytes, problem: Problem) -> None:
        if not self._geometry.checksums:
            return
        owner = struct.unpack_from(">Q", raw, 48)[0]
        if owner != self._number or raw[32:48] != self._geometry.metadata_uuid:
            raise MalformedError(f"inode {self._number}: an attribute block says that it is another's")
        if not sum_agrees(raw, 12):
            text = f"inode {self._number}: the checksum of an attribute block differs"
            problem(OmissionCode.CHECKSUM_DIFFERS, text)


def _joined(pieces: list[Piece]) -> Iterator[tuple[int, int, int | None]]:
    position = 0
    for piece in pieces:
        yield position, piece.length_bytes, piece.offset_bytes
        position += piece.length_bytes


def _resident(name: bytes, offset: int, size: int) -> TreeAttribute:
    pieces = (Piece(offset, size),) if size else ()
    return TreeAttribute(name, Stored(size, pieces, ExtentClass.XATTR))


def _full_name(name: bytes, flags: int) -> bytes:
    if flags & _ROOT:
        return b"trusted." + name
    return (b"security." if flags & _SECURE else b"user.") + name
