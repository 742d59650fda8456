"""Directories of UDF: file identifiers, one after the other; and the components of symbolic links.

A file identifier may cross blocks. Where one is damaged, the next that can be recognised goes on, and what
lies between is told. Source: ECMA-167 4/14.4, 4/14.16; OSTA UDF 2.3.4, 3.3.2.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from forensics_app.evidence.filesystems.trees.inode_tree import Problem
from forensics_app.evidence.filesystems.udf.records import (
    TAG_BYTES,
    Reach,
    compressed_unicode,
    long_reach,
    tag_of,
)
from forensics_app.evidence.format_errors import MalformedError
from forensics_app.evidence.omission_codes import OmissionCode

_IDENTIFIER = 257
_FIXED_BYTES = 38
_DIRECTORY, _DELETED, _PARENT = 0x02, 0x04, 0x08
_STEP = 4
_TIMES_TRIED = 16  # each byte of a directory, as part of what looks like a name and is none
_LEAST_TRIED = 64 << 10
_HEAD = struct.pack("<H", _IDENTIFIER)
_OTHER_ROOT, _ROOT, _UP, _HERE, _NAMED = range(1, 6)


class Identifier(NamedTuple):
    """One name. `unique_id`: of the file that it leads to, the lower 32 bits; 0 where that isn't said."""

    name: bytes
    is_directory: bool
    is_deleted: bool
    leads_to: Reach
    unique_id: int


def identifiers(data: bytes, location: Callable[[int], int], problem: Problem) -> Iterator[Identifier]:
    """The names in a directory but its parent's. `location`: the block in which a byte of it lies.

    Every directory names its parent once, the root too (ECMA-167, 4/8.6); one that does not has lost names.
    """
    at, names_parent = 0, False
    tries = _Tries(_TIMES_TRIED * len(data) + _LEAST_TRIED)
    while at + _FIXED_BYTES <= len(data):
        length = _length(data, at)
        tag = tag_of(data[at : at + max(length, TAG_BYTES)], location(at))
        if tag.identifier != _IDENTIFIER or len(tag.wrong) > 1 or at + length > len(data):
            tries.left -= min(length, len(data) - at)
            following = _next(data, at + _STEP, location, tries)
            lost = (len(data) if following is None else following) - at
            if following is None and tries.left < 0:
                text = f"{lost} bytes from byte {at} on: too much looks like names and is none"
                problem(OmissionCode.DIRECTORY_INCOMPLETE, text)
            elif data[at : at + lost].strip(b"\x00"):
                problem(OmissionCode.DIRECTORY_INCOMPLETE, f"{lost} bytes from byte {at} on hold no name")
            elif following is not None:
                problem(OmissionCode.DIRECTORY_INCOMPLETE, f"{lost} bytes from byte {at} on are zeros")
            if following is None:
                return
            at = following
            continue
        if tag.wrong:
            problem(OmissionCode.CHECKSUM_DIFFERS, f"name at byte {at}: {', '.join(tag.wrong)}")
        names_parent = names_parent or bool(data[at + 18] & _PARENT)
        yield from _identifier(data[at : at + length], problem)
        at += length
    if not names_parent:
        problem(OmissionCode.DIRECTORY_INCOMPLETE, f"none of its {len(data)} bytes names the folder above")
    if data[at:].strip(b"\x00"):
        problem(OmissionCode.DIRECTORY_INCOMPLETE, f"{len(data) - at} bytes at the end hold no name")


def _length(data: bytes, at: int) -> int:
    used = _FIXED_BYTES + data[at + 19] + int.from_bytes(data[at + 36 : at + 38], "little")
    return used + -used % _STEP


@dataclass(slots=True)
class _Tries:
    """How many bytes may still be checked in vain: each name may claim to be as long as a hundred."""

    left: int


def _next(data: bytes, at: int, location: Callable[[int], int], tries: _Tries) -> int | None:
    """Where the next file identifier begins that stands up to every check; None after too many `tries`."""
    while True:
        at = data.find(_HEAD, at)
        if at < 0 or at + _FIXED_BYTES > len(data):
            return None
        if at % _STEP == 0:
            end = at + _length(data, at)
            if end <= len(data):
                if tries.left < 0:
                    return None
                tries.left -= end - at
                if not tag_of(data[at:end], location(at)).wrong:
                    return at
        at += 1


def _identifier(data: bytes, problem: Problem) -> Iterator[Identifier]:
    flags, name_bytes = data[18], data[19]
    if flags & _PARENT:
        return
    begin = _FIXED_BYTES + int.from_bytes(data[36:38], "little")
    stored = data[begin : begin + name_bytes]
    name = compressed_unicode(stored)
    if not name:
        problem(OmissionCode.NAME_UNREADABLE, f"name {stored.hex() or 'of no bytes'}")
        name = stored or b"?"
    unique_id = int.from_bytes(data[32:36], "little")  # in what is left of the address for other uses
    yield Identifier(name, bool(flags & _DIRECTORY), bool(flags & _DELETED), long_reach(data, 20), unique_id)


def link_target(data: bytes) -> bytes:
    """Where path components lead, as Unix writes it. Raises MalformedError."""
    parts: list[bytes] = []
    at = 0
    while at + 4 <= len(data):
        kind, length = data[at], data[at + 1]
        text = compressed_unicode(data[at + 4 : at + 4 + length])
        if kind in (_OTHER_ROOT, _ROOT):
            parts = [b""]
        elif kind in (_UP, _HERE):
            parts.append(b".." if kind == _UP else b".")
        elif kind == _NAMED and text:
            parts.append(text)
        else:
            raise MalformedError(
                f"a link with a component of kind {kind}: {data[at : at + 4 + length].hex()}"
            )
        at += 4 + length
    if at != len(data) or not parts:
        raise MalformedError(f"a link of {len(data)} bytes that ends at {at}")
    return b"/".join(parts) or b"/"
