"""What lists are filtered by, in one number a row: every index that sorts can hold all of it in eight bytes.

Sizes and times are in it as classes: most lie in a range or outside it as a whole, and only rows of the
classes at its ends have to be looked at themselves.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from forensics_app.model.artifact import ArtifactKind, ReadOutcome
from forensics_app.model.selection import TimeField

KINDS = tuple(ArtifactKind)
OUTCOMES = tuple(ReadOutcome)
FAMILIES = ("", "image", "video", "audio", "text", "application")
OTHER_FAMILY = len(FAMILIES)
KIND, ALLOCATED, OUTCOME, MISMATCH, FAMILY, SIZE = 0, 3, 4, 6, 7, 10
LOW_MASK = (1 << 16) - 1  # all but the months
KIND_MASK, OUTCOME_MASK, FAMILY_MASK, SIZE_MASK, MONTH_MASK = 7, 3, 7, 63, 2047
MONTHS = {
    TimeField.MODIFIED: 16,
    TimeField.ACCESSED: 27,
    TimeField.CHANGED: 38,
    TimeField.CREATED: 49,
}
UNKNOWN, EARLY, LATE = 0, 1, MONTH_MASK  # months of no time; of times before 1970, and after 2140
CLASS_BITS = KIND_MASK << KIND | 1 << ALLOCATED | FAMILY_MASK << FAMILY
# kind and whether it is allocated, as one field: a deleted entry is no area, which nobody can delete
STATE_MASK = KIND_MASK << KIND | 1 << ALLOCATED
DELETED = tuple(place << KIND for place, kind in enumerate(KINDS) if kind is not ArtifactKind.AREA)
_KINDS = {kind.value: place for place, kind in enumerate(KINDS)}
_OUTCOMES = {outcome.value: place for place, outcome in enumerate(OUTCOMES)}
_FAMILIES = {family: place for place, family in enumerate(FAMILIES)}


class ArtifactClass(NamedTuple):
    """What an overview of a case counts apart. `family`: of the media type, as `family_class` gives it."""

    kind: ArtifactKind
    allocated: bool
    family: int
    reserved: bool = False

    @property
    def deleted(self) -> bool:
        """As `Entry.deleted`."""
        return not self.allocated and self.kind is not ArtifactKind.AREA and not self.reserved


def class_of(number: int) -> ArtifactClass:
    """The class of a row with this number, of which CLASS_BITS are enough."""
    return ArtifactClass(
        KINDS[number >> KIND & KIND_MASK],
        bool(number >> ALLOCATED & 1),
        number >> FAMILY & FAMILY_MASK,
    )


def family_class(media_type: str | None) -> int:
    """The class of a media type, or of a family alone; 0 for none."""
    if not media_type:
        return 0
    return _FAMILIES.get(media_type.partition("/")[0], OTHER_FAMILY)


def size_class(size_bytes: int) -> int:
    """0 where the size is unknown (-1), else one more than the number of its bits."""
    return 0 if size_bytes < 0 else min(size_bytes.bit_length() + 1, SIZE_MASK)


def month_class(moment: str) -> int:
    """The month of a time in the form that sorts; UNKNOWN for none, LATE also for what isn't a date."""
    return _month_class(moment[:7]) if moment else UNKNOWN


@lru_cache(maxsize=4096)
def _month_class(moment: str) -> int:
    """Of the few months that a file system has times in, each is worked out once."""
    year, month = moment[:4], moment[5:7]
    if not (year.isascii() and year.isdigit() and month.isascii() and month.isdigit()):
        return LATE
    number = (int(year) - 1970) * 12 + int(month) + EARLY
    return EARLY if number <= EARLY else min(number, LATE)


def facets_of(
    *,
    kind: str,
    allocated: bool,
    outcome: str,
    mismatch: bool,
    media_type: str | None,
    size: int,
    modified: str,
    accessed: str,
    changed: str,
    created: str,
) -> int:
    """The number of a row; times in the form that sorts (`examine.record`). It fits 63 bits."""
    return (
        _state(kind, allocated, outcome, mismatch, media_type)
        | size_class(size) << SIZE
        | month_class(modified) << 16
        | month_class(accessed) << 27
        | month_class(changed) << 38
        | month_class(created) << 49
    )


@lru_cache(maxsize=1024)
def _state(kind: str, allocated: bool, outcome: str, mismatch: bool, media_type: str | None) -> int:
    """All but size and times: few combinations occur."""
    return (
        _KINDS[kind]
        | allocated << ALLOCATED
        | _OUTCOMES[outcome] << OUTCOME
        | mismatch << MISMATCH
        | family_class(media_type) << FAMILY
    )
