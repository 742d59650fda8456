"""Inodes of ext2, ext3 and ext4 by their numbers, as bytes, and where they lie.

Layouts: "Ext4 Disk Layout" of the kernel's documentation (super block, block group descriptors, inode table).
"""

from __future__ import annotations

from collections import OrderedDict
from functools import lru_cache

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.filesystems.ext import superblock_fields as fields
from forensics_app.evidence.filesystems.ext.superblock_fields import u16, u32

_BLOCK_BYTES = 64 << 10
_KEPT_BLOCKS = 32


class ExtInodes:
    """The inodes of the file system that begins at byte 0 of `source`; `count` of them, from 1 on.

    `wide`: numbers of blocks have more than 32 bits; `far`: there are so many blocks. `inline`: contents may
    lie in inodes.
    """

    def __init__(self, source: ByteSource) -> None:
        self._source = source
        head = read_up_to(source, fields.SUPERBLOCK_AT, fields.SUPERBLOCK_BYTES)
        self.block_bytes = 1024 << min(u32(head, fields.LOG_BLOCK_SIZE), 6)
        self.count = u32(head, fields.INODES_COUNT)
        self.wide = bool(u32(head, fields.FEATURE_INCOMPAT) & fields.BIT64)
        self.inline = bool(u32(head, fields.FEATURE_INCOMPAT) & fields.INLINE_DATA)
        self.far = self.wide and u32(head, fields.BLOCKS_COUNT_HI) > 0
        self._per_group = u32(head, fields.INODES_PER_GROUP)
        self._inode_bytes = u16(head, fields.INODE_SIZE) if u32(head, fields.REV_LEVEL) else 128
        self._descriptor_bytes = (u16(head, fields.DESC_SIZE) or 32) if self.wide else 32
        self._descriptors_at = (u32(head, fields.FIRST_DATA_BLOCK) + 1) * self.block_bytes
        self._known = self._per_group > 0 and self._inode_bytes >= 128
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._last = (-1, b"")
        self._table = lru_cache(maxsize=1024)(self._find_table)

    def raw(self, number: int) -> bytes | None:
        """An inode, or None where it can't be read. Asked for a few times in turn for each name of a walk."""
        if self._last[0] != number:
            inode = self._read_inode(number)
            if inode is None:
                return None  # not remembered: each time that it can't be read is told
            self._last = number, inode
        return self._last[1]

    def offset(self, number: int) -> int | None:
        """Where an inode lies, or None where nothing says it."""
        if not self._known or not 1 <= number <= self.count:
            return None
        group, index = divmod(number - 1, self._per_group)
        table = self._table(group)
        return None if table is None else table + index * self._inode_bytes

    def read(self, offset: int, length: int) -> bytes:
        """Bytes of the file system, fewer at its end. Raises ReadFailedError.

        Through a few remembered blocks: inodes of one directory lie side by side.
        """
        block = offset - offset % _BLOCK_BYTES
        if offset + length > block + _BLOCK_BYTES:
            return self._source.read(offset, length)
        if block not in self._blocks:
            self._blocks[block] = read_up_to(self._source, block, _BLOCK_BYTES)
            if len(self._blocks) > _KEPT_BLOCKS:
                self._blocks.popitem(last=False)
        return self._blocks[block][offset - block : offset - block + length]

    def _read_inode(self, number: int) -> bytes | None:
        offset = self.offset(number)
        if offset is None:
            return None
        try:
            inode = self.read(offset, self._inode_bytes)
        except ReadFailedError:
            return None
        return inode if len(inode) == self._inode_bytes else None

    def _find_table(self, group: int) -> int | None:
        """Where the inodes of a block group begin, in bytes."""
        at = self._descriptors_at + group * self._descriptor_bytes
        try:
            descriptor = self.read(at, self._descriptor_bytes)
        except ReadFailedError:
            return None
        if len(descriptor) < 32:
            return None
        table = u32(descriptor, 8)
        if self._descriptor_bytes >= 64:
            table |= u32(descriptor, 40) << 32
        return table * self.block_bytes
