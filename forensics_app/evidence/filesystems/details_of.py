"""Which refinements a file system gets."""

from __future__ import annotations

from forensics_app.evidence.bytes.byte_source import TriedTwice
from forensics_app.evidence.filesystems.ext.details import ExtDetails
from forensics_app.evidence.filesystems.fat.details import FatDetails
from forensics_app.evidence.filesystems.fat.exfat_details import ExfatDetails
from forensics_app.evidence.filesystems.kinds import EXT_KINDS, FAT_KINDS, FileSystemKind
from forensics_app.evidence.filesystems.ntfs.details import NtfsDetails
from forensics_app.evidence.filesystems.tsk.details import Details, GenericDetails
from forensics_app.evidence.filesystems.tsk.file_system import FileSystem
from forensics_app.evidence.filesystems.ufs.details import UfsDetails

_NTFS_DATA = 128


def details_of(file_system: FileSystem, source: TriedTwice) -> Details:
    """The details of a file system that begins at byte 0 of `source`."""
    kind = file_system.kind
    if kind is FileSystemKind.NTFS:
        runs = next((a.runs for a in file_system.attributes(0) if a.type == _NTFS_DATA and not a.name), ())
        return NtfsDetails(source, file_system, runs)
    if kind is FileSystemKind.EXFAT:
        return ExfatDetails(source, file_system)
    if kind in FAT_KINDS:
        return FatDetails(source, file_system)
    if kind in EXT_KINDS:
        return ExtDetails(source, file_system)
    if kind in (FileSystemKind.UFS1, FileSystemKind.UFS2):
        return UfsDetails(source, file_system)
    return GenericDetails(kind)
