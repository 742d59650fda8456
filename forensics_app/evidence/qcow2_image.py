"""QCOW2 (versions 2 and 3) by an own reader: libqcow gives wrong bytes for compressed clusters, silently.

Format: docs/interop/qcow2.txt of QEMU. Compressed clusters are raw deflate. Not read, and refused by name:
encryption and zstd. Parents and external data files open from the image's own folder only. Measured with
libqcow 20260703 on a compressed image of 2 MiB: 127 of 4096 sectors wrong, without an error.
"""

from __future__ import annotations

import struct
import zlib
from collections import OrderedDict
from pathlib import Path

from forensics_app.errors import (
    FormatNotSupportedError,
    ReadFailedError,
    SourceDamagedError,
    SourceTruncatedError,
)
from forensics_app.evidence.beside import open_beside
from forensics_app.evidence.byte_source import ByteSource, check_range, read_up_to
from forensics_app.evidence.container import Container, shown_name
from forensics_app.evidence.container_signatures import recognise
from forensics_app.evidence.read_only_file import ReadOnlyFile
from forensics_app.model.evidence import ContainerFormat

_HEADER = struct.Struct(">4sIQIIQIIQ")
_BACKING_FORMAT, _DATA_FILE = 0xE2792ACA, 0x44415441
_OFFSET_MASK = 0x00FFFFFFFFFFFE00
_COMPRESSED, _ZERO = 1 << 62, 1
_DIRTY, _CORRUPT, _EXTERNAL, _COMPRESSION, _EXTENDED = 0x1, 0x2, 0x4, 0x8, 0x10
_SUBCLUSTERS = 32
_MOST_PARENTS = 16
_EMPTY_CLUSTERS = 8  # header and tables of an image without content, with room to spare
_MOST_L1_BYTES = 32 << 20
_KEPT_TABLES = 64
_KEPT_CLUSTERS = 64


