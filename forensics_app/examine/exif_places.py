"""Where the EXIF of a picture lies: the TIFF structure inside JPEG, PNG, WebP, HEIF, AVIF and JPEG XL.

exifread looks for it too, and passes over it as if there were none where other segments of a JPEG come first
(more than 4000 bytes, such as a colour profile), in a WebP that doesn't repeat JPEG's mark, and in most forms
of HEIF. So it is found here, and exifread reads what was found.

JPEG: ITU-T T.81 B.1; Exif 2.32 4.7.2. PNG: third edition, 11.3.4.5, and what ImageMagick wrote before it.
WebP: RFC 9649, 2.7. HEIF: ISO/IEC 23008-12 A.2, ISO/IEC 14496-12 8.11. JPEG XL: ISO/IEC 18181-2, 9.2, 9.6.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

_MOST_PARTS = 1 << 16
_MOST_EXIF = 16 << 20
_MOST_META = 8 << 20
_HEADERS = (b"II*\x00", b"MM\x00*")
_WHOLE_FILES = (*_HEADERS, b"IIRO", b"IIRS", b"MMOR")  # TIFF, and what Olympus makes of it
_RAF, _RAF_PICTURE = b"FUJIFILMCCD-", 84  # Fujifilm's own: a JPEG with the EXIF, and where it lies
_BIG_TIFF = (b"II+\x00", b"MM\x00+")
_HEADER_WITHIN = 64  # behind marks such as `Exif` and two zeros, which some repeat and some don't
_PNG, _JXL = b"\x89PNG\r\n\x1a\n", b"\x00\x00\x00\x0cJXL \r\n\x87\n"
_TEXTS = (b"tEXt", b"zTXt")
_PROFILES = (b"Raw profile type exif\x00", b"Raw profile type APP1\x00")
_LONGEST_KEYWORD = 80
_SCAN, _END = 0xDA, 0xD9
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length


class PictureBroken(ValueError):
    """The parts of a picture contradict its size, or its EXIF is none; the argument says how."""


def exif_of(file: BinaryIO) -> BinaryIO | None:
    """The TIFF structure with the EXIF, as a file of its own; None where the picture has none.

    Raises PictureBroken where that can't be told, since its parts break off or are too many.
    """
    file.seek(0)
    start = file.read(12)
    if start.startswith(_WHOLE_FILES):
        file.seek(0)
        return file
    if start.startswith(_BIG_TIFF):
        raise PictureBroken("BigTIFF")
    if start.startswith(b"\xff\xd8"):
        found = _in_jpeg(file)
    elif start == _RAF:
        found = _in_jpeg(file, int.from_bytes(_exactly(file, _RAF_PICTURE, 4), "big"))
    elif start.startswith(_PNG):
        found = _in_png(file)
    elif start.startswith(b"RIFF") and start[8:] == b"WEBP":
        found = _in_webp(file)
    elif start == _JXL:
        found = _in_jxl(file)
    elif start[4:8] == b"ftyp":
        found = _in_heif(file)
    else:
        return None
    return None if found is None else io.BytesIO(found)


def _in_jpeg(file: BinaryIO, begin: int = 0) -> bytes | None:
    if _exactly(file, begin, 2) != b"\xff\xd8":
        raise PictureBroken("no JPEG")
    position = begin + 2
    for _ in range(_MOST_PARTS):
        file.seek(position)
        head = file.read(10)
        if len(head) < 2 or head[0] != 0xFF:
            raise PictureBroken("no marker")
        marker = head[1]
        if marker in (_SCAN, _END):
            return None
        if marker == 0xFF:  # a fill byte
            position += 1
        elif marker in _ALONE:
            position += 2
        else:
            if len(head) < 4 or (length := int.from_bytes(head[2:4], "big")) < 2:
                raise PictureBroken("a segment without a length")
            if marker == 0xE1 and head[4:9] == b"Exif\x00":
                return _tiff_in(_exactly(file, position + 4, length - 2))
            position += 2 + length
    raise PictureBroken("too many parts")


def _in_png(file: BinaryIO) -> bytes | None:
    position = len(_PNG)
    for _ in range(_MOST_PARTS):
        length, kind = struct.unpack(">I4s", _exactly(file, position, 8))
        if kind == b"IEND":
            return None
        if kind == b"eXIf":
            return _tiff_in(_exactly(file, position + 8, length))
        if kind in _TEXTS and file.read(_LONGEST_KEYWORD).startswith(_PROFILES):
            return _profile(_exactly(file, position + 8, length), packed=kind == b"zTXt")
        position += 12 + length
    raise PictureBroken("too many parts")


def _profile(chunk: bytes, *, packed: bool) -> bytes:
    """EXIF as ImageMagick put it into PNG before there was eXIf: name, length, and hexadecimal digits."""
    text = chunk.partition(b"\x00")[2]
    try:
        if packed:
            text = zlib.decompressobj().decompress(text[1:], 3 * _MOST_EXIF)
        return _tiff_in(bytes.fromhex(b"".join(text.split()[2:]).decode("ascii")))
    except (ValueError, zlib.error) as e:
        raise PictureBroken("a damaged profile") from e


def _in_webp(file: BinaryIO) -> bytes | None:
    behind = 8 + int.from_bytes(_exactly(file, 4, 4), "little")
    position = 12
    for _ in range(_MOST_PARTS):
        if position + 8 > behind:
            return None
        kind, length = struct.unpack("<4sI", _exactly(file, position, 8))
        if kind == b"EXIF":
            return _tiff_in(_exactly(file, position + 8, length))
        position += 8 + length + length % 2
    raise PictureBroken("too many parts")


def _in_jxl(file: BinaryIO) -> bytes | None:
    for kind, begin, size in _boxes_of(file):
        if kind == b"Exif":
            return _item(_exactly(file, begin, size))
        if kind == b"brob" and file.read(4) == b"Exif":
            raise PictureBroken("compressed EXIF")
    return None


def _in_heif(file: BinaryIO) -> bytes | None:
    for kind, begin, size in _boxes_of(file):
        if kind == b"meta":
            if size > _MOST_META:
                raise PictureBroken("too many parts")
            return _in_meta(file, _exactly(file, begin, size))
    return None


def _boxes_of(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """Kind, begin and size of the content of each box of a file; the file stands at its begin."""
    end = file.seek(0, io.SEEK_END)
    position = 0
    for _ in range(_MOST_PARTS):
        if position >= end:
            return
        size, kind = struct.unpack(">I4s", _exactly(file, position, 8))
        begin = position + 8
        if size == 1:
            size = int.from_bytes(_exactly(file, begin, 8), "big")
            begin += 8
        behind = position + size if size else end
        if behind < begin:
            raise PictureBroken("a box without a size")
        file.seek(begin)
        yield kind, begin, behind - begin
        position = behind
    raise PictureBroken("too many parts")


# --- the boxes inside of HEIF's meta ----------------------------------------------------------------------


class _Fields:
    """Big-endian numbers, one behind the other. Raises PictureBroken behind the end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        found = self._data[self._at : self._at + size]
        if len(found) != size:
            raise PictureBroken("a box is too short")
        self._at += size
        return found

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def boxes(self) -> Iterator[tuple[bytes, bytes]]:
        while self._at < len(self._data):
            size, kind = self.number(4), self.take(4)
            header = 8
            if size == 1:
                size, header = self.number(8), 16
            if size == 0:
                size = header + len(self._data) - self._at
            if size < header:
                raise PictureBroken("a box without a size")
            yield kind, self.take(size - header)


