"""The copy of its superblock that ext keeps: what a volume opens by where the first one is damaged.

mke2fs writes copies at the beginning of groups 1, 3, 5, 7 and their powers; `mke2fs -n` and `e2fsck -b` name
the same places. Behind each stands a copy of the group descriptors, for what was wiped together. libtsk looks
at neither. Layout: the kernel's documentation of ext4 (super block, group descriptors).
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from forensics_app.evidence.byte_source import ByteSource, check_range, read_up_to
from forensics_app.evidence.crc32c import crc32c

_SUPER_AT, _SUPER_BYTES = 1024, 1024
_MAGIC = slice(56, 58)
_GROUPS = (1, 3, 5, 7)
_BLOCK_SIZES = (4096, 1024, 2048, 65536)
_META_BG, _64BIT = 0x10, 0x80  # incompatible features
_CHECKSUMS = 0x400  # read-only compatible feature metadata_csum
_CHECKSUM_AT = 0x3FC
_FLAGS_AT = 18  # of a descriptor
_NEVER_WRITTEN = ((0x2, 0), (0x1, 4))  # BLOCK_UNINIT and INODE_UNINIT, and where the bitmap's number stands
_MOST_DESCRIPTOR_BYTES = 16 << 20


class ExtCopy(NamedTuple):
    """A volume as its copy says it is. `descriptors`: those of the groups are copies too."""

    source: ByteSource
    offset_bytes: int
    descriptors: bool


def ext_copy(source: ByteSource) -> ExtCopy | None:
    """The same volume with the first good copy of its superblock in its place; None where there is none.

    Raises ReadFailedError.
    """
    for block_bytes in _BLOCK_SIZES:
        for group in _GROUPS:
            first = int(block_bytes == _SUPER_BYTES)
            at = (first + group * 8 * block_bytes) * block_bytes
            block = read_up_to(source, at, _SUPER_BYTES)
            if len(block) == _SUPER_BYTES and _fits(block, block_bytes, group):
                return _with_copy(source, at, block, block_bytes)
    return None


def _fits(block: bytes, block_bytes: int, group: int) -> bool:
    if block[_MAGIC] != b"\x53\xef" or struct.unpack_from("<H", block, 90)[0] != group:
        return False
    (log_size,) = struct.unpack_from("<I", block, 24)
    per_group, _, inodes_per_group = struct.unpack_from("<3I", block, 32)
    if (
        log_size > 6
        or 1024 << log_size != block_bytes
        or per_group != 8 * block_bytes
        or not inodes_per_group
    ):
        return False
    checked = struct.unpack_from("<I", block, 100)[0] & _CHECKSUMS
    # the kernel's checksum lacks the last inversion
    stored = struct.unpack_from("<I", block, _CHECKSUM_AT)[0] ^ 0xFFFFFFFF
    return not checked or crc32c(block[:_CHECKSUM_AT]) == stored


def _with_copy(source: ByteSource, at: int, block: bytes, block_bytes: int) -> ExtCopy:
    copies = {_SUPER_AT: block}
    place = (_SUPER_AT // block_bytes + 1) * block_bytes
    theirs = _descriptors(source, block, block_bytes, at + block_bytes)
    damaged = theirs is not None and not _lead_inside(read_up_to(source, place, len(theirs)), block)
    if theirs is not None and damaged:
        copies[place] = theirs
    return ExtCopy(_WithCopies(source, copies), at, damaged)


def _descriptors(source: ByteSource, block: bytes, block_bytes: int, at: int) -> bytes | None:
    """The copy of all group descriptors. It is as old as mke2fs: where it says that a bitmap was never
    written, and there is one, that no longer holds.
    """
    incompatible = struct.unpack_from("<I", block, 96)[0]
    size = _size(block)
    groups = -(-(_blocks(block) - int(block_bytes == _SUPER_BYTES)) // (8 * block_bytes))
    if incompatible & _META_BG or size < 32 or not 0 < groups * size <= _MOST_DESCRIPTOR_BYTES:
        return None
    data = bytearray(read_up_to(source, at, groups * size))
    if len(data) < groups * size or not _lead_inside(data, block):
        return None
    for begin in range(0, len(data), size):
        (flags,) = struct.unpack_from("<H", data, begin + _FLAGS_AT)
        for flag, bitmap_at in _NEVER_WRITTEN:
            (bitmap,) = struct.unpack_from("<I", data, begin + bitmap_at)
            if flags & flag and any(read_up_to(source, bitmap * block_bytes, block_bytes)):
                flags ^= flag
        struct.pack_into("<H", data, begin + _FLAGS_AT, flags)
    return bytes(data)


def _lead_inside(data: bytes | bytearray, block: bytes) -> bool:
    """Whether each descriptor names places that the volume has: both bitmaps and the table of inodes."""
    size, blocks = _size(block), _blocks(block)
    return all(
        0 < number < min(blocks, 1 << 32)
        for begin in range(0, len(data) - size + 1, size)
        for number in struct.unpack_from("<3I", data, begin)
    )


def _size(block: bytes) -> int:
    return _u16(block, 254) if struct.unpack_from("<I", block, 96)[0] & _64BIT else 32


def _blocks(block: bytes) -> int:
    (low,) = struct.unpack_from("<I", block, 4)
    (high,) = struct.unpack_from("<I", block, 0x150)
    return int(low | (high << 32 if struct.unpack_from("<I", block, 96)[0] & _64BIT else 0))


def _u16(block: bytes, at: int) -> int:
    return int(struct.unpack_from("<H", block, at)[0])


class _WithCopies:
    """A source with other bytes at some offsets."""

    def __init__(self, source: ByteSource, copies: dict[int, bytes]) -> None:
        self._source = source
        self._copies = copies

    @property
    def size_bytes(self) -> int:
        return self._source.size_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """As ByteSource.read. What a copy stands for isn't read."""
        check_range(offset_bytes, size_bytes, self.size_bytes)
        parts, at, end = [], offset_bytes, offset_bytes + size_bytes
        for begin, copy in sorted(self._copies.items()):
            behind = begin + len(copy)
            if begin < end and at < behind:
                if at < begin:
                    parts.append(self._source.read(at, begin - at))
                    at = begin
                parts.append(copy[at - begin : end - begin])
                at = min(behind, end)
        if at < end:
            parts.append(self._source.read(at, end - at))
        return b"".join(parts)
