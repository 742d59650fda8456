"""Which artifacts are meant: the filters that listing, tagging, sealing and the window share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.choices.type_groups import TypeGroup


class Sort(StrEnum):
    """Orders that are offered. `order` is source, layer, place in the walk; it also settles every tie."""

    ORDER = "order"
    NAME = "name"
    SIZE = "size"
    MODIFIED = "modified"
    CREATED = "created"


class TimeField(StrEnum):
    """The times that can be filtered by."""

    MODIFIED = "modified"
    ACCESSED = "accessed"
    CHANGED = "changed"
    CREATED = "created"


@dataclass(frozen=True, slots=True)
class ArtifactFilter:
    """Conditions that must all hold; None asks for nothing.

    `extension` is compared without dot and case. `text` is looked for anywhere in the path, without case.
    `folder` is the catalogue's number of a folder and means everything below it. `ids` are artifact ids.
    `hash_set` names a set the case was matched with, `category` is a category of its hits (with both, of the
    same hit); `not_hash_set` leaves out what stands in a set. `*` means any set. `duplicate`: content, not
    empty, that another artifact of the case has too, by SHA-256. `high_entropy`: content of unknown type that
    is possibly encrypted or compressed. `rule` is the name of a YARA rule, alone or as NAMESPACE:RULE; `*`
    means any.
    `min_size`, `max_size`: bytes, inclusive; an unknown size is in no range. `time_from` and `time_to` (which
    is outside) bound the time `time_field`, modified without one: UTC as ISO 8601 without `Z`, to the second
    or finer (`2021-07-22T14:07:38`). Local times count in the zone that was declared for them; where none
    was, as they are written. A bare date is in every range that touches its day. `position`: holds a position
    (GPS). `omission`: the ledger of what is left out names the artifact with this code; `*` means any.
    `tagged`: has any tag. `mark` is a PrivacyMark, `*` any; `marked`: has any. `group` is a group of media
    types. `system`: a file system keeps it for itself, under the name that such files have.
    """

    deleted: bool | None = None
    kind: ArtifactKind | None = None
    extension: str | None = None
    text: str | None = None
    tag: str | None = None
    source: str | None = None
    layer: str | None = None
    exhibit: str | None = None
    folder: int | None = None
    media_type: str | None = None
    mismatch: bool | None = None
    unread: bool | None = None
    ids: tuple[str, ...] = ()
    hash_set: str | None = None
    category: str | None = None
    duplicate: bool | None = None
    high_entropy: bool | None = None
    rule: str | None = None
    not_hash_set: str | None = None
    min_size: int | None = None
    max_size: int | None = None
    time_field: TimeField | None = None
    time_from: str | None = None
    time_to: str | None = None
    position: bool | None = None
    omission: str | None = None
    tagged: bool | None = None
    mark: str | None = None
    marked: bool | None = None
    group: TypeGroup | None = None
    system: bool | None = None


EVERYTHING = ArtifactFilter()
ANY_HASH_SET = "*"
ANY_OMISSION = "*"


def takes_everything(chosen: Collection[ArtifactFilter]) -> bool:
    """Whether filters of which one is enough leave nothing out: there is none, or one asks for nothing."""
    return not chosen or EVERYTHING in chosen
