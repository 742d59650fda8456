"""Sizes and times that people type for a filter, and how a filter shows them again."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from forensics_app.i18n import N_, NC_, current, tr
from forensics_app.model.selection import ArtifactFilter, TimeField

_SIZE = re.compile(
    r"(\d{1,18}(?:[.,]\d{1,9})?)\s*([KMGT]?)(i?)(?:B|o|bytes?|octets?)?\Z", re.IGNORECASE | re.ASCII
)
_EXPONENT = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4}
_DAY = len("2021-07-22")
MOST_BYTES = (1 << 63) - 1
_FIELDS: dict[TimeField, str] = {
    TimeField.MODIFIED: NC_("time of a file", "Modified"),
    TimeField.ACCESSED: NC_("time of a file", "Accessed"),
    TimeField.CHANGED: N_("Metadata changed"),
    TimeField.CREATED: NC_("time of a file", "Created"),
}


def field_label(field: TimeField) -> str:
    """A time's name, as the table's head has it."""
    return tr(_FIELDS[field])


def bytes_of(typed: str) -> int | None:
    """`1.5 MB` (1000 each step), `64 KiB` (1024), `4096`, `1,5 Mo` (French): in bytes; None else."""
    match = _SIZE.match(typed.strip())
    if match is None:
        return None
    number, step, binary = match[1].replace(",", "."), match[2].upper(), bool(match[3])
    if binary and not step:
        return None
    whole, _, fraction = number.partition(".")
    unit: int = (1024 if binary else 1000) ** _EXPONENT[step]
    size = int(whole) * unit + (int(fraction) * unit // 10 ** len(fraction) if fraction else 0)
    return size if size <= MOST_BYTES else None


def size_typed(size_bytes: int | None) -> str:
    """The shortest text that `bytes_of` takes for exactly this size."""
    if size_bytes is None:
        return ""
    for step in ("T", "G", "M", "k"):
        unit = 1000 ** _EXPONENT[step.upper()]
        if size_bytes and size_bytes % unit == 0:
            return f"{size_bytes // unit} {step}B"
    return str(size_bytes)


def moment_of(typed: str, *, end: bool) -> str | None:
    """A day or a time in UTC as filters hold it; None for anything else. `end`: a day up to its end."""
    text = typed.strip().replace(" ", "T").removesuffix("Z").removesuffix("UTC").rstrip("T")
    if re.fullmatch(r"\d{4}", text):
        text += "-12-31" if end else "-01-01"
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
        if end and len(text) <= _DAY:
            moment += timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    if not text.isascii() or "+" in text or moment.microsecond:
        return None
    return f"{moment.year:04d}-{moment:%m-%dT%H:%M:%S}"


def moment_typed(moment: str | None, *, end: bool) -> str:
    """What was typed for it: a day where it is the beginning of one (or the end, `end`)."""
    if moment is None:
        return ""
    if not moment.endswith("T00:00:00"):
        return moment.replace("T", " ")
    day = moment[:_DAY]
    if end:
        try:
            day = (datetime.fromisoformat(day) - timedelta(days=1)).date().isoformat()
        except OverflowError:
            return day
    return day


def size_words(chosen: ArtifactFilter) -> str:
    """The condition on sizes."""
    least, most = chosen.min_size, chosen.max_size
    if least is not None and most is not None:
        return tr("Size: {least} to {most}", least=_size(least), most=_size(most))
    if least is not None:
        return tr("Size: at least {size}", size=_size(least))
    return tr("Size: at most {size}", size=_size(most or 0))


def _size(size_bytes: int) -> str:
    return current().size(size_bytes)


def time_words(chosen: ArtifactFilter) -> str:
    """The condition on times; days as days, `to` with its last day.

    A time in an unknown zone counts as it was recorded, so that a list may hold more than the timeline
    counts.
    """
    field = field_label(chosen.time_field or TimeField.MODIFIED)
    isolate = current().isolate
    first = isolate(moment_typed(chosen.time_from, end=False))
    last = isolate(moment_typed(chosen.time_to, end=True))
    if chosen.time_from is not None and chosen.time_to is not None:
        return tr(
            "{time}: {first} to {last} (unknown-zone times as recorded)",
            time=field,
            first=first,
            last=last,
        )
    if chosen.time_from is not None:
        return tr("{time}: from {first} (unknown-zone times as recorded)", time=field, first=first)
    return tr("{time}: until {last} (unknown-zone times as recorded)", time=field, last=last)
