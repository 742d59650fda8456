"""Sparse extents of VMDK (`KDMV`, and `COWD` of ESX) by an own reader: for disks with a parent, and to check
that both copies of their tables agree.

Format: VMware's "Virtual Disk Format 5.0"; numbers are little-endian. Why not through libvmdk: see
mapped_medium.
"""

from __future__ import annotations

import struct
from array import array
from collections import OrderedDict
from dataclasses import dataclass

from forensics_app.errors import FormatNotSupportedError, ReadFailedError, SourceDamagedError
from forensics_app.evidence.bytes.byte_source import read_up_to
from forensics_app.evidence.bytes.packed_numbers import unpacked
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.mapped_medium import Origin, Span

_SECTOR = 512
_HEADER = struct.Struct("<4sIIQQQQIQQQ")
_COMPRESSED = 1 << 16
_REDUNDANT = 1 << 1
_ZEROED = 1  # as an entry of a grain table; sector 1 never holds a grain
_COWD = struct.Struct("<4sIIIIII")
_COWD_PER_TABLE = 4096
_MOST_TABLE_BYTES = 64 << 20
_KEPT_TABLES = 128
_AT_END = 0xFFFFFFFFFFFFFFFF
_STREAM_BYTES = 4096


@dataclass(frozen=True, slots=True)
class _Header:
    """Sizes in sectors; `per_table` entries of a grain table."""

    flags: int
    capacity: int
    grain: int
    per_table: int
    redundant_at: int
    directory_at: int


