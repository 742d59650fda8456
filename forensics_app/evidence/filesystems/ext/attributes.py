"""Extended attributes of ext2, ext3 and ext4: behind an inode's fields, in a block, in inodes of their own.

struct ext4_xattr_header, ext4_xattr_ibody_header and ext4_xattr_entry of fs/ext4/xattr.h. Names are given
with the prefix of their number, as getfattr shows them; values as they are stored, which for access lists
is another form than the one that it shows.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

_MAGIC = b"\x00\x00\x02\xea"
_ENTRY = struct.Struct("<BBHIII")
_ENTRY_BYTES, _BODY_HEADER_BYTES, _BLOCK_HEADER_BYTES = 16, 4, 32
_MOST_BYTES = 1 << 24  # EXT4_XATTR_SIZE_MAX
INLINE_DATA = b"system.data"  # of a file or folder that lies in its inode: its content
_PREFIXES = {
    1: b"user.", 2: b"system.posix_acl_access", 3: b"system.posix_acl_default", 4: b"trusted.",
    6: b"security.", 7: b"system.", 8: b"system.richacl", 10: b"gnu.",
}  # fmt: skip


class ExtAttribute(NamedTuple):
    """One attribute: its value lies at `offset_bytes` of what was read, or is the content of `inode`."""

    name: bytes
    size_bytes: int
    offset_bytes: int
    inode: int


def has_any(inode: bytes) -> bool:
    """Whether attributes stand behind the fields of an inode."""
    header = _header(inode)
    return inode[header : header + 4] == _MAGIC


def in_inode(inode: bytes) -> Iterator[ExtAttribute]:
    """Attributes behind the fields of an inode. Raises ValueError for one that leaves it."""
    if has_any(inode):
        begin = _header(inode) + _BODY_HEADER_BYTES
        yield from _entries(inode, begin, begin)


def in_block(block: bytes) -> Iterator[ExtAttribute]:
    """Attributes of a block. Raises ValueError where it is none of theirs, or for one that leaves it."""
    if block[:4] != _MAGIC:
        raise ValueError("a block without their magic number")
    yield from _entries(block, _BLOCK_HEADER_BYTES, 0)


def _header(inode: bytes) -> int:
    """Behind the fields, of which there are more than the first 128 bytes in a larger inode alone."""
    return 128 + int.from_bytes(inode[128:130], "little")


def _entries(data: bytes, first: int, base: int) -> Iterator[ExtAttribute]:
    """`base`: where offsets of values count from."""
    at = first
    while data[at : at + 4].strip(b"\x00"):
        if at + _ENTRY_BYTES > len(data):
            raise ValueError("an entry that leaves its place")
        name_bytes, index, offset, inode, size, _ = _ENTRY.unpack_from(data, at)
        after = at + _ENTRY_BYTES + name_bytes
        name = _PREFIXES.get(index, b"") + data[at + _ENTRY_BYTES : after]
        if after > len(data) or (not inode and size and base + offset + size > len(data)):
            raise ValueError(f"{name.decode('utf-8', 'replace')} leaves its place")
        if size > _MOST_BYTES:
            raise ValueError(f"a value of {size} bytes")
        yield ExtAttribute(name, size, base + offset, inode)
        at = (after + 3) & ~3