class Qcow2Medium:
    """The medium of one QCOW2 file over its parent, if it has one."""

    def __init__(
        self,
        file: ReadOnlyFile,
        size_bytes: int,
        *,
        cluster_bits: int,
        l1: tuple[int, ...],
        parent: ByteSource | None,
        data_file: ReadOnlyFile | None = None,
        extended: bool = False,
    ) -> None:
        self._file = file
        self._data = data_file or file
        self._words = 2 if extended else 1  # of eight bytes in an L2 entry
        self._table_bits = cluster_bits - (4 if extended else 3)
        self._size_bytes = size_bytes
        self._cluster_bits = cluster_bits
        self._l1 = l1
        self._parent = parent
        self._tables: OrderedDict[int, tuple[int, ...]] = OrderedDict()
        self._inflated: OrderedDict[int, bytes] = OrderedDict()

    @property
    def size_bytes(self) -> int:
        """Size of the medium."""
        return self._size_bytes

    @property
    def has_own_data(self) -> bool:
        """True where clusters lie in a file of their own."""
        return self._data is not self._file

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """As ByteSource.read."""
        check_range(offset_bytes, size_bytes, self._size_bytes)
        cluster_bytes = 1 << self._cluster_bits
        piece_bytes = cluster_bytes // _SUBCLUSTERS if self._words > 1 else cluster_bytes
        parts: list[bytes] = []
        end = offset_bytes + size_bytes
        while offset_bytes < end:
            within = offset_bytes & (cluster_bytes - 1)
            length = min(piece_bytes - within % piece_bytes, end - offset_bytes)
            parts.append(self._part(offset_bytes, within, length))
            offset_bytes += length
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _part(self, offset: int, within: int, length: int) -> bytes:
        entry, bitmap = self._entry(offset >> self._cluster_bits)
        if entry & _COMPRESSED:
            return self._compressed(entry)[within : within + length]
        at = entry & _OFFSET_MASK
        # an external data file may well hold its first cluster at 0, which elsewhere means none
        stored = bool(at) or (self._data is not self._file and bool(entry))
        if self._words > 1:
            number = within * _SUBCLUSTERS >> self._cluster_bits
            stored, zero = bool(bitmap >> number & 1), bool(bitmap >> _SUBCLUSTERS + number & 1)
        else:
            zero = bool(entry & _ZERO)
        if zero:
            return bytes(length)
        if stored:
            return self._data.read(at + within, length)
        if self._parent is None:
            return bytes(length)
        # a parent may be smaller than its child: the rest reads as zeros
        data = read_up_to(self._parent, offset, length)
        return data + bytes(length - len(data))

    def _entry(self, cluster: int) -> tuple[int, int]:
        """The L2 entry of a cluster, and its bitmap of subclusters where entries are extended."""
        index, within = divmod(cluster, 1 << self._table_bits)
        at = self._l1[index] & _OFFSET_MASK
        if not at:
            return 0, 0
        table, within = self.table(at), within * self._words
        return table[within], table[within + 1] if self._words > 1 else 0

    def whole(self, entry: int) -> bool:
        """Whether all of what an entry leads to has to be in the file."""
        return not entry & _COMPRESSED and self._words == 1

    def entries(self, at: int) -> tuple[int, ...]:
        """The L2 entries of one table without their bitmaps. Raises ReadFailedError."""
        return self.table(at)[:: self._words]

    def table(self, at: int) -> tuple[int, ...]:
        """One L2 table. Raises ReadFailedError."""
        kept = self._tables.get(at)
        if kept is not None:
            self._tables.move_to_end(at)
            return kept
        count = 1 << (self._cluster_bits - 3)
        found = struct.unpack(f">{count}Q", self._file.read(at, count * 8))
        self._tables[at] = found
        if len(self._tables) > _KEPT_TABLES:
            self._tables.popitem(last=False)
        return found

    def stored_range(self, entry: int) -> tuple[int, int]:
        """Offset in the file and most bytes of what an L2 entry points to; (0, 0) for nothing stored."""
        if not entry & _COMPRESSED:
            at = entry & _OFFSET_MASK
            zero = entry & _ZERO and self._words == 1
            inside = at and not zero and self._data is self._file
            return (at, 1 << self._cluster_bits) if inside else (0, 0)
        bits = 62 - (self._cluster_bits - 8)
        at = entry & ((1 << bits) - 1)
        sectors = (entry >> bits) & ((1 << (62 - bits)) - 1)
        return at, (sectors + 1) * 512 - (at & 511)

    def _compressed(self, entry: int) -> bytes:
        at, most = self.stored_range(entry)
        kept = self._inflated.get(at)
        if kept is not None:
            return kept
        cluster_bytes = 1 << self._cluster_bits
        # the last sector of the last cluster need not be whole
        stored = self._file.read(at, min(most, max(0, self._file.size_bytes - at)))
        try:
            data = zlib.decompressobj(-15).decompress(stored, cluster_bytes)
        except zlib.error as e:
            raise ReadFailedError(
                path=str(self._file.path), offset_bytes=at, size_bytes=most, detail=f"compressed cluster: {e}"
            ) from e
        if len(data) != cluster_bytes:
            raise ReadFailedError(
                path=str(self._file.path), offset_bytes=at, size_bytes=most, detail="short compressed cluster"
            )
        self._inflated[at] = data
        if len(self._inflated) > _KEPT_CLUSTERS:
            self._inflated.popitem(last=False)
        return data


def open_qcow2(path: Path) -> Container:
    """A QCOW2 image and its parents.

    Raises FormatNotSupportedError, SegmentMissingError (a parent), SourceDamagedError, SourceTruncatedError.
    """
    files: list[ReadOnlyFile] = []
    problems: list[str] = []
    medium = _open(ReadOnlyFile(path), files, problems)
    return Container(
        ContainerFormat.QCOW2,
        medium,
        tuple(files),
        notes=tuple(f"opened for it: {shown_name(file.name)}" for file in files[1:]),
        problems=tuple(problems),
        unread_snapshots=int.from_bytes(files[0].read(60, 4), "big"),
    )


