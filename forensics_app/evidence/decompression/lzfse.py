"""Undoing the compressions of APFS: zlib (RFC 1950), LZVN and LZFSE. The only file that imports lzfse.

LZVN goes through the same library, as a block of LZFSE that is compressed by LZVN (`bvxn`). Each function
takes stored bytes and the size that they should come to; what comes out may have another: callers check.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from typing import TypeAlias

import lzfse  # type: ignore[import-untyped]

from forensics_app.evidence.format_errors import MalformedError

Decode: TypeAlias = Callable[[bytes, int], bytes]

_ZLIB_RAW_MARK = 0x0F  # low half of a first byte
_LZVN_RAW_MARK = b"\x06"  # LZVN's own end of stream: nothing compressed begins with it
_BLOCK, _END = b"bvx", b"bvx$"


def zlib_chunk(data: bytes, size: int) -> bytes:
    """zlib, or stored behind one byte. At most a byte more than `size`: a bomb shows as another size."""
    if data[:1] and data[0] & _ZLIB_RAW_MARK == _ZLIB_RAW_MARK:
        return data[1:]
    try:
        return zlib.decompressobj().decompress(data, size + 1)
    except zlib.error as e:
        raise MalformedError(f"zlib: {e}") from e


def lzvn_chunk(data: bytes, size: int) -> bytes:
    """LZVN, or stored behind one byte."""
    if data[:1] == _LZVN_RAW_MARK:
        return data[1:]
    return _lzfse(b"bvxn" + struct.pack("<II", size, len(data)) + data + _END)


def lzfse_chunk(data: bytes, size: int) -> bytes:
    """LZFSE, or stored behind one byte."""
    if data[:3] != _BLOCK:
        return data[1:]
    if data[:4] != _END and len(data) >= 8 and struct.unpack_from("<I", data, 4)[0] > size:
        raise MalformedError(f"LZFSE: a block of more than {size} bytes")
    return _lzfse(data)


def stored_chunk(data: bytes, size: int) -> bytes:
    """Stored behind one byte."""
    return data[1:]


def _lzfse(data: bytes) -> bytes:
    try:
        found: bytes = lzfse.decompress(data)
    except (lzfse.error, MemoryError) as e:
        raise MalformedError("LZFSE: damaged") from e
    return found
