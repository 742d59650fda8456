"""The sections of EWF-E01 segment files: whether the chain is whole, and where every chunk lies.

Layout: "Expert Witness Compression Format" (libewf's documentation), EWF version 1. A segment is a header of
13 bytes, then sections, each with a descriptor of 76 bytes that ends in an Adler-32 and names the next one.
"""

from __future__ import annotations

import struct
import sys
import zlib
from array import array
from dataclasses import dataclass, field
from operator import sub

from forensics_app.errors import SegmentMissingError, SourceDamagedError, SourceTruncatedError
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.ewf.segment_set import VOLUME_BYTES, checksum_holds, is_other

FORMAT = "E01"
FILE_HEADER = struct.Struct("<8sBHH")
DESCRIPTOR = struct.Struct("<16sQQ40sI")
_VOLUME = struct.Struct("<IIII")
TABLE_HEADER = struct.Struct("<IIQII")
_ERRORS_HEADER = struct.Struct("<I512xI")
_ERROR = struct.Struct("<II")
COMPRESSED = 0x80000000
_OFFSET = COMPRESSED - 1
_TOP_BITS = bytes(byte >> 7 for byte in range(256))  # of the last byte of an entry: compressed
_MOST_OFFSET = 1 << 62
_MOST_CHUNK_BYTES = 256 << 20


@dataclass(slots=True)
class ChunkTable:
    """Where chunks lie, in the order of the medium: segment, offset and stored size, compressed or not.

    `regular` while the offsets rise as they must.
    """

    segments: array[int] = field(default_factory=lambda: array("I"))
    offsets: array[int] = field(default_factory=lambda: array("Q"))
    sizes: array[int] = field(default_factory=lambda: array("I"))
    compressed: bytearray = field(default_factory=bytearray)
    regular: bool = True

    def __len__(self) -> int:
        return len(self.offsets)

    def extend(self, more: ChunkTable) -> None:
        """Add the chunks that follow."""
        self.segments += more.segments
        self.offsets += more.offsets
        self.sizes += more.sizes
        self.compressed += more.compressed
        self.regular = self.regular and more.regular


