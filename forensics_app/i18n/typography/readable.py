"""Values of findings as people read them: times with their zone, fingerprints in groups for the telephone."""

from __future__ import annotations

import re

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d(?:\.\d{1,9})?)Z")
_MOMENTS = re.compile(rf"{_MOMENT.pattern}(?:/{_MOMENT.pattern})?")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FRACTION = re.compile(r"(?<=:\d\d)\.\d{1,9}(?=Z)")
_GROUP = 4


def to_second(value: str) -> str:
    """A time of the format as papers have it: without its fraction, so that all are equally long."""
    return readable(_FRACTION.sub("", value))


def readable(value: str) -> str:
    """`2026-11-27 18:50:42 UTC` for a time of the format, groups of four for a SHA-256; else as it is.

    Of a stretch of time, `BEGIN/END`, both ends are written so, with ` / ` between them.
    """
    if _SHA256.fullmatch(value):
        return " ".join(value[at : at + _GROUP] for at in range(0, len(value), _GROUP))
    if _MOMENTS.fullmatch(value):
        return " / ".join(f"{day} {clock} UTC" for day, clock in _MOMENT.findall(value))
    return value
