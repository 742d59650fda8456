"""BSD disk labels (`sys/disklabel.h` of FreeBSD, NetBSD and OpenBSD): of a disk, or in a slice of an MBR.

Little-endian, as on PCs and Alpha. Offsets count from the beginning of the disk, in a slice too; newer
FreeBSD counts from the slice: there the partition that stands for all begins at 0, and is no larger than it
(OpenBSD's is the whole disk).
"""

from __future__ import annotations

import struct

from forensics_app.evidence.bytes.bad_sectors import peek
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.volumes.partitions.table import Partition, PartitionTable, Scheme, TableArea

_MAGIC = b"WEV\x82"
_PLACES = (512, 64, 128)  # PCs, Alpha, others
_LABEL_BYTES = 148
_MOST = 22  # OpenBSD has 16, others 8; what more would not fit into a sector
_WHOLE = (2, 3)  # `c`, and of NetBSD on PCs `d`
_SECTOR_SIZES = (512, 1024, 2048, 4096)
_UNUSED = 0
_TYPES = {
    1: "swap", 2: "Version 6", 3: "Version 7", 4: "System V", 7: "UFS (4.2BSD)", 8: "FAT", 9: "LFS",
    11: "HPFS", 12: "ISO 9660", 13: "boot", 14: "vinum", 15: "RAID", 17: "ext2", 18: "NTFS",
    20: "CCD", 27: "ZFS",
}  # fmt: skip


def read_bsd(source: ByteSource, begin_bytes: int = 0) -> PartitionTable | None:
    """The partitions of a disk, or of a slice that begins at `begin_bytes` of one; None without a label.

    Each has its letter as its label. Partitions outside of a slice, which OpenBSD lists with its own, are the
    disk's to list.
    """
    for place in _PLACES:
        raw = peek(source, place, _LABEL_BYTES + 16 * _MOST)
        if len(raw) >= _LABEL_BYTES and raw.startswith(_MAGIC) and raw[132:136] == _MAGIC:
            return _table(raw, place, source.size_bytes, begin_bytes)
    return None


def _table(raw: bytes, place: int, size_bytes: int, begin_bytes: int) -> PartitionTable | None:
    sector_bytes = int.from_bytes(raw[40:44], "little")
    if sector_bytes not in _SECTOR_SIZES:
        return None
    count = min(int.from_bytes(raw[138:140], "little"), _MOST)
    slots = [
        (index, *struct.unpack_from("<IIIBB", raw, _LABEL_BYTES + 16 * index))
        for index in range(count)
        if len(raw) >= _LABEL_BYTES + 16 * index + 16
    ]
    first = begin_bytes // sector_bytes
    counts_from_slice = any(
        index in _WHOLE and kind == _UNUSED and not at and 0 < length * sector_bytes <= size_bytes
        for index, length, at, _, kind, _ in slots
    )
    begin = 0 if counts_from_slice else first
    partitions = []
    for index, length, at, _, kind, _ in slots:
        stands_for_all = index in _WHOLE and kind == _UNUSED and at in (0, first)
        offset = (at - begin) * sector_bytes
        if not length or stands_for_all or (begin and not 0 <= offset < size_bytes):
            continue
        name = "unused" if kind == _UNUSED else _TYPES.get(kind, f"type {kind}")
        letter = chr(ord("a") + index)
        partitions.append(Partition(index + 1, offset, length * sector_bytes, name, letter))
    if not partitions:
        return None
    words = struct.unpack_from(
        f"<{(_LABEL_BYTES + 16 * count) // 2}H", raw.ljust(_LABEL_BYTES + 16 * _MOST, b"\0")
    )
    total = 0
    for word in words:
        total ^= word
    problems = () if not total else ("the checksum of the label is wrong",)
    area = TableArea(place // 512 * 512, 512, "BSD disk label")
    return PartitionTable(Scheme.BSD, sector_bytes, tuple(partitions), (area,), problems)
