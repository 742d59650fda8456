"""Sun disk labels: the one of SPARC in the first sector, and Solaris' VTOC in the second sector of a slice.

Layouts: `sys/dklabel.h` of illumos. SPARC's is big-endian and counts in cylinders; the other one, on PCs, is
little-endian and counts in sectors from the beginning of its slice.
"""

from __future__ import annotations

import struct

from forensics_app.evidence.bytes.bad_sectors import peek
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.volumes.partitions.table import Partition, PartitionTable, Scheme, TableArea

_SECTOR = 512
_MAGIC = 0xDABE
_SANITY = 0x600DDEEE
_SLOTS, _SLOTS_X86 = 8, 16
_BACKUP = 5  # the whole disk
_WHOLE = 2  # the slot that stands for it, where there are no tags
_TAGS = {
    0: "unassigned", 1: "boot", 2: "root", 3: "swap", 4: "usr", 6: "stand", 7: "var", 8: "home",
    9: "alternates", 0x82: "Linux swap", 0x83: "Linux", 0x8E: "Linux LVM", 0xFD: "Linux RAID",
}  # fmt: skip


def read_sun(source: ByteSource) -> PartitionTable | None:
    """The partitions of a label in either place, or None where there is none."""
    return _sparc(peek(source, 0, _SECTOR), source.size_bytes) or _x86(
        peek(source, _SECTOR, _SECTOR), source.size_bytes
    )


def _sparc(raw: bytes, size_bytes: int) -> PartitionTable | None:
    if len(raw) < _SECTOR or struct.unpack_from(">H", raw, 508)[0] != _MAGIC:
        return None
    heads, sectors = struct.unpack_from(">HH", raw, 436)
    tagged = struct.unpack_from(">I", raw, 188)[0] == _SANITY
    slots = []
    for index in range(_SLOTS):
        cylinder, length = struct.unpack_from(">II", raw, 444 + 8 * index)
        tag = struct.unpack_from(">H", raw, 142 + 4 * index)[0] if tagged else None
        slots.append((index, tag, cylinder * heads * sectors, length))
    return _table(raw, slots, size_bytes, TableArea(0, _SECTOR, "Sun disk label"))


def _x86(raw: bytes, size_bytes: int) -> PartitionTable | None:
    if len(raw) < _SECTOR or struct.unpack_from("<I", raw, 12)[0] != _SANITY:
        return None
    if struct.unpack_from("<H", raw, 508)[0] != _MAGIC:
        return None
    slots = []
    for index in range(_SLOTS_X86):
        tag, _, start, length = struct.unpack_from("<HHII", raw, 72 + 12 * index)
        slots.append((index, tag, start, length))
    return _table(raw, slots, size_bytes, TableArea(_SECTOR, _SECTOR, "Solaris VTOC"))


def _table(
    raw: bytes, slots: list[tuple[int, int | None, int, int]], size_bytes: int, area: TableArea
) -> PartitionTable | None:
    partitions = []
    for index, tag, start, length in slots:
        whole = tag == _BACKUP or (tag is None and index == _WHOLE and start == 0)
        if length and not whole:
            name = "Sun partition" if tag is None else _TAGS.get(tag, f"tag {tag:#x}")
            partitions.append(Partition(index, start * _SECTOR, length * _SECTOR, name))
    total = 0
    for (word,) in struct.iter_unpack(">H", raw):
        total ^= word
    inside = all(partition.offset_bytes < size_bytes for partition in partitions)
    if not partitions or (total and not inside):
        return None
    problems = ("the checksum of the label is wrong",) if total else ()
    return PartitionTable(Scheme.SUN, _SECTOR, tuple(partitions), (area,), problems)
