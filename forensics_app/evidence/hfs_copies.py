"""The alternate volume header of HFS+ and HFSX: what a volume opens by where the first one is damaged.

It lies 1024 bytes before the end of the volume and is written when one of the volume's own files moves or
becomes larger (TN1150, "Volume Header"): where those lie is right in it, how the volume was closed isn't.
"""

from __future__ import annotations

import struct

from forensics_app.evidence.bad_sectors import peek
from forensics_app.evidence.byte_copies import HeaderCopy
from forensics_app.evidence.byte_source import ByteSource, read_up_to
from forensics_app.evidence.hfs_records import HEADER_AT, HEADER_BYTES, parse_header
from forensics_app.evidence.inode_tree import MalformedError

_FROM_END = 1024
_VERSIONS = (4, 5)  # HFS+, HFSX
_JOURNAL_INFO_AT, _JOURNAL_AT = 12, 36
_JOURNAL_MAGIC = 0x4A4E4C78
_HFS_UNMOUNTED, _HFS_JOURNALED = 1 << 8, 1 << 13


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


def unapplied_hfs_journal(source: ByteSource) -> str | None:
    """Why changes may be missing from what is listed, by the volume header (TN1150), in technical words."""
    head = read_up_to(source, HEADER_AT, 128)
    if head[:2] in (b"H+", b"HX"):
        attributes = int.from_bytes(head[4:8], "big")
        if attributes & _HFS_JOURNALED and not attributes & _HFS_UNMOUNTED:
            return "journaled, and not marked as unmounted"
    return None


def left_in_hfs_journal(source: ByteSource, copies: HeaderCopy) -> str | None:
    """Why changes may be missing from what is listed, by the journal itself; None where it is empty."""
    header = copies.data
    block_bytes = parse_header(header).block_bytes
    info = peek(source, struct.unpack_from(">I", header, _JOURNAL_INFO_AT)[0] * block_bytes, 64)
    if len(info) < 64 or not any(header[_JOURNAL_INFO_AT : _JOURNAL_INFO_AT + 4]):
        return None
    journal = peek(source, struct.unpack_from(">Q", info, _JOURNAL_AT)[0], 24)
    for order in "<>" if len(journal) == 24 else "":
        magic, _, begin, end = struct.unpack(f"{order}IIQQ", journal)
        if magic == _JOURNAL_MAGIC and begin != end:
            return "its journal is not empty"
    return None


def _claimed_bytes(source: ByteSource) -> int:
    """What a damaged header says, 0 if it says nothing."""
    try:
        header = parse_header(peek(source, HEADER_AT, HEADER_BYTES))
    except MalformedError:
        return 0
    return min(header.block_bytes * header.blocks, source.size_bytes)
