"""ext2/3/4 beyond libtsk: times past 2038 with their nanoseconds, deletion times, the places of inline data.

Layouts: fs/ext4/ext4.h and "Ext4 Disk Layout" of the kernel's documentation.
"""

from __future__ import annotations

import struct
from collections import OrderedDict
from functools import lru_cache

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.byte_source import ByteSource, read_up_to
from forensics_app.evidence.details import NO_TRAITS, GenericDetails, Ranges, Traits
from forensics_app.evidence.file_system import Attribute, FileSystemKind, Name, Node, NodeType
from forensics_app.evidence.times import unix_time
from forensics_app.model.times import EvidenceTime, TimeKind

_SUPERBLOCK = 1024
_INCOMPAT_META_BG, _INCOMPAT_64BIT = 0x10, 0x80
_INLINE_DATA, _ENCRYPTED = 0x10000000, 0x800
_INLINE_AT, _INLINE_BYTES = 40, 60
_XATTR_MAGIC = 0xEA020000
_SYSTEM = 7  # name index of `system.` attributes; inline data beyond the inode's 60 bytes is `system.data`
_SECONDS = struct.Struct("<iiiI")  # at 8: accessed, changed, modified (signed), deleted
_MORE = struct.Struct("<IIIiI")  # at 132: changed, modified, accessed; created and its own
# looked up once: a member of an enumeration is found by a search through its class
_MODIFIED, _ACCESSED = TimeKind.MODIFIED, TimeKind.ACCESSED
_CHANGED, _CREATED = TimeKind.CHANGED, TimeKind.CREATED
_BLOCK_BYTES = 64 << 10
_KEPT_BLOCKS = 32


