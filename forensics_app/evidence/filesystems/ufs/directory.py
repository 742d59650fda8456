"""Entries of a UFS directory by the chain that their lengths make (sys/ufs/ufs/dir.h of FreeBSD).

libtsk looks at 512 bytes at a time and at one layout. Entries of Apple's UFS lie across that, and systems
without types (Solaris, BSD before 4.4) have a length of 16 bits where others have a type and one of eight.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

_HEAD_BYTES, _UNIT = 8, 512
_LONGEST = 255


class Listed(NamedTuple):
    """A name in use, and the number of its inode."""

    number: int
    name: bytes


def live_names(content: bytes, order: str, damaged: list[int]) -> Iterator[Listed]:
    """Names in use without `.` and `..`; places where the chain breaks are added to `damaged`.

    `order` is that of struct: `<` or `>`. Behind a break it goes on with the next 512 bytes.
    """
    at = 0
    while at + _HEAD_BYTES <= len(content):
        number, length, first, second = struct.unpack_from(f"{order}IHBB", content, at)
        size = _name_bytes(first, second, order)
        name = content[at + _HEAD_BYTES : at + _HEAD_BYTES + size]
        is_sound = length >= _HEAD_BYTES and length % 4 == 0 and at + length <= len(content)
        if number and is_sound:
            is_sound = 0 < size <= length - _HEAD_BYTES and b"\0" not in name and b"/" not in name
        if not is_sound:
            damaged.append(at)
            at += _UNIT - at % _UNIT
            continue
        if number and name not in (b".", b".."):
            yield Listed(number, name)
        at += length


def _name_bytes(first: int, second: int, order: str) -> int:
    """The length of a name from the two bytes behind an entry's own length."""
    if order == "<" and not second:
        return first  # 16 bits, little-endian; with a type before it the length is never 0
    return second
