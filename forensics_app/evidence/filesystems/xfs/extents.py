"""Where the bytes of an XFS fork lie: extents in the inode, or in a B+tree below it (struct xfs_bmbt_rec)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.filesystems.trees.inode_tree import Problem
from forensics_app.evidence.filesystems.xfs.geometry import XfsGeometry, sum_agrees
from forensics_app.evidence.filesystems.xfs.inode import FORMAT_BTREE, FORMAT_EXTENTS, Fork
from forensics_app.evidence.format_errors import MalformedError
from forensics_app.evidence.omission_codes import OmissionCode

_RECORD_BYTES = 16
_DEEPEST = 9  # XFS_BTREE_MAXLEVELS
_BLOCK_MASK, _COUNT_MASK = (1 << 52) - 1, (1 << 21) - 1
_V4_HEADER, _V5_HEADER = 24, 72


@dataclass(frozen=True, slots=True)
class Mapping:
    """`count` blocks of a fork from block `first` on, stored from block `block` on (of the file system).

    Not `written`: space that was reserved and reads as zeros, whatever the medium holds there.
    """

    first: int
    block: int
    count: int
    written: bool


def mappings_of(
    source: ByteSource, geometry: XfsGeometry, number: int, fork: Fork, problem: Problem
) -> list[Mapping]:
    """The mappings of a fork, in order. Raises MalformedError, ReadFailedError."""
    if fork.format == FORMAT_EXTENTS:
        if fork.extents * _RECORD_BYTES > len(fork.data):
            raise MalformedError(f"inode {number} has {fork.extents} extents in {len(fork.data)} bytes")
        found = _records(fork.data, 0, fork.extents)
    elif fork.format == FORMAT_BTREE:
        found = _from_tree(source, geometry, number, fork, problem)
    else:
        raise MalformedError(f"inode {number} has no extents but format {fork.format}")
    if len(found) != fork.extents:
        raise MalformedError(f"inode {number} counts {fork.extents} extents and has {len(found)}")
    end = 0
    for mapping in found:
        if mapping.first < end or not mapping.count:
            raise MalformedError(f"inode {number} has extents out of order")
        end = mapping.first + mapping.count
    return found


def byte_runs(geometry: XfsGeometry, mappings: list[Mapping]) -> list[tuple[int, int, int | None]]:
    """Mappings as runs of inode_tree.covering. Raises MalformedError for blocks outside the file system."""
    found: list[tuple[int, int, int | None]] = []
    for mapping in mappings:
        begin = geometry.block_offset(mapping.block)
        if mapping.count > 1:
            last = geometry.block_offset(mapping.block + mapping.count - 1)
            if last != begin + (mapping.count - 1) * geometry.block_bytes:
                raise MalformedError(f"an extent at block {mapping.block} leaves its allocation group")
        length = mapping.count * geometry.block_bytes
        found.append((mapping.first * geometry.block_bytes, length, begin if mapping.written else None))
    return found


def _records(data: bytes, at: int, count: int) -> list[Mapping]:
    found: list[Mapping] = []
    for high, low in struct.iter_unpack(">QQ", data[at : at + count * _RECORD_BYTES]):
        both = (high << 64) | low
        found.append(
            Mapping(
                first=(high >> 9) & ((1 << 54) - 1),
                block=(both >> 21) & _BLOCK_MASK,
                count=low & _COUNT_MASK,
                written=not high >> 63,
            )
        )
    return found


def _from_tree(
    source: ByteSource, geometry: XfsGeometry, number: int, fork: Fork, problem: Problem
) -> list[Mapping]:
    level, count = struct.unpack_from(">HH", fork.data, 0)
    room = (len(fork.data) - 4) // 16
    if not 0 < level < _DEEPEST or count > room:
        raise MalformedError(f"inode {number} has a B+tree of {level} levels and {count} keys")
    blocks = list(struct.unpack_from(f">{count}Q", fork.data, 4 + room * 8))
    seen: set[int] = set()
    found: list[Mapping] = []
    while level:
        level -= 1
        below: list[int] = []
        for block in blocks:
            if block in seen:
                raise MalformedError(f"inode {number} has a B+tree that meets block {block} twice")
            seen.add(block)
            raw, header, records = _tree_block(source, geometry, number, block, level, problem)
            if not level:
                found += _records(raw, header, records)
            else:
                room = (geometry.block_bytes - header) // 16
                below += struct.unpack_from(f">{records}Q", raw, header + room * 8)
        blocks = below
    return found


def _tree_block(
    source: ByteSource, geometry: XfsGeometry, number: int, block: int, level: int, problem: Problem
) -> tuple[bytes, int, int]:
    """A block of the tree, where its records begin, and how many there are."""
    offset = geometry.block_offset(block)
    raw = source.read(offset, geometry.block_bytes)
    header = _V5_HEADER if geometry.checksums else _V4_HEADER
    magic, its_level, records = struct.unpack_from(">4sHH", raw, 0)
    if magic != (b"BMA3" if geometry.checksums else b"BMAP") or its_level != level:
        raise MalformedError(f"inode {number}: block {block} is no level {level} of its B+tree")
    if geometry.checksums:
        owner = struct.unpack_from(">Q", raw, 56)[0]
        if owner != number or raw[40:56] != geometry.metadata_uuid:
            raise MalformedError(f"inode {number}: block {block} says that it is another's")
        if not sum_agrees(raw, 64):
            problem(OmissionCode.CHECKSUM_DIFFERS, f"inode {number}: the checksum of block {block} differs")
    if records > (geometry.block_bytes - header) // 16:
        raise MalformedError(f"inode {number}: block {block} counts {records} records")
    return raw, header, records
