"""What a sealed bundle holds, row by row, for whoever looks into it without unpacking anything."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SealedRow:
    """One line of the sealed catalogue as a list shows it. `number` counts from 0 in its order.

    `path` is for people, with its stream; `data` the content's place in the bundle, None where it was not
    sent along. `modified` is as it was sealed; `modified_zone` what is known of its zone.
    """

    number: int
    path: str
    exhibit: str
    kind: str
    size_bytes: int | None
    media_type: str | None
    deleted: bool
    data: str | None
    modified: str | None
    modified_zone: str | None
    sha256: str | None
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SealedFilter:
    """Which rows: `text` in the path without case; `sent` whether the content came along, None for both."""

    text: str = ""
    sent: bool | None = None
    exhibit: str | None = None
