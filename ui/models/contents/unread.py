"""Bytes of a content that were not read: numbers that stand for them, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence

from forensics_app.i18n import tr
from forensics_app.model.artifact import Artifact, ExtentClass, Gap

UNKNOWN, UNREADABLE, UNACQUIRED = -1, -2, -3
"""Not read yet; can't be read; could not be read when the image was made."""


def mark(values: list[int], offset: int, gaps: Sequence[Gap], value: int) -> None:
    """Put `value` in place of the bytes of gaps, which are offsets of the content; values begin at
    `offset`."""
    for gap in gaps:
        begin = max(0, gap.offset_bytes - offset)
        end = min(gap.offset_bytes + gap.length_bytes - offset, len(values))
        values[begin:end] = [value] * max(0, end - begin)


def unread_sentence(values: Sequence[int]) -> str:
    """What is to be said of bytes some of which were not read; else empty."""
    if UNACQUIRED in values:
        return tr("Could not be read when the image was made; the image has a filler here, mostly zeros.")
    return tr("Can't be read.") if UNREADABLE in values else ""


def unacquired_notice(artifact: Artifact, *, untold: bool) -> str:
    """What stands above bytes some of which could not be read when the image was made; `untold` where which
    ones is not known."""
    if untold:
        return tr(
            "Some bytes of this content may depend on sectors that could not be read when the image was "
            "made. Which ones is not known."
        )
    said = tr(
        "-- stands for bytes that could not be read when the image was made. What the image has in their "
        "place, mostly zeros, is not shown."
    )
    return f"{said} {unit_notice(artifact)}".rstrip()


def unit_notice(artifact: Artifact) -> str:
    """How far the marks of a content reach where that is further than the sectors that failed; else empty."""
    if artifact.entry.extent_class is not ExtentClass.NTFS_COMPRESSED:
        return ""
    return tr(
        "This content is compressed: each sector that failed marks the whole unit that it belongs to. Any "
        "byte of that unit may be affected, but not all need be."
    )
