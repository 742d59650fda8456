"""Times as images state them of themselves: each tool writes them in its own way, most without a zone."""

from __future__ import annotations

import re
from datetime import datetime

from forensics_app.i18n.translator import N_, Translator

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CLOCK = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}(?:\.[0-9]{1,9})?))?"
_ZONE = r"(?: ?(?P<zone>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?"
_DAYS = "Mon|Tue|Wed|Thu|Fri|Sat|Sun"
_FORMS = (
    # C's ctime, which libewf writes
    re.compile(
        rf"(?:{_DAYS}) (?P<month>{'|'.join(_MONTHS)}) {{1,2}}(?P<day>[0-9]{{1,2}}) {_CLOCK} "
        rf"(?P<year>[0-9]{{4}}){_ZONE}"
    ),
    # the header of an E01: year, month, day, hour, minute, second
    re.compile(
        r"(?P<year>[0-9]{4}) (?P<month>[0-9]{1,2}) (?P<day>[0-9]{1,2}) "
        r"(?P<hour>[0-9]{1,2}) (?P<minute>[0-9]{1,2}) (?P<second>[0-9]{1,2})"
    ),
    # ISO 8601
    re.compile(rf"(?P<year>[0-9]{{4}})-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})[T ]{_CLOCK}{_ZONE}"),
)


def stated_time(moment: str, words: Translator) -> str:
    """A time that an image states of itself, as `2026-07-07 12:00:00`, with what is known of its zone.

    One that is written in no known way, or that no calendar has, is quoted and marked as a quotation.
    """
    found = next((match for form in _FORMS if (match := form.fullmatch(moment))), None)
    shown = None if found is None else _shown(found)
    if found is None or shown is None:
        return words.text(N_("“{text}” (quoted from the image)"), text=moment)
    zone = found.groupdict().get("zone")
    if zone is None:
        return words.text(N_("{time} zone unknown"), time=shown)
    whole = f"{shown} {'UTC' if zone in ('Z', 'GMT') else zone}"
    return words.text(N_("{time} (zone stated by the image)"), time=whole)


def _shown(found: re.Match[str]) -> str | None:
    """Day and clock with as many digits of the second as were written; None where there is no such time."""
    parts = found.groupdict()
    month = _MONTHS.index(parts["month"]) + 1 if parts["month"] in _MONTHS else int(parts["month"])
    year, day, hour, minute = (int(parts[key]) for key in ("year", "day", "hour", "minute"))
    second, point, fraction = (parts["second"] or "").partition(".")
    try:
        datetime(year, month, day, hour, minute, int(second or 0))  # noqa: DTZ001 - only whether it exists
    except ValueError:
        return None
    clock = f"{hour:02}:{minute:02}" + (f":{int(second):02}{point}{fraction}" if second else "")
    return f"{year:04}-{month:02}-{day:02} {clock}"
