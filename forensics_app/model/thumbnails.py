"""A small picture of an artifact, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NoThumbnailReason(StrEnum):
    """Why there is no small picture. None of these says anything about the evidence but what it says."""

    NOT_A_PICTURE = "not-a-picture"
    TOO_LARGE = "too-large"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    DECODER_LOST = "decoder-lost"
    CONTENT_NOT_READ = "content-not-read"
    VOLUME_LOCKED = "volume-locked"
    SOURCE_NOT_READ = "source-not-read"


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """PNG bytes, upright, made from decoded pixels: nothing of the original file is in them.

    Width and height in pixels, `full_` those of the picture as it is stored, before it was set upright.
    """

    png: bytes
    width: int
    height: int
    full_width: int
    full_height: int


@dataclass(frozen=True, slots=True)
class NoThumbnail:
    """`detail` is technical text in English."""

    reason: NoThumbnailReason
    detail: str = ""
