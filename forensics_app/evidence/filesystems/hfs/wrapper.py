"""The old HFS volume around one of HFS+, with which Mac OS 8.1 began it (TN1150, "HFS Wrapper")."""

from __future__ import annotations

import struct

from forensics_app.evidence.bytes.bad_sectors import peek
from forensics_app.evidence.bytes.byte_source import ByteSource

_MDB_AT, _MDB_BYTES = 1024, 162
_OLD, _NEW = b"BD", (b"H+", b"HX")
_SECTOR_BYTES = 512  # whatever the medium's are


def in_wrapper(source: ByteSource) -> tuple[int, int] | None:
    """Offset and length in bytes of an HFS+ volume that an old HFS volume is wrapped around; else None."""
    head = peek(source, _MDB_AT, _MDB_BYTES)
    if head[:2] != _OLD or head[124:126] not in _NEW:
        return None
    block_bytes, first = struct.unpack_from(">I", head, 20)[0], struct.unpack_from(">H", head, 28)[0]
    start, count = struct.unpack_from(">HH", head, 126)
    offset, length = first * _SECTOR_BYTES + start * block_bytes, count * block_bytes
    return (offset, length) if 0 < offset < source.size_bytes and length else None
