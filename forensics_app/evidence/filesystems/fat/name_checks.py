"""Whether a long name of FAT is that of an entry, where the entry is deleted and its first byte lost.

The checksum is that of Microsoft's "FAT: General Overview of On-Disk Format", 1.03; how systems make a short
name of a long one: the same, "Short name generation".
"""

from __future__ import annotations

_NEVER_FIRST = frozenset(b'"*+,./:;<=>?[\\]|\x7f')
_CONTROL, _KANJI_STORED = 0x20, 0x05
_NO_NAME = 0x20  # what Linux has written where it made no short name (its patch "dualnames")
_SKIPPED = b". "  # of a long name, when a short one is made of it


def checksum_of(short: bytes) -> int:
    """The checksum of the eleven bytes of a short name that every part of its long name carries."""
    checksum = 0
    for c in short:
        checksum = ((checksum & 1) << 7 | checksum >> 1) + c & 0xFF
    return checksum


def first_byte(checksum: int, short: bytes) -> int:
    """The first byte of a short name that has this checksum; what stands in its place doesn't count."""
    for c in reversed(short[1:]):
        before = checksum - c & 0xFF
        checksum = before << 1 & 0xFF | before >> 7
    return checksum


def can_begin(first: int, long: bytes) -> bool:
    """Whether a short name that begins with this byte can be made of a long one (UTF-8)."""
    begin = long.lstrip(_SKIPPED)[:1]
    if begin.isalnum():
        return first in (begin.upper()[0], _NO_NAME)
    is_control = first < _CONTROL and first != _KANJI_STORED
    return not is_control and first not in _NEVER_FIRST and not bytes([first]).islower()


def fits_extension(extension: bytes, long: bytes) -> bool:
    """Whether a long name (UTF-8) ends in what the three bytes of a short one's extension were made of."""
    short = extension.rstrip(b" ")
    _, dot, ending = long.lstrip(_SKIPPED).rpartition(b".")
    if not dot:
        return not short
    made = ending.replace(b" ", b"").upper()[:3]
    return made == short or not made.isalnum() or not short.isascii()
