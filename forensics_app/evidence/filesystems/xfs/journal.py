"""Whether an XFS was unmounted cleanly: its journal then ends in an unmount record.

The journal is a ring of records, each with a header sector (fs/xfs/libxfs/xfs_log_format.h, struct
xlog_rec_header). What is in it and not yet in place is not applied here, so it must be said.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.filesystems.xfs.geometry import XfsGeometry
from forensics_app.evidence.format_errors import MalformedError

_MAGIC = b"\xfe\xed\xba\xbe"
_SECTOR_BYTES = 512
_WINDOW_BYTES = 1 << 20
_UNMOUNT = 0x20  # of struct xlog_op_header's flags
_MOST_LOG_BYTES = 1 << 31  # XFS_MAX_LOG_BYTES


def is_clean(source: ByteSource, geometry: XfsGeometry, alive: Callable[[int], None]) -> bool:
    """True where nothing is left to be replayed, or where the journal was never written.

    Raises MalformedError, ReadFailedError; MalformedError also where the journal is on another device.
    """
    if not geometry.log_start:
        raise MalformedError("it is on another device")
    begin = geometry.block_offset(geometry.log_start)
    length = geometry.log_blocks * geometry.block_bytes
    if length > _MOST_LOG_BYTES:
        raise MalformedError(f"it has {length} bytes")
    newest, newest_at = -1, -1
    for window in range(begin, begin + length, _WINDOW_BYTES):
        alive(window)
        data = source.read(window, min(_WINDOW_BYTES, begin + length - window))
        position = data.find(_MAGIC)
        while position >= 0:
            if position % _SECTOR_BYTES == 0:
                sequence = struct.unpack_from(">Q", data, position + 16)[0]
                if sequence > newest:
                    newest, newest_at = sequence, window + position
            position = data.find(_MAGIC, position + 1)
    return newest_at < 0 or _is_unmount(source, newest_at, begin, length)


def _is_unmount(source: ByteSource, at: int, begin: int, length: int) -> bool:
    """Whether the record there holds an unmount and nothing else."""
    header = source.read(at, _SECTOR_BYTES)
    operations, header_bytes = struct.unpack_from(">I", header, 40)[0], _header_bytes(header)
    body_at = begin + (at - begin + header_bytes) % length
    return operations == 1 and bool(source.read(body_at, 12)[9] & _UNMOUNT)


def _header_bytes(header: bytes) -> int:
    """Version 2 has one header sector for every 32 KiB of the record's size."""
    version, size = struct.unpack_from(">I", header, 8)[0], struct.unpack_from(">I", header, 320)[0]
    sectors = -(-size // (32 << 10)) if version & 2 and size else 1
    return max(1, min(sectors, 8)) * _SECTOR_BYTES
