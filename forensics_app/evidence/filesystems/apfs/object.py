"""Objects of APFS: their header and checksum ("Apple File System Reference", Objects). Little-endian."""

from __future__ import annotations

import struct
from itertools import accumulate

HEADER_BYTES = 32
TYPE_MASK, TYPE_SUPERBLOCK, TYPE_OMAP, TYPE_VOLUME = 0xFFFF, 1, 11, 13
_MODULUS = (1 << 32) - 1


def checksum_agrees(raw: bytes) -> bool:
    """Whether the Fletcher-64 at the head of an object is the one of the rest of it."""
    if len(raw) < HEADER_BYTES or len(raw) % 4:
        return False
    words = struct.unpack_from(f"<{len(raw) // 4 - 2}I", raw, 8)
    sums = list(accumulate(words))
    low, high = sums[-1] % _MODULUS, sum(sums) % _MODULUS
    first = _MODULUS - (low + high) % _MODULUS
    second = _MODULUS - (low + first) % _MODULUS
    return struct.unpack_from("<II", raw, 0) == (first, second)


def identity(raw: bytes) -> tuple[int, int, int]:
    """Object identifier, transaction identifier and type."""
    oid, xid, kind = struct.unpack_from("<QQI", raw, 8)
    return oid, xid, kind & TYPE_MASK
