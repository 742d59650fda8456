"""Which partition table a medium has, if any."""

from __future__ import annotations

from dataclasses import replace

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.bad_sectors import peek
from forensics_app.evidence.bytes.byte_source import ByteSource, Window, read_up_to
from forensics_app.evidence.filesystems.claimed_size import claimed_bytes
from forensics_app.evidence.filesystems.signatures import (
    begins_with_volume,
    encryption,
    hint,
    is_fat_boot_sector,
    swap,
)
from forensics_app.evidence.volumes.partitions.apm import read_apm
from forensics_app.evidence.volumes.partitions.bsd import read_bsd
from forensics_app.evidence.volumes.partitions.gpt import read_gpt
from forensics_app.evidence.volumes.partitions.mbr import PROTECTIVE, boot_record, read_mbr
from forensics_app.evidence.volumes.partitions.sun import read_sun
from forensics_app.evidence.volumes.partitions.table import Partition, PartitionTable

SECTOR_SIZES = (512, 4096)


def read_partition_table(medium: ByteSource) -> PartitionTable | None:
    """The partition table of a medium; None for a medium that is one volume, or empty.

    GPT first (its checksums leave no doubt), in sectors of 512 and 4096 bytes; then MBR, whose sector size is
    the one at which partitions begin with something known; then the Apple map, Sun's and BSD's labels.
    """
    for sector_size in SECTOR_SIZES:
        gpt = read_gpt(medium, sector_size)
        if gpt is not None:
            return _checked(_with_mbr(medium, gpt))
    table = _read_mbr(medium) or read_apm(medium) or read_disk_label(medium) or _read_mbr_of_a_part(medium)
    return None if table is None else _checked(table)


def read_inner_table(partition: ByteSource) -> PartitionTable | None:
    """The table of a disk that lies in a partition, if one of its partitions begins with something known."""
    table = read_partition_table(partition)
    return table if table is not None and _known_starts(partition, table) else None


def read_disk_label(source: ByteSource, begin_bytes: int = 0) -> PartitionTable | None:
    """Sun's or BSD's label of a disk, or of a slice that begins at `begin_bytes` of one."""
    table = read_sun(source) or read_bsd(source, begin_bytes)
    return table if table is not None and not _is_left_over(source, table) else None


def _is_left_over(source: ByteSource, table: PartitionTable) -> bool:
    """True where the source begins with a volume that no partition of its label holds.

    mke2fs and mkswap leave a label where it is, as does what writes less than a few KiB to the beginning.
    """
    try:
        if not (begins_with_volume(source) or swap(source)):
            return False
        needed = claimed_bytes(source) or 0
    except ReadFailedError:  # a bad sector behind a label says nothing about it
        return False
    return not any(p.offset_bytes == 0 and p.length_bytes >= needed for p in table.partitions)


def read_slices(slice_: ByteSource, begin_bytes: int) -> PartitionTable | None:
    """The partitions of a slice of an MBR that has a label of its own."""
    table = read_disk_label(slice_, begin_bytes)
    return None if table is None else _checked(table)


def _checked(table: PartitionTable) -> PartitionTable:
    """With a problem for each partition that another reaches into. What begins at 0 is a hybrid disc's."""
    problems = []
    reaching: Partition | None = None
    for partition in sorted((p for p in table.partitions if p.offset_bytes), key=lambda p: p.offset_bytes):
        if reaching is not None and _end(reaching) > partition.offset_bytes:
            at = partition.offset_bytes
            problems.append(f"partitions {reaching.number} and {partition.number} overlap at byte {at}")
        if reaching is None or _end(partition) > _end(reaching):
            reaching = partition
    return replace(table, problems=(*table.problems, *problems))


def _end(partition: Partition) -> int:
    return partition.offset_bytes + partition.length_bytes


def _with_mbr(medium: ByteSource, gpt: PartitionTable) -> PartitionTable:
    """With the partitions that only the MBR has, numbered behind those of the GPT, and what is odd about it.

    A hybrid MBR repeats some partitions of the GPT; one that the GPT doesn't have is hidden from most
    systems.
    """
    problems = list(gpt.problems)
    try:
        entries = boot_record(read_up_to(medium, 0, 512)) or ()
    except ReadFailedError:
        return replace(gpt, problems=(*problems, "the MBR can't be read"))
    if not any(entry.type == PROTECTIVE for entry in entries):
        problems.append("the MBR doesn't announce it: it may be left over from before")
    mbr = read_mbr(medium, gpt.sector_size_bytes, with_gpt=True)
    if mbr is None:
        return replace(gpt, problems=tuple(problems))
    known = {partition.offset_bytes for partition in gpt.partitions}
    number = max((partition.number for partition in gpt.partitions), default=0)
    more = []
    for partition in mbr.partitions:
        if partition.offset_bytes not in known:
            number += 1
            more.append(replace(partition, number=number))
            problems.append(
                f"the MBR has a partition at byte {partition.offset_bytes} that the GPT doesn't have, "
                f"here number {number}"
            )
    areas = (*gpt.areas, *(area for area in mbr.areas if area.offset_bytes))
    partitions = (*gpt.partitions, *more)
    return replace(gpt, partitions=partitions, areas=areas, problems=(*problems, *mbr.problems))


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


def _read_mbr_of_a_part(medium: ByteSource) -> PartitionTable | None:
    """An MBR with boot flags that no system writes, or with slots that lead to itself.

    Or one of a medium of which only the beginning is there.
    """
    for sector_size in SECTOR_SIZES:
        table = read_mbr(medium, sector_size, any_flag=True)
        if table is not None and _known_starts(medium, table):
            return table
    return None if _is_volume(medium) else read_mbr(medium, SECTOR_SIZES[0], beyond=True)


def _known_starts(medium: ByteSource, table: PartitionTable) -> int:
    """How many partitions begin with something recognisable."""
    count = 0
    for partition in table.partitions:
        start = Window(medium, partition.offset_bytes, partition.length_bytes)
        count += begins_with_volume(start)
    return count


def _is_volume(medium: ByteSource) -> bool:
    head = peek(medium, 0, 512)
    return is_fat_boot_sector(head) or hint(medium) is not None or encryption(medium) is not None


def has_lost_gpt(medium: ByteSource) -> bool:
    """True where a protective MBR promises a GPT and neither copy of it is readable."""
    entries = boot_record(read_up_to(medium, 0, 512))
    return entries is not None and any(entry.type == PROTECTIVE for entry in entries)
