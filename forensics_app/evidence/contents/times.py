"""Times as file systems store them, made into EvidenceTime: raw kept, 0 means absent, zone only if known.

Sources: FILETIME and $STANDARD_INFORMATION (NTFS), DOS date and time (FAT), [MS-EXFAT] 7.4.8 (timestamps and
UtcOffset), the ext4 inode (fs/ext4/ext4.h), TN1150 (HFS+), ECMA-119 9.1.5 (recording date and time), ECMA-167
1/7.3 (timestamp).
"""

from __future__ import annotations

import struct
from calendar import monthrange
from datetime import MAXYEAR
from functools import lru_cache

from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge, iso_from_unix

_SECOND_NS = 1_000_000_000
_FILETIME_1970 = 11_644_473_600  # seconds between 1601 and 1970
_HFS_1970 = 2_082_844_800  # seconds between 1904 and 1970
_MOST_HUNDREDTHS = 199  # of FAT's and exFAT's byte beside a time in steps of two seconds
_MOST_ISO_QUARTERS_WEST, _MOST_ISO_QUARTERS_EAST = 48, 52  # ECMA-119 9.1.5
_MOST_UDF_MINUTES = 24 * 60  # ECMA-167 1/7.3.1
_UTC = TimeZoneKnowledge.UTC


@lru_cache(maxsize=4096)  # times of one file, and of files of one folder, are often the same
def _unix(seconds: int, nanoseconds: int, precise: bool) -> tuple[str, str | None]:
    """Raw and ISO text; nanoseconds are part of the raw one where there are any or could be."""
    if not 0 <= nanoseconds < _SECOND_NS:
        # no fraction of a second: what is stored is kept, and the moment is known to the second
        text = _iso(seconds, 0) if seconds else None
        return f"{seconds}+{nanoseconds}ns", None if text is None else text + "Z"
    fraction = f".{nanoseconds:09d}" if nanoseconds or precise else ""
    if seconds == 0:
        return f"0{fraction}" if nanoseconds else "0", None
    text = _iso(seconds, nanoseconds)
    raw = f"{seconds}{fraction}"
    if seconds < 0 and nanoseconds:  # both count forwards: -2 s and 750 ms are -1.25
        raw = f"-{-seconds - 1}.{_SECOND_NS - nanoseconds:09d}"
    return raw, None if text is None else text + "Z"


def _iso(seconds: int, nanoseconds: int) -> str | None:
    """ISO text without zone, or None where the standard library's calendar ends (before 1, after 9999)."""
    try:
        text = iso_from_unix(seconds)
    except OverflowError:
        return None
    return f"{text}.{nanoseconds:09d}".rstrip("0") if nanoseconds else text


def unix_time(kind: TimeKind, seconds: int, nanoseconds: int, precision: str) -> EvidenceTime:
    """Seconds since 1970 UTC; 0 is absent, also where libtsk gives nanoseconds alone.

    pytsk3 20260715 does so for the time of creation in UFS2: `0.757170000`.
    """
    raw, text = _unix(seconds, nanoseconds, precision == "1ns")
    return EvidenceTime(kind, raw, text, precision, _UTC)


def clock_time(kind: TimeKind, seconds: int, nanoseconds: int, precision: str) -> EvidenceTime:
    """What a clock of an unknown zone showed, counted as `unix_time` does; 0 is absent."""
    raw, text = _unix(seconds, nanoseconds, precise=False)
    zone = TimeZoneKnowledge.LOCAL_UNKNOWN
    return EvidenceTime(kind, raw, None if text is None else text.removesuffix("Z"), precision, zone)


def hfs_time(kind: TimeKind, value: int) -> EvidenceTime:
    """Seconds since 1904 UTC, as HFS+ stores them in 32 bits: up to February 2040. 0 is absent."""
    text = _iso(value - _HFS_1970, 0) if value else None
    return EvidenceTime(kind, str(value), None if text is None else text + "Z", "1s", _UTC)


def filetime(kind: TimeKind, value: int) -> EvidenceTime:
    """100 ns since 1601 UTC."""
    raw, text = _filetime(value)
    return EvidenceTime(kind, raw, text, "100ns", _UTC)


@lru_cache(maxsize=4096)  # a name's times are often those of its file
def _filetime(value: int) -> tuple[str, str | None]:
    if value == 0:
        return "0", None
    seconds, rest = divmod(value, 10_000_000)
    text = _iso(seconds - _FILETIME_1970, rest * 100)
    return str(value), None if text is None else text + "Z"


def dos_time(
    kind: TimeKind,
    date: int,
    time: int | None,
    *,
    hundredths: int = 0,
    precision: str,
    utc_offset: int | None = None,
) -> EvidenceTime:
    """A DOS date with an optional time; `hundredths` 0 to 199. Local time of an unknown zone, unless
    `utc_offset` is exFAT's UtcOffset byte with its valid bit (0x80): seven bits, signed quarters of an hour.
    """
    raw = f"{date:04x}" if time is None else f"{date:04x}{time:04x}"
    if precision == "10ms":
        raw += f"{hundredths:02x}"
    if utc_offset is not None:
        raw += f"{utc_offset:02x}"
    zone, suffix = _exfat_zone(utc_offset)
    text = _dos_text(date, time, hundredths)
    return EvidenceTime(kind, raw, None if text is None else text + suffix, precision, zone)