class ExtDetails(GenericDetails):
    """Details of one ext file system, from its inodes."""

    def __init__(self, source: ByteSource, kind: FileSystemKind) -> None:
        super().__init__(kind)
        self._source = source
        head = read_up_to(source, _SUPERBLOCK, 1024)
        self._block_bytes = 1024 << min(_u32(head, 24), 6)
        self._per_group = _u32(head, 40)
        self._inode_bytes = _u16(head, 88) if _u32(head, 76) else 128
        self._inodes = _u32(head, 0)
        incompatible = _u32(head, 96)
        self._descriptor_bytes = (_u16(head, 254) or 32) if incompatible & _INCOMPAT_64BIT else 32
        self._descriptors_at = (_u32(head, 20) + 1) * self._block_bytes
        # with META_BG the descriptors lie elsewhere: then libtsk's answers stay as they are
        self._known = (
            not incompatible & _INCOMPAT_META_BG and self._per_group > 0 and self._inode_bytes >= 128
        )
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._last = (-1, b"")
        self._table = lru_cache(maxsize=1024)(self._find_table)

    def times(self, name: Name | None, node: Node, directory: int) -> tuple[EvidenceTime, ...]:
        """Modified, accessed, changed; created where the inode is large enough; deleted where set."""
        inode = self._inode(node)
        if inode is None:
            return super().times(name, node, directory)
        accessed, changed, modified, deleted = _SECONDS.unpack_from(inode, 8)
        extra = 128 + _u16(inode, 128) if len(inode) > 130 else 128
        if extra >= 152 and len(inode) >= 152:
            changed_more, modified_more, accessed_more, created, created_more = _MORE.unpack_from(inode, 132)
            found = [
                _exact(_MODIFIED, modified, modified_more),
                _exact(_ACCESSED, accessed, accessed_more),
                _exact(_CHANGED, changed, changed_more),
                _exact(_CREATED, created, created_more),
            ]
        else:
            found = [
                self._time(TimeKind.MODIFIED, inode, 16, 136, extra),
                self._time(TimeKind.ACCESSED, inode, 8, 140, extra),
                self._time(TimeKind.CHANGED, inode, 12, 132, extra),
            ]
            if extra >= 148:
                found.append(self._time(TimeKind.CREATED, inode, 144, 148, extra))
        # of an allocated inode the field links the list of orphans, it is no time
        if not node.allocated and deleted:
            found.append(unix_time(TimeKind.DELETED, deleted, 0, "1s"))
        return tuple(found)

    def resident(self, node: Node, attribute: Attribute) -> Ranges | None:
        """Inline data: 60 bytes in the place of block pointers, the rest in an attribute behind the inode."""
        offset, inode = self._offset(node.address), self._inode(node)
        if offset is None or inode is None or not _u32(inode, 32) & _INLINE_DATA:
            return None
        size = attribute.size_bytes
        ranges = [(offset + _INLINE_AT, min(size, _INLINE_BYTES))] if size else []
        if size > _INLINE_BYTES:
            rest = _system_data(inode)
            if rest is None or rest[1] < size - _INLINE_BYTES:
                return None
            ranges.append((offset + rest[0], size - _INLINE_BYTES))
        return tuple(ranges)

    def traits(self, node: Node) -> Traits:
        """Whether fscrypt encrypted the file, or the names in the folder."""
        inode = self._inode(node)
        return Traits(encrypted=True) if inode is not None and _u32(inode, 32) & _ENCRYPTED else NO_TRAITS

    def _time(self, kind: TimeKind, inode: bytes, at: int, extra_at: int, extra_end: int) -> EvidenceTime:
        """Signed seconds; two more bits of them and nanoseconds where the inode holds the extra field."""
        seconds = struct.unpack_from("<i", inode, at)[0]
        if extra_at + 4 > extra_end or extra_at + 4 > len(inode):
            return unix_time(kind, seconds, 0, "1s")
        return _exact(kind, seconds, _u32(inode, extra_at))

    def _inode(self, node: Node) -> bytes | None:
        """Asked for a few times in turn for each name of a walk."""
        if node.type in (NodeType.VIRTUAL, NodeType.VIRTUAL_DIRECTORY):
            return None
        if self._last[0] != node.address:
            inode = self._read_inode(node.address)
            if inode is None:
                return None  # not remembered: each time that it can't be read is told
            self._last = node.address, inode
        return self._last[1]

    def _read_inode(self, number: int) -> bytes | None:
        offset = self._offset(number)
        if offset is None:
            return None
        try:
            inode = self._read(offset, self._inode_bytes)
        except ReadFailedError:
            return None
        return inode if len(inode) == self._inode_bytes else None

    def _offset(self, number: int) -> int | None:
        if not self._known or not 1 <= number <= self._inodes:
            return None
        group, index = divmod(number - 1, self._per_group)
        table = self._table(group)
        return None if table is None else table + index * self._inode_bytes

    def _find_table(self, group: int) -> int | None:
        """Where the inodes of a block group begin, in bytes."""
        at = self._descriptors_at + group * self._descriptor_bytes
        try:
            descriptor = self._read(at, self._descriptor_bytes)
        except ReadFailedError:
            return None
        if len(descriptor) < 32:
            return None
        table = _u32(descriptor, 8)
        if self._descriptor_bytes >= 64:
            table |= _u32(descriptor, 40) << 32
        return table * self._block_bytes

    def _read(self, offset: int, length: int) -> bytes:
        """Through a few remembered blocks: inodes of one directory lie side by side."""
        block = offset - offset % _BLOCK_BYTES
        if offset + length > block + _BLOCK_BYTES:
            return self._source.read(offset, length)
        if block not in self._blocks:
            self._blocks[block] = read_up_to(self._source, block, _BLOCK_BYTES)
            if len(self._blocks) > _KEPT_BLOCKS:
                self._blocks.popitem(last=False)
        return self._blocks[block][offset - block : offset - block + length]


def _exact(kind: TimeKind, seconds: int, more: int) -> EvidenceTime:
    """`more`: two more bits of the seconds, then the nanoseconds."""
    return unix_time(kind, seconds + ((more & 3) << 32), more >> 2, "1ns")


def _system_data(inode: bytes) -> tuple[int, int] | None:
    """Offset in the inode and length of the value of `system.data`."""
    if len(inode) <= 132:
        return None
    header = 128 + _u16(inode, 128)
    if header + 4 > len(inode) or _u32(inode, header) != _XATTR_MAGIC:
        return None
    first = entry = header + 4
    while entry + 16 <= len(inode) and inode[entry]:
        name_length, index = inode[entry], inode[entry + 1]
        name = inode[entry + 16 : entry + 16 + name_length]
        if index == _SYSTEM and name == b"data":
            return first + _u16(inode, entry + 2), _u32(inode, entry + 8)
        entry += (16 + name_length + 3) & ~3
    return None


def _u16(data: bytes, offset: int) -> int:
    return int.from_bytes(data[offset : offset + 2], "little")


def _u32(data: bytes, offset: int) -> int:
    return int.from_bytes(data[offset : offset + 4], "little")
