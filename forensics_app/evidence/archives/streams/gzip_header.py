"""The header of a gzip member (RFC 1952, section 2.3)."""

from __future__ import annotations

from dataclasses import dataclass

MAGIC = b"\x1f\x8b\x08"
TRAILER_BYTES = 8  # CRC-32 and size
_FHCRC, _FEXTRA, _FNAME, _FCOMMENT = 2, 4, 8, 16


@dataclass(frozen=True, slots=True)
class GzipHeader:
    """`name` the original name, None where it isn't stored; `mtime` 0 likewise."""

    length_bytes: int
    name: bytes | None
    mtime: int


def read_gzip_header(data: bytes) -> GzipHeader | None:
    """The header at the beginning of `data`, or None where `data` ends before it does."""
    if len(data) < 10:
        return None
    flags, at = data[3], 10
    if flags & _FEXTRA:
        if len(data) < at + 2:
            return None
        at += 2 + int.from_bytes(data[at : at + 2], "little")
    name = None
    for flag in (_FNAME, _FCOMMENT):
        if flags & flag:
            end = data.find(b"\x00", at)
            if end < 0:
                return None
            if flag == _FNAME:
                name = data[at:end]
            at = end + 1
    if flags & _FHCRC:
        at += 2
    if len(data) < at:
        return None
    return GzipHeader(at, name, int.from_bytes(data[4:8], "little"))
