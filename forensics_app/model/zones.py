"""Time zones by the IANA database: reading local times, ambiguous and impossible ones too, and showing
moments.

Python's zoneinfo reads the computer's own copy of the database, else the package tzdata. Rules of the past
change rarely, but they do: `database_version` goes into the ledger with every declaration.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from forensics_app.errors import TimeZoneUnknownError
from forensics_app.model.timeline import EventZone, Moment
from forensics_app.model.times import EvidenceTime, TimeZoneKnowledge

_SECONDS_CHARACTERS = len("2021-07-22T14:07:38")
_DATE_CHARACTERS = len("2021-07-22")
_NAME = re.compile(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*\Z")
_WITH_OFFSET = re.compile(r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(\.\d+)?[+-]\d\d:\d\d\Z", re.ASCII)
_VERSION_LINE = re.compile(r"# version (\S+)")


@lru_cache(maxsize=64)
def zone_named(name: str) -> zoneinfo.ZoneInfo:
    """A zone by its IANA name. Raises TimeZoneUnknownError."""
    try:
        if _NAME.match(name):
            return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as e:
        raise TimeZoneUnknownError(zone=name) from e
    raise TimeZoneUnknownError(zone=name)


def database_version() -> str | None:
    """The release of the IANA database in use (`2026a`), None where the computer's copy doesn't say."""
    for folder in zoneinfo.TZPATH:
        root = Path(folder)
        if not root.is_dir():
            continue
        for version in _versions(root):
            return version
        return None  # this copy is the one in use
    from importlib import metadata  # takes longer to load than all else here, and is hardly ever asked

    try:
        return metadata.version("tzdata")
    except metadata.PackageNotFoundError:
        return None


def _versions(root: Path) -> Iterator[str]:
    for name in ("tzdata.zi", "+VERSION"):
        try:
            with (root / name).open(encoding="ascii", errors="replace") as file:
                first = file.readline().strip()
        except OSError:
            continue
        match = _VERSION_LINE.match(first)
        if match is not None:
            yield match[1]
        elif name == "+VERSION" and first:
            yield first


def moment_of(time: EvidenceTime, declared: str | None) -> Moment | None:
    """Where a time of evidence stands in the timeline; `declared`: the zone of its local times, if any."""
    if time.value is None:
        return None
    if time.zone is TimeZoneKnowledge.UTC:
        return Moment(time.value.removesuffix("Z"), EventZone.UTC)
    if time.zone is TimeZoneKnowledge.OFFSET:
        return _from_offset(time.value)
    if declared is None:
        return Moment(time.value, EventZone.UNKNOWN)
    return local_moment(time.value, declared)


def local_moment(value: str, zone: str) -> Moment:
    """A local time read in a zone. Raises TimeZoneUnknownError.

    An ambiguous time stands at its first reading (before the clocks were put back) and tells the second. One
    that the zone's clocks never showed stands as if they had not been put forward yet, and tells the other
    reading.
    """
    if len(value) <= _DATE_CHARACTERS:
        return Moment(value, EventZone.DECLARED)
    local, fraction = datetime.fromisoformat(value[:_SECONDS_CHARACTERS]), value[_SECONDS_CHARACTERS:]
    rules = zone_named(zone)
    try:
        first = local.replace(tzinfo=rules, fold=0).astimezone(UTC)
        second = local.replace(tzinfo=rules, fold=1).astimezone(UTC)
    except OverflowError:  # at the ends of the calendar
        return Moment(value, EventZone.UNKNOWN)
    if first == second:
        return Moment(_text(first) + fraction, EventZone.DECLARED)
    # an overlap is read earlier with the old offset, a gap later (PEP 495)
    state = EventZone.AMBIGUOUS if first < second else EventZone.NONEXISTENT
    return Moment(_text(first) + fraction, state, _text(second) + fraction)


def shown_in(text: str, zone: str | None) -> str:
    """A UTC moment in a zone, with its offset (`2021-07-22T16:07:38+02:00`); in UTC with `Z` for None."""
    if len(text) <= _DATE_CHARACTERS:
        return text
    if zone is None:
        return text + "Z"
    moment = datetime.fromisoformat(text[:_SECONDS_CHARACTERS]).replace(tzinfo=UTC)
    try:
        local = moment.astimezone(zone_named(zone))
    except OverflowError:
        return text + "Z"
    offset = f"{local:%z}"  # with seconds where a place kept its own mean time
    shown = ":".join(part for part in (offset[:3], offset[3:5], offset[5:]) if part)
    return f"{_text(local)}{text[_SECONDS_CHARACTERS:]}{shown}"


def change_between(first: str, last: str, zone: str) -> tuple[str, int] | None:
    """When a zone's clocks were changed after a UTC moment and up to another, and how many seconds forward.

    Between two that lie close together: of several changes one is told, or none. Raises TimeZoneUnknownError.
    """
    rules = zone_named(zone)

    def offset(moment: datetime) -> timedelta:
        return moment.replace(tzinfo=UTC).astimezone(rules).utcoffset() or timedelta()

    before, after = (datetime.fromisoformat(text[:_SECONDS_CHARACTERS]) for text in (first, last))
    try:
        old, new = offset(before), offset(after)
        if old == new or after <= before:
            return None
        while after - before > timedelta(seconds=1):
            middle = before + (after - before) // 2
            middle = middle.replace(microsecond=0)
            before, after = (middle, after) if offset(middle) == old else (before, middle)
    except OverflowError:  # at the ends of the calendar
        return None
    return _text(after), int((new - old).total_seconds())


def seconds_later(text: str, seconds: int) -> str:
    """A moment some seconds later or earlier; at the ends of the calendar, as it is."""
    moment = datetime.fromisoformat(text[:_SECONDS_CHARACTERS])
    try:
        return _text(moment + timedelta(seconds=seconds)) + text[_SECONDS_CHARACTERS:]
    except OverflowError:
        return text


def shifted(text: str, hours: int) -> str:
    """A moment some hours later or earlier; at the ends of the calendar, as it is."""
    return seconds_later(text, hours * 3600)


def utc_of_offset(value: str) -> str:
    """A time with its offset (`2021-07-22T16:07:38+02:00`) in UTC, without `Z`; another text as it is."""
    return _from_offset(value).text if _WITH_OFFSET.match(value) else value


def _from_offset(value: str) -> Moment:
    local, rest = datetime.fromisoformat(value[:_SECONDS_CHARACTERS]), value[_SECONDS_CHARACTERS:]
    fraction, sign, offset = rest[:-6], rest[-6], rest[-5:]
    minutes = int(offset[:2]) * 60 + int(offset[3:])
    try:
        moment = local - timedelta(minutes=-minutes if sign == "-" else minutes)
    except OverflowError:
        return Moment(value[:_SECONDS_CHARACTERS], EventZone.UNKNOWN)
    return Moment(_text(moment) + fraction, EventZone.OFFSET)


def _text(moment: datetime) -> str:
    return f"{moment.year:04d}-{moment:%m-%dT%H:%M:%S}"
