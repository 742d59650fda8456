"""What libarchive doesn't tell of an archive: whose clock its times are, where it ends, RAR's checksum.

It makes seconds since 1970 of DOS times, as if the clock had shown UTC (workers run with TZ=UTC0). Sources:
[MS-CAB] 2.1 and 2.3, TechNote.txt of RAR 4, "LHA header format" (header levels), 7zFormat.txt.
"""

from __future__ import annotations

from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.contents.times import clock_time, unix_time
from forensics_app.evidence.decompression.libarchive import LibarchiveEntry
from forensics_app.model.times import EvidenceTime, TimeKind

_RAR4 = b"Rar!\x1a\x07\x00"
_RAR_FILE, _RAR_LONG, _RAR_SPLIT = 0x74, 0x8000, 0x0003
_MOST_BLOCKS = 64  # between two files of a RAR
_LHA_METHOD, _LHA_LEVEL = slice(2, 4), 20
_DOS_STEP_S = 2


def times_of(entry: LibarchiveEntry, *, utc: bool) -> tuple[EvidenceTime, ...]:
    """The times; without `utc` they are a clock's of an unknown zone."""
    found = (
        (TimeKind.MODIFIED, entry.modified),
        (TimeKind.ACCESSED, entry.accessed),
        (TimeKind.CHANGED, entry.changed),
        (TimeKind.CREATED, entry.created),
    )
    return tuple(_time(kind, *time, utc=utc) for kind, time in found if time is not None)


def is_utc(kind: str, source: ByteSource, entry: LibarchiveEntry) -> bool:
    """Whether the times of an entry are known to be UTC. Raises ReadFailedError."""
    if kind == "cab":
        return False
    if kind == "rar":
        return read_up_to(source, 0, len(_RAR4)) != _RAR4
    if kind != "lha" or entry.created is not None:  # that is a FILETIME, and the others with it
        return True
    head = read_up_to(source, entry.header_offset, _LHA_LEVEL + 1)
    return len(head) > _LHA_LEVEL and head[_LHA_METHOD] == b"-l" and head[_LHA_LEVEL] >= 2


def crc32_of(kind: str, source: ByteSource, entry: LibarchiveEntry) -> int | None:
    """The CRC-32 of a content that libarchive 3.6.2 doesn't compare: of a RAR 4. Raises ReadFailedError."""
    if kind != "rar" or read_up_to(source, 0, len(_RAR4)) != _RAR4:
        return None
    at = entry.header_offset
    for _ in range(_MOST_BLOCKS):
        block = read_up_to(source, at, 32)
        if len(block) < 20:
            return None
        flags, size = int.from_bytes(block[3:5], "little"), int.from_bytes(block[5:7], "little")
        if block[2] == _RAR_FILE:
            return None if flags & _RAR_SPLIT else int.from_bytes(block[16:20], "little")
        more = int.from_bytes(block[7:11], "little") if flags & _RAR_LONG else 0
        at += max(size, 7) + more
    return None


def end_of(kind: str, source: ByteSource, used_bytes: int) -> int | None:
    """Where an archive that was listed ends; None where its kind doesn't say. Raises ReadFailedError."""
    head = read_up_to(source, 0, 32)
    if kind == "cab":
        return int.from_bytes(head[8:12], "little")
    if kind == "7z":
        return 32 + int.from_bytes(head[12:20], "little") + int.from_bytes(head[20:28], "little")
    return used_bytes if kind in ("cpio", "rar") else None


def _time(kind: TimeKind, seconds: int, nanoseconds: int, *, utc: bool) -> EvidenceTime:
    if utc:
        return unix_time(kind, seconds, nanoseconds, "1ns" if nanoseconds else "1s")
    precision = "100ns" if nanoseconds else "1s" if seconds % _DOS_STEP_S else "2s"
    return clock_time(kind, seconds, nanoseconds, precision)