class SparseExtent:
    """Locates bytes of one extent. Raises SourceDamagedError, FormatNotSupportedError when made.

    `packed`: its grains may be compressed; then `entry` says where they are.
    """

    def __init__(self, file: ReadOnlyFile, *, packed: bool = False) -> None:
        self.file = file
        self._header = _header(file)
        self.is_packed = bool(self._header.flags & _COMPRESSED)
        if self.is_packed and not packed:
            raise FormatNotSupportedError(path=str(file.path), format="compressed VMDK differencing disk")
        self._directory = self._read_directory(self._header.directory_at)
        self._tables: OrderedDict[int, array[int]] = OrderedDict()

    @property
    def size_bytes(self) -> int:
        """Size of the extent's part of the medium."""
        return self._header.capacity * _SECTOR

    @property
    def grain_bytes(self) -> int:
        """Size of one grain."""
        return self._header.grain * _SECTOR

    @property
    def table_bytes(self) -> int:
        """How much of the medium one grain table is for."""
        return self.grain_bytes * self._header.per_table

    def place_of(self, grain: int) -> int | None:
        """Where a grain is in the file; None for none, and for one of zeros. Raises ReadFailedError."""
        number, index = divmod(grain, self._header.per_table)
        table_at = self._directory[number]
        entry = self._table(table_at)[index] if table_at else 0
        return entry * _SECTOR if entry > _ZEROED else None

    def alike(self, grain: int, most: int) -> int:
        """For how many grains from this one on, up to `most`, `place_of` is None or fails as for this one."""
        number, index = divmod(grain, self._header.per_table)
        empty = self._empty_tables(number, -(-(index + most) // self._header.per_table))
        if empty:
            return min(most, empty * self._header.per_table - index)
        try:
            table = self._table(self._directory[number])
        except ReadFailedError:
            return min(most, self._header.per_table - index)
        return _same(table, index, most) if table[index] <= _ZEROED else 1

    def intact_bytes(self, offset_bytes: int, most_bytes: int) -> int:
        """How many bytes from an offset on, up to `most_bytes`, lie in grains that the file holds whole."""
        number, within = divmod(offset_bytes, self.table_bytes)
        empty = self._empty_tables(number, -(-(within + most_bytes) // self.table_bytes))
        if empty:
            return min(most_bytes, empty * self.table_bytes - within)
        try:
            last = max(self._table(self._directory[number])) * _SECTOR
        except ReadFailedError:
            return 0
        whole = last + self.grain_bytes <= self.file.size_bytes
        return min(most_bytes, self.table_bytes - within) if whole else 0

    def locate(self, offset_bytes: int, most_bytes: int) -> Span:
        """The span from an offset of the extent on, up to `most_bytes`, that is stored in one way."""
        grain_bytes = self._header.grain * _SECTOR
        grain, within = divmod(offset_bytes, grain_bytes)
        number, index = divmod(grain, self._header.per_table)
        grains = -(-(within + most_bytes) // grain_bytes)
        empty = self._empty_tables(number, -(-(index + grains) // self._header.per_table))
        if empty:
            length = empty * self.table_bytes - index * grain_bytes - within
            return Span(Origin.PARENT, min(most_bytes, length))
        table = self._table(self._directory[number])
        entry = table[index]
        if entry > _ZEROED:
            return Span(Origin.STORED, min(most_bytes, grain_bytes - within), entry * _SECTOR + within)
        length = min(most_bytes, _same(table, index, grains) * grain_bytes - within)
        return Span(Origin.ZEROS if entry == _ZEROED else Origin.PARENT, length)

    def _empty_tables(self, number: int, most: int) -> int:
        """How many parts of the medium from here on have no grain table."""
        return 0 if self._directory[number] else _same(self._directory, number, most)

    def _read_directory(self, at: int) -> array[int]:
        count = -(-self._header.capacity // (self._header.grain * self._header.per_table))
        if count * 4 > _MOST_TABLE_BYTES:
            raise SourceDamagedError(path=str(self.file.path), format="VMDK", detail="impossible header")
        if at * _SECTOR + count * 4 > self.file.size_bytes:
            raise SourceDamagedError(
                path=str(self.file.path), format="VMDK", detail="cut off before its tables"
            )
        return unpacked(self.file.read(at * _SECTOR, count * 4), 4, "little")

    def _table(self, at: int) -> array[int]:
        kept = self._tables.get(at)
        if kept is None:
            count = self._header.per_table
            kept = self._tables[at] = unpacked(self.file.read(at * _SECTOR, count * 4), 4, "little")
            if len(self._tables) > _KEPT_TABLES:
                self._tables.popitem(last=False)
        return kept


def _same(entries: array[int], index: int, most: int) -> int:
    """For how many entries, up to `most`, it goes on as it begins at this one."""
    end = min(len(entries), index + most)
    value, at = entries[index], index + 1
    while at < end and entries[at] == value:
        at += 1
    return at - index


def table_problem(file: ReadOnlyFile) -> str | None:
    """What is wrong with the tables of an extent that is a whole disk or part of one. None for other files.

    An extent may keep its tables twice; entries alone are compared, since the copies lie apart. What can't be
    read of a copy differs too.
    """
    head = read_up_to(file, 0, _HEADER.size)
    if len(head) < _HEADER.size or not head.startswith(b"KDMV"):
        return None
    try:
        header = _header(file)
    except SourceDamagedError:
        return None
    count = -(-header.capacity // (header.grain * header.per_table))
    tables_bytes = count * header.per_table * 4
    if tables_bytes > _MOST_TABLE_BYTES:
        return None
    try:
        first = _entries(file, header, header.directory_at, count)
        again = bool(header.flags & _REDUNDANT and header.redundant_at)
        second = _entries(file, header, header.redundant_at, count) if again else first
    except ReadFailedError:
        return "a copy of the grain tables can't be read"
    if first != second:
        return "the two copies of the grain tables differ, the first is used"
    # a stream without grains still holds its markers, tables and footer
    overhead: int = _HEADER.unpack(head)[10] * _SECTOR
    overhead += tables_bytes + _STREAM_BYTES if header.flags & _COMPRESSED else 0
    if file.size_bytes > overhead and not any(table.strip(b"\x00") for table in first):
        return "the grain tables lead to no grain, and the file has some"
    return None


def stream_facts(file: ReadOnlyFile) -> tuple[int, int, int] | None:
    """Of a stream whose tables are at its end: where its grains begin in the file, size of a grain, and of
    the medium, in sectors. None for anything else.
    """
    head = read_up_to(file, 0, _HEADER.size)
    if len(head) < _HEADER.size or not head.startswith(b"KDMV"):
        return None
    _, _, flags, capacity, grain, _, _, _, _, directory_at, overhead = _HEADER.unpack(head)
    if directory_at != _AT_END or not flags & _COMPRESSED or not grain:
        return None
    return overhead, grain, capacity


def _entries(file: ReadOnlyFile, header: _Header, at: int, count: int) -> list[bytes]:
    directory = struct.unpack(f"<{count}I", file.read(at * _SECTOR, count * 4))
    size = header.per_table * 4
    return [file.read(table * _SECTOR, size) if table else bytes(size) for table in directory]


def _header(file: ReadOnlyFile) -> _Header:
    head = read_up_to(file, 0, _HEADER.size)
    if len(head) == _HEADER.size and head.startswith(b"COWD"):
        _, _, _, capacity, grain, directory_at, _ = _COWD.unpack_from(head)
        if not grain:
            raise SourceDamagedError(path=str(file.path), format="VMDK", detail="impossible header")
        return _Header(0, capacity, grain, _COWD_PER_TABLE, 0, directory_at)
    if len(head) < _HEADER.size or not head.startswith(b"KDMV"):
        raise FormatNotSupportedError(
            path=str(file.path), format="VMDK differencing disk with extents that are not sparse files"
        )
    if _HEADER.unpack(head)[9] == _AT_END:
        # written as a stream: the header that counts is the footer, the sector before the last
        footer = read_up_to(file, max(0, file.size_bytes - 2 * _SECTOR), _HEADER.size)
        head = footer if footer.startswith(b"KDMV") else head
    _, _, flags, capacity, grain, _, _, per_table, redundant_at, directory_at, _ = _HEADER.unpack(head)
    if not grain or not per_table or per_table * 4 > _MOST_TABLE_BYTES:
        raise SourceDamagedError(path=str(file.path), format="VMDK", detail="impossible header")
    return _Header(flags, capacity, grain, per_table, redundant_at, directory_at)
