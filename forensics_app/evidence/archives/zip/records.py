"""Records of a ZIP (APPNOTE.TXT 6.3.10, PKWARE): end record, central and local headers, ZIP64.

Only what is stored is read; nothing here trusts a size, an offset or a count.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from forensics_app.evidence.archives.members.member import ArchiveError
from forensics_app.evidence.bytes.bad_sectors import peek
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.omission_codes import OmissionCode

_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_END_SIGNATURE, _LOCATOR_SIGNATURE, _END64_SIGNATURE = b"PK\x05\x06", b"PK\x06\x07", b"PK\x06\x06"
_CENTRAL_SIGNATURE, LOCAL_SIGNATURE = b"PK\x01\x02", b"PK\x03\x04"
_MOST_COMMENT = 0xFFFF
_FULL_16, _FULL_32 = 0xFFFF, 0xFFFFFFFF
_WINDOW_BYTES = 256 << 10
_ALIVE_RECORDS = 4096
_NAME_GUESS = 512
ZIP64, UNICODE_NAME = 0x0001, 0x7075

Extra = dict[int, bytes]


@dataclass(frozen=True, slots=True)
class Directory:
    """Where the central directory lies. `shift`: bytes before the ZIP, which its offsets don't count.

    `trailing_bytes` follow the end record and its comment.
    """

    begin: int
    end: int
    count: int
    shift: int
    trailing_bytes: int


@dataclass(frozen=True, slots=True)
class CentralHeader:
    """One record of the central directory, at `place`; offsets and sizes with ZIP64's in their stead."""

    place: int
    made_by: int
    flags: int
    method: int
    dos_time: int
    dos_date: int
    crc32: int
    packed_bytes: int
    size_bytes: int
    name: bytes
    extra: Extra
    attributes: int
    local_offset: int
    length_bytes: int

    def with_sizes(self, packed_bytes: int, size_bytes: int, crc32: int) -> CentralHeader:
        """The same with what stands elsewhere."""
        return replace(self, packed_bytes=packed_bytes, size_bytes=size_bytes, crc32=crc32)

    @property
    def encrypted(self) -> bool:
        """Whether the content is encrypted, in whatever way."""
        return bool(self.flags & 0x2041) or self.method == 99


@dataclass(frozen=True, slots=True)
class LocalHeader:
    """The header before the content; sizes as stored there, None where ZIP64 or a descriptor has them."""

    flags: int
    method: int
    crc32: int | None
    packed_bytes: int | None
    size_bytes: int | None
    name: bytes
    extra: Extra
    data_offset: int
    dos_time: int
    dos_date: int


def find_directory(source: ByteSource) -> Directory:
    """The central directory by the end record. Raises ArchiveError, ReadFailedError."""
    size = source.size_bytes
    tail_at = max(0, size - _MOST_COMMENT - _END.size)
    tail = peek(source, tail_at, size - tail_at)  # members of the archive too, which may lie in bad sectors
    at = _end_record(tail)
    if at < 0:
        raise ArchiveError(OmissionCode.ARCHIVE_DAMAGED, "its end record is missing")
    _, disk, directory_disk, _, count, length, offset, comment = _END.unpack_from(tail, at)
    trailing = max(0, len(tail) - at - _END.size - comment)
    end = tail_at + at
    if _FULL_16 in (disk, directory_disk, count) or _FULL_32 in (length, offset):
        found = _end64(source, end)
        if found is not None:
            disk, directory_disk, count, length, offset, end = found
    if disk or directory_disk:
        raise ArchiveError(OmissionCode.ARCHIVE_NOT_SUPPORTED, "one part of a split ZIP")
    begin = end - length
    if count == 0 and length == 0:
        return Directory(end, end, 0, 0, trailing)
    # the directory ends where the end record begins; offsets that say otherwise don't count bytes in front
    for start in (begin, offset):
        if 0 <= start < end and read_up_to(source, start, 4) == _CENTRAL_SIGNATURE:
            return Directory(start, end, count, start - offset, trailing)
    raise ArchiveError(OmissionCode.ARCHIVE_DAMAGED, "its directory is missing")


def central_headers(
    source: ByteSource, directory: Directory, alive: Callable[[int], None]
) -> Iterator[CentralHeader]:
    """Every record of the central directory, in windows; it ends at the first that is none."""
    window, window_at, place, records = b"", directory.begin, directory.begin, 0
    while place < directory.end:
        inside = place - window_at
        header = _central(window, inside, place)
        if header is None and window_at + len(window) < directory.end:
            window_at, window = place, read_up_to(source, place, min(_WINDOW_BYTES, directory.end - place))
            header = _central(window, 0, place)
        if header is None:
            return
        yield header
        place += header.length_bytes
        records += 1
        if records % _ALIVE_RECORDS == 0:
            alive(place)


def central_header(source: ByteSource, place: int) -> CentralHeader:
    """The record at a place. Raises ArchiveError, ReadFailedError."""
    header = _central(read_up_to(source, place, _CENTRAL.size + _NAME_GUESS), 0, place)
    if header is None:
        header = _central(read_up_to(source, place, _CENTRAL.size + 3 * _MOST_COMMENT), 0, place)
    if header is None:
        raise ArchiveError(OmissionCode.ARCHIVE_DAMAGED, f"no directory record at byte {place}")
    return header


