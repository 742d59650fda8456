"""The superblock of ext2, ext3 and ext4: sizes, where its copies and the group descriptors lie, checksums.

Layouts: fs/ext4/ext4.h and "Ext4 Disk Layout" of the kernel's documentation (super block, block group
descriptors, checksums).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from forensics_app.evidence.bytes.crc32c import crc32c
from forensics_app.evidence.filesystems.ext import superblock_fields as fields
from forensics_app.evidence.filesystems.ext.superblock_fields import u16, u32

_LEAST_GROUP = 256  # blocks; mke2fs makes no smaller ones
_MOST_BLOCK_BYTES, _MOST_DESCRIPTOR_BYTES = 64 << 10, 1024
_DESCRIPTOR_CHECKSUM = 30
_ALL = 0xFFFFFFFF
_SPARSE_BASES = (3, 5, 7)


class Superblock(NamedTuple):
    """One of them. `group`: the block group that it says it lies in; times as seconds since 1970."""

    block_bytes: int
    blocks: int
    first_block: int
    blocks_per_group: int
    inodes: int
    inodes_per_group: int
    inode_bytes: int
    descriptor_bytes: int
    reserved_gdt_blocks: int
    group: int
    revision: int
    compatible: int
    incompatible: int
    read_only: int
    backups: tuple[int, int]
    uuid: bytes
    seed: int
    made: int
    written: int

    @property
    def groups(self) -> int:
        """How many block groups there are."""
        return -(-(self.blocks - self.first_block) // self.blocks_per_group)

    @property
    def counts_agree(self) -> bool:
        """Whether there are as many inodes as the groups hold, without which no system takes it."""
        return self.inodes == self.groups * self.inodes_per_group

    @property
    def size_bytes(self) -> int:
        """Of the whole file system."""
        return self.blocks * self.block_bytes

    @property
    def inode_table_blocks(self) -> int:
        """Of each group."""
        return -(-self.inodes_per_group * self.inode_bytes // self.block_bytes)

    @property
    def geometry(self) -> tuple[int, ...]:
        """What says where everything lies, and is the same in each copy."""
        sizes = self.block_bytes, self.blocks, self.first_block, self.blocks_per_group
        return (*sizes, self.inodes_per_group, self.inode_bytes, self.descriptor_bytes)

    @property
    def metadata_checksums(self) -> bool:
        """Whether inodes and blocks of directories have checksums."""
        return bool(self.read_only & fields.METADATA_CSUM)

    @property
    def checksummed(self) -> bool:
        """Whether group descriptors have a checksum, and flags for what was never written."""
        return bool(self.read_only & (fields.GDT_CSUM | fields.METADATA_CSUM))

    def has_super(self, group: int) -> bool:
        """Whether a group begins with a superblock and the group descriptors."""
        if group == 0:
            return True
        if self.compatible & fields.SPARSE_SUPER2:
            return group in self.backups
        sparse = self.read_only & fields.SPARSE_SUPER
        return not sparse or group == 1 or any(_is_power(group, base) for base in _SPARSE_BASES)

    @property
    def descriptors_bytes(self) -> int:
        """Of all group descriptors together."""
        return self.groups * self.descriptor_bytes

    def holders(self) -> Iterator[int]:
        """The groups that begin with them."""
        if self.compatible & fields.SPARSE_SUPER2:
            yield from sorted({0, *(group for group in self.backups if group < self.groups)})
        else:
            yield from (group for group in range(self.groups) if self.has_super(group))

    def begins(self, group: int) -> int:
        """The byte at which a group begins; the first one begins with the boot block, if that is its own."""
        return (self.first_block + group * self.blocks_per_group) * self.block_bytes

    def descriptors_at(self, group: int) -> int:
        """The byte at which the group descriptors lie that a group holds."""
        return self.begins(group) + self.block_bytes


def superblock(data: bytes) -> Superblock | None:
    """The superblock in these 1024 bytes; None where there is none, or one with sizes that can't be."""
    if len(data) < fields.SUPERBLOCK_BYTES or not data.startswith(fields.MAGIC, fields.MAGIC_AT):
        return None
    blocks, first_block = u32(data, fields.BLOCKS_COUNT_LO), u32(data, fields.FIRST_DATA_BLOCK)
    blocks_per_group = u32(data, fields.BLOCKS_PER_GROUP)
    revision = u32(data, fields.REV_LEVEL)
    incompatible, read_only = u32(data, fields.FEATURE_INCOMPAT), u32(data, fields.FEATURE_RO_COMPAT)
    descriptor_bytes = 32
    if incompatible & fields.BIT64:
        blocks |= u32(data, fields.BLOCKS_COUNT_HI) << 32
        descriptor_bytes = u16(data, fields.DESC_SIZE)
    block_bytes = 1024 << min(u32(data, fields.LOG_BLOCK_SIZE), 7)
    if (
        block_bytes > _MOST_BLOCK_BYTES
        or blocks_per_group < _LEAST_GROUP
        or (blocks_per_group > 8 * block_bytes and not read_only & fields.BIGALLOC)
        or not 32 <= descriptor_bytes <= _MOST_DESCRIPTOR_BYTES
        or blocks <= first_block
    ):
        return None
    uuid = data[fields.UUID]
    return Superblock(
        block_bytes,
        blocks,
        first_block,
        blocks_per_group,
        u32(data, fields.INODES_COUNT),
        u32(data, fields.INODES_PER_GROUP),
        u16(data, fields.INODE_SIZE) if revision else 128,
        descriptor_bytes,
        u16(data, fields.RESERVED_GDT_BLOCKS),
        u16(data, fields.BLOCK_GROUP_NR) if revision else 0,
        revision,
        u32(data, fields.FEATURE_COMPAT),
        incompatible,
        read_only,
        struct.unpack_from("<2I", data, fields.BACKUP_BGS),
        uuid,
        u32(data, fields.CHECKSUM_SEED) if incompatible & fields.CSUM_SEED else crc32c(uuid) ^ _ALL,
        u32(data, fields.MKFS_TIME),
        u32(data, fields.WTIME),
    )


def checksum_agrees(data: bytes) -> bool:
    """Whether a superblock is what was written; True where it has no checksum."""
    if not u32(data, fields.FEATURE_RO_COMPAT) & fields.METADATA_CSUM:
        return True
    return crc32c(data[: fields.CHECKSUM_AT]) ^ _ALL == u32(data, fields.CHECKSUM_AT)


def descriptor_agrees(of: Superblock, group: int, descriptor: bytes) -> bool:
    """The same of the descriptor of a group."""
    at = _DESCRIPTOR_CHECKSUM
    stored = int.from_bytes(descriptor[at : at + 2], "little")
    if of.read_only & fields.METADATA_CSUM:
        covered = struct.pack("<I", group) + descriptor[:at] + b"\0\0" + descriptor[at + 2 :]
        return (crc32c(covered, of.seed ^ _ALL) ^ _ALL) & 0xFFFF == stored
    if of.read_only & fields.GDT_CSUM:
        return _crc16(of.uuid + struct.pack("<I", group) + descriptor[:at] + descriptor[at + 2 :]) == stored
    return True


def _crc16(data: bytes) -> int:
    """CRC-16 of lib/crc16.c, from ~0."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0xA001 & -(crc & 1))
    return crc


def _is_power(value: int, base: int) -> bool:
    while value % base == 0:
        value //= base
    return value == 1
