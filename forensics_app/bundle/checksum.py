"""CRC-32 by isal, without what it leaves behind.

isal's code for AVX-512 (2.31) ends with the upper halves of the vector registers in use. Until they are
cleared, the instructions of OpenSSL's SHA-256, which know the lower halves alone, wait for the upper ones as
well: whatever this thread hashes takes a third longer. OpenSSL's SHA-512 clears them when it ends; of
nothing, it takes half a microsecond.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from isal import isal_zlib


def crc32(data: bytes | memoryview, value: int = 0) -> int:
    """The CRC-32 (IEEE 802.3) of `data`, after what has the CRC-32 `value`."""
    result = isal_zlib.crc32(data, value)
    hashlib.sha512(b"").digest()
    return result


def crc32_of_each(contents: Iterable[bytes | memoryview]) -> list[int]:
    """The CRC-32 of each of many; the registers are cleared once."""
    results = list(map(isal_zlib.crc32, contents))
    hashlib.sha512(b"").digest()
    return results
