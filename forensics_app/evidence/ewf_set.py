"""To which set a segment of an E01 belongs: the identity that `volume` and later `data` sections repeat."""

from __future__ import annotations

import zlib

VOLUME_BYTES = 1052
_SECTORS = slice(16, 24)
_IDENTITY = slice(64, 80)
_SMART_SIZE = 94


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
