"""EXIF of pictures by exifread, with the position in decimal degrees.

The pictures come from suspects: only their first 64 MiB are looked at, values are cut, maker notes and
thumbnails are left alone, and whatever the library trips over is told as such, never an abort.
"""

from __future__ import annotations

import io
import logging
import os
import struct
from dataclasses import dataclass
from typing import BinaryIO, cast

import exifread
from exifread.core.exceptions import ExifError
from exifread.core.ifd_tag import IfdTag

from forensics_app.examine.content import Content

_PICTURES = frozenset(
    {"image/jpeg", "image/tiff", "image/png", "image/webp", "image/heic", "image/heif", "image/jxl"}
)
_MOST_BYTES = 64 << 20
_MOST_TAGS = 256
_MOST_CHARACTERS = 512
_SKIPPED = ("JPEGThumbnail", "TIFFThumbnail", "EXIF MakerNote", "Image ApplicationNotes", "Image PrintIM")

logging.getLogger("exifread").setLevel(logging.CRITICAL + 1)


def is_picture(media_type: str | None) -> bool:
    """True for the types that may carry EXIF."""
    return media_type in _PICTURES


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """EXIF as (tag, text) sorted; degrees, south and west negative; `failed` where it broke off."""

    tags: tuple[tuple[str, str], ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    failed: bool = False


def picture_facts(content: Content, head: bytes = b"") -> PictureFacts:
    """What the EXIF of a picture says; `head` was read of its beginning. Never raises for a malformed one."""
    try:
        tags = exifread.process_file(_file_of(content, head), details=False, extract_thumbnail=False)
    except (
        ExifError, ValueError, TypeError, KeyError, IndexError, AttributeError, struct.error, AssertionError,
        OverflowError, ZeroDivisionError, UnicodeError, OSError, EOFError, RecursionError, MemoryError,
    ):  # fmt: skip
        return PictureFacts(failed=True)
    found: list[tuple[str, str]] = []
    for name, tag in sorted(tags.items()):
        if name in _SKIPPED or not isinstance(tag, IfdTag) or len(found) >= _MOST_TAGS:
            continue
        found.append((name, str(tag.printable)[:_MOST_CHARACTERS].replace("\x00", "").strip()))
    latitude = _degrees(tags.get("GPS GPSLatitude"), tags.get("GPS GPSLatitudeRef"), "S", 90)
    longitude = _degrees(tags.get("GPS GPSLongitude"), tags.get("GPS GPSLongitudeRef"), "W", 180)
    if latitude is None or longitude is None:
        return PictureFacts(tuple(found))
    return PictureFacts(tuple(found), latitude, longitude)


def _degrees(value: IfdTag | None, reference: IfdTag | None, negative: str, most: int) -> float | None:
    """Degrees, minutes, seconds and a letter as one number; None where that isn't a place on Earth."""
    if value is None or reference is None:
        return None
    try:
        parts = [float(part) for part in value.values]
        letter = str(reference.values).strip().strip("\x00").upper()
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    if not 1 <= len(parts) <= 3:
        return None
    degrees = sum((part / 60.0**power for power, part in enumerate(parts)), start=0.0)
    if not 0 <= degrees <= most:
        return None
    return round(-degrees if letter == negative else degrees, 7)


def _file_of(content: Content, head: bytes) -> BinaryIO:
    """Content as the file object that exifread reads: most pictures are in memory as a whole."""
    if len(head) == content.size_bytes:
        return _WholePicture(head)
    return cast("BinaryIO", _PictureFile(content, head))


class _WholePicture(io.BytesIO):
    """A picture in memory. Before its beginning is its beginning, as in _PictureFile."""

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return super().seek(max(0, offset) if whence == os.SEEK_SET else offset, whence)


class _PictureFile(io.RawIOBase):
    """Content as the file object that exifread reads."""

    def __init__(self, content: Content, head: bytes) -> None:
        super().__init__()
        self._content = content
        self._head = head
        self._size = min(content.size_bytes, _MOST_BYTES)
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def read(self, size: int = -1) -> bytes:
        available = max(0, self._size - self._position)
        size = available if size is None or size < 0 else min(size, available)
        if not size:  # behind the end too, where there is nothing to ask for
            return b""
        begin = self._position
        self._position += size
        if self._position <= len(self._head):
            return self._head[begin : self._position]
        return self._content.read(begin, size)
