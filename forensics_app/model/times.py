"""Times of evidence: raw value, precision, and whether the zone is known. Zero means absent, never 1970."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

import msgspec

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTES = [f"{minute // 60:02d}:{minute % 60:02d}:" for minute in range(1440)]
_TWO_DIGITS = [f"{second:02d}" for second in range(60)]


class TimeKind(StrEnum):
    """MACB, plus the four times that NTFS keeps beside a name ($FILE_NAME, attribute 48)."""

    MODIFIED = "modified"
    ACCESSED = "accessed"
    CHANGED = "metadata_changed"
    CREATED = "created"
    DELETED = "deleted"
    BACKUP = "backup"
    NAME_MODIFIED = "name_modified"
    NAME_ACCESSED = "name_accessed"
    NAME_CHANGED = "name_metadata_changed"
    NAME_CREATED = "name_created"


class TimeZoneKnowledge(StrEnum):
    UTC = "utc"
    LOCAL_UNKNOWN = "local-unknown"
    OFFSET = "offset"


class EvidenceTime(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One time of one artifact (a struct: there are four to eight of them an entry, by the million).

    `raw` is what the file system (through its reader) gave; `value` is ISO 8601, ending in `Z` for UTC, in
    `+hh:mm` for a known offset, in nothing where the zone is unknown; `precision` is a step such as `100ns`,
    `1s`, `2s`, `10ms`, `1d`.
    """

    kind: TimeKind
    raw: str
    value: str | None
    precision: str
    zone: TimeZoneKnowledge


class Clock(Protocol):
    """Where the program's own times come from; injected, so that expiry and order can be tested."""

    def now(self) -> datetime:
        """An aware datetime in UTC."""
        ...


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC)


@lru_cache(maxsize=4096)
def _day(days: int) -> str:
    """The date so many days after 1970-01-01; there are few of them in a file system with a million files."""
    return (_EPOCH + timedelta(days=days)).date().isoformat()


def iso_from_unix(seconds: int, nanoseconds: int = 0) -> str:
    """`YYYY-MM-DDTHH:MM:SS[.f{1,9}]` without a zone mark, also before 1970 and past 2038.

    Raises OverflowError before the year 1 and after 9999.
    """
    day, rest = divmod(seconds, 86_400)
    minute, second = divmod(rest, 60)
    text = f"{_day(day)}T{_MINUTES[minute]}{_TWO_DIGITS[second]}"
    if nanoseconds:
        text += f".{nanoseconds:09d}".rstrip("0")
    return text


def utc_text(moment: datetime) -> str:
    """Sealed form of one of the program's own times: `YYYY-MM-DDTHH:MM:SS[.f]Z`."""
    aware = moment.astimezone(UTC)
    text = f"{aware.year:04d}-{aware:%m-%dT%H:%M:%S}"
    if aware.microsecond:
        text += f".{aware.microsecond:06d}".rstrip("0")
    return text + "Z"


EXIF_OFFSETS = {
    "EXIF DateTimeOriginal": "EXIF OffsetTimeOriginal",
    "EXIF DateTimeDigitized": "EXIF OffsetTimeDigitized",
    "Image DateTime": "EXIF OffsetTime",
}
"""The tag of each time in EXIF, and the one with its offset from UTC (EXIF 2.31, 4.6.5)."""
