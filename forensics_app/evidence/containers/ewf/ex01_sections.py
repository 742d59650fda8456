"""The sections of an EWF version 2 image (Ex01): chained backwards from the end of each segment.

Layout: "Expert Witness Compression Format version 2 specification" of the libewf project; numbers are
little-endian. Every section ends with a descriptor of 64 bytes, which holds an MD5 of the section's data.
"""

from __future__ import annotations

import bz2
import hashlib
import struct
import zlib
from dataclasses import dataclass, field

from forensics_app.errors import FormatNotSupportedError, SegmentMissingError, SourceDamagedError
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile

FORMAT = "Ex01"
DEVICE, CASE, SECTORS, TABLE, ERRORS, MD5, SHA1, KEYS = 0x1, 0x2, 0x3, 0x4, 0x5, 0x8, 0x9, 0xB
NEXT, DONE = 0xD, 0xF
NONE, DEFLATE, BZIP2 = 0, 1, 2
_HASHED, _ENCRYPTED = 1, 2
_PATTERN = 1 | 4  # compressed, and a pattern
FILE_HEADER = struct.Struct("<8sBBHI16s")
DESCRIPTOR = struct.Struct("<IIQQII16s12xI")
_TABLE_HEADER = struct.Struct("<QI4xI12x")
_ENTRY = struct.Struct("<QII")
_ERRORS_HEADER = struct.Struct("<I12xI12x")
_ERROR = struct.Struct("<QI4x")
_MOST_SECTIONS = 1 << 20
_MOST_CHUNKS = 1 << 26
_MOST_TEXT_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Ewf2Chunk:
    """Where one chunk is stored; `offset` is the pattern itself where `flags` says so."""

    segment: int
    offset: int
    size: int
    flags: int

    @property
    def is_pattern(self) -> bool:
        """True where it is one repeated word, stored nowhere else."""
        return self.flags & _PATTERN == _PATTERN


@dataclass(slots=True)
class Ewf2Sections:
    """What the sections of all segments say. `used`: how many segments belong to the image."""

    compression: int = NONE
    device: dict[str, str] = field(default_factory=dict)
    case: dict[str, str] = field(default_factory=dict)
    chunks: dict[int, Ewf2Chunk] = field(default_factory=dict)
    md5: str | None = None
    sha1: str | None = None
    used: int = 0
    unread_sectors: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Section2:
    """A section of a segment: its data, then its descriptor. Places in the file, sizes in bytes."""

    type: int
    flags: int
    previous: int
    data_at: int
    data_bytes: int
    digest: bytes


def read_ewf2(files: tuple[ReadOnlyFile, ...], next_name: str) -> Ewf2Sections:
    """Follow the sections of every segment. `next_name` is what a segment after the last would be called.

    Raises SegmentMissingError where the last segment says that another follows, FormatNotSupportedError for
    an encrypted image, SourceDamagedError for sections that are cut off, lead nowhere, or whose MD5 is wrong.
    """
    found = Ewf2Sections()
    identity = b""
    for index, file in enumerate(files):
        head = file.read(0, min(file.size_bytes, FILE_HEADER.size))
        if len(head) < FILE_HEADER.size:
            raise _damaged(file, "no header")
        _, major, _, compression, number, set_identity = FILE_HEADER.unpack(head)
        if number != index + 1 or set_identity != (identity or set_identity):
            raise _damaged(file, f"segment {number} of its set where {index + 1} of this one should be")
        if major != 2 or compression not in (NONE, DEFLATE, BZIP2):
            raise _damaged(file, f"version {major}, compression method {compression}")
        identity, found.compression = set_identity, compression
        last = _read_segment(file, index, found)
        found.used = index + 1
        if last == DONE:
            return found
    raise SegmentMissingError(path=str(files[-1].path), segment=next_name)


def _read_segment(file: ReadOnlyFile, index: int, found: Ewf2Sections) -> int:
    """Take in one segment; the type of its last section."""
    sections: list[Section2] = []
    at = file.size_bytes - DESCRIPTOR.size
    while True:
        section = section_at(file, at)
        sections.append(section)
        if not section.previous:
            break
        if section.previous >= at or len(sections) > _MOST_SECTIONS:
            raise _damaged(file, f"the section at {at} leads to {section.previous}")
        at = section.previous
    if sections[0].type not in (NEXT, DONE):
        raise _damaged(file, "the last section doesn't end the segment")
    for section in reversed(sections):
        take(file, index, section, found)
    return sections[0].type


