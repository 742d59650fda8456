"""Whether changes of HFS+ are in its journal alone (TN1150, volume header and journal)."""

from __future__ import annotations

import struct

from forensics_app.evidence.bytes.bad_sectors import peek
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.bytes.copies import HeaderCopy
from forensics_app.evidence.filesystems.hfs.records import HEADER_AT, parse_header

_JOURNAL_INFO_AT, _JOURNAL_AT = 12, 36


_JOURNAL_MAGIC = 0x4A4E4C78


_HFS_UNMOUNTED, _HFS_JOURNALED = 1 << 8, 1 << 13


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
