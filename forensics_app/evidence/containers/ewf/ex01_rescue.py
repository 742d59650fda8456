"""What can be had of an Ex01 that is not whole: cut or missing segments, damaged sections.

Its tables say which chunks they are for, so that what a table leads to has its place whatever is missing
before it. Chunks without a table have none: those of one repeated word are stored in the table alone, so the
others can't be counted. Sections are chained from the end; where that is gone, the last descriptor that leads
back to the beginning counts.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from forensics_app.errors import SourceDamagedError
from forensics_app.evidence.bytes.byte_source import read_up_to
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.container import shown_name
from forensics_app.evidence.containers.ewf.ex01_sections import (
    DESCRIPTOR,
    DONE,
    ERRORS,
    FILE_HEADER,
    NEXT,
    TABLE,
    Ewf2Sections,
    Section2,
    section_at,
    take,
)

_WINDOW_BYTES = 8 << 20
_SIZE_AT = 24  # in a descriptor, where its own size stands
_MOST_SECTIONS = 1 << 20


@dataclass(slots=True)
class Rescued2:
    """`sections` as far as they could be read; `missing` why some weren't, `problems` what costs nothing."""

    sections: Ewf2Sections = field(default_factory=Ewf2Sections)
    used: list[ReadOnlyFile] = field(default_factory=list)
    strays: list[ReadOnlyFile] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    foreign: str | None = None


def rescue_ewf2(
    segments: Mapping[int, ReadOnlyFile], name_of: Callable[[int], str], alive: Callable[[], None]
) -> Rescued2:
    """`segments` by their number, from 1 on; `name_of` gives what one that is missing would be called.

    Raises FormatNotSupportedError for an encrypted image.
    """
    found, before, last, identity = Rescued2(), 0, 0, b""
    for number, file in sorted(segments.items()):
        if last == DONE:
            found.strays.append(file)
            continue
        found.missing += [f"{name_of(gone)} is missing" for gone in range(before + 1, number)]
        before, last = number, NEXT
        head = read_up_to(file, 0, FILE_HEADER.size)
        if len(head) < FILE_HEADER.size:
            found.missing.append(f"{shown_name(file.name)} is cut off at {file.size_bytes} bytes")
            continue
        _, _, _, compression, its_number, its_identity = FILE_HEADER.unpack(head)
        if its_number != number or its_identity != (identity or its_identity):
            found.foreign = found.foreign or name_of(number)
            found.missing.append(f"{name_of(number)} is missing: the file there belongs elsewhere")
            continue
        identity, found.sections.compression = its_identity, compression
        found.used.append(file)
        last = _segment(file, len(found.used) - 1, found, alive)
    if last == NEXT:
        found.missing.append(f"{name_of(before + 1)} is missing")
    found.sections.used = len(found.used)
    _drop_what_lies_behind(found)
    return found


def _segment(file: ReadOnlyFile, index: int, found: Rescued2, alive: Callable[[], None]) -> int:
    """Take in a segment; the type of its last section, 0 where that is gone."""
    name, at = shown_name(file.name), file.size_bytes - DESCRIPTOR.size
    chain: list[Section2] = []
    last = 0
    while True:
        sections, broken_at = _chain(file, at)
        chain += sections
        if not last and chain:
            last = chain[0].type
        if broken_at is None:
            break
        if not chain:
            found.missing.append(f"{name} is cut off at {file.size_bytes} bytes, or its end is damaged")
        else:
            found.problems.append(
                f"{name}: the section that ends at {broken_at + DESCRIPTOR.size} is damaged"
            )
        before = _descriptor_before(file, broken_at, alive)
        if before is None:
            break
        at = before
    for section in reversed(chain):
        try:
            take(file, index, section, found.sections)
        except SourceDamagedError as e:
            where = found.missing if section.type in (TABLE, ERRORS) else found.problems
            where.append(f"{name}: {e.detail}")
    return last if last in (NEXT, DONE) else 0


def _chain(file: ReadOnlyFile, at: int) -> tuple[list[Section2], int | None]:
    """Sections from the one whose descriptor is at `at` back; where the chain breaks, None for nowhere."""
    found: list[Section2] = []
    while len(found) < _MOST_SECTIONS:
        try:
            section = section_at(file, at)
        except SourceDamagedError:
            return found, at
        found.append(section)
        if not section.previous:
            return found, None
        if section.previous >= at:
            return found, at
        at = section.previous
    return found, None


def _descriptor_before(file: ReadOnlyFile, at: int, alive: Callable[[], None]) -> int | None:
    """The last place before `at` where a descriptor stands that fits its place."""
    size = struct.pack("<I", DESCRIPTOR.size)
    end = at + DESCRIPTOR.size - 1  # the descriptor has to begin before `at`
    while end > FILE_HEADER.size + DESCRIPTOR.size:
        alive()
        begin = max(FILE_HEADER.size, end - _WINDOW_BYTES)
        window = read_up_to(file, begin, end - begin)
        place = window.rfind(size)
        while place >= 0:
            candidate = begin + place - _SIZE_AT
            if FILE_HEADER.size <= candidate < at and _is_descriptor(file, candidate):
                return candidate
            place = window.rfind(size, 0, place + len(size) - 1)
        end = begin + DESCRIPTOR.size if begin > FILE_HEADER.size else 0
    return None


def _is_descriptor(file: ReadOnlyFile, at: int) -> bool:
    try:
        section = section_at(file, at)
        if not section.previous:
            return section.data_at == FILE_HEADER.size
        section_at(file, section.previous)
    except SourceDamagedError:
        return False
    return section.data_at == section.previous + DESCRIPTOR.size  # one of an image inside says otherwise


def _drop_what_lies_behind(found: Rescued2) -> None:
    """Chunks that a table leads to and that the file doesn't hold any more."""
    sizes = [file.size_bytes for file in found.used]
    chunks = found.sections.chunks
    gone = [
        number
        for number, chunk in chunks.items()
        if not chunk.is_pattern and chunk.offset + chunk.size > sizes[chunk.segment]
    ]
    for number in gone:
        del chunks[number]
