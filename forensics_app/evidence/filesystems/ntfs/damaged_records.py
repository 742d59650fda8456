"""MFT records that no reader takes: what they named is lost where no folder names it too.

Every 512 bytes of a record end in its update sequence number, or it was not written as a whole; chkdsk marks
such a record `BAAD`. Its attributes begin with one of a type that there is, or end at once. What is otherwise
libtsk passes over without a word. Layout as in ntfs_record.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_STRIDE = 512
_MARKED = b"BAAD"
_USUAL_OFFSET = 0x30  # of the update sequence number
_TYPE_STEP, _LAST_TYPE, _END = 0x10, 0x1000, 0xFFFFFFFF  # of attributes; where there is none
_USUAL_TYPES = bytes(range(_TYPE_STEP, 0x100, _TYPE_STEP)) + b"\xff"  # the lowest byte


def damaged_records(pieces: Iterator[bytes], record_bytes: int) -> Iterator[int]:
    """Numbers of damaged records in the MFT, whose content comes in `pieces` of any size."""
    number, rest = 0, b""
    for piece in pieces:
        data = rest + piece
        whole = len(data) - len(data) % record_bytes
        if not _all_sound(data[:whole], record_bytes):
            for at in range(0, whole, record_bytes):
                if _is_damaged(data[at : at + record_bytes]):
                    yield number + at // record_bytes
        number += whole // record_bytes
        rest = data[whole:]


def _all_sound(records: bytes, size: int) -> bool:
    """Whether all of many records are, at a glance; where they aren't, each is looked at."""
    count = len(records) // size
    if records[0::size].count(_MARKED[0]) or records[4::size].count(_USUAL_OFFSET) != count:
        return False
    first = _USUAL_OFFSET + 2 * (1 + size // _STRIDE) + 7 & ~7  # behind the update sequence
    if records[20::size].count(first) != count or records[first::size].translate(None, _USUAL_TYPES):
        return False
    numbers = records[_USUAL_OFFSET::size], records[_USUAL_OFFSET + 1 :: size]
    return all(
        (records[end - 2 :: size], records[end - 1 :: size]) == numbers
        for end in range(_STRIDE, size + 1, _STRIDE)
    )


def _is_damaged(record: bytes) -> bool:
    if record[:4] != b"FILE":
        return record[:4] == _MARKED
    offset, count = struct.unpack_from("<HH", record, 4)
    if (count - 1) * _STRIDE != len(record) or offset + 2 * count > _STRIDE - 2:
        return True
    number = record[offset : offset + 2]
    ends = range(_STRIDE, len(record) + 1, _STRIDE)
    if any(record[end - 2 : end] != number for end in ends):
        return True
    (first,) = struct.unpack_from("<H", record, 20)
    if first + 4 > len(record):
        return True
    (kind,) = struct.unpack_from("<I", record, first)
    return kind != _END and (kind % _TYPE_STEP != 0 or not _TYPE_STEP <= kind <= _LAST_TYPE)