def _exfat_zone(utc_offset: int | None) -> tuple[TimeZoneKnowledge, str]:
    if utc_offset is None or not utc_offset & 0x80:
        return TimeZoneKnowledge.LOCAL_UNKNOWN, ""
    quarters = utc_offset & 0x7F
    return offset_zone(quarters - 128 if quarters & 0x40 else quarters)


def offset_zone(quarters: int) -> tuple[TimeZoneKnowledge, str]:
    """Zone and ISO suffix of an offset from UTC in quarters of an hour; 0 is UTC."""
    return minutes_zone(quarters * 15)


def minutes_zone(minutes: int) -> tuple[TimeZoneKnowledge, str]:
    """The same of an offset in minutes."""
    if minutes == 0:
        return TimeZoneKnowledge.UTC, "Z"
    hours, rest = divmod(abs(minutes), 60)
    return TimeZoneKnowledge.OFFSET, f"{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"


def _dos_text(date: int, time: int | None, hundredths: int) -> str | None:
    day, month, year = date & 31, (date >> 5) & 15, 1980 + (date >> 9)
    if not _is_date(year, month, day):
        return None
    text = f"{year:04d}-{month:02d}-{day:02d}"
    if time is None:
        return text
    second, minute, hour = (time & 31) * 2, (time >> 5) & 63, time >> 11
    extra, fraction = divmod(hundredths, 100)
    if second + extra > 59 or minute > 59 or hour > 23 or hundredths > _MOST_HUNDREDTHS:
        return None
    text += f"T{hour:02d}:{minute:02d}:{second + extra:02d}"
    return text + f".{fraction:02d}" if fraction else text


def _is_date(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def iso9660_time(kind: TimeKind, record: bytes) -> EvidenceTime:
    """The seven bytes of ECMA-119 9.1.5: years since 1900, month, day, hour, minute, second, offset."""
    raw = record.hex()
    year, month, day, hour, minute, second = record[:6]
    quarters = int.from_bytes(record[6:7], "little", signed=True)
    zone, suffix = offset_zone(quarters)
    if not -_MOST_ISO_QUARTERS_WEST <= quarters <= _MOST_ISO_QUARTERS_EAST:
        zone, suffix = TimeZoneKnowledge.LOCAL_UNKNOWN, ""  # no zone on earth: the offset says nothing
    valid = _is_date(1900 + year, month, day) and hour < 24 and minute < 60 and second < 60
    text = f"{1900 + year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}{suffix}"
    return EvidenceTime(kind, raw, text if valid else None, "1s", zone)


def iso9660_long_time(kind: TimeKind, record: bytes) -> EvidenceTime:
    """The 17 bytes of ECMA-119 8.4.26.1: digits to hundredths of a second, then the offset. Zeros: absent."""
    digits = record[:16]
    if not digits.isdigit():
        return EvidenceTime(kind, record.hex(), None, "10ms", TimeZoneKnowledge.LOCAL_UNKNOWN)
    year, hundredths = int(digits[:4]), int(digits[14:])
    month, day, hour, minute, second = (int(digits[at : at + 2]) for at in range(4, 14, 2))
    if not 1900 <= year <= 1900 + 255:
        zone, text = TimeZoneKnowledge.LOCAL_UNKNOWN, None
    else:
        short = bytes((year - 1900, month, day, hour, minute, second)) + record[16:]
        to_the_second = iso9660_time(kind, short)
        text, zone = to_the_second.value, to_the_second.zone
    if text is not None and hundredths:
        text = f"{text[:19]}.{hundredths:02d}{text[19:]}"
    return EvidenceTime(kind, record.hex(), text, "10ms", zone)


def udf_time(kind: TimeKind, stored: bytes) -> EvidenceTime:
    """The twelve bytes of a timestamp: zone in minutes, year to second, then hundredths to microseconds.

    Zeros behind the zone: absent. -2047 minutes: the writer didn't know its zone; UTC is what type 0 says.
    """
    typed, year, month, day, hour, minute, second, *parts = struct.unpack("<Hh8B", stored)
    offset = typed & 0xFFF
    minutes = offset - 0x1000 if offset & 0x800 else offset
    zone, suffix = TimeZoneKnowledge.LOCAL_UNKNOWN, ""
    if typed >> 12 == 0:
        zone, suffix = TimeZoneKnowledge.UTC, "Z"
    elif typed >> 12 == 1 and abs(minutes) <= _MOST_UDF_MINUTES:
        zone, suffix = minutes_zone(minutes)
    text = None
    is_date = 1 <= year <= MAXYEAR and _is_date(year, month, day)
    if is_date and hour < 24 and minute < 60 and second < 60 and max(parts) < 100:
        text = f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}"
        if any(parts):
            text += ".{:02d}{:02d}{:02d}".format(*parts).rstrip("0")
        text += suffix
    raw = stored.hex() if any(stored[2:]) else "0"
    return EvidenceTime(kind, raw, text, "1us", zone)