def local_header(source: ByteSource, offset: int) -> LocalHeader | None:
    """The header before a member's content, or None where there is none. Raises ReadFailedError."""
    data = read_up_to(source, offset, _LOCAL.size + _NAME_GUESS)
    if len(data) < _LOCAL.size or not data.startswith(LOCAL_SIGNATURE):
        return None
    _, _, flags, method, time, date, crc, packed, size, name_bytes, extra_bytes = _LOCAL.unpack_from(data)
    length = _LOCAL.size + name_bytes + extra_bytes
    if length > len(data):
        data = read_up_to(source, offset, length)
    known = not flags & 8  # else a descriptor behind the content has them
    name_end = _LOCAL.size + name_bytes
    return LocalHeader(
        flags=flags,
        method=method,
        crc32=crc if known else None,
        packed_bytes=packed if known and packed != _FULL_32 else None,
        size_bytes=size if known and size != _FULL_32 else None,
        name=data[_LOCAL.size : name_end],
        extra=_extra(data[name_end:length]),
        data_offset=offset + length,
        dos_time=time,
        dos_date=date,
    )


def central_from_local(local: LocalHeader, offset: int) -> CentralHeader:
    """The directory's record as far as a local header can stand for it; sizes 0 where it leaves them open."""
    size, packed = local.size_bytes or 0, local.packed_bytes or 0
    if ZIP64 in local.extra:
        full = [_FULL_32 if value is None else value for value in (local.size_bytes, local.packed_bytes)]
        size, packed, _ = _zip64(local.extra[ZIP64], full[0], full[1], 0)
    return CentralHeader(
        place=offset,
        made_by=0,
        flags=local.flags,
        method=local.method,
        dos_time=local.dos_time,
        dos_date=local.dos_date,
        crc32=local.crc32 or 0,
        packed_bytes=packed,
        size_bytes=size,
        name=local.name,
        extra=local.extra,
        attributes=0,
        local_offset=offset,
        length_bytes=0,
    )


def _end_record(tail: bytes) -> int:
    """The last end record whose comment fits; behind it anything may follow."""
    at = tail.rfind(_END_SIGNATURE)
    fallback = at
    while at >= 0:
        if at + _END.size <= len(tail):
            comment = int.from_bytes(tail[at + 20 : at + 22], "little")
            if at + _END.size + comment == len(tail):
                return at
            fallback = max(fallback, at)
        at = tail.rfind(_END_SIGNATURE, 0, at)
    return fallback if fallback + _END.size <= len(tail) else -1


def _end64(source: ByteSource, end: int) -> tuple[int, int, int, int, int, int] | None:
    if end < _LOCATOR.size:
        return None
    signature, _, offset, _ = _LOCATOR.unpack(source.read(end - _LOCATOR.size, _LOCATOR.size))
    if signature != _LOCATOR_SIGNATURE:
        return None
    for start in (offset, end - _LOCATOR.size - _END64.size):
        data = read_up_to(source, start, _END64.size) if 0 <= start < end else b""
        if len(data) == _END64.size and data.startswith(_END64_SIGNATURE):
            _, _, _, _, disk, directory_disk, _, count, length, at = _END64.unpack(data)
            return disk, directory_disk, count, length, at, start
    return None


def _central(window: bytes, inside: int, place: int) -> CentralHeader | None:
    if len(window) - inside < _CENTRAL.size or not window.startswith(_CENTRAL_SIGNATURE, inside):
        return None
    (
        _, made_by, _, flags, method, time, date, crc, packed, size, name_bytes, extra_bytes, comment_bytes,
        _disk, _internal, attributes, offset,
    ) = _CENTRAL.unpack_from(window, inside)  # fmt: skip
    length = _CENTRAL.size + name_bytes + extra_bytes + comment_bytes
    if len(window) - inside < length:
        return None
    name_end = inside + _CENTRAL.size + name_bytes
    extra = _extra(window[name_end : name_end + extra_bytes])
    size, packed, offset = _zip64(extra.get(ZIP64, b""), size, packed, offset)
    name = window[inside + _CENTRAL.size : name_end]
    return CentralHeader(
        place, made_by, flags, method, time, date, crc, packed, size, name, extra, attributes, offset, length
    )


def _zip64(field: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """The values of the ZIP64 field, which holds those that are full in the record, in this order."""
    values = [size, packed, offset]
    at = 0
    for index, value in enumerate(values):
        if value == _FULL_32 and at + 8 <= len(field):
            values[index] = int.from_bytes(field[at : at + 8], "little")
            at += 8
    return values[0], values[1], values[2]


def _extra(data: bytes) -> Extra:
    found: Extra = {}
    at = 0
    while at + 4 <= len(data):
        kind = int.from_bytes(data[at : at + 2], "little")
        length = int.from_bytes(data[at + 2 : at + 4], "little")
        found.setdefault(kind, data[at + 4 : at + 4 + length])
        at += 4 + length
    return found
