"""Master boot record, with logical partitions in extended ones (a chain of boot records)."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.bad_sectors import peek
from forensics_app.evidence.bytes.byte_source import ByteSource, Window, read_up_to
from forensics_app.evidence.filesystems.signatures import begins_with_volume
from forensics_app.evidence.volumes.partitions.table import Partition, PartitionTable, Scheme, TableArea

_ENTRY = struct.Struct("<B3sB3sII")
_EXTENDED = frozenset({0x05, 0x0F, 0x85})
# of OS/2's and FreeDOS' boot managers, and of DR-DOS: systems pass over them
_HIDDEN_EXTENDED = frozenset({0x15, 0x1F, 0x91, 0x9B, 0xC5, 0xCF, 0xD5})
PROTECTIVE = 0xEE
_FLAGS = (0x00, 0x80)
_MOST_LOGICAL = 1024
_TYPES = {
    0x00: "no type", 0x01: "FAT12", 0x04: "FAT16", 0x06: "FAT16", 0x07: "NTFS / exFAT", 0x0B: "FAT32",
    0x0C: "FAT32", 0x0E: "FAT16", 0x11: "FAT12", 0x14: "FAT16", 0x16: "FAT16", 0x17: "NTFS", 0x1B: "FAT32",
    0x1C: "FAT32", 0x27: "Windows RE", 0x42: "Windows LDM", 0x82: "Linux swap", 0x83: "Linux",
    0x8E: "Linux LVM", 0xA5: "FreeBSD", 0xA6: "OpenBSD", 0xA8: "Apple UFS", 0xA9: "NetBSD", 0xAF: "HFS+",
    0xBF: "Solaris", 0xE8: "LUKS", 0xEE: "GPT protective", 0xEF: "EFI system", 0xFB: "VMFS",
    0xFD: "Linux RAID",
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

    @property
    def untyped(self) -> bool:
        """True for a slot that leads somewhere and has no type: systems pass over it."""
        return self.type == 0 and self.length != 0 and self.start != 0


def type_name(number: int) -> str:
    """`Linux (0x83)`."""
    return f"{_TYPES.get(number, 'unknown')} (0x{number:02x})"


def boot_record(sector: bytes, *, any_flag: bool = False) -> tuple[MbrEntry, ...] | None:
    """The four slots of a boot record, or None where the sector can't be one.

    `any_flag`: also one with boot flags that no system writes, as code at that place would have.
    """
    if len(sector) < 512 or sector[510:512] != b"\x55\xaa":
        return None
    entries = []
    for slot in range(4):
        flag, _, number, _, start, length = _ENTRY.unpack_from(sector, 446 + 16 * slot)
        entries.append(MbrEntry(slot, flag, number, start, length))
    used = [entry for entry in entries if entry.used]
    if not used or not (any_flag or all(entry.flag in _FLAGS for entry in used)):
        return None
    return tuple(entries)


def read_mbr(
    source: ByteSource,
    sector_size: int,
    *,
    disc: bool = False,
    any_flag: bool = False,
    beyond: bool = False,
    with_gpt: bool = False,
) -> PartitionTable | None:
    """The partitions of an MBR, or None where there is none that makes sense.

    `disc`: an image of a disc that also starts from a stick; there the first slot may begin at sector 0.
    `any_flag` as of `boot_record`; then slots may also begin at sector 0, which are told and passed over;
    `beyond`: all partitions may begin beyond the end of a source that was cut off; `with_gpt`: a GPT was
    found, and what it doesn't have is asked for.
    """
    entries = boot_record(read_up_to(source, 0, 512), any_flag=any_flag)
    if entries is None:
        return None
    used = [entry for entry in entries if entry.used]
    at_0 = [] if disc else [entry for entry in used if entry.start == 0]
    if at_0 and not any_flag:
        return None
    used = [entry for entry in used if entry not in at_0]
    outside = all(e.start * sector_size >= source.size_bytes for e in used)
    if outside and not (beyond and _is_orderly(entries)):
        return None
    partitions: list[Partition] = []
    areas = [TableArea(0, sector_size, "MBR")]
    problems = _odd_flags(used, 0)
    problems += [f"slot {e.slot + 1} of the boot record at sector 0 begins at sector 0" for e in at_0]
    if any(entry.type == PROTECTIVE for entry in used):
        if not with_gpt:  # a GPT was looked for before this table
            problems.append("a GPT is announced and neither copy of it is readable")
        used = [entry for entry in used if entry.type != PROTECTIVE]
        if not used:
            return None
    records = [(0, entries)]
    for entry in used:
        if entry.type in _EXTENDED or _is_hidden_extended(source, sector_size, entry, problems):
            records += _read_extended(source, sector_size, entry.start, partitions, areas, problems)
        else:
            partitions.append(_partition(entry, entry.slot + 1, 0, sector_size))
    for record, slots in records:  # behind all others, whose numbers stay as systems count
        for entry in _hidden(source, sector_size, record, slots, partitions, problems):
            number = max([4, *(p.number for p in partitions)]) + 1 if record else entry.slot + 1
            partitions.append(_partition(entry, number, record, sector_size))
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


def _is_hidden_extended(source: ByteSource, sector_size: int, entry: MbrEntry, problems: list[str]) -> bool:
    """Whether a slot of such a type leads to a boot record, which is then a problem; else it is a volume."""
    if entry.type not in _HIDDEN_EXTENDED:
        return False
    if boot_record(peek(source, entry.start * sector_size, 512)) is None:
        return False
    problems.append(f"slot {entry.slot + 1} is a hidden extended partition (0x{entry.type:02x})")
    return True


def _read_extended(
    source: ByteSource,
    sector_size: int,
    base: int,
    partitions: list[Partition],
    areas: list[TableArea],
    problems: list[str],
) -> list[tuple[int, tuple[MbrEntry, ...]]]:
    """Follow the chain: logical partitions relative to their record, the next record relative to `base`.

    Gives the sector of each record with its slots.
    A record should lead to one other at most; where it leads to more, all are followed, the first one first.
    """
    number = max([4, *(p.number for p in partitions)]) + 1
    left, seen = [base], set[int]()
    found = []
    while left and len(seen) < _MOST_LOGICAL:
        record = left.pop()
        if record in seen:
            problems.append(f"the chain of extended boot records loops at sector {record}")
            continue
        seen.add(record)
        entries = _extended_record(source, sector_size, record, problems)
        if entries is None:
            continue
        areas.append(TableArea(record * sector_size, sector_size, "EBR"))
        following = [base + entry.start for entry in entries if entry.used and entry.type in _EXTENDED]
        for entry in entries:
            if entry.used and entry.type not in _EXTENDED:
                partitions.append(_partition(entry, number, record, sector_size))
                number += 1
        found.append((record, entries))
        if len(following) > 1:
            problems.append(f"the boot record at sector {record} leads to {len(following)} others")
        left.extend(reversed(following))
    if left:
        problems.append(f"more than {_MOST_LOGICAL} extended boot records")
    return found


def _extended_record(
    source: ByteSource, sector_size: int, record: int, problems: list[str]
) -> tuple[MbrEntry, ...] | None:
    """The slots of an extended boot record; None where it has none, or is none, which is then a problem."""
    try:
        sector = read_up_to(source, record * sector_size, 512)
    except ReadFailedError:
        problems.append(f"the boot record at sector {record} can't be read")
        return None
    entries = boot_record(sector)
    if entries is not None:
        return entries
    entries = boot_record(sector, any_flag=True)
    if entries is None:  # an empty one is how some programs end the chain
        if sector[510:512] != b"\x55\xaa":
            problems.append(f"no boot record at sector {record}")
        return None
    inside = [e.start + e.length <= source.size_bytes // sector_size for e in entries if e.used]
    if not all(inside):
        problems.append(f"what stands at sector {record} is no boot record")
        return None
    problems.extend(_odd_flags(entries, record))
    return entries


def _hidden(
    source: ByteSource,
    sector_size: int,
    record: int,
    entries: Iterable[MbrEntry],
    partitions: Iterable[Partition],
    problems: list[str],
) -> Iterator[MbrEntry]:
    """Slots without a type that lead to something known: deleted by their type alone, or hidden like that.

    What begins in one of `partitions`, which may grow meanwhile, is of an earlier table, or the same volume
    again.
    """
    for entry in entries:
        begin = (record + entry.start) * sector_size
        if not entry.untyped or begin >= source.size_bytes:
            continue
        if any(p.offset_bytes <= begin < p.offset_bytes + p.length_bytes for p in partitions):
            continue
        there = Window(source, begin, entry.length * sector_size)
        try:
            known = begins_with_volume(there)
        except ReadFailedError:
            continue
        if known:
            problems.append(
                f"slot {entry.slot + 1} of the boot record at sector {record} has no type "
                "and leads to a volume"
            )
            yield entry


def _odd_flags(entries: Iterable[MbrEntry], record: int) -> list[str]:
    return [
        f"slot {entry.slot + 1} of the boot record at sector {record} has the flag 0x{entry.flag:02x}"
        for entry in entries
        if entry.used and entry.flag not in _FLAGS
    ]


def _is_orderly(entries: tuple[MbrEntry, ...]) -> bool:
    """True where nothing overlaps and unused slots are empty: more than chance would give."""
    used = sorted((e for e in entries if e.used), key=lambda e: e.start)
    empty = all(e.used or (e.type, e.flag, e.start, e.length) == (0, 0, 0, 0) for e in entries)
    return empty and all(one.start + one.length <= other.start for one, other in pairwise(used))


def _partition(entry: MbrEntry, number: int, base: int, sector_size: int) -> Partition:
    return Partition(
        number,
        (base + entry.start) * sector_size,
        entry.length * sector_size,
        type_name(entry.type),
    )
