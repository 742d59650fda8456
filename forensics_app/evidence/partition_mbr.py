"""Master boot record, with logical partitions in extended ones (a chain of boot records)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from forensics_app.evidence.byte_source import ByteSource, read_up_to
from forensics_app.evidence.partition_table import Partition, PartitionTable, Scheme, TableArea

_ENTRY = struct.Struct("<B3sB3sII")
_EXTENDED = frozenset({0x05, 0x0F, 0x85})
PROTECTIVE = 0xEE
_MOST_LOGICAL = 1024
_TYPES = {
    0x01: "FAT12", 0x04: "FAT16", 0x06: "FAT16", 0x07: "NTFS / exFAT", 0x0B: "FAT32", 0x0C: "FAT32",
    0x0E: "FAT16", 0x11: "FAT12", 0x14: "FAT16", 0x16: "FAT16", 0x17: "NTFS", 0x1B: "FAT32", 0x1C: "FAT32",
    0x27: "Windows RE", 0x42: "Windows LDM", 0x82: "Linux swap", 0x83: "Linux", 0x8E: "Linux LVM",
    0xA5: "FreeBSD", 0xA6: "OpenBSD", 0xA8: "Apple UFS", 0xA9: "NetBSD", 0xAF: "HFS+", 0xBF: "Solaris",
    0xE8: "LUKS", 0xEE: "GPT protective", 0xEF: "EFI system", 0xFB: "VMFS", 0xFD: "Linux RAID",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MbrEntry:
    """One of the four slots of a boot record. Start and length in sectors."""

    slot: int
    flag: int
    type: int
    start: int
    length: int

    @property
    def used(self) -> bool:
        """True for a slot that describes something."""
        return self.type != 0 and self.length != 0


def type_name(number: int) -> str:
    """`Linux (0x83)`."""
    return f"{_TYPES.get(number, 'unknown')} (0x{number:02x})"


def boot_record(sector: bytes) -> tuple[MbrEntry, ...] | None:
    """The four slots of a boot record, or None where the sector can't be one."""
    if len(sector) < 512 or sector[510:512] != b"\x55\xaa":
        return None
    entries = []
    for slot in range(4):
        flag, _, number, _, start, length = _ENTRY.unpack_from(sector, 446 + 16 * slot)
        entries.append(MbrEntry(slot, flag, number, start, length))
    used = [entry for entry in entries if entry.used]
    if not used or any(entry.flag not in (0x00, 0x80) for entry in used):
        return None
    return tuple(entries)


def read_mbr(source: ByteSource, sector_size: int, *, disc: bool = False) -> PartitionTable | None:
    """The partitions of an MBR, or None where there is none that makes sense.

    `disc`: an image of a disc that also starts from a stick; there the first slot may begin at sector 0.
    """
    entries = boot_record(read_up_to(source, 0, 512))
    if entries is None:
        return None
    used = [entry for entry in entries if entry.used]
    if any(entry.start == 0 and not disc for entry in used) or all(
        e.start * sector_size >= source.size_bytes for e in used
    ):
        return None
    partitions: list[Partition] = []
    areas = [TableArea(0, sector_size, "MBR")]
    problems: list[str] = []
    if any(entry.type == PROTECTIVE for entry in used):
        # a GPT was looked for before this table
        problems.append("a GPT is announced and neither copy of it is readable")
        used = [entry for entry in used if entry.type != PROTECTIVE]
        if not used:
            return None
    for entry in used:
        if entry.type in _EXTENDED:
            _read_extended(source, sector_size, entry.start, partitions, areas, problems)
        else:
            partitions.append(_partition(entry, entry.slot + 1, 0, sector_size))
    partitions.sort(key=lambda partition: partition.number)
    ends = [entry.start + entry.length for entry in used]
    return PartitionTable(
        Scheme.MBR,
        sector_size,
        tuple(partitions),
        tuple(areas),
        tuple(problems),
        max(ends, default=0) * sector_size,
    )


def _read_extended(
    source: ByteSource,
    sector_size: int,
    base: int,
    partitions: list[Partition],
    areas: list[TableArea],
    problems: list[str],
) -> None:
    """Follow the chain: logical partitions relative to their record, the next record relative to `base`."""
    number = max([4, *(p.number for p in partitions)]) + 1
    record, seen = base, set[int]()
    while record not in seen and len(seen) < _MOST_LOGICAL:
        seen.add(record)
        sector = read_up_to(source, record * sector_size, 512)
        entries = boot_record(sector)
        if entries is None:
            if sector[510:512] != b"\x55\xaa":
                problems.append(f"no boot record at sector {record}")
            return
        areas.append(TableArea(record * sector_size, sector_size, "EBR"))
        following = None
        for entry in entries:
            if entry.used and entry.type in _EXTENDED:
                following = base + entry.start
            elif entry.used:
                partitions.append(_partition(entry, number, record, sector_size))
                number += 1
        if following is None:
            return
        record = following
    problems.append(f"the chain of extended boot records loops at sector {record}")


def _partition(entry: MbrEntry, number: int, base: int, sector_size: int) -> Partition:
    return Partition(
        number,
        (base + entry.start) * sector_size,
        entry.length * sector_size,
        type_name(entry.type),
    )
