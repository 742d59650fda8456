"""What the window's side and the process that decodes pictures say to each other, as frames of msgpack."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

MOST_BYTES = 64 << 20  # of a picture's file


class Decode(msgspec.Struct, frozen=True):
    """Make a picture, or the first page of a PDF, small: neither side longer than `edge` pixels."""

    data: bytes
    edge: int


class Made(msgspec.Struct, tag="made", frozen=True):
    """The small picture. `pages` of a PDF, whose full sizes are points; 0 for a picture."""

    png: bytes
    width: int
    height: int
    full_width: int
    full_height: int
    pages: int = 0


class Refused(msgspec.Struct, tag="refused", frozen=True):
    """`reason` is a NoThumbnailReason."""

    reason: str
    detail: str


Answer: TypeAlias = Made | Refused
