"""Volumes that no partition holds: of partitions that were deleted, or of a table that was wiped.

They are looked for where partitions begin: where an area without one does, at its whole MiB, at the cylinders
of older systems, and where a volume ends that was found. Of an area of many GiB only the beginning is looked
at like that: a disk is not read whole to be opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.bad_sectors import peek
from forensics_app.evidence.bytes.byte_source import ByteSource, Window
from forensics_app.evidence.filesystems.claimed_size import claimed_bytes
from forensics_app.evidence.filesystems.signatures import encryption, hint, unsupported
from forensics_app.evidence.filesystems.spare_copies import open_file_system
from forensics_app.evidence.format_errors import TskError
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.volumes.partitions.layers import without_partition
from forensics_app.evidence.volumes.partitions.table import LOST, Partition, PartitionTable, Scheme
from forensics_app.examine.content import WholeContent

_SECTOR = 512
_MIB = 1 << 20
_TRACK = 63 * _SECTOR
_CYLINDERS = (255 * _TRACK, 16 * _TRACK)  # of disks up to 504 MiB the smaller one
_MOST_CYLINDERS = 512
_MOST_PLACES = 5120
_MOST_FOUND = 128
_HEAD_BYTES = 4096  # holds the headers that are looked for at every place
_LEAST_BYTES = 64 << 10
_LEAST_NAMED_BYTES = 2 * _MIB  # of what is told by its magic alone
_HFS = "HFS"  # its magic is two bytes
_EXT_GROUP = slice(1024 + 90, 1024 + 92)  # of a superblock that is a copy, the number of its group
_XFS_IN_PROGRESS = 126  # set in each superblock that is a copy


@dataclass(frozen=True, slots=True)
class LostVolume:
    """`length_bytes` is None where it says that it reaches beyond the area that it begins in."""

    offset_bytes: int
    length_bytes: int | None


def with_lost_volumes(
    table: PartitionTable, source: ByteSource, alive: Callable[[int], None]
) -> tuple[PartitionTable, tuple[Partition, ...]]:
    """A table with what it doesn't hold, numbered behind its own partitions; and those alone.

    One that reaches beyond its area, as what is left of older ones does, is a problem of the table.
    """
    number = max([4 * (table.scheme is Scheme.MBR), *(p.number for p in table.partitions)])
    added, problems = [], []
    for volume in lost_volumes(source, without_partition(table, source.size_bytes), alive):
        at = volume.offset_bytes
        if volume.length_bytes is None:
            problems.append(
                f"a volume at byte {at} begins where no partition is, and reaches beyond that area"
            )
        else:
            number += 1
            added.append(Partition(number, at, volume.length_bytes, LOST))
    partitions = (*table.partitions, *added)
    return replace(table, partitions=partitions, problems=(*table.problems, *problems)), tuple(added)


def lost_volumes(
    source: ByteSource, areas: Iterable[tuple[int, int]], alive: Callable[[int], None]
) -> list[LostVolume]:
    """The volumes in `areas` (offset and length of each), in their order.

    One that doesn't say how large it is reaches to the next one, or to the end of its area. `alive` as of
    FileSystem, with places of the source.
    """
    found: list[LostVolume] = []
    left = _MOST_PLACES
    for begin, length in areas:
        if left <= 0 or len(found) >= _MOST_FOUND:
            break
        if length < _LEAST_BYTES:
            continue
        places = _places(begin, begin + length)[:left]
        left -= len(places)
        found += _in_area(source, begin + length, places, _main_places(begin), alive)
    return found[:_MOST_FOUND]


def _in_area(
    source: ByteSource, end: int, places: list[int], whole: frozenset[int], alive: Callable[[int], None]
) -> list[LostVolume]:
    found: list[LostVolume] = []
    covered = 0
    places = places[::-1]
    while places and len(found) < _MOST_FOUND:
        at = places.pop()
        if at < covered:
            continue
        size = _size_of(source, at, end, alive, whole=at in whole)
        if size is None:
            continue
        if found and found[-1].length_bytes == 0:
            found[-1] = LostVolume(found[-1].offset_bytes, at - found[-1].offset_bytes)
        found.append(LostVolume(at, size if at + size <= end else None))
        if size and at + size < end:
            covered = at + size
            places.append(covered)  # another may follow it
    if found and found[-1].length_bytes == 0:
        found[-1] = LostVolume(found[-1].offset_bytes, end - found[-1].offset_bytes)
    return found


def _first(begin: int) -> int:
    return max(_SECTOR, -(-begin // _SECTOR) * _SECTOR)  # what begins at 0 is the medium's own


def _main_places(begin: int) -> frozenset[int]:
    """Those of an area at which all headers are looked for, also such as lie far inside a volume."""
    begin = _first(begin)
    mib = -(-begin // _MIB) * _MIB
    return frozenset({begin, _TRACK, mib, mib + _MIB})


def _places(begin: int, end: int) -> list[int]:
    """Where a volume may begin in an area, in order."""
    begin = _first(begin)
    mib = range(-(-begin // _MIB) * _MIB, end, _MIB)[:_MOST_PLACES]
    old = {_TRACK, begin + _TRACK}  # a logical volume stands behind its record, also where that is gone
    for cylinder in _CYLINDERS:
        first = begin // cylinder * cylinder
        cylinders = range(first, min(end, first + _MOST_CYLINDERS * cylinder), cylinder)
        old.update(cylinders, (at + _TRACK for at in cylinders))
    return sorted(at for at in {begin, *mib, *old} if begin <= at < end)


def _size_of(
    source: ByteSource, at: int, end: int, alive: Callable[[int], None], *, whole: bool
) -> int | None:
    """How large a volume says it is that begins at a place, 0 if it doesn't; None where none does."""
    alive(at)
    window = Window(source, at, end - at)
    if window.size_bytes < _LEAST_BYTES:
        return None
    head = peek(source, at, _HEAD_BYTES)
    # at most places by it alone, as if no more were there
    known = _begins(window if whole else WholeContent(head), window, head, alive)
    return claimed_bytes(window) or 0 if known else None


def _begins(header: ByteSource, window: ByteSource, head: bytes, alive: Callable[[int], None]) -> bool:
    """Whether a volume begins there. Magics of two bytes are anywhere by chance: libtsk has to open those."""
    if encryption(header) is not None:
        return window.size_bytes >= _LEAST_NAMED_BYTES
    family = hint(header)
    if family == "iso9660":
        return True  # libtsk takes minutes to open some
    if family is not None:
        return not (family == "ext" and any(head[_EXT_GROUP])) and _opens(window, family, alive)
    other = unsupported(header)
    if other is None or other.name == _HFS or window.size_bytes < _LEAST_NAMED_BYTES:
        return False
    if other.code is OmissionCode.VOLUME_NOT_SUPPORTED and other.name != "LVM2":
        return False  # parts of arrays leave such headers in many places
    return not (other.name == "XFS" and head[_XFS_IN_PROGRESS])


def _opens(window: ByteSource, family: str, alive: Callable[[int], None]) -> bool:
    try:
        open_file_system(window, alive, hint=family)
    except (TskError, ReadFailedError):
        return False
    return True
