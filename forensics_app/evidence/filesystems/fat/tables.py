"""The file allocation tables of FAT12, FAT16 and FAT32: which one says where files lie, and how they differ.

libtsk reads the first alone. FAT32 may say that another one is in use, and is the only one that is kept up to
date; and of one that doesn't begin as every table does nothing can be believed. Source: Microsoft's "FAT:
General Overview of On-Disk Format", 1.03 (BPB_ExtFlags, the first two entries of a table).
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Callable
from typing import NamedTuple

from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.bytes.copies import Copy, Stored
from forensics_app.evidence.filesystems.fat.boot import boot_sector
from forensics_app.evidence.filesystems.kinds import FileSystemKind

_BITS = {FileSystemKind.FAT12: 12, FileSystemKind.FAT16: 16, FileSystemKind.FAT32: 32}
_ONE_ACTIVE, _ACTIVE = 0x80, 0x0F
_OWN_ENTRIES = 2  # that say nothing of clusters
_WINDOW = 3 << 19  # whole entries of each width
_MOST_COMPARED = 64 << 20


class FatTables(NamedTuple):
    """`tables` tables of `size_bytes` bytes, the first at `at_bytes`; with `entries` entries of `bits` bits.
    `active`: the number of the one that is kept up to date, None where all are.
    """

    at_bytes: int
    size_bytes: int
    tables: int
    bits: int
    entries: int
    active: int | None


class FatCopies(NamedTuple):
    """Another table in the place of the first. `active`: the volume says so; else the first is damaged."""

    copies: tuple[Copy, ...]
    table: int
    active: bool


def fat_tables(source: ByteSource, kind: FileSystemKind) -> FatTables | None:
    """The tables of a volume; None where its boot sector makes no sense. Raises ReadFailedError."""
    boot = boot_sector(source)
    if len(boot) < 512 or kind not in _BITS:
        return None
    sector, cluster_sectors, reserved, count, roots, small = struct.unpack_from("<HBHBHH", boot, 11)
    table_sectors = struct.unpack_from("<H", boot, 22)[0]
    large, wide_sectors, flags = struct.unpack_from("<IIH", boot, 32)
    active = None
    if not table_sectors:
        table_sectors = wide_sectors
        if flags & _ONE_ACTIVE and flags & _ACTIVE < count:
            active = flags & _ACTIVE
    if sector not in (512, 1024, 2048, 4096) or not cluster_sectors or not table_sectors:
        return None
    first = reserved + count * table_sectors + -(-roots * 32 // sector)
    clusters = max(0, ((small or large) - first) // cluster_sectors)
    entries = min(clusters + _OWN_ENTRIES, table_sectors * sector * 8 // _BITS[kind])
    return FatTables(reserved * sector, table_sectors * sector, count, _BITS[kind], entries, active)


def fat_copies(source: ByteSource, kind: FileSystemKind) -> FatCopies | None:
    """What to read the volume by, if not by the first table. Raises ReadFailedError."""
    tables = fat_tables(source, kind)
    if tables is None or tables.tables < 2:
        return None
    number = tables.active
    if number is None:
        number = int(not _begins(source, tables, 0) and _begins(source, tables, 1))
    if not number:
        return None
    there = Stored(source, tables.at_bytes + number * tables.size_bytes, tables.size_bytes)
    return FatCopies((Copy(tables.at_bytes, there),), number, tables.active is not None)


def differing_entries(
    source: ByteSource, kind: FileSystemKind, alive: Callable[[int], None]
) -> tuple[int, int] | None:
    """In how many entries the first two tables differ, and the first cluster of these; None where they agree,
    or needn't. Of very large ones the first 64 MiB are compared. Raises ReadFailedError.
    """
    tables = fat_tables(source, kind)
    if tables is None or tables.tables < 2 or tables.active is not None:
        return None
    size = min(-(-tables.entries * tables.bits // 8), tables.size_bytes, _MOST_COMPARED)
    count, first = 0, 0
    for done in range(0, size, _WINDOW):
        at, length = tables.at_bytes + done, min(_WINDOW, size - done)
        alive(at)
        one, other = read_up_to(source, at, length), read_up_to(source, at + tables.size_bytes, length)
        if one == other:
            continue
        number = done * 8 // tables.bits
        pairs = zip(_entries(one, tables.bits), _entries(other, tables.bits), strict=False)
        for cluster, (ours, theirs) in enumerate(pairs, number):
            if ours != theirs and _OWN_ENTRIES <= cluster < tables.entries:
                first = first or cluster
                count += 1
    return (count, first) if count else None


def _begins(source: ByteSource, tables: FatTables, number: int) -> bool:
    """Whether a table begins with the kind of medium, and ones up to the width of an entry."""
    head = read_up_to(source, tables.at_bytes + number * tables.size_bytes, 4)
    (first, *_) = (*_entries(head, tables.bits), 0)
    medium, above = first & 0xFF, first >> 8
    return (medium == 0xF0 or medium >= 0xF8) and above == (1 << min(tables.bits, 28) - 8) - 1


def _entries(data: bytes, bits: int) -> list[int]:
    if bits == 12:
        whole = len(data) // 3 * 3
        pairs = (int.from_bytes(data[at : at + 3], "little") for at in range(0, whole, 3))
        return [entry for pair in pairs for entry in (pair & 0xFFF, pair >> 12)]
    width = bits // 8
    values = array("H" if bits == 16 else "I", data[: len(data) // width * width])
    return values.tolist() if bits == 16 else [value & 0x0FFFFFFF for value in values]
