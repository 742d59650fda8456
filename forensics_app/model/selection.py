"""Which artifacts are meant: the filters that listing, tagging, sealing and the window share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from forensics_app.model.artifact import ArtifactKind


class Sort(StrEnum):
    """Orders that are offered. `order` is source, layer, place in the walk; it also settles every tie."""

    ORDER = "order"
    NAME = "name"
    SIZE = "size"
    MODIFIED = "modified"


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


EVERYTHING = ArtifactFilter()
ANY_HASH_SET = "*"
