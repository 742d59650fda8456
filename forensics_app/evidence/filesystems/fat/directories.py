"""Entries of FAT directories in their order: the clusters of one directory may lie apart.

Source: Microsoft's "FAT: General Overview of On-Disk Format", 1.03: boot sector, and long names, whose parts
stand before the entry that they belong to.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from functools import lru_cache

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.contents.extents import Ranges
from forensics_app.evidence.filesystems.tsk.file_system import FileSystem
from forensics_app.evidence.format_errors import TskError

ENTRY_BYTES = 32
_ITSELF = b".          "
_FIRST_NUMBER = 2
_KEPT_DIRECTORIES = 64  # those that a walk is inside of, and a few more


class FatDirectories:
    """Directories of one FAT12, FAT16 or FAT32 with this boot sector (512 bytes).

    `first_byte`: where the root directory of FAT12 and FAT16 begins, which has a place of its own, and the
    clusters of FAT32; `read` gives so many entries from an offset on, or fewer bytes.
    """

    def __init__(self, file_system: FileSystem, boot: bytes, read: Callable[[int, int], bytes]) -> None:
        sector, cluster_sectors, reserved, fats, root_entries = struct.unpack_from("<HBHBH", boot, 11)
        fat_sectors = struct.unpack_from("<H", boot, 22)[0] or struct.unpack_from("<I", boot, 36)[0]
        self.first_byte: int = (reserved + fats * fat_sectors) * sector
        self._first_cluster: int = self.first_byte + -(-root_entries * ENTRY_BYTES // sector) * sector
        self._cluster_bytes: int = cluster_sectors * sector
        self._file_system = file_system
        self._read = read
        self._ended: dict[int, bool] = {}  # of clusters: whether an end stands in one before
        self._places = lru_cache(maxsize=_KEPT_DIRECTORIES)(self._find_places)

    def cluster_before(self, offset: int) -> bytes:
        """The entries before the one at an offset, of its cluster; of the whole root directory with a place
        of its own.
        """
        begin = self.first_byte if offset < self._first_cluster else offset - self._behind(offset)
        return self._read(begin, (offset - begin) // ENTRY_BYTES)

    def ended_before(self, offset: int, previous: Callable[[int], int | None]) -> bool:
        """Whether an end stands in a cluster that a directory has before that of an offset.

        `previous` gives the number of the cluster before one, if the table has any; what it raises is raised.
        """
        if offset < self._first_cluster:
            return False
        cluster: int | None = _FIRST_NUMBER + (offset - self._first_cluster) // self._cluster_bytes
        seen: dict[int, None] = {}
        found = False
        while cluster is not None and cluster not in seen:
            begin = self._first_cluster + (cluster - _FIRST_NUMBER) * self._cluster_bytes
            entries = self._read(begin, self._cluster_bytes // ENTRY_BYTES)
            if seen and 0 in entries[::ENTRY_BYTES]:
                found = True
                break
            if cluster in self._ended:
                found = self._ended[cluster]
                break
            seen[cluster] = None
            if entries.startswith(_ITSELF):
                break  # the directory's first cluster
            cluster = previous(cluster)
        self._ended.update(dict.fromkeys(seen, found))
        return found

    def before(self, offset: int, directory: int, most: int) -> Iterator[bytes | None]:
        """The entries before the one at an offset, the nearest first; None at last where it isn't known.

        `directory`: its address; it is asked where it lies only for entries before a cluster's beginning.
        """
        end = offset
        while most:
            if end == self.first_byte or not self._behind(end):
                places = self._places(directory)
                index = next((i for i, (begin, size) in enumerate(places) if 0 <= end - begin < size), None)
                if index is None:
                    yield None
                    return
                if end == places[index][0]:
                    if not index:
                        return  # the directory's first entry
                    end = sum(places[index - 1])
            behind = min(self._behind(end) or self._cluster_bytes, end - self.first_byte)
            count = min(most, behind // ENTRY_BYTES)
            entries = self._read(end - count * ENTRY_BYTES, count)
            if not count or len(entries) < count * ENTRY_BYTES:
                return
            for at in reversed(range(0, len(entries), ENTRY_BYTES)):
                yield entries[at : at + ENTRY_BYTES]
            end, most = end - count * ENTRY_BYTES, most - count

    def _behind(self, offset: int) -> int:
        """How far behind the beginning of a cluster."""
        return (offset - self._first_cluster) % self._cluster_bytes

    def _find_places(self, directory: int) -> Ranges:
        """Where a directory lies, in its order; nothing where that can't be told."""
        try:
            attributes = self._file_system.attributes(directory)
        except (TskError, ReadFailedError):
            return ()
        block = self._file_system.block_size_bytes
        runs = next((attribute.runs for attribute in attributes if attribute.runs), ())
        return tuple((run.address * block, run.length * block) for run in runs)