def section_at(file: ReadOnlyFile, at: int) -> Section2:
    """The section whose descriptor is there. Raises SourceDamagedError."""
    if at < FILE_HEADER.size:
        raise _damaged(file, "no sections")
    raw = file.read(at, DESCRIPTOR.size)
    kind, flags, previous, data_bytes, size, _, digest, checksum = DESCRIPTOR.unpack(raw)
    if zlib.adler32(raw[:60]) != checksum or size != DESCRIPTOR.size:
        raise _damaged(
            file, f"no section ends at {at + DESCRIPTOR.size}: the file was cut off or overwritten"
        )
    if data_bytes > at - FILE_HEADER.size:
        raise _damaged(file, f"the section at {at} is larger than what is before it")
    return Section2(kind, flags, previous, at - data_bytes, data_bytes, digest)


def take(file: ReadOnlyFile, index: int, section: Section2, found: Ewf2Sections) -> None:
    """What one section says. Raises FormatNotSupportedError, SourceDamagedError."""
    if section.type == KEYS or section.flags & _ENCRYPTED:
        raise FormatNotSupportedError(path=str(file.path), format="encrypted Ex01")
    if section.type in (DEVICE, CASE):
        values = _values(file, section, found.compression)
        (found.device if section.type == DEVICE else found.case).update(values)
    elif section.type == TABLE:
        _take_table(file, index, section, found)
    elif section.type == ERRORS:
        _take_errors(file, section, found)
    elif section.type == MD5:
        found.md5 = _data(file, section)[:16].hex()
    elif section.type == SHA1:
        found.sha1 = _data(file, section)[:20].hex()


def _data(file: ReadOnlyFile, section: Section2) -> bytes:
    data = file.read(section.data_at, section.data_bytes)
    if section.flags & _HASHED and hashlib.md5(data, usedforsecurity=False).digest() != section.digest:
        raise _damaged(file, f"the section at {section.data_at} has a wrong MD5")
    return data


def _values(file: ReadOnlyFile, section: Section2, compression: int) -> dict[str, str]:
    """The tags of the object `main` with their values; empty ones are left out."""
    data = _data(file, section)
    try:
        if compression == DEFLATE:
            data = zlib.decompressobj().decompress(data, _MOST_TEXT_BYTES)
        elif compression == BZIP2:
            data = bz2.BZ2Decompressor().decompress(data, _MOST_TEXT_BYTES)
        lines = data.decode("utf-16").split("\n")
    except (zlib.error, OSError, EOFError, UnicodeDecodeError) as e:
        raise _damaged(file, f"the section at {section.data_at}: {e}") from e
    if len(lines) < 4:
        raise _damaged(file, f"the section at {section.data_at} has {len(lines)} lines")
    tags, values = (line.rstrip("\r").split("\t") for line in lines[2:4])
    return {tag: value for tag, value in zip(tags, values, strict=False) if value}


def _take_table(file: ReadOnlyFile, index: int, section: Section2, found: Ewf2Sections) -> None:
    data = _data(file, section)
    if len(data) < _TABLE_HEADER.size:
        raise _damaged(file, "short sector table")
    first, count, checksum = _TABLE_HEADER.unpack_from(data)
    if zlib.adler32(data[:16]) != checksum:
        raise _damaged(file, "a sector table has a wrong checksum")
    end = _TABLE_HEADER.size + count * _ENTRY.size
    if len(data) < end + 4 or len(found.chunks) + count > _MOST_CHUNKS:
        raise _damaged(file, f"a sector table of {count} entries")
    if zlib.adler32(data[_TABLE_HEADER.size : end]) != int.from_bytes(data[end : end + 4], "little"):
        raise _damaged(file, "the entries of a sector table have a wrong checksum")
    for number, (offset, size, flags) in enumerate(
        _ENTRY.iter_unpack(data[_TABLE_HEADER.size : end]), start=first
    ):
        found.chunks[number] = Ewf2Chunk(index, offset, size, flags)


def _take_errors(file: ReadOnlyFile, section: Section2, found: Ewf2Sections) -> None:
    """What could not be read at acquisition: first sector and how many, for each range."""
    data = _data(file, section)
    if len(data) < _ERRORS_HEADER.size:
        raise _damaged(file, "short error table")
    count, checksum = _ERRORS_HEADER.unpack_from(data)
    end = _ERRORS_HEADER.size + count * _ERROR.size
    if zlib.adler32(data[:16]) != checksum or len(data) < end + 4:
        raise _damaged(file, f"an error table of {count} entries")
    if zlib.adler32(data[_ERRORS_HEADER.size : end]) != int.from_bytes(data[end : end + 4], "little"):
        raise _damaged(file, "the entries of an error table have a wrong checksum")
    found.unread_sectors.extend(_ERROR.iter_unpack(data[_ERRORS_HEADER.size : end]))


def _damaged(file: ReadOnlyFile, detail: str) -> SourceDamagedError:
    return SourceDamagedError(path=str(file.path), format=FORMAT, detail=detail)
