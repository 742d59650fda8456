"""Times in words: to the second, and always with what is known of their zone."""

from __future__ import annotations

from forensics_app.errors import TimeZoneUnknownError
from forensics_app.i18n import current, tr
from forensics_app.i18n.typography.stated_times import stated_time
from forensics_app.model.timeline import EventZone, Moment
from forensics_app.model.times import EvidenceTime, TimeZoneKnowledge
from forensics_app.model.zones import local_moment


def acquired(recorded: str) -> str:
    """When an image says that it was acquired, with what is known of its zone; empty where it does not."""
    return stated_time(recorded, current()) if recorded else ""


def shown_time(time: EvidenceTime) -> str:
    """The time as it is stored."""
    value = (time.value or "").replace("T", " ")
    if time.zone is TimeZoneKnowledge.UTC:
        return f"{value.removesuffix('Z')[:19]} UTC"
    if time.zone is TimeZoneKnowledge.OFFSET:
        return f"{value[:19]} {value[-6:]}"
    return tr("{time} zone unknown", time=value[:19])


def short_time(time: EvidenceTime, zone: str | None) -> str:
    """For a narrow column: a local time says that it is one, or whose zone was declared for it."""
    if time.zone is not TimeZoneKnowledge.LOCAL_UNKNOWN:
        return shown_time(time)
    value = (time.value or "")[:19].replace("T", " ")
    if zone is None:
        return tr("{time} local", time=value)
    return tr("{time} declared", time=f"{value} {zone.rsplit('/', 1)[-1]}")


def declared_time(time: EvidenceTime, zone: str | None) -> str:
    """As it is stored; a local time also in UTC, as the declared zone has it, where one is declared."""
    if time.zone is not TimeZoneKnowledge.LOCAL_UNKNOWN or zone is None or not time.value:
        return current().isolate(shown_time(time))
    moment = _moment(time.value, zone)
    local = time.value[:19].replace("T", " ")
    if moment is None or len(time.value) <= len("2021-07-30"):
        return tr("{time}, local time in declared zone {zone}", time=local, zone=zone)
    fields = {"time": local, "zone": zone, "utc": _utc(moment.text), "other": _utc(moment.other or "")}
    if moment.zone is EventZone.AMBIGUOUS:
        return tr(
            "{time} in declared zone {zone}: {utc} or {other}, because the clocks were set back", **fields
        )
    if moment.zone is EventZone.NONEXISTENT:
        return tr("{time} did not exist in declared zone {zone}: {utc} or {other}", **fields)
    return tr("{time} in declared zone {zone}: {utc}", **fields)


def _moment(value: str, zone: str) -> Moment | None:
    try:
        return local_moment(value, zone)
    except TimeZoneUnknownError:  # declared on a machine with a newer database
        return None


def _utc(text: str) -> str:
    return f"{text[:19].replace('T', ' ')} UTC"
