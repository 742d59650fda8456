"""The body file of mactime 3.x: MD5|name|inode|mode_as_string|UID|GID|size|atime|mtime|ctime|crtime.

Times are whole seconds since 1970; one that isn't known is 0, as `fls -m` writes it. Times without a zone are
taken as UTC, since the format has no word for doubt, unless the examiner declared their zone. A date without
a time of day is its midnight, in that zone too, as in `fls -z`: mactime would show the day before else. NTFS
name records get a line of their own, as in `fls`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from forensics_app.model.artifact import Artifact
from forensics_app.model.names import visible
from forensics_app.model.timeline import EventZone
from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge
from forensics_app.model.zones import local_moment, shown_in

_DATE_CHARACTERS, _MIDNIGHT = len("2021-07-22"), "T00:00:00"
_FILE_TIMES = (TimeKind.ACCESSED, TimeKind.MODIFIED, TimeKind.CHANGED, TimeKind.CREATED)
_NAME_TIMES = (
    TimeKind.NAME_ACCESSED,
    TimeKind.NAME_MODIFIED,
    TimeKind.NAME_CHANGED,
    TimeKind.NAME_CREATED,
)


def body_lines(artifact: Artifact, declared: str | None = None) -> Iterator[str]:
    """The line of an artifact, and that of its name record where it has one.

    `declared`: the zone in which its local times are read.
    """
    times = {t.kind: t if declared is None else _in_utc(t, declared) for t in artifact.entry.times}
    yield _line(artifact, "", tuple(times.get(kind) for kind in _FILE_TIMES))
    if any(kind in times for kind in _NAME_TIMES):
        yield _line(artifact, " ($FILE_NAME)", tuple(times.get(kind) for kind in _NAME_TIMES))


def _in_utc(time: EvidenceTime, zone: str) -> EvidenceTime:
    if time.value is None or time.zone is not TimeZoneKnowledge.LOCAL_UNKNOWN:
        return time
    bare = len(time.value) == _DATE_CHARACTERS
    moment = local_moment(time.value + _MIDNIGHT if bare else time.value, zone)
    if moment.zone is EventZone.UNKNOWN:
        return time
    value = shown_in(moment.text, None)
    return EvidenceTime(time.kind, time.raw, value, time.precision, TimeZoneKnowledge.UTC)


def _line(artifact: Artifact, suffix: str, times: tuple[EvidenceTime | None, ...]) -> str:
    entry = artifact.entry
    state = "" if not entry.deleted else " (deleted-realloc)" if entry.reallocated else " (deleted)"
    fields = (
        artifact.examination.digests.md5 or "0",
        _field(f"/{entry.locator.layer_id}{entry.locator.path_display()}{suffix}{state}"),
        _field(entry.inode or "0"),
        _field(entry.mode or "-/----------"),
        _field(entry.uid or "0"),
        _field(entry.gid or "0"),
        str(entry.size_bytes or 0),
        *(_seconds(t) for t in times),
    )
    return "|".join(fields) + "\n"


def _field(text: str) -> str:
    """Text that can't break the line: `|` and control characters spelled out."""
    return visible(text).replace("|", "\\x7c")


def _seconds(time: EvidenceTime | None) -> str:
    if time is None or time.value is None:
        return "0"
    try:
        moment = datetime.fromisoformat(_to_microseconds(time.value))
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return str(int(aware.timestamp() // 1))
    except (ValueError, OverflowError):  # whoever sealed a bundle may have written anything there
        return "0"


def _to_microseconds(value: str) -> str:
    """ISO 8601 as Python reads it: at most six digits of fraction."""
    whole, dot, rest = value.partition(".")
    if not dot:
        return value
    digits = len(rest) - len(rest.lstrip("0123456789"))
    return f"{whole}.{rest[:digits][:6]}{rest[digits:]}"
