"""Free blocks of ext2, ext3 and ext4, by the block bitmaps of their groups.

Source: the kernel's documentation of ext4's disk layout (super block, group descriptors, block and inode
bitmaps). A group whose bitmap was never written (BLOCK_UNINIT) is free all over, but for its own tables.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from forensics_app.evidence.byte_source import ByteSource
from forensics_app.evidence.file_system import TskError
from forensics_app.evidence.unallocated.free_runs import Run, clear_bits

_SUPER_BLOCK, _SUPER_BYTES = 1024, 1024
_META_BG, _64BIT = 0x10, 0x80  # incompatible features
_SPARSE_SUPER, _GDT_CSUM, _BIGALLOC, _METADATA_CSUM = 0x1, 0x10, 0x200, 0x400  # read-only compatible ones
_SPARSE_SUPER2 = 0x200  # compatible
_BLOCK_UNINIT = 0x2
_INODE_TABLE = 2
_LEAST_GROUP = 256  # blocks; mke2fs makes no smaller ones


@dataclass(frozen=True, slots=True)
class _Geometry:
    block_bytes: int
    blocks: int
    first_block: int
    blocks_per_group: int
    inode_table_blocks: int
    descriptor_bytes: int
    reserved_gdt_blocks: int
    checksummed: bool
    sparse_super: bool
    backups: tuple[int, ...] | None

    @property
    def groups(self) -> int:
        return -(-(self.blocks - self.first_block) // self.blocks_per_group)

    def has_super(self, group: int) -> bool:
        if group == 0:
            return True
        if self.backups is not None:
            return group in self.backups
        return not self.sparse_super or group == 1 or any(_is_power(group, base) for base in (3, 5, 7))


def ext_free_blocks(source: ByteSource) -> tuple[int, Iterator[Run]]:
    """Bytes of a block, and runs of free ones. Raises TskError, ReadFailedError."""
    geometry = _geometry(source.read(_SUPER_BLOCK, _SUPER_BYTES))
    return geometry.block_bytes, _free(source, geometry)


def _geometry(block: bytes) -> _Geometry:
    if block[56:58] != b"\x53\xef":
        raise TskError("no super block")
    (compatible, incompatible, read_only) = struct.unpack_from("<3I", block, 92)
    if incompatible & _META_BG or read_only & _BIGALLOC:
        raise TskError("meta_bg or bigalloc")
    (blocks,) = struct.unpack_from("<I", block, 4)
    first_block, log_size = struct.unpack_from("<2I", block, 20)
    blocks_per_group, _, inodes_per_group = struct.unpack_from("<3I", block, 32)
    if incompatible & _64BIT:
        blocks |= struct.unpack_from("<I", block, 0x150)[0] << 32
    size = struct.unpack_from("<H", block, 0xFE)[0] if incompatible & _64BIT else 32
    inode_bytes = struct.unpack_from("<H", block, 88)[0] if struct.unpack_from("<I", block, 76)[0] else 128
    if (
        log_size > 6
        or blocks_per_group < _LEAST_GROUP
        or size < 32
        or blocks_per_group > 8 * (1024 << log_size)
    ):
        raise TskError("impossible super block")
    block_bytes = 1024 << log_size
    return _Geometry(
        block_bytes,
        blocks,
        first_block,
        blocks_per_group,
        -(-inodes_per_group * inode_bytes // block_bytes),
        size,
        struct.unpack_from("<H", block, 0xCE)[0],
        bool(read_only & (_GDT_CSUM | _METADATA_CSUM)),
        bool(read_only & _SPARSE_SUPER),
        struct.unpack_from("<2I", block, 0x24C) if compatible & _SPARSE_SUPER2 else None,
    )


def _free(source: ByteSource, geometry: _Geometry) -> Iterator[Run]:
    table = (geometry.first_block + 1) * geometry.block_bytes
    for group in range(geometry.groups):
        descriptor = source.read(table + group * geometry.descriptor_bytes, geometry.descriptor_bytes)
        first = geometry.first_block + group * geometry.blocks_per_group
        count = min(geometry.blocks_per_group, geometry.blocks - first)
        flags = struct.unpack_from("<H", descriptor, 18)[0] if geometry.checksummed else 0
        if flags & _BLOCK_UNINIT:
            yield from _beside_tables(geometry, group, descriptor, first, count)
            continue
        bitmap = source.read(_address(descriptor, 0) * geometry.block_bytes, geometry.block_bytes)
        for begin, length in clear_bits([bitmap], count):
            yield first + begin, length


def _beside_tables(
    geometry: _Geometry, group: int, descriptor: bytes, first: int, count: int
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


def _is_power(value: int, base: int) -> bool:
    while value % base == 0:
        value //= base
    return value == 1
