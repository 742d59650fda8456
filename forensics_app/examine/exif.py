"""EXIF of pictures by exifread, with the position in decimal degrees.

The pictures come from suspects: only their first 64 MiB are looked at, values are cut, maker notes and
thumbnails are left alone, and whatever the library trips over is told as such, never an abort. A value that
lies outside of the EXIF is left out and told: exifread takes zeros for what isn't there.
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
from exifread.tags import IGNORE_TAGS

from forensics_app.examine.content import Content
from forensics_app.examine.exif_places import PictureBroken, exif_of
from forensics_app.examine.exif_texts import USER_COMMENT, WINDOWS_TEXTS, text_of

_PICTURES = frozenset(
    {
        "image/jpeg", "image/tiff", "image/png", "image/webp", "image/jxl", "image/avif", "image/heic",
        "image/heif", "image/heic-sequence", "image/heif-sequence", "image/x-canon-cr2",
        "image/x-olympus-orf", "image/x-fuji-raf",
    }
)  # fmt: skip
_MOST_BYTES = 64 << 20
_MOST_TAGS = 256
_MOST_CHARACTERS = 512
_MOST_READS = 100_000  # some hundred tags take a few thousand
_POINTER_BYTES = 4
_SKIPPED = ("JPEGThumbnail", "TIFFThumbnail", "EXIF MakerNote", "Image ApplicationNotes", "Image PrintIM")

_USER_COMMENT_TAG = 0x9286
if _USER_COMMENT_TAG in IGNORE_TAGS:  # without maker notes, exifread leaves it out too
    IGNORE_TAGS.remove(_USER_COMMENT_TAG)
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
        found = exif_of(_file_of(content, head))
        if found is None:
            return PictureFacts()
        tiff = _tiff_of(found)
        tags = exifread.process_file(cast("BinaryIO", tiff), details=False, extract_thumbnail=False)
    except (
        PictureBroken, ExifError, ValueError, TypeError, KeyError, IndexError, AttributeError, struct.error,
        AssertionError, OverflowError, ZeroDivisionError, UnicodeError, OSError, EOFError, RecursionError,
        MemoryError,
    ):  # fmt: skip
        return PictureFacts(failed=True)
    sound = {
        name: tag for name, tag in tags.items() if isinstance(tag, IfdTag) and _is_inside(tag, tiff.size)
    }
    names = sorted(name for name in sound if name not in _SKIPPED)
    incomplete = tiff.reads.is_short or len(sound) != len(tags) or len(names) > _MOST_TAGS
    candidates = ((name, _text(name, sound[name], tiff)) for name in names[:_MOST_TAGS])
    texts = tuple(
        (name, text) for name, text in candidates if text or name != USER_COMMENT
    )  # many cameras clear it
    latitude = _degrees(sound.get("GPS GPSLatitude"), sound.get("GPS GPSLatitudeRef"), "NS", 90)
    longitude = _degrees(sound.get("GPS GPSLongitude"), sound.get("GPS GPSLongitudeRef"), "EW", 180)
    if latitude is None or longitude is None:
        return PictureFacts(texts, failed=incomplete)
    return PictureFacts(texts, latitude, longitude, failed=incomplete)


def _is_inside(tag: IfdTag, size: int) -> bool:
    return tag.field_offset >= 0 and tag.field_offset + tag.field_length <= size


def _text(name: str, tag: IfdTag, tiff: _Tiff | _PictureFile) -> str:
    """The value as exifread writes it; what is cut ends in an ellipsis."""
    text = str(tag.printable)
    if name == USER_COMMENT or name in WINDOWS_TEXTS:
        text = _text_in(name, tag, tiff)
    elif not tag.values and tag.field_length:  # 1000 values and more are not read
        text = f"[{tag.field_length} bytes]"
    text = text.replace("\x00", "").strip()
    return text if len(text) <= _MOST_CHARACTERS else f"{text[: _MOST_CHARACTERS - 1]}…"


def _text_in(name: str, tag: IfdTag, tiff: _Tiff | _PictureFile) -> str:
    """The text of a tag whose values are bytes; more of it than is told isn't read."""
    tiff.seek(0)
    little_endian = tiff.read(1) == b"I"
    tiff.seek(tag.field_offset)
    return text_of(name, tiff.read(min(tag.field_length, 4 * _MOST_CHARACTERS)), little_endian=little_endian)


def _degrees(value: IfdTag | None, reference: IfdTag | None, letters: str, most: int) -> float | None:
    """Degrees, minutes, seconds and a letter as one number; None where that isn't a place on Earth.

    `letters`: the two that the reference may be, the second one negative. Some write the word (`South`).
    """
    if value is None or reference is None:
        return None
    try:
        parts = [float(part) for part in value.values]
        letter = str(reference.values).strip().strip("\x00").upper()[:1]
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    if not letter or letter not in letters or not 1 <= len(parts) <= 3:
        return None
    degrees = sum((part / 60.0**power for power, part in enumerate(parts)), start=0.0)
    if not 0 <= degrees <= most:
        return None
    return round(-degrees if letter == letters[1] else degrees, 7)


def _file_of(content: Content, head: bytes) -> BinaryIO:
    """Content as a file object: most pictures are in memory as a whole."""
    if len(head) == content.size_bytes:
        return io.BytesIO(head)
    return cast("BinaryIO", _PictureFile(content, head))


def _tiff_of(file: BinaryIO) -> _Tiff | _PictureFile:
    if isinstance(file, _PictureFile):
        return file
    return _Tiff(cast("io.BytesIO", file).getvalue())


class _Reads:
    """What was asked of a file: beyond its end, or without end (an IFD of 65,535 entries of 999 values)."""

    def __init__(self) -> None:
        self.is_short = False
        self._left = _MOST_READS
        self._bytes_left = _MOST_BYTES

    def account(self, begin: int, wanted: int, size: int) -> None:
        """Enter a read at `begin` of a file of so many bytes. Raises PictureBroken."""
        self._left -= 1
        self._bytes_left -= min(wanted, size)
        if self._left < 0 or self._bytes_left < 0:
            raise PictureBroken("too many values")
        # the pointer behind the last directory is left out by some
        if begin + wanted > size and (begin != size or wanted != _POINTER_BYTES):
            self.is_short = True


class _Tiff(io.BytesIO):
    """A TIFF structure in memory. Before its beginning is its beginning, as in _PictureFile."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.size = len(data)
        self.reads = _Reads()

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return super().seek(max(0, offset) if whence == os.SEEK_SET else offset, whence)

    def read(self, size: int | None = -1) -> bytes:
        if size is not None and size > 0:
            self.reads.account(self.tell(), size, self.size)
        return super().read(size)


class _PictureFile(io.RawIOBase):
    """Content as the file object that exifread reads."""

    def __init__(self, content: Content, head: bytes) -> None:
        super().__init__()
        self._content = content
        self._head = head
        self.size = min(content.size_bytes, _MOST_BYTES)
        self.reads = _Reads()
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self.size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def read(self, size: int = -1) -> bytes:
        available = max(0, self.size - self._position)
        if size > 0:
            self.reads.account(self._position, size, self.size)
        size = available if size < 0 else min(size, available)
        if not size:  # behind the end too, where there is nothing to ask for
            return b""
        begin = self._position
        self._position += size
        if self._position <= len(self._head):
            return self._head[begin : self._position]
        return self._content.read(begin, size)
