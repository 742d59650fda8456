"""Which partition table a medium has, if any."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from forensics_app.evidence.byte_source import ByteSource, Window, read_up_to
from forensics_app.evidence.partition_apm import read_apm
from forensics_app.evidence.partition_gpt import read_gpt
from forensics_app.evidence.partition_mbr import PROTECTIVE, boot_record, read_mbr
from forensics_app.evidence.partition_table import PartitionTable
from forensics_app.evidence.signatures import encryption, hint, is_fat_boot_sector, unsupported

SECTOR_SIZES = (512, 4096)


def read_partition_table(medium: ByteSource) -> PartitionTable | None:
    """The partition table of a medium; None for a medium that is one volume, or empty.

    GPT first (its checksums leave no doubt), in sectors of 512 and 4096 bytes; then MBR, whose sector size is
    the one at which partitions begin with something known; then the Apple map.
    """
    for sector_size in SECTOR_SIZES:
        gpt = read_gpt(medium, sector_size)
        if gpt is not None:
            return _checked(replace(gpt, problems=(*gpt.problems, *_only_in_mbr(medium, gpt))))
    table = _read_mbr(medium) or read_apm(medium)
    return None if table is None else _checked(table)


def _checked(table: PartitionTable) -> PartitionTable:
    """With a problem for each pair of partitions that overlap. What begins at 0 is a hybrid disc's image."""
    partitions = sorted((p for p in table.partitions if p.offset_bytes), key=lambda p: p.offset_bytes)
    problems = tuple(
        f"partitions {one.number} and {other.number} overlap at byte {other.offset_bytes}"
        for one, other in pairwise(partitions)
        if one.offset_bytes + one.length_bytes > other.offset_bytes
    )
    return replace(table, problems=(*table.problems, *problems))


def _only_in_mbr(medium: ByteSource, gpt: PartitionTable) -> tuple[str, ...]:
    """A hybrid MBR repeats some partitions of the GPT; one that the GPT doesn't have is hidden from most."""
    entries = boot_record(read_up_to(medium, 0, 512)) or ()
    starts = {partition.offset_bytes for partition in gpt.partitions}
    return tuple(
        f"the MBR has a partition at byte {entry.start * gpt.sector_size_bytes} that the GPT doesn't have"
        for entry in entries
        if entry.used and entry.type != PROTECTIVE and entry.start * gpt.sector_size_bytes not in starts
    )


def _read_mbr(medium: ByteSource) -> PartitionTable | None:
    disc = hint(medium) == "iso9660"
    candidates = [table for size in SECTOR_SIZES if (table := read_mbr(medium, size, disc=disc)) is not None]
    if not candidates:
        return None
    best = max(candidates, key=lambda table: _known_starts(medium, table))
    if not _known_starts(medium, best):
        if _is_volume(medium):
            return None  # a boot sector whose code only looks like a table
        best = candidates[0]
    return best


def _known_starts(medium: ByteSource, table: PartitionTable) -> int:
    """How many partitions begin with something recognisable."""
    count = 0
    for partition in table.partitions:
        start = Window(medium, partition.offset_bytes, partition.length_bytes)
        count += bool(hint(start) or encryption(start) or unsupported(start))
    return count


def _is_volume(medium: ByteSource) -> bool:
    head = read_up_to(medium, 0, 512)
    return is_fat_boot_sector(head) or hint(medium) is not None or encryption(medium) is not None


def has_lost_gpt(medium: ByteSource) -> bool:
    """True where a protective MBR promises a GPT and neither copy of it is readable."""
    entries = boot_record(read_up_to(medium, 0, 512))
    return entries is not None and any(entry.type == PROTECTIVE for entry in entries)
