"""Free clusters of FAT12, FAT16 and FAT32, by the first file allocation table, and of exFAT, by its bitmap.

Source: Microsoft's FAT (2000) and exFAT (2019) specifications. Sectors behind the last cluster belong to no
file either and count as free, as The Sleuth Kit has it.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator

from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.filesystems.fat.boot import boot_sector
from forensics_app.evidence.filesystems.kinds import FileSystemKind
from forensics_app.evidence.format_errors import TskError
from forensics_app.evidence.spaces.free_runs import Run, clear_bits

_BOOT_BYTES = 512
_CHUNK_BYTES = 1 << 20
_FIRST_CLUSTER = 2
_EXFAT_END = 0xFFFFFFF7
_BITMAP_ENTRY, _ENTRY_BYTES = 0x81, 32
_MOST_ROOT_BYTES = 256 << 20  # of a directory, by the specification


def fat_free_sectors(source: ByteSource, kind: FileSystemKind) -> tuple[int, Iterator[Run]]:
    """Bytes of a sector, and runs of free ones. Raises TskError, ReadFailedError."""
    boot = boot_sector(source)
    if len(boot) < _BOOT_BYTES:
        raise TskError("impossible boot sector")
    sector_bytes, cluster_sectors, reserved, tables, roots, small = struct.unpack_from("<HBHBHH", boot, 11)
    (table_sectors,) = struct.unpack_from("<H", boot, 22)
    total = small or struct.unpack_from("<I", boot, 32)[0]
    table_sectors = table_sectors or struct.unpack_from("<I", boot, 36)[0]
    if sector_bytes not in (512, 1024, 2048, 4096) or not cluster_sectors or not tables or not table_sectors:
        raise TskError("impossible boot sector")
    first = reserved + tables * table_sectors + -(-roots * 32 // sector_bytes)
    clusters = (total - first) // cluster_sectors
    if clusters <= 0:
        raise TskError("impossible boot sector")

    def runs() -> Iterator[Run]:
        table = (reserved * sector_bytes, table_sectors * sector_bytes)
        for cluster in _free_clusters(source, kind, table, clusters):
            yield first + (cluster - _FIRST_CLUSTER) * cluster_sectors, cluster_sectors
        end = first + clusters * cluster_sectors
        yield end, total - end

    return sector_bytes, runs()


def _free_clusters(
    source: ByteSource, kind: FileSystemKind, table: tuple[int, int], clusters: int
) -> Iterator[int]:
    offset, size = table
    if kind is FileSystemKind.FAT12:
        data = source.read(offset, min(size, (clusters + 4) * 3 // 2 + 1))
        for cluster in range(_FIRST_CLUSTER, min(clusters + _FIRST_CLUSTER, len(data) * 2 // 3)):
            place = cluster * 3 // 2
            pair = data[place] | data[place + 1] << 8
            if not (pair >> 4 if cluster & 1 else pair & 0xFFF):
                yield cluster
        return
    code, width, mask = ("I", 4, 0x0FFFFFFF) if kind is FileSystemKind.FAT32 else ("H", 2, 0xFFFF)
    size = min(size, (clusters + _FIRST_CLUSTER) * width)
    for done in range(0, size, _CHUNK_BYTES):
        entries = array(code, source.read(offset + done, min(_CHUNK_BYTES, size - done) // width * width))
        number = done // width
        for cluster, entry in enumerate(entries, start=number):
            if not entry & mask and cluster >= _FIRST_CLUSTER:
                yield cluster


def exfat_free_sectors(source: ByteSource) -> tuple[int, Iterator[Run]]:
    """Bytes of a sector, and runs of free ones by the allocation bitmap. Raises TskError, ReadFailedError."""
    boot = boot_sector(source)
    if len(boot) < _BOOT_BYTES:
        raise TskError("impossible boot sector")
    (total,) = struct.unpack_from("<Q", boot, 72)
    fat, _, heap, clusters, root = struct.unpack_from("<5I", boot, 80)
    sector_shift, cluster_shift = boot[108], boot[109]
    if not 9 <= sector_shift <= 12 or sector_shift + cluster_shift > 25 or not clusters:
        raise TskError("impossible boot sector")
    volume = _ExfatVolume(
        source, fat << sector_shift, heap << sector_shift, sector_shift + cluster_shift, clusters
    )
    bitmap, bitmap_bytes = _bitmap_place(volume, root)
    if bitmap_bytes * 8 < clusters:
        raise TskError("allocation bitmap too short")

    def runs() -> Iterator[Run]:
        pieces = volume.chain(bitmap, bitmap_bytes)
        for begin, length in clear_bits(pieces, clusters):
            yield heap + (begin << cluster_shift), length << cluster_shift
        end = heap + (clusters << cluster_shift)
        yield end, total - end

    return 1 << sector_shift, runs()


class _ExfatVolume:
    """Clusters and their chains. Offsets in bytes."""

    def __init__(self, source: ByteSource, fat: int, heap: int, cluster_shift: int, clusters: int) -> None:
        self._source, self._fat, self._heap = source, fat, heap
        self._shift, self._clusters = cluster_shift, clusters

    def chain(self, cluster: int, size_bytes: int | None) -> Iterator[bytes]:
        """The clusters of a chain, up to a size."""
        left = _MOST_ROOT_BYTES if size_bytes is None else size_bytes
        while left > 0 and cluster < _EXFAT_END:
            if not _FIRST_CLUSTER <= cluster < self._clusters + _FIRST_CLUSTER:
                raise TskError("a chain leaves the volume")
            wanted = min(left, 1 << self._shift)
            yield self._source.read(self._heap + (cluster - _FIRST_CLUSTER << self._shift), wanted)
            left -= wanted
            if left > 0:
                (cluster,) = struct.unpack("<I", self._source.read(self._fat + 4 * cluster, 4))


def _bitmap_place(volume: _ExfatVolume, root: int) -> tuple[int, int]:
    """First cluster and bytes of the first allocation bitmap."""
    for cluster in volume.chain(root, None):
        for place in range(0, len(cluster), _ENTRY_BYTES):
            if not cluster[place]:
                raise TskError("no allocation bitmap")
            if cluster[place] == _BITMAP_ENTRY and not cluster[place + 1] & 1:
                first, size = struct.unpack_from("<IQ", cluster, place + 20)
                return first, size
    raise TskError("no allocation bitmap")
