"""Which segment of which set a file of an E01 is: its number, and the identity that `volume` and later `data`
sections repeat.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from forensics_app.evidence.bytes.byte_source import read_up_to
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile

_NUMBERS = {b"EVF\x09\x0d\x0a\xff\x00": slice(9, 11), b"EVF2\x0d\x0a\x81\x00": slice(12, 16)}
_MOST_SEGMENTS = 99 + 22 * 676  # as many as there are names, up to .ZZZ
VOLUME_BYTES = 1052
_SECTORS = slice(16, 24)
_IDENTITY = slice(64, 80)
_SMART_SIZE = 94


def in_their_order(segments: Mapping[int, ReadOnlyFile]) -> dict[int, ReadOnlyFile]:
    """`segments` by the numbers in their headers, where each has one of its own; else as they are named.

    That they are of one set is left to whoever reads them.
    """
    found: dict[int, ReadOnlyFile] = {}
    for file in segments.values():
        head = read_up_to(file, 0, 16)
        number = int.from_bytes(head[_NUMBERS.get(head[:8], slice(0))], "little")
        if not 0 < number <= _MOST_SEGMENTS or number in found:
            return dict(segments)
        found[number] = file
    return dict(sorted(found.items()))


def checksum_holds(volume: bytes) -> bool:
    """Of the data of a section `volume`, `disk` or `data`, whole."""
    size = VOLUME_BYTES if len(volume) >= VOLUME_BYTES else _SMART_SIZE
    if len(volume) < size:
        return False
    return zlib.adler32(volume[: size - 4]) == int.from_bytes(volume[size - 4 : size], "little")


def is_other(mine: bytes, theirs: bytes) -> bool:
    """Whether two such sections, whose checksums hold, are of two images: identity or size differ."""
    pairs = [(_said(mine, part), _said(theirs, part)) for part in (_IDENTITY, _SECTORS)]
    return any(a is not None and b is not None and a != b for a, b in pairs)


def _said(volume: bytes, part: slice) -> bytes | None:
    """None for nothing: SMART and the first EWF have no identity, and some writers leave zeros."""
    found = volume[part] if len(volume) >= VOLUME_BYTES else b""
    return found if found.strip(b"\x00") else None