def _open(file: ReadOnlyFile, files: list[ReadOnlyFile], problems: list[str]) -> Qcow2Medium:
    files.append(file)
    if len(files) > _MOST_PARENTS:
        raise SourceDamagedError(path=str(file.path), format="QCOW2", detail="too many parents")
    header = read_up_to(file, 0, 4096)
    if len(header) < 72:
        raise _truncated(file, 72)
    _, version, backing_at, backing_size, bits, size, crypt, l1_count, l1_at = _HEADER.unpack_from(header)
    if version not in (2, 3):
        raise FormatNotSupportedError(path=str(file.path), format=f"QCOW version {version}")
    if crypt:
        raise FormatNotSupportedError(path=str(file.path), format="encrypted QCOW2")
    features = int.from_bytes(header[72:80], "big") if version == 3 else 0
    if features & _COMPRESSION:
        raise FormatNotSupportedError(path=str(file.path), format="QCOW2 with zstd compression")
    unknown = features & ~(_DIRTY | _CORRUPT | _EXTERNAL | _EXTENDED)
    if unknown:
        raise FormatNotSupportedError(path=str(file.path), format=f"QCOW2 with unknown features {unknown:#x}")
    if features & _CORRUPT:
        problems.append(f"{shown_name(file.name)} was marked as corrupt by the program that wrote it")
    extended = bool(features & _EXTENDED)
    smallest = 14 if extended else 9
    table_bits = bits - (4 if extended else 3)
    if not smallest <= bits <= 21 or l1_count * 8 > _MOST_L1_BYTES or l1_count << bits + table_bits < size:
        raise SourceDamagedError(path=str(file.path), format="QCOW2", detail="impossible header")
    if l1_at + l1_count * 8 > file.size_bytes:
        raise _truncated(file, l1_at + l1_count * 8)
    l1 = struct.unpack(f">{l1_count}Q", file.read(l1_at, l1_count * 8))
    data_file = _data_file(file, files, header) if features & _EXTERNAL else None
    place = (backing_at, backing_size)
    parent = _parent(file, files, problems, header, place) if backing_at else None
    medium = Qcow2Medium(
        file, size, cluster_bits=bits, l1=l1, parent=parent, data_file=data_file, extended=extended
    )
    _check_whole(file, medium, l1, problems, cluster_bits=bits)
    return medium


def _check_whole(
    file: ReadOnlyFile, medium: Qcow2Medium, l1: tuple[int, ...], problems: list[str], *, cluster_bits: int
) -> None:
    """Every cluster that the tables name lies in the file. Raises SourceTruncatedError."""
    needed, used = 0, False
    tables = any(entry for entry in l1)
    for entry in l1:
        at = entry & _OFFSET_MASK
        if not at:
            continue
        try:
            table = medium.entries(at)
        except ReadFailedError as e:
            raise _truncated(file, at + 1) from e
        for item in table:
            if item:
                used = True
                start, length = medium.stored_range(item)
                # of a compressed cluster, or one of subclusters, only the beginning is certain to be there
                needed = max(needed, start + (length if medium.whole(item) else 1 if length else 0))
    if needed > file.size_bytes:
        raise _truncated(file, needed)
    # an L2 table is made for its first cluster, and a file only grows for what its tables lead to
    largest = (_EMPTY_CLUSTERS << cluster_bits) + len(l1) * 8
    if not used and not medium.has_own_data and (tables or file.size_bytes > largest):
        problems.append(f"{shown_name(file.name)}: its tables lead to no cluster, and it has some")


def _parent(
    file: ReadOnlyFile,
    files: list[ReadOnlyFile],
    problems: list[str],
    header: bytes,
    place: tuple[int, int],
) -> ByteSource:
    """The parent, read in the format that the child declares; detected by content where it declares none."""
    name = file.read(*place).decode("utf-8", "backslashreplace")
    parent = open_beside(file.path, name, "QCOW2 parent")
    declared = (_extension(header, _BACKING_FORMAT) or "").lower() or None
    found = recognise(parent)
    if declared == "qcow2" or (declared is None and found is not None and found.name == "qcow2"):
        return _open(parent, files, problems)
    if declared == "raw" or (declared is None and found is None):
        files.append(parent)
        return parent
    raise FormatNotSupportedError(
        path=str(file.path), format=f"QCOW2 parent {name} in format {declared or (found and found.name)}"
    )


def _data_file(file: ReadOnlyFile, files: list[ReadOnlyFile], header: bytes) -> ReadOnlyFile:
    """The file that holds the clusters of an image whose data are kept apart."""
    name = _extension(header, _DATA_FILE)
    if not name:
        raise FormatNotSupportedError(
            path=str(file.path), format="QCOW2 with an external data file without a name"
        )
    found = open_beside(file.path, name, "QCOW2 data file")
    files.append(found)
    return found


def _extension(header: bytes, wanted: int) -> str | None:
    """The text of a header extension."""
    version, position = header[7], 72
    if version == 3:
        position = int.from_bytes(header[100:104], "big") or 104
    while position + 8 <= len(header):
        kind, length = struct.unpack_from(">II", header, position)
        if kind == 0:
            return None
        if kind == wanted:
            return header[position + 8 : position + 8 + length].decode("utf-8", "backslashreplace")
        position += 8 + (length + 7 & ~7)
    return None


def _truncated(file: ReadOnlyFile, needed: int) -> SourceTruncatedError:
    return SourceTruncatedError(
        path=str(file.path), format="QCOW2", expected_bytes=needed, actual_bytes=file.size_bytes
    )
