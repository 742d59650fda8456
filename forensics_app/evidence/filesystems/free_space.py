"""What no file of a file system uses: which bytes those are, as content of their own.

Each kind of file system says so in another way; the readers here are judged by `blkls` of The Sleuth Kit,
whose library offers no such walk to Python. What a deleted file once used is part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.filesystems.ext.free_blocks import ext_free_blocks
from forensics_app.evidence.filesystems.fat.free_clusters import exfat_free_sectors, fat_free_sectors
from forensics_app.evidence.filesystems.kinds import EXT_KINDS, FileSystemKind
from forensics_app.evidence.filesystems.tsk.file_system import FileSystem
from forensics_app.evidence.format_errors import TskError
from forensics_app.evidence.spaces.free_runs import Run, clear_bits
from forensics_app.evidence.spaces.space import Space

_CHUNK_BYTES = 1 << 20
_NTFS_BITMAP, _HFS_ALLOCATION = 6, 6  # MFT record, catalogue node
_NTFS_DATA, _HFS_DEFAULT = 128, 1  # types of attributes; libtsk gives HFS+'s own files the default type
_FAT = (FileSystemKind.FAT12, FileSystemKind.FAT16, FileSystemKind.FAT32)


def unallocated_space(file_system: FileSystem, source: ByteSource, alive: Callable[[int], None]) -> Space:
    """The free blocks of one volume.

    `alive` is called with how far into the volume reads have come, while the runs are looked up. Raises
    TskError where the file system isn't one whose free blocks are read, or says something impossible;
    ReadFailedError.
    """
    unit, runs = _free_units(file_system, _Watched(source, alive))
    return Space(source, ((first * unit, count * unit) for first, count in runs))


class _Watched:
    """A source that tells how far reads have come."""

    def __init__(self, source: ByteSource, alive: Callable[[int], None]) -> None:
        self._source = source
        self._alive = alive
        self._reach = 0

    @property
    def size_bytes(self) -> int:
        return self._source.size_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        self._reach = max(self._reach, offset_bytes + size_bytes)
        self._alive(self._reach)
        return self._source.read(offset_bytes, size_bytes)


def _free_units(file_system: FileSystem, source: ByteSource) -> tuple[int, Iterator[Run]]:
    """Bytes of the unit that the file system counts in, and runs of free ones."""
    kind = file_system.kind
    if kind in EXT_KINDS:
        return ext_free_blocks(file_system.structures(source))
    if kind in _FAT:
        return fat_free_sectors(file_system.structures(source), kind)
    if kind is FileSystemKind.EXFAT:
        return exfat_free_sectors(source)
    unit = file_system.block_size_bytes
    count = file_system.claimed_bytes // unit
    if kind is FileSystemKind.NTFS:
        return unit, clear_bits(_bitmap(file_system, _NTFS_BITMAP, _NTFS_DATA, count), count)
    if kind is FileSystemKind.HFS:
        bitmap = _bitmap(file_system, _HFS_ALLOCATION, _HFS_DEFAULT, count)
        return unit, clear_bits(bitmap, count, highest_first=True)
    raise TskError(kind.value)


def _bitmap(file_system: FileSystem, address: int, attribute_type: int, count: int) -> Iterator[bytes]:
    """The file that holds a volume's bitmap, as far as `count` bits go."""
    content = file_system.content(address)
    found = file_system.attributes(address)
    attribute = next((a for a in found if a.type == attribute_type and not a.resident), None)
    size = -(-count // 8)
    if attribute is None or attribute.size_bytes < size:
        raise TskError("no bitmap of the whole volume")
    for done in range(0, size, _CHUNK_BYTES):
        yield content.read(attribute, done, min(_CHUNK_BYTES, size - done))
