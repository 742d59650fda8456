"""Checksums of inodes and directory blocks of ext4 (metadata_csum), and the order of extents in inodes.

libtsk looks at none of them. Layouts: ext4_inode_csum of fs/ext4/inode.c, ext4_dirblock_csum of namei.c,
ext4_extent of ext4_extents.h. What differs is counted, and the first places are kept.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from forensics_app.evidence.bytes.bad_sectors import peek
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.bytes.crc32c import crc32c
from forensics_app.evidence.filesystems.ext.superblock import superblock
from forensics_app.evidence.filesystems.ext.superblock_fields import SUPERBLOCK_AT, SUPERBLOCK_BYTES

_ALL = 0xFFFFFFFF
_GENERATION, _FLAGS, _EXTENTS_FLAG, _INLINE_FLAG = slice(100, 104), slice(32, 36), 0x80000, 0x10000000
_INDEX_FLAG = 0x1000
_LOW, _HIGH, _EXTRA_AT, _LEAST_EXTRA = slice(124, 126), slice(130, 132), 128, 4
_TAIL_BYTES = 12
_TAIL = bytes(4) + struct.pack("<HBB", _TAIL_BYTES, 0, 0xDE)  # what looks like an entry behind the last one
_TREE, _TREE_MAGIC, _ENTRY_BYTES = slice(40, 100), 0xF30A, 12
_MOST_KEPT = 1 << 16
_MOST_SHOWN = 5


class MetadataChecksums:
    """What of one file system doesn't agree with itself, as inodes and blocks are given to it."""

    def __init__(self, source: ByteSource) -> None:
        block = superblock(peek(source, SUPERBLOCK_AT, SUPERBLOCK_BYTES))
        self._seed = block.seed if block is not None and block.metadata_checksums else None
        self._inodes: dict[int, None] = {}
        self._unordered: dict[int, None] = {}
        self._blocks: dict[int, None] = {}  # the directories that they are of

    def look_at(self, number: int, inode: bytes) -> None:
        """An inode that is in use."""
        if self._seed is not None and not _inode_agrees(self._seed, number, inode):
            _keep(self._inodes, number)
        flags = int.from_bytes(inode[_FLAGS], "little")
        if flags & _EXTENTS_FLAG and not flags & _INLINE_FLAG and not _in_order(inode[_TREE]):
            _keep(self._unordered, number)

    def look_at_block(self, number: int, inode: bytes, block: bytes) -> None:
        """A block of the directory with this inode: one of its index, or one with names."""
        if self._seed is None:
            return
        index_at = _index_at(inode, block)
        if index_at is not None:
            agrees = _index_agrees(self._seed, number, inode, block, index_at)
        elif block[-_TAIL_BYTES:-4] == _TAIL:
            raw = _of(self._seed, number, inode, block[:-_TAIL_BYTES])
            agrees = raw == int.from_bytes(block[-4:], "little")
        else:
            return
        if not agrees:
            _keep(self._blocks, number)

    def differing(self) -> Iterator[tuple[str, int]]:
        """What differs, in technical words, and how many."""
        for what, found in (
            ("checksums of inodes", self._inodes),
            ("checksums of blocks of directories", self._blocks),
            ("extents out of order in inodes", self._unordered),
        ):
            if found:
                shown = ", ".join(map(str, list(found)[:_MOST_SHOWN]))
                yield f"{what}: {shown}{', ...' if len(found) > _MOST_SHOWN else ''}", len(found)


def _keep(found: dict[int, None], number: int) -> None:
    if len(found) < _MOST_KEPT:
        found[number] = None


def _of(seed: int, number: int, inode: bytes, data: bytes) -> int:
    before = struct.pack("<I", number) + inode[_GENERATION]
    return crc32c(before + data, seed ^ _ALL) ^ _ALL


def _inode_agrees(seed: int, number: int, inode: bytes) -> bool:
    if not any(inode):
        return True  # never written
    stored = int.from_bytes(inode[_LOW], "little")
    data = bytearray(inode)
    data[_LOW] = b"\0\0"
    mask = 0xFFFF
    if len(inode) > _HIGH.stop and int.from_bytes(inode[_EXTRA_AT : _EXTRA_AT + 2], "little") >= _LEAST_EXTRA:
        stored |= int.from_bytes(inode[_HIGH], "little") << 16
        data[_HIGH] = b"\0\0"
        mask = _ALL
    return _of(seed, number, inode, bytes(data)) & mask == stored


def _index_at(inode: bytes, block: bytes) -> int | None:
    """Where the entries of an index begin in its root or in another block of it; None of a block of names.

    What stands in such a block behind its entries may be left over of names, the tail with a checksum too.
    """
    if not int.from_bytes(inode[_FLAGS], "little") & _INDEX_FLAG:
        return None
    number, first = struct.unpack_from("<IH", block, 0)
    if not number and first == len(block) & 0xFFFF:
        return 8
    dots = block[8:9] == b"." and block[20:22] == b".."
    if first == 12 and dots and struct.unpack_from("<H", block, 16)[0] == len(block) - 12 & 0xFFFF:
        return 24 + block[29]
    return None


def _index_agrees(seed: int, number: int, inode: bytes, block: bytes, at: int) -> bool:
    limit, count = struct.unpack_from("<HH", block, at)
    tail = at + 8 * limit
    if count > limit or tail + 8 > len(block):
        return False
    data = block[: at + 8 * count] + block[tail : tail + 4] + bytes(4)
    return _of(seed, number, inode, data) == int.from_bytes(block[tail + 4 : tail + 8], "little")


def _in_order(tree: bytes) -> bool:
    """Whether the entries that an inode holds begin behind the end of the one before; no tree is no matter
    of order.
    """
    magic, count, _, level = struct.unpack_from("<4H", tree, 0)
    if magic != _TREE_MAGIC or count > len(tree) // _ENTRY_BYTES - 1:
        return True
    end = -1
    for at in range(_ENTRY_BYTES, (count + 1) * _ENTRY_BYTES, _ENTRY_BYTES):
        first, length = struct.unpack_from("<IH", tree, at)
        if first <= end:
            return False
        blocks = length if length <= 1 << 15 else length - (1 << 15)
        end = first if level else first + max(1, blocks) - 1
    return True
