"""What is told of a volume whose file system opened: copies it was opened by, checksums, how it was left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource, TriedTwice
from forensics_app.evidence.filesystems.ext.checks import wrong_checksums
from forensics_app.evidence.filesystems.ext.copies import ExtCopies
from forensics_app.evidence.filesystems.ext.state import left_in_journal, not_closed, unapplied_journal
from forensics_app.evidence.filesystems.fat.boot import boot_sector_place
from forensics_app.evidence.filesystems.fat.tables import FatCopies, differing_entries
from forensics_app.evidence.filesystems.kinds import EXT_KINDS, FAT_KINDS, FileSystemKind
from forensics_app.evidence.filesystems.ntfs.copies import NtfsCopies
from forensics_app.evidence.filesystems.ntfs.state import left_in_log, marked_dirty
from forensics_app.evidence.filesystems.tsk.file_system import FileSystem
from forensics_app.evidence.omission_codes import OmissionCode


@dataclass(frozen=True, slots=True)
class Reported:
    """One omission of the volume's layer."""

    code: OmissionCode
    detail: str
    count: int = 1


def damage_of(
    source: ByteSource, kind: FileSystemKind, opened: FileSystem | None, alive: Callable[[int], None]
) -> Iterator[Reported]:
    """What of the volume's own structures is damaged or contradicts itself. `alive` as FileSystem.

    Raises ReadFailedError.
    """
    copies = None if opened is None else opened.copies
    if kind in FAT_KINDS:
        if place := boot_sector_place(TriedTwice(source)):
            yield Reported(OmissionCode.BOOT_SECTOR_DAMAGED, f"its copy in sector {place}")
        yield from _tables(source, kind, copies if isinstance(copies, FatCopies) else None, alive)
    if isinstance(copies, NtfsCopies):
        if copies.boot_sector:
            yield Reported(OmissionCode.BOOT_SECTOR_DAMAGED, "its copy in the last sector")
        if copies.records:
            yield Reported(OmissionCode.MFT_DAMAGED, "$MFTMirr", len(copies.records))
    ext = copies if isinstance(copies, ExtCopies) else None
    if ext is not None and ext.superblock_at is not None:
        what = "superblock and group descriptors" if ext.descriptors else "superblock"
        yield Reported(OmissionCode.SUPERBLOCK_DAMAGED, f"{what}: the copy at byte {ext.superblock_at}")
    elif ext is not None and ext.descriptors:
        yield Reported(OmissionCode.DESCRIPTORS_DAMAGED, "group descriptors", ext.descriptors)
    if kind in EXT_KINDS:
        for problem, count in wrong_checksums(source, ext):
            yield Reported(OmissionCode.CHECKSUM_DIFFERS, problem, count)


def state_of(
    source: ByteSource, kind: FileSystemKind, opened: FileSystem | None, *, snapshot: bool
) -> Iterator[Reported]:
    """How the volume was left. `snapshot`: of a volume in use, whose log says nothing.

    Raises ReadFailedError.
    """
    copies = None if opened is None else opened.copies
    if opened is not None and isinstance(copies, ExtCopies) and copies.superblock_at is not None:
        state, journal = None, left_in_journal(opened)  # no copy of a superblock says how it was closed
    elif opened is not None and kind is FileSystemKind.NTFS and not snapshot:
        state, journal = marked_dirty(opened), left_in_log(opened)
    else:
        seen = source if opened is None else opened.structures(source)
        state, journal = not_closed(seen, kind), unapplied_journal(seen, kind)
    if state is not None:
        yield Reported(OmissionCode.NOT_CLOSED, state)
    if journal is not None:
        yield Reported(OmissionCode.JOURNAL_NOT_REPLAYED, journal)


def _tables(
    source: ByteSource, kind: FileSystemKind, copies: FatCopies | None, alive: Callable[[int], None]
) -> Iterator[Reported]:
    """How the allocation tables of FAT differ, and which one is gone by if not the first."""
    if copies is not None:
        if not copies.active:
            yield Reported(OmissionCode.ALLOCATION_TABLE_DAMAGED, f"table {copies.table + 1} is used")
        return
    with suppress(ReadFailedError):  # of the second: the first is what is used
        differing = differing_entries(source, kind, alive)
        if differing is not None:
            detail = f"entries of clusters, the first of cluster {differing[1]}"
            yield Reported(OmissionCode.ALLOCATION_TABLES_DIFFER, detail, differing[0])
