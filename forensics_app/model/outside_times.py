"""Times that somebody else wrote: read and compared without ever leaving the calendar.

A stranger may state any moment from the year 1 to 9999, and adding an hour to the last one raises. So nothing
is added to such a time: only two of them are subtracted, which can't overflow.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from forensics_app.model.times import utc_text

_UTC = re.compile(r"(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?Z", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d{1,9}))?Z", re.ASCII)
_LEAP_SECOND = 60


def read_moment(text: str) -> datetime | None:
    """A UTC time, `YYYY-MM-DDTHH:MM:SS[.f]Z` or as ASN.1 writes it (`YYYYMMDDHHMMSS[.f]Z`); None for what no
    calendar has. A leap second, which no `datetime` has, is the second before it; what is finer than a
    microsecond is cut.
    """
    match = _UTC.fullmatch(text) or _COMPACT.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(match[n]) for n in range(1, 7))
    fraction = int((match[7] or "0")[:6].ljust(6, "0"))
    if second == _LEAP_SECOND:
        second = _LEAP_SECOND - 1
    try:
        return datetime(year, month, day, hour, minute, second, fraction, tzinfo=UTC)
    except ValueError:
        return None


def is_later(one: datetime, other: datetime, by: timedelta = timedelta()) -> bool:
    """Whether `one` is more than `by` later than `other`; both are aware."""
    return one - other > by


def whole_seconds(moment: datetime) -> str:
    """In sealed form, without the fraction of a second: `0001-01-01T00:00:00Z`."""
    return utc_text(moment.replace(microsecond=0))


def read_typed(text: str) -> tuple[str, str] | None:
    """UTC in sealed form and the offset (`+hh:mm`) of an ISO 8601 time with `Z` or an offset; None for what
    is none, has no zone, or lies outside the calendar in UTC.
    """
    try:
        moment = datetime.fromisoformat(text)
        offset = moment.utcoffset()
        if offset is None:
            return None
        utc = utc_text(moment)
    except (ValueError, OverflowError):
        return None
    minutes = round(offset.total_seconds() / 60)
    return utc, f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
