"""VHDX by an own reader: fixed, dynamic, and differencing disks with their parent.

Format: [MS-VHDX]; numbers are little-endian. Why not through libvhdi: see mapped_medium. A log that was not
played back is played back in memory; where it can't be, the image is refused by name: its bytes alone are not
the medium.
"""

from __future__ import annotations

import struct
import uuid
from array import array
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from forensics_app.errors import (
    ReadFailedError,
    SourceDamagedError,
    SourceTruncatedError,
)
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.bytes.crc32c import crc32c
from forensics_app.evidence.bytes.packed_numbers import unpacked
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.container import Container, shown_name
from forensics_app.evidence.containers.incomplete import REFUSED, Incomplete, cut_off
from forensics_app.evidence.containers.mapped_medium import CutBlocks, MappedMedium, Origin, Span, same_bits
from forensics_app.evidence.containers.parents import check_identity, open_parent
from forensics_app.evidence.containers.vhd.vhdx_log import VhdxFile, play_back
from forensics_app.evidence.containers.vhd.vhdx_metadata import VhdxMetadata, read_metadata
from forensics_app.model.evidence import PARENT_NOTE, ContainerFormat

_BAT_REGION = uuid.UUID("2dc27766-f623-4200-9d64-115e9bfd4a08").bytes_le
_METADATA_REGION = uuid.UUID("8b7ca206-4790-4b9a-b8fe-575f050f886e").bytes_le
_MIB = 1 << 20
_NOT_PRESENT, _UNDEFINED, _ZERO, _UNMAPPED, _FULLY, _PARTIALLY = 0, 1, 2, 3, 6, 7
_BITMAP_PRESENT = 6
_BEHIND_THE_END = ((1 << 43) << 20 | _FULLY).to_bytes(8, "little")  # for a block whose entry is cut off
_MOST_TABLE_BYTES = 256 << 20
_KEPT_BITMAPS = 16
_EMPTY_BYTES = 8 << 20  # what qemu-img makes of a disk without blocks; Hyper-V makes 4 MiB


@dataclass(frozen=True, slots=True)
class _Disk:
    """`table`: the allocation table; after `ratio` payload entries one that leads to a sector bitmap."""

    file: VhdxFile
    metadata: VhdxMetadata
    table: array[int]

    @property
    def ratio(self) -> int:
        return (1 << 23) * self.metadata.sector_bytes // self.metadata.block_bytes

    def behind(self) -> list[int]:
        """Blocks that end behind the end of the file, or whose sector bitmap does or isn't there."""
        size, ratio = self.file.size_bytes, self.ratio
        last = (size - self.metadata.block_bytes) // _MIB
        found = []
        for first in range(0, len(self.table), ratio + 1):
            entries = self.table[first : first + ratio]
            states = (_FULLY, _PARTIALLY)
            cut = [i for i, e in enumerate(entries) if e >> 20 > last and e & 7 in states]
            place = first + ratio
            bitmap = self.table[place] if place < len(self.table) else 0
            if bitmap & 7 != _BITMAP_PRESENT or (bitmap >> 20) * _MIB + _MIB > size:
                cut = sorted({*cut, *(i for i, e in enumerate(entries) if e & 7 == _PARTIALLY)})
            begin = first // (ratio + 1) * ratio
            found += [begin + i for i in cut]
        return found