@dataclass(slots=True)
class EwfSections:
    """What the sections of all segments say. Sizes in bytes."""

    chunk_bytes: int = 0
    media_bytes: int = 0
    sector_bytes: int = 512
    chunk_count: int = 0
    chunks: ChunkTable = field(default_factory=ChunkTable)
    used: int = 0
    unread_sectors: list[tuple[int, int]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    volume: bytes = b""  # the section itself, where its checksum holds
    first_chunk: int = 0  # what the first of `chunks` is on the medium


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a segment; places in its file, sizes in bytes."""

    type: str
    offset: int
    data_offset: int
    size: int
    next: int


def read_sections(files: tuple[ReadOnlyFile, ...], next_name: str) -> EwfSections:
    """Follow the sections of every segment. `next_name` is what a segment after the last would be called.

    Raises SegmentMissingError where the last segment says that another follows, SourceTruncatedError where
    a section reaches beyond its file or chunks are missing, SourceDamagedError for anything else.
    """
    found = EwfSections()
    for index, file in enumerate(files):
        last = _read_segment(file, index, found)
        found.used = index + 1
        if last == "done":
            break
    else:
        raise SegmentMissingError(path=str(files[-1].path), segment=next_name)
    if not found.media_bytes or not found.chunk_bytes:
        raise SourceDamagedError(path=str(files[0].path), format=FORMAT, detail="no volume section")
    wanted = -(-found.media_bytes // found.chunk_bytes)
    if len(found.chunks) < wanted:
        raise SourceTruncatedError(
            path=str(files[0].path),
            format=FORMAT,
            expected_bytes=found.media_bytes,
            actual_bytes=len(found.chunks) * found.chunk_bytes,
        )
    return found


def _read_segment(file: ReadOnlyFile, index: int, found: EwfSections) -> str:
    """Take in one segment; the type of its last section."""
    head = read_bytes(file, 0, FILE_HEADER.size)
    number = FILE_HEADER.unpack(head)[2]
    if number != index + 1:
        detail = f"segment {number} where {index + 1} should be"
        raise SourceDamagedError(path=str(file.path), format=FORMAT, detail=detail)
    offset = FILE_HEADER.size
    sectors: Section | None = None
    taken = False
    odd: ChunkTable | None = None  # checksums hold, offsets don't rise: its copy may be better
    seen: set[int] = set()
    while offset not in seen:
        seen.add(offset)
        section = section_at(file, offset)
        if section.type in ("volume", "disk"):
            take_volume(file, section, found)
        elif section.type == "data" and index:
            _check_set(file, section, found)
        elif section.type == "error2":
            take_errors(file, section, found)
        elif section.type == "sectors":
            sectors, taken = section, False
        if odd is not None and section.type != "table2":
            found.chunks.extend(odd)
            odd = None
        if section.type == "table" or (section.type == "table2" and not taken):
            table = table_of(file, section, sectors, index)
            if section.type == "table" and table is not None and not table.regular:
                odd, table = table, None
            elif odd is not None:
                odd, table = None, table if table is not None and table.regular else odd
            elif section.type == "table2" and table is not None:
                found.problems.append(f"segment {index + 1}: a table is damaged, its copy is used")
            taken = table is not None
            if table is not None:
                found.chunks.extend(table)
        if section.type in ("done", "next"):
            return section.type
        offset = section.next
    raise SourceDamagedError(path=str(file.path), format=FORMAT, detail=f"sections loop at {offset}")


def section_at(file: ReadOnlyFile, offset: int) -> Section:
    """The section there. Raises SourceTruncatedError, SourceDamagedError."""
    raw = read_bytes(file, offset, DESCRIPTOR.size)
    name, following, size, _, checksum = DESCRIPTOR.unpack(raw)
    if zlib.adler32(raw[:72]) != checksum:
        detail = f"the section at {offset} has a wrong checksum"
        raise SourceDamagedError(path=str(file.path), format=FORMAT, detail=detail)
    kind = name.split(b"\x00")[0].decode("ascii", "replace")
    if kind not in ("done", "next") and (following <= offset or following >= 1 << 62):
        detail = f"the section at {offset} leads to {following}"
        raise SourceDamagedError(path=str(file.path), format=FORMAT, detail=detail)
    # some writers leave the size of a section at 0: then its end is where the next one begins
    length = (size or max(0, following - offset)) - DESCRIPTOR.size
    return Section(kind, offset, offset + DESCRIPTOR.size, max(0, length), following)


def take_volume(file: ReadOnlyFile, section: Section, found: EwfSections) -> None:
    """Sizes, and the identity of the set. Raises SourceTruncatedError, SourceDamagedError."""
    take_sizes(file, read_bytes(file, section.data_offset, min(section.size, 24)), section.size, found)
    if section.size >= VOLUME_BYTES:
        whole = read_bytes(file, section.data_offset, VOLUME_BYTES)
        if not checksum_holds(whole):
            raise SourceDamagedError(
                path=str(file.path), format=FORMAT, detail="the volume section has a wrong checksum"
            )
        found.volume = whole


def take_sizes(file: ReadOnlyFile, raw: bytes, section_bytes: int, found: EwfSections) -> None:
    """Sizes alone, from the first 24 bytes of the section. Raises SourceDamagedError."""
    if len(raw) < 20:
        raise SourceDamagedError(path=str(file.path), format=FORMAT, detail="short volume section")
    _, chunk_count, sectors_per_chunk, sector_bytes = _VOLUME.unpack_from(raw)
    # the SMART form of the section is 94 bytes and counts sectors in 32 bits
    sectors = int.from_bytes(raw[16:24] if section_bytes > 94 else raw[16:20], "little")
    if not 0 < sectors_per_chunk * sector_bytes <= _MOST_CHUNK_BYTES:
        detail = f"chunks of {sectors_per_chunk} sectors of {sector_bytes} bytes"
        raise SourceDamagedError(path=str(file.path), format=FORMAT, detail=detail)
    found.chunk_bytes = sectors_per_chunk * sector_bytes
    found.sector_bytes = sector_bytes
    found.media_bytes = sectors * sector_bytes
    found.chunk_count = chunk_count


def _check_set(file: ReadOnlyFile, section: Section, found: EwfSections) -> None:
    """A later segment repeats the identity of its set. Raises SourceDamagedError where it is another."""
    theirs = read_bytes(file, section.data_offset, VOLUME_BYTES) if section.size >= VOLUME_BYTES else b""
    if checksum_holds(theirs) and is_other(found.volume, theirs):
        raise SourceDamagedError(
            path=str(file.path), format=FORMAT, detail="this segment belongs to another image"
        )


def take_errors(file: ReadOnlyFile, section: Section, found: EwfSections) -> None:
    """What could not be read at acquisition: first sector and how many, for each range."""
    header = read_bytes(file, section.data_offset, min(section.size, _ERRORS_HEADER.size))
    count, checksum = _ERRORS_HEADER.unpack(header) if len(header) == _ERRORS_HEADER.size else (0, -1)
    size = count * _ERROR.size
    whole = zlib.adler32(header[:-4]) == checksum and _ERRORS_HEADER.size + size + 4 <= section.size
    raw = read_bytes(file, section.data_offset + _ERRORS_HEADER.size, size + 4) if whole else bytes(4)
    if zlib.adler32(raw[:-4]) != int.from_bytes(raw[-4:], "little"):
        detail = "the list of sectors that could not be read at acquisition is damaged"
        raise SourceDamagedError(path=str(file.path), format=FORMAT, detail=detail)
    found.unread_sectors.extend(_ERROR.iter_unpack(raw[:-4]))


def table_of(
    file: ReadOnlyFile, section: Section, sectors: Section | None, segment: int
) -> ChunkTable | None:
    """The chunks of one table; None where its checksums don't hold."""
    header = read_bytes(file, section.data_offset, min(section.size, TABLE_HEADER.size))
    if len(header) < TABLE_HEADER.size:
        return None
    count, _, base, _, checksum = TABLE_HEADER.unpack(header)
    if zlib.adler32(header[:20]) != checksum or count * 4 + TABLE_HEADER.size > section.size:
        return None
    if base > _MOST_OFFSET:
        return None
    raw = read_bytes(file, section.data_offset + TABLE_HEADER.size, count * 4)
    # SMART and the first EWF have no sectors section: the chunks follow the entries, which have no checksum
    if sectors is not None and section.size >= TABLE_HEADER.size + count * 4 + 4:
        stored = read_bytes(file, section.data_offset + TABLE_HEADER.size + count * 4, 4)
        if zlib.adler32(raw) != int.from_bytes(stored, "little"):
            return None
    found = ChunkTable()
    entries = array("I", raw)
    if sys.byteorder == "big":
        entries.byteswap()
    end = sectors.data_offset + sectors.size if sectors is not None else section.next
    starts = [base + (entry & _OFFSET) for entry in entries]
    compressed = bytearray(raw[3::4].translate(_TOP_BITS))
    sizes = list(map(sub, [*starts[1:], end], starts))
    if sizes and min(sizes) <= 0:
        # segments of more than 2 GiB (EnCase 6.7): from there on all 32 bits are the offset, of plain chunks
        first = next(number for number, size in enumerate(sizes) if size <= 0) + 1
        starts[first:] = [base + entry for entry in entries[first:]]
        compressed[first:] = bytes(count - first)
        sizes = list(map(sub, [*starts[1:], end], starts))
    if sizes and not 0 < min(sizes) <= max(sizes) < 1 << 32:
        found.regular = False
        sizes = [size if 0 < size < 1 << 32 else 0 for size in sizes]
    found.segments = array("I", [segment]) * count
    found.offsets = array("Q", starts)
    found.sizes = array("I", sizes)
    found.compressed = compressed
    return found


def read_bytes(file: ReadOnlyFile, offset: int, size: int) -> bytes:
    """Bytes of a segment. Raises SourceTruncatedError where the file ends before."""
    if offset + size > file.size_bytes:
        raise SourceTruncatedError(
            path=str(file.path), format=FORMAT, expected_bytes=offset + size, actual_bytes=file.size_bytes
        )
    return file.read(offset, size)
