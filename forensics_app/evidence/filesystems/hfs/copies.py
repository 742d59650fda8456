"""The alternate volume header of HFS+ and HFSX: what a volume opens by where the first one is damaged.

It lies 1024 bytes before the end of the volume and is written when one of the volume's own files moves or
becomes larger (TN1150, "Volume Header"): where those lie is right in it, how the volume was closed isn't.
"""

from __future__ import annotations

import struct

from forensics_app.evidence.bytes.bad_sectors import peek
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.bytes.copies import HeaderCopy
from forensics_app.evidence.filesystems.hfs.records import HEADER_AT, HEADER_BYTES, parse_header
from forensics_app.evidence.format_errors import MalformedError

_FROM_END = 1024
_VERSIONS = (4, 5)  # HFS+, HFSX


def hfs_copies(source: ByteSource) -> HeaderCopy | None:
    """By the alternate volume header; None where there is none that tells of a volume that ends behind it."""
    for end in dict.fromkeys((_claimed_bytes(source), source.size_bytes)):
        at = end - _FROM_END
        raw = peek(source, at, HEADER_BYTES) if at > HEADER_AT else b""
        try:
            header = parse_header(raw)
        except MalformedError:
            continue
        size = header.block_bytes * header.blocks
        # what is left behind the last whole block belongs to the volume
        if size <= end < size + header.block_bytes and struct.unpack_from(">H", raw, 2)[0] in _VERSIONS:
            return HeaderCopy(raw, HEADER_AT, at)
    return None


def _claimed_bytes(source: ByteSource) -> int:
    """What a damaged header says, 0 if it says nothing."""
    try:
        header = parse_header(peek(source, HEADER_AT, HEADER_BYTES))
    except MalformedError:
        return 0
    return min(header.block_bytes * header.blocks, source.size_bytes)
