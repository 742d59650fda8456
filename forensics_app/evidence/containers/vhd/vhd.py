"""VHD by an own reader: fixed, dynamic, and differencing disks with their parent.

Format: Microsoft's "Virtual Hard Disk Image Format Specification" (2006); numbers are big-endian. Why not
through libvhdi: see mapped_medium. Whether a file is whole is read from its own tables first.
"""

from __future__ import annotations

import struct
from array import array
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from forensics_app.errors import FormatNotSupportedError, SourceDamagedError, SourceTruncatedError
from forensics_app.evidence.bytes.byte_source import ByteSource, Window, read_up_to
from forensics_app.evidence.bytes.packed_numbers import unpacked
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.container import Container, shown_name
from forensics_app.evidence.containers.incomplete import REFUSED, Incomplete, cut_off
from forensics_app.evidence.containers.mapped_medium import CutBlocks, MappedMedium, Origin, Span, same_bits
from forensics_app.evidence.containers.parents import check_identity, open_parent
from forensics_app.model.evidence import PARENT_NOTE, ContainerFormat

_FIXED, _DYNAMIC, _DIFFERENCING = 2, 3, 4
_FOOTER_SUM = 64  # where the footer holds the sum over the rest of it
_UNUSED = 0xFFFFFFFF
_BEHIND_THE_END = b"\xff\xff\xff\xfe"  # for a block whose entry is cut off: it has one, nobody knows which
_SECTOR = 512
_MOST_TABLE_BYTES = 256 << 20
_MOST_BLOCK_BYTES = 256 << 20
_KEPT_BITMAPS = 256
_EMPTY_BYTES = (
    8192  # footer, its copy, header and parent locators of a disk without blocks, with room to spare
)
_FOOTER_COPY_DIFFERS = "the footer and its copy in front differ, the footer is used"


