"""The superblock of XFS: where things lie, and which features change how they are read.

Sources: "XFS Algorithms & Data Structures" (kernel.org, 3rd edition); fs/xfs/libxfs/xfs_format.h. All numbers
are big-endian but for checksums. Features that this reader doesn't know refuse the file system by name.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.bytes.crc32c import crc32c
from forensics_app.evidence.filesystems.trees.inode_tree import Problem
from forensics_app.evidence.format_errors import MalformedError, NotSupportedError
from forensics_app.evidence.omission_codes import OmissionCode

_SECTOR = 512
_VERSION_DIRV2, _VERSION_MOREBITS = 0x2000, 0x8000
_FEATURES2_FTYPE = 0x200
_INCOMPAT_FTYPE, _INCOMPAT_META_UUID, _INCOMPAT_NEEDSREPAIR = 0x1, 0x4, 0x10
_INCOMPAT_KNOWN = {  # bits that change what is read here, or change nothing for a reader
    _INCOMPAT_FTYPE: "ftype",
    0x2: "sparse inodes",
    _INCOMPAT_META_UUID: "meta_uuid",
    0x8: "bigtime",
    _INCOMPAT_NEEDSREPAIR: "needsrepair",
    0x20: "nrext64",
    0x40: "exchange-range",
    0x80: "parent pointers",
    0x100: "metadata directory",
}


@dataclass(frozen=True, slots=True)
class XfsGeometry:
    """Sizes in bytes, `blocks` and `log_*` in file system blocks."""

    version: int
    block_bytes: int
    block_log: int
    blocks: int
    group_blocks: int
    group_blocks_log: int
    groups: int
    sector_bytes: int
    inode_bytes: int
    inodes_per_block_log: int
    directory_bytes: int
    root: int
    label: bytes
    metadata_uuid: bytes
    file_types: bool
    needs_repair: bool
    log_start: int
    log_blocks: int

    @property
    def size_bytes(self) -> int:
        """What the file system says it needs."""
        return self.blocks * self.block_bytes

    @property
    def checksums(self) -> bool:
        """Version 5: metadata has checksums and says where it belongs."""
        return self.version == 5

    def block_offset(self, block: int) -> int:
        """Offset of a file system block, whose number is group and block in it. Raises MalformedError."""
        group, inside = block >> self.group_blocks_log, block & ((1 << self.group_blocks_log) - 1)
        if group >= self.groups or inside >= self.group_blocks:
            raise MalformedError(f"block {block} is outside the file system")
        return (group * self.group_blocks + inside) * self.block_bytes

    def inode_offset(self, number: int) -> int:
        """Offset of an inode. Raises MalformedError."""
        block = number >> self.inodes_per_block_log
        return self.block_offset(block) + (number & ((1 << self.inodes_per_block_log) - 1)) * self.inode_bytes


def read_geometry(source: ByteSource, problem: Problem) -> XfsGeometry:
    """The first superblock. Raises ReadFailedError, and MalformedError where it can't be trusted."""
    found = parse_geometry(source.read(0, _SECTOR))
    if found.checksums:
        sector = source.read(0, found.sector_bytes)
        if not sum_agrees(sector, 224):
            problem(OmissionCode.CHECKSUM_DIFFERS, "the superblock's checksum differs")
    return found


def parse_geometry(head: bytes) -> XfsGeometry:
    """A superblock, from its first 512 bytes. Raises MalformedError."""
    if head[:4] != b"XFSB":
        raise MalformedError("no superblock")
    block_bytes, blocks = struct.unpack_from(">IQ", head, 4)
    log_start, root = struct.unpack_from(">QQ", head, 48)
    group_blocks, groups, _, log_blocks, features, sector_bytes, inode_bytes = struct.unpack_from(
        ">IIIIHHH", head, 84
    )
    block_log, _, _, inodes_log, group_log = head[120:125]
    features2, incompatible = struct.unpack_from(">I", head, 200)[0], 0
    version = features & 15
    if version == 5:
        incompatible = struct.unpack_from(">I", head, 216)[0]
    elif version != 4:
        raise NotSupportedError(f"version {version}")
    unknown = incompatible & ~sum(_INCOMPAT_KNOWN)
    if unknown:
        raise NotSupportedError(f"features {unknown:#x}")
    if version == 4 and not features & _VERSION_DIRV2:
        raise NotSupportedError("directories of version 1")
    ftype = incompatible & _INCOMPAT_FTYPE or (
        version == 4 and features & _VERSION_MOREBITS and features2 & _FEATURES2_FTYPE
    )
    found = XfsGeometry(
        version=version,
        block_bytes=block_bytes,
        block_log=block_log,
        blocks=blocks,
        group_blocks=group_blocks,
        group_blocks_log=group_log,
        groups=groups,
        sector_bytes=sector_bytes,
        inode_bytes=inode_bytes,
        inodes_per_block_log=inodes_log,
        directory_bytes=block_bytes << min(head[192], 8),
        root=root,
        label=head[108:120].rstrip(b"\x00"),
        metadata_uuid=head[248:264] if incompatible & _INCOMPAT_META_UUID else head[32:48],
        file_types=bool(ftype),
        needs_repair=bool(incompatible & _INCOMPAT_NEEDSREPAIR),
        log_start=log_start,
        log_blocks=log_blocks,
    )
    _check(found)
    return found


def _check(found: XfsGeometry) -> None:
    """Raises MalformedError where the numbers don't belong together."""
    sound = (
        9 <= found.block_log <= 16
        and found.block_bytes == 1 << found.block_log
        and 256 <= found.inode_bytes <= min(2048, found.block_bytes)
        and found.inode_bytes << found.inodes_per_block_log == found.block_bytes
        and found.sector_bytes in (512, 1024, 2048, 4096, 8192, 16384, 32768)
        and found.directory_bytes <= 1 << 16
        and 0 < found.group_blocks <= 1 << found.group_blocks_log
        and found.group_blocks_log <= 31
        and 0 < found.groups <= 1 << 32
        and found.blocks <= found.groups * found.group_blocks
    )
    if not sound:
        raise MalformedError("sizes in the superblock don't belong together")


def sum_agrees(raw: bytes, at: int) -> bool:
    """Whether the CRC-32C at that offset of a structure is the one of its bytes, itself counted as zeros."""
    return crc32c(raw[:at] + bytes(4) + raw[at + 4 :]) == int.from_bytes(raw[at : at + 4], "little")
