"""EXIF values that are text in bytes, which exifread gives as numbers, or not at all.

Windows' own tags are UTF-16 (XPTitle and the like); UserComment begins with the name of its code (Exif 2.32,
4.6.5).
"""

from __future__ import annotations

WINDOWS_TEXTS = frozenset(
    {f"Image XP{name}" for name in ("Title", "Comment", "Author", "Keywords", "Subject")}
)
USER_COMMENT = "EXIF UserComment"
_CODE_BYTES = 8
_CODES = {b"JIS\x00\x00\x00\x00\x00": "iso2022_jp", b"UNICODE\x00": "utf-16"}


def text_of(name: str, raw: bytes, *, little_endian: bool) -> str:
    """The text in the bytes of such a tag; what is no text of its code is replaced."""
    if name in WINDOWS_TEXTS:
        return raw.decode("utf-16-le", "replace")
    code, content = _CODES.get(raw[:_CODE_BYTES], "utf-8"), raw[_CODE_BYTES:]
    if code == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        code = "utf-16-le" if _is_little_endian(content, little_endian) else "utf-16-be"
    return content.decode(code, "replace")


def _is_little_endian(content: bytes, picture: bool) -> bool:
    """Not all writers keep to the order of the picture: zeros are the upper halves of most characters."""
    upper_first, upper_last = content[::2].count(0), content[1::2].count(0)
    return picture if upper_first == upper_last else upper_last > upper_first