class _Map:
    def __init__(self, disk: _Disk) -> None:
        self._disk = disk
        self._bitmaps: OrderedDict[int, bytes] = OrderedDict()

    def locate(self, offset_bytes: int, most_bytes: int) -> Span:
        """The span from an offset on, up to `most_bytes`, that is stored in one way."""
        block_bytes = self._disk.metadata.block_bytes
        block, within = divmod(offset_bytes, block_bytes)
        length = min(most_bytes, block_bytes - within)
        entry = self._disk.table[block + block // self._disk.ratio]
        state, position = entry & 7, (entry >> 20) * _MIB + within
        if state == _FULLY:
            return Span(Origin.STORED, length, position)
        if state == _PARTIALLY:
            return self._partial(offset_bytes, length, position)
        # undefined and unmapped blocks hold whatever they held; a reader may take them for zeros
        return Span(Origin.PARENT if state == _NOT_PRESENT else Origin.ZEROS, length)

    def _partial(self, offset: int, length: int, position: int) -> Span:
        sector_bytes = self._disk.metadata.sector_bytes
        chunk, within = divmod(offset, self._disk.ratio * self._disk.metadata.block_bytes)
        first, into = divmod(within, sector_bytes)
        bitmap = self._bitmap(chunk)
        stored, count = same_bits(bitmap, first, -(-(into + length) // sector_bytes), high_bit_first=False)
        length = min(length, count * sector_bytes - into)
        return Span(Origin.STORED, length, position) if stored else Span(Origin.PARENT, length)

    def _bitmap(self, chunk: int) -> bytes:
        kept = self._bitmaps.get(chunk)
        if kept is None:
            index = (chunk + 1) * (self._disk.ratio + 1) - 1
            # a disk without a parent has no place for its last bitmap, and no use for any
            entry = self._disk.table[index] if index < len(self._disk.table) else 0
            if entry & 7 != _BITMAP_PRESENT:
                raise ReadFailedError(path=str(self._disk.file.path), detail=f"no sector bitmap {chunk}")
            kept = self._bitmaps[chunk] = self._disk.file.read((entry >> 20) * _MIB, _MIB)
            if len(self._bitmaps) > _KEPT_BITMAPS:
                self._bitmaps.popitem(last=False)
        return kept


def open_vhdx(path: Path, incomplete: Incomplete = REFUSED) -> Container:
    """A VHDX, with its parents where it is a differencing disk.

    Raises FormatNotSupportedError, SegmentMissingError (a parent), SourceTruncatedError, SourceDamagedError.
    """
    files = [ReadOnlyFile(path)]
    problems: list[str] = []
    notes: list[str] = []
    medium, sector_bytes = _open(files, problems, notes, incomplete)
    notes += [f"{PARENT_NOTE}{shown_name(file.name)}" for file in files[1:]]
    return Container(
        ContainerFormat.VHDX,
        medium,
        tuple(files),
        sector_size_bytes=sector_bytes,
        notes=tuple(notes),
        problems=tuple(problems),
        missing=tuple(incomplete.missing),
    )


def _open(
    files: list[ReadOnlyFile], problems: list[str], notes: list[str], incomplete: Incomplete
) -> tuple[ByteSource, int]:
    """The medium of the last of `files`, and its sector size; its parents are added."""
    file = _replayed(files[-1], problems, notes, incomplete)
    regions = _regions(file, problems)
    metadata = read_metadata(file, *regions[_METADATA_REGION])
    disk = _Disk(file, metadata, _table(file, metadata, *regions[_BAT_REGION], incomplete))
    needed = _end(disk)
    if needed > file.size_bytes:
        error = _truncated(file, needed)
        incomplete.accept(error, cut_off(error, shown_name(file.name)))
    regions_end = max(at + length for at, length in regions.values())
    if not needed and file.size_bytes > max(_EMPTY_BYTES, regions_end + _MIB):
        problems.append(f"{shown_name(file.name)}: its table leads to no block, and it has some")
    parent: ByteSource | None = None
    if metadata.has_locator and not metadata.has_parent:
        problems.append(f"{shown_name(file.name)} says where its parent is, and that it has none")
    if metadata.has_parent:
        beneath = open_parent(files, metadata.parent_names, "VHDX")
        theirs = uuid.UUID(bytes_le=_header(beneath, [])[32:48])
        check_identity(files[-2], beneath, "VHDX", same=theirs in metadata.parent_linkage)
        parent, _ = _open(files, problems, notes, incomplete)
    medium = MappedMedium(
        file,
        metadata.size_bytes,
        _Map(disk).locate,
        parent,
        unit_bytes=metadata.block_bytes,
        intact=CutBlocks(metadata.block_bytes, disk.behind).intact,
    )
    return medium, metadata.sector_bytes


def _replayed(file: ReadOnlyFile, problems: list[str], notes: list[str], incomplete: Incomplete) -> VhdxFile:
    """The file, with its log played back where there is one. Raises as `play_back`, SourceTruncatedError."""
    header = _header(file, problems)
    if header[48:64] == bytes(16):
        return file
    replay = play_back(file, header)
    notes.append(f"log of {shown_name(file.name)} played back in memory: {replay.entries} entries")
    if file.size_bytes < replay.flushed_bytes:
        error = _truncated(file, replay.flushed_bytes)
        incomplete.accept(error, cut_off(error, shown_name(file.name)))
    return replay.file


def _header(file: ReadOnlyFile, problems: list[str]) -> bytes:
    """The current one of the two headers: the higher sequence number among those whose checksums hold.

    Where neither checksum holds, the higher number of both, which is told.
    """
    headers = [read_up_to(file, offset, 4096) for offset in (64 << 10, 128 << 10)]
    there = [h for h in headers if h.startswith(b"head") and len(h) >= 80]
    if not there:
        raise SourceDamagedError(path=str(file.path), format="VHDX", detail="no header")
    sound = [h for h in there if _sum_holds(h)]
    if not sound:
        problems.append(f"{shown_name(file.name)}: no header has a right checksum")
    return max(sound or there, key=lambda h: h[8:16][::-1])


def _sum_holds(block: bytes) -> bool:
    return crc32c(block[:4] + bytes(4) + block[8:]) == int.from_bytes(block[4:8], "little")


def _regions(file: VhdxFile, problems: list[str]) -> dict[bytes, tuple[int, int]]:
    """Offset and length of both regions, from the first table that names them and whose checksum holds.

    Where neither checksum holds, from the first that names them, which is told.
    """
    tables = [read_up_to(file, at, 64 << 10) for at in (192 << 10, 256 << 10)]
    unsound = []
    for table in tables:
        found = _named_regions(table)
        if found is not None and _sum_holds(table):
            return found
        unsound.append(found)
    for found in unsound:
        if found is not None:
            problems.append(f"{shown_name(file.name)}: no region table has a right checksum")
            return found
    raise SourceDamagedError(path=str(file.path), format="VHDX", detail="no region table")


def _named_regions(table: bytes) -> dict[bytes, tuple[int, int]] | None:
    if not table.startswith(b"regi") or len(table) < 16:
        return None
    found: dict[bytes, tuple[int, int]] = {}
    for index in range(min(struct.unpack_from("<I", table, 8)[0], 2047)):
        entry = table[16 + 32 * index : 48 + 32 * index]
        if len(entry) == 32:
            at, length = struct.unpack_from("<QI", entry, 16)
            found[entry[:16]] = (at, length)
    return found if {_BAT_REGION, _METADATA_REGION} <= found.keys() else None


def _table(
    file: VhdxFile, metadata: VhdxMetadata, at: int, length: int, incomplete: Incomplete
) -> array[int]:
    ratio = (1 << 23) * metadata.sector_bytes // metadata.block_bytes
    blocks = -(-metadata.size_bytes // metadata.block_bytes)
    if metadata.has_parent:
        count = -(-blocks // ratio) * (ratio + 1)
    else:
        count = blocks + (blocks - 1) // ratio if blocks else 0
    if count * 8 > min(length, _MOST_TABLE_BYTES):
        raise SourceDamagedError(path=str(file.path), format="VHDX", detail="impossible allocation table")
    raw = read_up_to(file, at, count * 8)
    if len(raw) < count * 8:
        error = _truncated(file, at + count * 8)
        incomplete.accept(error, cut_off(error, shown_name(file.name)))
        raw = raw[: len(raw) // 8 * 8]
        raw += _BEHIND_THE_END * (count - len(raw) // 8)
    return unpacked(raw, 8, "little")


def _end(disk: _Disk) -> int:
    """Where the last block that the table names begins, plus one byte: its end need not have been written."""
    blocks = (e for i, e in enumerate(disk.table) if (i + 1) % (disk.ratio + 1))
    present = (entry for entry in blocks if entry & 7 in (_FULLY, _PARTIALLY))
    return max((((entry >> 20) * _MIB) + 1 for entry in present), default=0)


def _truncated(file: VhdxFile, needed: int) -> SourceTruncatedError:
    return SourceTruncatedError(
        path=str(file.path), format="VHDX", expected_bytes=needed, actual_bytes=file.size_bytes
    )
