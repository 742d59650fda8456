"""Free blocks of ext2, ext3 and ext4, by the block bitmaps of their groups.

Source: the kernel's documentation of ext4's disk layout (super block, group descriptors, block and inode
bitmaps). A group whose bitmap was never written (BLOCK_UNINIT) is free all over, but for its own tables.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.filesystems.ext.superblock import Superblock, superblock
from forensics_app.evidence.filesystems.ext.superblock_fields import (
    BIGALLOC,
    META_BG,
    SUPERBLOCK_AT,
    SUPERBLOCK_BYTES,
)
from forensics_app.evidence.format_errors import TskError
from forensics_app.evidence.spaces.free_runs import Run, clear_bits

_BLOCK_UNINIT = 0x2
_INODE_TABLE = 2


def ext_free_blocks(source: ByteSource) -> tuple[int, Iterator[Run]]:
    """Bytes of a block, and runs of free ones. Raises TskError, ReadFailedError."""
    block = superblock(source.read(SUPERBLOCK_AT, SUPERBLOCK_BYTES))
    if block is None:
        raise TskError("no super block, or an impossible one")
    if block.incompatible & META_BG or block.read_only & BIGALLOC:
        raise TskError("meta_bg or bigalloc")
    return block.block_bytes, _free(source, block)


def _free(source: ByteSource, geometry: Superblock) -> Iterator[Run]:
    table = geometry.descriptors_at(0)
    for group in range(geometry.groups):
        descriptor = source.read(table + group * geometry.descriptor_bytes, geometry.descriptor_bytes)
        first = geometry.first_block + group * geometry.blocks_per_group
        count = min(geometry.blocks_per_group, geometry.blocks - first)
        flags = struct.unpack_from("<H", descriptor, 18)[0] if geometry.checksummed else 0
        at = _address(descriptor, 0) * geometry.block_bytes
        bitmap = b"" if flags & _BLOCK_UNINIT else source.read(at, geometry.block_bytes)
        # an empty one: never written, and the flag that says so lost with the descriptor
        if not any(bitmap):
            yield from _outside_tables(geometry, group, descriptor, first, count)
            continue
        for begin, length in clear_bits([bitmap], count):
            yield first + begin, length


def _outside_tables(
    geometry: Superblock, group: int, descriptor: bytes, first: int, count: int
) -> Iterator[Run]:
    """A group without a bitmap: all of it but copies of the super block and its own bitmaps and inodes."""
    used: list[Run] = []
    if geometry.has_super(group):
        gdt = -(-geometry.groups * geometry.descriptor_bytes // geometry.block_bytes)
        used.append((first, 1 + gdt + geometry.reserved_gdt_blocks))
    for index in range(3):
        length = geometry.inode_table_blocks if index == _INODE_TABLE else 1
        used.append((_address(descriptor, index), length))
    place = first
    for begin, length in sorted(used):
        if begin + length <= first or begin >= first + count:
            continue  # with flex_bg in another group
        if begin > place:
            yield place, begin - place
        place = max(place, begin + length)
    if place < first + count:
        yield place, first + count - place


def _address(descriptor: bytes, index: int) -> int:
    """Where the block bitmap (0), the inode bitmap (1) or the inode table (2) lies."""
    low: int = struct.unpack_from("<I", descriptor, 4 * index)[0]
    high: int = struct.unpack_from("<I", descriptor, 32 + 4 * index)[0] if len(descriptor) >= 64 else 0
    return high << 32 | low