@dataclass(frozen=True, slots=True)
class _Table:
    """Where each block of the medium begins in the file, in sectors; `bitmap_bytes` in front of its data."""

    block_bytes: int
    sectors: array[int]

    @property
    def bitmap_bytes(self) -> int:
        return -(-(self.block_bytes // _SECTOR // 8) // _SECTOR) * _SECTOR

    @property
    def end(self) -> int:
        """Where the last block ends in the file."""
        last = max((sector for sector in self.sectors if sector != _UNUSED), default=None)
        return 0 if last is None else last * _SECTOR + self.bitmap_bytes + self.block_bytes

    def behind(self, file_bytes: int) -> list[int]:
        """Blocks that end behind the end of a file of that size."""
        last = (file_bytes - self.bitmap_bytes - self.block_bytes) // _SECTOR
        return [i for i, sector in enumerate(self.sectors) if sector > last and sector != _UNUSED]


class _Map:
    """Locates bytes of a dynamic or differencing disk."""

    def __init__(self, file: ReadOnlyFile, table: _Table, *, differencing: bool) -> None:
        self._file = file
        self._table = table
        self._differencing = differencing
        self._bitmaps: OrderedDict[int, bytes] = OrderedDict()

    def locate(self, offset_bytes: int, most_bytes: int) -> Span:
        """The span from an offset on, up to `most_bytes`, that is stored in one way."""
        block, within = divmod(offset_bytes, self._table.block_bytes)
        length = min(most_bytes, self._table.block_bytes - within)
        sector = self._table.sectors[block]
        if sector == _UNUSED:
            return Span(Origin.PARENT, length)
        position = sector * _SECTOR + self._table.bitmap_bytes + within
        if not self._differencing:
            # a dynamic disk's bitmap tells what was written; the rest of an allocated block is zeros anyway
            return Span(Origin.STORED, length, position)
        first, into = divmod(within, _SECTOR)
        stored, count = same_bits(
            self._bitmap(sector), first, -(-(into + length) // _SECTOR), high_bit_first=True
        )
        length = min(length, count * _SECTOR - into)
        return Span(Origin.STORED, length, position) if stored else Span(Origin.PARENT, length)

    def _bitmap(self, sector: int) -> bytes:
        kept = self._bitmaps.get(sector)
        if kept is None:
            kept = self._bitmaps[sector] = self._file.read(sector * _SECTOR, self._table.bitmap_bytes)
            if len(self._bitmaps) > _KEPT_BITMAPS:
                self._bitmaps.popitem(last=False)
        return kept


def open_vhd(path: Path, incomplete: Incomplete = REFUSED) -> Container:
    """A VHD, with its parents where it is a differencing disk.

    Raises FormatNotSupportedError, SegmentMissingError (a parent), SourceTruncatedError, SourceDamagedError.
    """
    files = [ReadOnlyFile(path)]
    problems: list[str] = []
    medium = _open(files, problems, incomplete)
    notes = tuple(f"{PARENT_NOTE}{shown_name(file.name)}" for file in files[1:])
    return Container(
        ContainerFormat.VHD,
        medium,
        tuple(files),
        sector_size_bytes=_SECTOR,
        notes=notes,
        problems=tuple(problems),
        missing=tuple(incomplete.missing),
    )


def _open(files: list[ReadOnlyFile], problems: list[str], incomplete: Incomplete) -> ByteSource:
    """The medium of the last of `files`; its parents are added."""
    file = files[-1]
    footer = _footer(file, incomplete)
    kind, size = struct.unpack_from(">I", footer, 60)[0], struct.unpack_from(">Q", footer, 48)[0]
    if kind == _FIXED:
        if not _sum_holds(footer, _FOOTER_SUM):
            problems.append(f"{shown_name(file.name)}: the checksum of the footer is wrong")
        if size + _SECTOR - 1 > file.size_bytes:
            detail = f"the footer says {size} bytes, the file holds {file.size_bytes - _SECTOR}"
            raise SourceDamagedError(path=str(file.path), format="VHD", detail=detail)
        if file.size_bytes - size > _SECTOR:
            problems.append(f"the footer says {size} bytes, the file holds {file.size_bytes - _SECTOR}")
        return Window(file, 0, size)
    if kind not in (_DYNAMIC, _DIFFERENCING):
        raise FormatNotSupportedError(path=str(file.path), format=f"VHD of type {kind}")
    if file.read(0, _SECTOR) != footer and files[0] is file:
        problems.append(_FOOTER_COPY_DIFFERS)
    header = read_up_to(file, struct.unpack_from(">Q", footer, 16)[0], 1024)
    table = _table(file, header, size, incomplete)
    for name, block, at in (("footer", footer, _FOOTER_SUM), ("dynamic header", header, 36)):
        if not _sum_holds(block, at):
            problems.append(f"{shown_name(file.name)}: the checksum of the {name} is wrong")
    if kind == _DYNAMIC and header[40:56] != bytes(16):
        problems.append(f"{shown_name(file.name)} names a parent, and says that it has none")
    if not table.end and file.size_bytes > _EMPTY_BYTES + len(table.sectors) * 4:
        problems.append(f"{shown_name(file.name)}: its table leads to no block, and it has some")
    differencing = kind == _DIFFERENCING
    disk = _Map(file, table, differencing=differencing)
    parent: ByteSource | None = None
    if differencing:
        beneath = open_parent(files, _parent_names(file, header), "VHD")
        check_identity(file, beneath, "VHD", same=_footer(beneath, incomplete)[68:84] == header[40:56])
        parent = _open(files, problems, incomplete)
    intact = CutBlocks(table.block_bytes, lambda: table.behind(file.size_bytes)).intact
    return MappedMedium(file, size, disk.locate, parent, unit_bytes=table.block_bytes, intact=intact)


def _sum_holds(block: bytes, at: int) -> bool:
    """The sum of all bytes but the four of the checksum, complemented."""
    summed = sum(block[:at]) + sum(block[at + 4 :])
    return int.from_bytes(block[at : at + 4], "big") == ~summed & 0xFFFFFFFF


def _footer(file: ReadOnlyFile, incomplete: Incomplete) -> bytes:
    """The last sector; the copy in front where only that is left, and accepted.

    Raises SourceDamagedError where there is neither, SourceTruncatedError.
    """
    tail = read_up_to(file, max(0, file.size_bytes - _SECTOR), _SECTOR)
    if tail.startswith(b"conectix"):
        return tail
    if tail[1:9] == b"conectix":  # of old Virtual PC versions, one byte short
        return tail[1:] + b"\x00"
    head = read_up_to(file, 0, _SECTOR)
    if not head.startswith(b"conectix"):
        raise SourceDamagedError(path=str(file.path), format="VHD", detail="no footer")
    error = _truncated(file, max(file.size_bytes, _dynamic_end(file, head)) + _SECTOR)
    incomplete.accept(error, cut_off(error, shown_name(file.name)))
    return head


def _table(file: ReadOnlyFile, header: bytes, size: int, incomplete: Incomplete) -> _Table:
    if len(header) < 1024 or not header.startswith(b"cxsparse"):
        raise SourceDamagedError(path=str(file.path), format="VHD", detail="no dynamic header")
    table_at, _, count, block_bytes = struct.unpack_from(">QIII", header, 16)
    if (
        block_bytes % _SECTOR
        or not _SECTOR <= block_bytes <= _MOST_BLOCK_BYTES
        or count * 4 > _MOST_TABLE_BYTES
        or count * block_bytes < size
    ):
        raise SourceDamagedError(path=str(file.path), format="VHD", detail="impossible header")
    raw = read_up_to(file, table_at, count * 4)
    if len(raw) < count * 4:
        error = _truncated(file, table_at + count * 4)
        incomplete.accept(error, cut_off(error, shown_name(file.name)))
        raw = raw[: len(raw) // 4 * 4]
        raw += _BEHIND_THE_END * (count - len(raw) // 4)
    table = _Table(block_bytes, unpacked(raw, 4, "big"))
    if table.end > file.size_bytes:
        error = _truncated(file, table.end)
        incomplete.accept(error, cut_off(error, shown_name(file.name)))
    return table


def _dynamic_end(file: ReadOnlyFile, footer: bytes) -> int:
    """Where a dynamic disk's blocks end, as far as its tables tell."""
    header_at, size = struct.unpack_from(">Q", footer, 16)[0], struct.unpack_from(">Q", footer, 48)[0]
    try:
        return _table(file, read_up_to(file, header_at, 1024), size, REFUSED).end
    except SourceTruncatedError as e:
        return e.expected_bytes
    except SourceDamagedError:
        return 0


def _parent_names(file: ReadOnlyFile, header: bytes) -> tuple[str, ...]:
    """What the dynamic header calls the parent: Windows' locators, relative ones first, then the name."""
    relative: list[str] = []
    absolute: list[str] = []
    for index in range(8):
        code, _, length, _, at = struct.unpack_from(">4sIIIQ", header, 576 + 24 * index)
        if code in (b"W2ru", b"W2ku") and length <= 4096:
            name = read_up_to(file, at, length).decode("utf-16-le", "replace").rstrip("\x00")
            (relative if code == b"W2ru" else absolute).append(name)
    name = header[64:576].decode("utf-16-be", "replace").split("\x00")[0]
    return (*relative, *absolute, name)


def _truncated(file: ReadOnlyFile, needed: int) -> SourceTruncatedError:
    return SourceTruncatedError(
        path=str(file.path), format="VHD", expected_bytes=needed, actual_bytes=file.size_bytes
    )
