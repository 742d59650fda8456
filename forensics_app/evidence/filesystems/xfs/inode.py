"""Inodes of XFS: their fields, times and forks (fs/xfs/libxfs/xfs_format.h, struct xfs_dinode)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from forensics_app.evidence.contents.nodes import NodeType
from forensics_app.evidence.contents.times import unix_time
from forensics_app.evidence.filesystems.trees.inode_tree import Problem
from forensics_app.evidence.filesystems.xfs.geometry import XfsGeometry, sum_agrees
from forensics_app.evidence.format_errors import MalformedError
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.times import EvidenceTime, TimeKind

FORMAT_DEVICE, FORMAT_LOCAL, FORMAT_EXTENTS, FORMAT_BTREE = 0, 1, 2, 3
_MAGIC = b"IN"
_V2_BYTES, _V3_BYTES = 100, 176  # where the forks begin
_FLAG_REALTIME = 1
_FLAG2_BIGTIME, _FLAG2_NREXT64, _FLAG2_METADATA = 0x8, 0x10, 0x20
_BIGTIME_EPOCH = -(1 << 31)  # seconds since 1970 of its zero
_TYPES = {
    0o010000: NodeType.FIFO, 0o020000: NodeType.CHARACTER_DEVICE, 0o040000: NodeType.DIRECTORY,
    0o060000: NodeType.BLOCK_DEVICE, 0o100000: NodeType.REGULAR, 0o120000: NodeType.LINK,
    0o140000: NodeType.SOCKET,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fork:
    """Part of an inode: `data` lies at `offset_bytes` of the file system; `extents` counts them."""

    format: int
    extents: int
    offset_bytes: int
    data: bytes


@dataclass(frozen=True, slots=True)
class XfsInode:
    """One inode. `attributes` is None where it has no extended attributes."""

    number: int
    type: NodeType
    mode: int
    uid: int
    gid: int
    size_bytes: int
    times: tuple[EvidenceTime, ...]
    data: Fork
    attributes: Fork | None
    realtime: bool


def parse_inode(geometry: XfsGeometry, number: int, raw: bytes, offset: int, problem: Problem) -> XfsInode:
    """An allocated inode from its bytes at `offset` of the file system. Raises MalformedError."""
    if raw[:2] != _MAGIC:
        raise MalformedError(f"inode {number} has no magic number")
    mode, version, data_format = struct.unpack_from(">HBB", raw, 2)
    if version not in (1, 2, 3) or (version == 3) != geometry.checksums:
        raise MalformedError(f"inode {number} has version {version}")
    flags2 = 0
    if version == 3:
        _check_v3(geometry, number, raw, problem)
        flags2 = struct.unpack_from(">Q", raw, 120)[0]
    kind = _TYPES.get(mode & 0o170000)
    if kind is None:
        raise MalformedError(f"inode {number} is not in use or of no known type: mode {mode:o}")
    uid, gid = struct.unpack_from(">II", raw, 8)
    size, data_extents = struct.unpack_from(">q", raw, 56)[0], struct.unpack_from(">I", raw, 76)[0]
    attribute_extents, fork_eighths, attribute_format = struct.unpack_from(">HBB", raw, 80)
    if flags2 & _FLAG2_NREXT64:
        data_extents = struct.unpack_from(">Q", raw, 24)[0]
        attribute_extents = struct.unpack_from(">I", raw, 76)[0]
    if size < 0:
        raise MalformedError(f"inode {number} has size {size}")
    begin = _V3_BYTES if version == 3 else _V2_BYTES
    split = begin + fork_eighths * 8 if fork_eighths else len(raw)
    if split > len(raw):
        raise MalformedError(f"inode {number} has its attribute fork outside itself")
    return XfsInode(
        number=number,
        type=kind,
        mode=mode,
        uid=uid,
        gid=gid,
        size_bytes=size,
        times=_times(raw, version, bigtime=bool(flags2 & _FLAG2_BIGTIME)),
        data=Fork(data_format, data_extents, offset + begin, raw[begin:split]),
        attributes=Fork(attribute_format, attribute_extents, offset + split, raw[split:])
        if fork_eighths
        else None,
        realtime=bool(struct.unpack_from(">H", raw, 90)[0] & _FLAG_REALTIME) and kind is NodeType.REGULAR,
    )


def _check_v3(geometry: XfsGeometry, number: int, raw: bytes, problem: Problem) -> None:
    if struct.unpack_from(">Q", raw, 152)[0] != number or raw[160:176] != geometry.metadata_uuid:
        raise MalformedError(f"inode {number} says that it is another one")
    if not sum_agrees(raw, 100):
        problem(OmissionCode.CHECKSUM_DIFFERS, f"the checksum of inode {number} differs")


def _times(raw: bytes, version: int, *, bigtime: bool) -> tuple[EvidenceTime, ...]:
    fields = [(TimeKind.MODIFIED, 40), (TimeKind.ACCESSED, 32), (TimeKind.CHANGED, 48)]
    if version == 3:
        fields.append((TimeKind.CREATED, 144))
    return tuple(_time(kind, raw, at, bigtime=bigtime) for kind, at in fields)


def _time(kind: TimeKind, raw: bytes, at: int, *, bigtime: bool) -> EvidenceTime:
    if bigtime:
        seconds, nanoseconds = divmod(struct.unpack_from(">Q", raw, at)[0], 1_000_000_000)
        return unix_time(kind, seconds + _BIGTIME_EPOCH, nanoseconds, "1ns")
    seconds, nanoseconds = struct.unpack_from(">iI", raw, at)
    return unix_time(kind, seconds, nanoseconds, "1ns")
