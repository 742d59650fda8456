"""Records of an APFS volume: inodes, names, extended attributes, extents ("Apple File System Reference", File
System Objects). Numbers are little-endian; times are nanoseconds since 1970 UTC.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from forensics_app.evidence.contents.nodes import NodeType
from forensics_app.evidence.contents.times import unix_time
from forensics_app.evidence.filesystems.trees.inode_tree import MOST_BYTES, TreeName
from forensics_app.evidence.format_errors import MalformedError
from forensics_app.model.times import EvidenceTime, TimeKind

INODE, XATTR, FILE_EXTENT, DIR_REC = 3, 4, 8, 9
_ID_MASK = (1 << 60) - 1
_FIELD_DSTREAM = 8
_NAME_LENGTH = 0x3FF  # of a hashed name's key: its length; above lies the hash
_COMPRESSED = 0x20  # of bsd_flags
_SPARSE, _HAS_UNCOMPRESSED_SIZE = 0x200, 0x40000  # of internal_flags
_DATA_STREAM, _EMBEDDED = 0x1, 0x2
_EXTENT_LENGTH = (1 << 56) - 1
_TYPES = {
    0o010000: NodeType.FIFO, 0o020000: NodeType.CHARACTER_DEVICE, 0o040000: NodeType.DIRECTORY,
    0o060000: NodeType.BLOCK_DEVICE, 0o100000: NodeType.REGULAR, 0o120000: NodeType.LINK,
    0o140000: NodeType.SOCKET, 0o160000: NodeType.WHITEOUT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ApfsInode:
    """An inode. `stream` is the object that its extents belong to; `stream_bytes` None where it has none.

    `uncompressed_bytes` of a file that is stored compressed, else None.
    """

    number: int
    stream: int
    type: NodeType
    mode: int
    uid: int
    gid: int
    children: int
    times: tuple[EvidenceTime, ...]
    stream_bytes: int | None
    compressed: bool
    sparse: bool
    uncompressed_bytes: int | None


@dataclass(frozen=True, slots=True)
class ApfsAttribute:
    """An extended attribute: `embedded` in the tree at `value_offset`, or a stream of its own."""

    name: bytes
    size_bytes: int
    stream: int | None
    embedded: bytes
    value_offset: int


def key_order(key: bytes) -> int:
    """Object and record type: what keys of a file system tree order by first."""
    return order_of(*_object_and_type(key))


def order_of(number: int, kind: int) -> int:
    """The order of the records of one kind of one object."""
    return number << 4 | kind


def _object_and_type(key: bytes) -> tuple[int, int]:
    value = struct.unpack_from("<Q", key)[0]
    return value & _ID_MASK, value >> 60


def parse_inode(number: int, value: bytes) -> ApfsInode:
    """An inode from its record's value. Raises MalformedError."""
    if len(value) < 92:
        raise MalformedError(f"inode {number} has {len(value)} bytes")
    stream = struct.unpack_from("<Q", value, 8)[0]
    created, modified, changed, accessed, flags = struct.unpack_from("<qqqqQ", value, 16)
    children = struct.unpack_from("<i", value, 56)[0]
    bsd_flags, uid, gid, mode = struct.unpack_from("<IIIH", value, 68)
    kind = _TYPES.get(mode & 0o170000)
    if kind is None:
        raise MalformedError(f"inode {number} is of no known type: mode {mode:o}")
    data_stream = _fields(value[92:]).get(_FIELD_DSTREAM)
    size = None
    if data_stream is not None:
        if len(data_stream) < 8:
            raise MalformedError(f"inode {number} has a data stream of {len(data_stream)} bytes")
        size = _size(data_stream, 0)
    return ApfsInode(
        number=number,
        stream=stream,
        type=kind,
        mode=mode,
        uid=uid,
        gid=gid,
        children=children,
        times=(
            _time(TimeKind.MODIFIED, modified),
            _time(TimeKind.ACCESSED, accessed),
            _time(TimeKind.CHANGED, changed),
            _time(TimeKind.CREATED, created),
        ),
        stream_bytes=size,
        compressed=bool(bsd_flags & _COMPRESSED),
        sparse=bool(flags & _SPARSE),
        uncompressed_bytes=_size(value, 84) if flags & _HAS_UNCOMPRESSED_SIZE else None,
    )


def parse_name(key: bytes, value: bytes, *, hashed: bool) -> TreeName:
    """A name from a directory's record. Raises MalformedError."""
    if hashed:
        length, at = struct.unpack_from("<I", key, 8)[0] & _NAME_LENGTH, 12
    else:
        length, at = struct.unpack_from("<H", key, 8)[0], 10
    name = key[at : at + length]
    if length < 1 or len(name) != length or name[-1:] != b"\x00" or len(value) < 18:
        raise MalformedError("a damaged name")
    number, _, flags = struct.unpack_from("<QQH", value)
    return TreeName(name[:-1], number, _TYPES.get((flags & 15) << 12, NodeType.UNKNOWN))


def parse_attribute(key: bytes, value: bytes, value_offset: int) -> ApfsAttribute:
    """An extended attribute from its record. Raises MalformedError."""
    length = struct.unpack_from("<H", key, 8)[0]
    name = key[10 : 10 + length]
    if length < 1 or len(name) != length or name[-1:] != b"\x00" or len(value) < 4:
        raise MalformedError("a damaged attribute")
    flags, size = struct.unpack_from("<HH", value)
    if flags & _DATA_STREAM:
        if len(value) < 20:
            raise MalformedError("an attribute without its stream")
        stream, size = struct.unpack_from("<Q", value, 4)[0], _size(value, 12)
        return ApfsAttribute(name[:-1], size, stream, b"", value_offset)
    if not flags & _EMBEDDED or len(value) < 4 + size:
        raise MalformedError("an attribute without its value")
    return ApfsAttribute(name[:-1], size, None, value[4 : 4 + size], value_offset + 4)


def parse_extent(key: bytes, value: bytes, block_bytes: int) -> tuple[int, int, int | None]:
    """An extent as a run of inode_tree.covering. Block 0 is a hole. Raises MalformedError."""
    start = struct.unpack_from("<Q", key, 8)[0]
    length, block = struct.unpack_from("<QQ", value)
    return start, length & _EXTENT_LENGTH, block * block_bytes if block else None


def _fields(blob: bytes) -> dict[int, bytes]:
    """Extended fields by their type; their values begin on multiples of eight. Raises MalformedError."""
    if len(blob) < 4:
        return {}
    count = struct.unpack_from("<H", blob)[0]
    position = 4 + count * 4
    found: dict[int, bytes] = {}
    for index in range(count):
        if 8 + index * 4 > len(blob):
            raise MalformedError("extended fields end early")
        kind, _, size = struct.unpack_from("<BBH", blob, 4 + index * 4)
        if position + size > len(blob):
            raise MalformedError("extended fields end early")
        found.setdefault(kind, blob[position : position + size])
        position += (size + 7) & ~7
    return found


def _size(data: bytes, at: int) -> int:
    size: int = struct.unpack_from("<Q", data, at)[0]
    if size > MOST_BYTES:
        raise MalformedError(f"a size of {size} bytes")
    return size


def _time(kind: TimeKind, nanoseconds: int) -> EvidenceTime:
    return unix_time(kind, *divmod(nanoseconds, 1_000_000_000), "1ns")
