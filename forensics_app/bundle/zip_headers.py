"""The one form of a local header (docs/bundle-format.md, section 9). Imports next to nothing: a process that
lives for half a second needs it (`digest_process`).
"""

from __future__ import annotations

import struct

LOCAL = struct.Struct("<4sHHHHHIIIHH")
MAX32 = 0xFFFFFFFF
DATE_1980 = 0x0021

_LOCAL_SIGNATURE = b"PK\x03\x04"


def local_header(name: bytes, size: int, crc: int) -> bytes:
    """The one form a local header may have for this entry."""
    if size >= MAX32:
        extra = struct.pack("<HHQQ", 1, 16, size, size)
        return LOCAL.pack(
            _LOCAL_SIGNATURE, 45, 0, 0, 0, DATE_1980, crc, MAX32, MAX32, len(name), len(extra)
        ) + (name + extra)
    return LOCAL.pack(_LOCAL_SIGNATURE, 20, 0, 0, 0, DATE_1980, crc, size, size, len(name), 0) + name