def _in_meta(file: BinaryIO, meta: bytes) -> bytes | None:
    fields = _Fields(meta)
    fields.take(4)
    boxes = dict(fields.boxes())
    item = _exif_item(_Fields(boxes.get(b"iinf", b"")))
    if item is None:
        return None
    parts, inside = _extents(_Fields(boxes.get(b"iloc", b"")), item)
    if sum(size for _, size in parts) > _MOST_EXIF:
        raise PictureBroken("too much EXIF")
    source: BinaryIO = io.BytesIO(boxes.get(b"idat", b"")) if inside else file
    return _item(b"".join([_exactly(source, begin, size) for begin, size in parts]))


def _exif_item(iinf: _Fields) -> int | None:
    """The number of the item of type Exif; of several, the first."""
    version = iinf.number(4) >> 24
    iinf.number(2 if version == 0 else 4)
    for kind, content in iinf.boxes():
        infe = _Fields(content)
        if kind != b"infe" or (version := infe.number(4) >> 24) < 2:
            continue
        item = infe.number(2 if version == 2 else 4)
        infe.take(2)
        if infe.take(4) == b"Exif":
            return item
    return None


def _extents(iloc: _Fields, wanted: int) -> tuple[list[tuple[int, int]], bool]:
    """Begins and sizes of an item's pieces, and whether they lie in `idat` instead of the file."""
    version = iloc.number(4) >> 24
    sizes = iloc.number(2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    number_size = 4 if version == 2 else 2
    for _ in range(iloc.number(number_size)):
        item = iloc.number(number_size)
        method = iloc.number(2) & 15 if version else 0
        iloc.take(2)
        base = iloc.number(base_size)
        parts = []
        for _ in range(iloc.number(2)):
            iloc.take(index_size)
            begin = base + iloc.number(offset_size)
            parts.append((begin, iloc.number(length_size)))
        if item == wanted:
            if method > 1:
                raise PictureBroken("EXIF made of other items")
            return parts, method == 1
    raise PictureBroken("EXIF without a place")


def _item(content: bytes) -> bytes:
    """What begins with where its TIFF header is; not all writers count that alike."""
    begin = 4 + int.from_bytes(content[:4], "big")
    return content[begin:] if content[begin : begin + 4] in _HEADERS else _tiff_in(content)


def _tiff_in(content: bytes) -> bytes:
    places = [place for header in _HEADERS if (place := content.find(header, 0, _HEADER_WITHIN)) >= 0]
    if not places:
        raise PictureBroken("EXIF without a TIFF header")
    return content[min(places) :]


def _exactly(file: BinaryIO, begin: int, size: int) -> bytes:
    if size > _MOST_EXIF:
        raise PictureBroken("too much EXIF")
    file.seek(begin)
    found = file.read(size)
    if len(found) != size:
        raise PictureBroken("the file ends before its parts")
    return found
