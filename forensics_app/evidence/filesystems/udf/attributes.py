"""Extended attributes in UDF's file entries: times that an entry has no field for, and what programs keep.

Source: ECMA-167 4/14.10; OSTA UDF 3.3.4.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from forensics_app.evidence.filesystems.trees.inode_tree import Problem
from forensics_app.evidence.filesystems.udf.entries import FileEntry
from forensics_app.evidence.filesystems.udf.records import identifier_of, tag_of
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.times import TimeKind

_HEADER, _HEADER_BYTES = 262, 24
_LEAST = 12
_FILE_TIMES, _PROGRAMS, _APPLICATIONS = 5, 2048, 65536
_PROGRAM_VALUE = 48
_TIME_BYTES, _TIMES = 12, 20
_KINDS = {0: TimeKind.CREATED, 1: TimeKind.DELETED, 3: TimeKind.BACKUP}  # bits of which times there are
_ROOM = b"*UDF Free"  # left free to grow


class Kept(NamedTuple):
    """What a program keeps in a file entry, under its name: `length` bytes at byte `at` of the entry."""

    name: bytes
    at: int
    length: int


def kept_attributes(entry: FileEntry, problem: Problem) -> Iterator[Kept]:
    """Attributes of programs, without the room that is left for more."""
    for at, kind, data in _attributes(entry, problem):
        if kind not in (_PROGRAMS, _APPLICATIONS) or len(data) < _PROGRAM_VALUE:
            continue
        name = identifier_of(data, 16)
        if name.startswith(_ROOM):
            continue
        there = len(data) - _PROGRAM_VALUE
        length = min(struct.unpack_from("<I", data, 12)[0], there)
        yield Kept(name, entry.attributes_at + at + _PROGRAM_VALUE, length)


def file_times(entry: FileEntry, problem: Problem) -> dict[TimeKind, bytes]:
    """Times of creation, deletion and backup that are kept as an attribute, as stored."""
    found: dict[TimeKind, bytes] = {}
    for _, kind, data in _attributes(entry, problem):
        if kind != _FILE_TIMES or len(data) < _TIMES:
            continue
        there, at = struct.unpack_from("<I", data, 16)[0], _TIMES
        for bit in range(32):
            if there >> bit & 1 and at + _TIME_BYTES <= len(data):
                if bit in _KINDS:
                    found[_KINDS[bit]] = data[at : at + _TIME_BYTES]
                at += _TIME_BYTES
    return found


def _attributes(entry: FileEntry, problem: Problem) -> Iterator[tuple[int, int, bytes]]:
    """Place, kind and bytes of each attribute."""
    data = entry.attributes
    if not data:
        return
    what = f"extended attributes of the file entry at block {entry.address.block}"
    tag = tag_of(data, entry.address.block) if len(data) >= _HEADER_BYTES else None
    if tag is None or tag.identifier != _HEADER:
        problem(OmissionCode.ATTRIBUTES_UNREADABLE, f"{what}: no header")
        return
    if tag.wrong:
        problem(OmissionCode.CHECKSUM_DIFFERS, f"{what}: {', '.join(tag.wrong)}")
    at = _HEADER_BYTES
    while at + _LEAST <= len(data):
        kind, length = struct.unpack_from("<I4xI", data, at)
        if not kind and not length:
            return
        if length < _LEAST or at + length > len(data):
            problem(OmissionCode.ATTRIBUTES_UNREADABLE, f"{what}: one of {length} bytes at byte {at}")
            return
        yield at, kind, data[at : at + length]
        at += length
