"""File entries of UDF, plain and extended: what describes a file, and where its content is said to lie.

Sources: ECMA-167 4/14.6 (ICB tag), 14.9, 14.17; OSTA UDF 2.3.5, 2.3.6, 3.3.3.
"""

from __future__ import annotations

import stat
import struct
from dataclasses import dataclass

from forensics_app.evidence.contents.nodes import NodeType
from forensics_app.evidence.filesystems.trees.inode_tree import MOST_BYTES, Problem
from forensics_app.evidence.filesystems.udf.records import Address, Reach, checked, long_reach
from forensics_app.evidence.format_errors import MalformedError, NotSupportedError

FILE_ENTRY, EXTENDED_FILE_ENTRY, INDIRECT_ENTRY = 261, 266, 259
DIRECTORY, LINK, STREAM_DIRECTORY = 4, 12, 13
VIRTUAL_TABLE, METADATA, METADATA_MIRROR = 248, 250, 251
EMBEDDED = 3
_STRATEGIES = (4, 4096)
_KINDS = {
    0: NodeType.REGULAR,
    DIRECTORY: NodeType.DIRECTORY,
    5: NodeType.REGULAR,
    6: NodeType.BLOCK_DEVICE,
    7: NodeType.CHARACTER_DEVICE,
    9: NodeType.FIFO,
    10: NodeType.SOCKET,
    LINK: NodeType.LINK,
    STREAM_DIRECTORY: NodeType.DIRECTORY,
    249: NodeType.REGULAR,  # for real-time playing
}
_SPECIAL_BITS = ((0x40, stat.S_ISUID), (0x80, stat.S_ISGID), (0x100, stat.S_ISVTX))
_NOBODY = 0xFFFFFFFF
_TIME_BYTES = 12


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file entry. `file_type` and `allocation` as stored, times as the twelve bytes that are stored.

    `attributes` are the bytes of its extended attributes, `descriptors` those of its allocation descriptors
    (or the content itself); both with their place in the entry. `streams`: where its named streams are.
    """

    address: Address
    file_type: int
    kind: NodeType
    strategy: int
    allocation: int
    mode: int
    uid: int | None
    gid: int | None
    links: int
    size_bytes: int
    accessed: bytes
    modified: bytes
    changed: bytes
    created: bytes | None
    unique_id: int
    attribute_file: Reach
    streams: Reach | None
    attributes: bytes
    attributes_at: int
    descriptors: bytes
    descriptors_at: int


def parse_entry(data: bytes, address: Address, problem: Problem) -> FileEntry:
    """The entry in a block. Raises MalformedError; NotSupportedError for strategies that UDF doesn't know."""
    what = f"file entry at block {address.block}"
    tag = checked(data, address.block, (FILE_ENTRY, EXTENDED_FILE_ENTRY), what, problem)
    extended = tag.identifier == EXTENDED_FILE_ENTRY
    (strategy,) = struct.unpack_from("<H", data, 20)
    if strategy not in _STRATEGIES:
        raise NotSupportedError(f"{what}: strategy {strategy}")
    file_type, flags = data[27], struct.unpack_from("<H", data, 34)[0]
    uid, gid, permissions, links = struct.unpack_from("<IIIH", data, 36)
    (size,) = struct.unpack_from("<Q", data, 56)
    if size > MOST_BYTES:
        raise MalformedError(f"{what}: a content of {size} bytes")
    times = 80 if extended else 72
    # an extended one has the time of creation between those of modification and of attributes
    attribute_time = times + (3 if extended else 2) * _TIME_BYTES
    lengths = 208 if extended else 168
    attribute_bytes, descriptor_bytes = struct.unpack_from("<II", data, lengths)
    attributes_at = lengths + 8
    descriptors_at = attributes_at + attribute_bytes
    if descriptors_at + descriptor_bytes > len(data):
        raise MalformedError(f"{what}: {attribute_bytes} and {descriptor_bytes} bytes in {len(data)}")
    streams = long_reach(data, 152) if extended else None
    return FileEntry(
        address=address,
        file_type=file_type,
        kind=_KINDS.get(file_type, NodeType.UNKNOWN),
        strategy=strategy,
        allocation=flags & 7,
        mode=_mode(permissions, flags),
        uid=None if uid == _NOBODY else uid,
        gid=None if gid == _NOBODY else gid,
        links=links,
        size_bytes=size,
        accessed=data[times : times + _TIME_BYTES],
        modified=data[times + _TIME_BYTES : times + 2 * _TIME_BYTES],
        changed=data[attribute_time : attribute_time + _TIME_BYTES],
        created=data[times + 2 * _TIME_BYTES : attribute_time] if extended else None,
        unique_id=struct.unpack_from("<Q", data, 200 if extended else 160)[0],
        attribute_file=long_reach(data, 136 if extended else 112),
        streams=streams if streams is not None and streams.length_bytes else None,
        attributes=data[attributes_at:descriptors_at],
        attributes_at=attributes_at,
        descriptors=data[descriptors_at : descriptors_at + descriptor_bytes],
        descriptors_at=descriptors_at,
    )


def _mode(permissions: int, flags: int) -> int:
    """Permissions as Unix has them: of five bits for each of owner, group and others it knows three."""
    mode = permissions & 0o7 | (permissions >> 2) & 0o70 | (permissions >> 4) & 0o700
    for bit, meaning in _SPECIAL_BITS:
        mode |= meaning if flags & bit else 0
    return mode
