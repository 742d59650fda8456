"""EWF images (E01, s01): an own reader of the chunks that checks what it reads. Ex01 is opened by ewf2_image.

pyewf opens damaged files without an exception and gives wrong bytes for chunks whose checksum is wrong. So
the chain of sections is followed first (ewf_sections), the last byte is read, and chunks are inflated by
ewf_medium, where a wrong checksum is a read that failed. pyewf stays the judge: where it reads the first,
middle or last chunk otherwise, that is told. What isn't whole or is damaged is for ewf_partial.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pyewf  # type: ignore[import-not-found]

from forensics_app.errors import (
    ReadFailedError,
    SegmentMissingError,
    SourceDamagedError,
    SourceEmptyError,
    SourceTruncatedError,
)
from forensics_app.evidence.bytes.libyal_medium import LibyalHandle, LibyalMedium
from forensics_app.evidence.bytes.read_only_file import FileObject, ReadOnlyFile
from forensics_app.evidence.containers.container import Container, shown_name
from forensics_app.evidence.containers.ewf.ex01_image import open_ewf2
from forensics_app.evidence.containers.ewf.header import read_facts
from forensics_app.evidence.containers.ewf.medium import ChunkMedium
from forensics_app.evidence.containers.ewf.partial import open_partial
from forensics_app.evidence.containers.ewf.sections import EwfSections, read_sections
from forensics_app.evidence.containers.ewf.segment_set import in_their_order
from forensics_app.evidence.containers.incomplete import REFUSED, Incomplete
from forensics_app.evidence.containers.segments import every_ewf_segment, ewf_segment_name
from forensics_app.model.digests import Digests
from forensics_app.model.evidence import AcquisitionFacts, ContainerFormat

_COMPARED_BYTES = 1 << 20


class _Handle(LibyalHandle, Protocol):
    """The part of pyewf.handle that is used."""

    def get_bytes_per_sector(self) -> int: ...
    def get_header_values(self) -> dict[str, str]: ...
    def get_hash_values(self) -> dict[str, str]: ...


def open_ewf(path: Path, incomplete: Incomplete = REFUSED) -> Container:
    """An E01, s01 or Ex01 image by any of its segments.

    Raises SegmentMissingError, SourceTruncatedError, SourceDamagedError, SourceEmptyError; for what is
    missing of an image only where that isn't accepted.
    """
    there = {number: ReadOnlyFile(segment) for number, segment in every_ewf_segment(path).items()}
    segments = {number: file for number, file in there.items() if file.size_bytes}
    if not segments:
        raise SourceEmptyError(path=str(path))

    def name_of(number: int) -> str:
        return ewf_segment_name(path, number)

    ordered = in_their_order(segments)
    container = _opened(path, ordered, name_of, incomplete)
    container.problems += tuple(
        f"{shown_name(file.name)} is segment {number} by its header"
        for number, file in ordered.items()
        if segments.get(number) is not file
    )
    return container


def _opened(
    path: Path, segments: dict[int, ReadOnlyFile], name_of: Callable[[int], str], incomplete: Incomplete
) -> Container:
    if next(iter(segments.values())).read(0, 4) == b"EVF2":
        return open_ewf2(segments, name_of, incomplete)
    gap = next(number for number in range(1, len(segments) + 2) if number not in segments)
    files = tuple(segments[number] for number in range(1, gap))
    try:
        return _whole(path, files, name_of(gap), alone=len(files) == len(segments))
    except (SegmentMissingError, SourceTruncatedError, SourceDamagedError) as e:
        return open_partial(segments, name_of, e, incomplete)


def _whole(path: Path, files: tuple[ReadOnlyFile, ...], next_name: str, *, alone: bool) -> Container:
    """An image whose sections are all in order. Raises as `read_sections`, also where `files` are not
    `alone`: others come behind a gap."""
    if not alone:
        raise SegmentMissingError(path=str(path), segment=next_name)
    sections = read_sections(files, next_name)
    used, strays = files[: sections.used], files[sections.used :]
    handle = _handle(used)
    judge = LibyalMedium(handle)
    if judge.size_bytes != sections.media_bytes:
        detail = f"the sections say {sections.media_bytes} bytes, pyewf {judge.size_bytes}"
        raise SourceDamagedError(path=str(path), format="E01", detail=detail)
    if not sections.chunks.regular:
        detail = "the offsets in a table of chunks don't rise"
        raise SourceDamagedError(path=str(path), format="E01", detail=detail)
    medium = ChunkMedium(used, sections)
    return Container(
        ContainerFormat.EWF,
        medium,
        used,
        sector_size_bytes=sections.sector_bytes,
        stored_digests=_stored(handle),
        acquisition=_acquisition(handle, used[0]),
        strays=tuple(shown_name(file.name) for file in strays),
        unread_sectors=tuple(sections.unread_sectors),
        problems=tuple(dict.fromkeys([*sections.problems, *_differences(medium, judge, sections)])),
    )


def _handle(files: tuple[ReadOnlyFile, ...]) -> _Handle:
    handle = pyewf.handle()
    try:
        handle.open_file_objects([FileObject(file) for file in files])
    except (OSError, MemoryError) as e:
        raise SourceDamagedError(path=str(files[0].path), format="E01", detail=str(e)) from e
    found: _Handle = handle
    return found


def _differences(own: ChunkMedium, judge: LibyalMedium, sections: EwfSections) -> Iterator[str]:
    """First, middle and last chunk through both readers: what pyewf reads otherwise.

    Of a damaged chunk, which it gives as zeros, and one that only it refuses nothing follows for the tables.
    """
    last = (sections.media_bytes - 1) // sections.chunk_bytes
    for number in sorted({0, last // 2, last}):
        offset = number * sections.chunk_bytes
        size = min(sections.chunk_bytes, sections.media_bytes - offset)
        with suppress(ReadFailedError):
            for at in range(offset, offset + size, _COMPARED_BYTES):  # of chunks of many megabytes
                piece = min(_COMPARED_BYTES, offset + size - at)
                if own.read(at, piece) != judge.read(at, piece):
                    yield f"chunk {number}: libewf reads other bytes"
                    break


def _stored(handle: _Handle) -> Digests:
    values = {name.lower(): value.lower() for name, value in _values(handle.get_hash_values).items()}
    return Digests(md5=values.get("md5"), sha1=values.get("sha1"), sha256=values.get("sha256"))


def _acquisition(handle: _Handle, first: ReadOnlyFile) -> AcquisitionFacts:
    """The container's own words on its making. Times are read from its header, since libewf gives them in the
    zone of this computer without saying so; by libewf alone only where no header can be read here."""
    values = _values(handle.get_header_values)
    found = AcquisitionFacts(
        examiner=values.get("examiner_name"),
        case_number=values.get("case_number"),
        evidence_number=values.get("evidence_number"),
        description=values.get("description"),
        notes=values.get("notes"),
        acquired_at=values.get("acquiry_date"),
        system_date=values.get("system_date"),
        tool=values.get("acquiry_software"),
        tool_version=values.get("acquiry_software_version"),
        operating_system=values.get("acquiry_operating_system"),
        model=values.get("model"),
        serial_number=values.get("serial_number"),
    )
    own = read_facts(first)
    return found if own is None else replace(found, acquired_at=own.acquired_at, system_date=own.system_date)


def _values(getter: Callable[[], dict[str, str]]) -> dict[str, str]:
    """Header or hash values; none where they can't be decoded. Empty ones are left out."""
    try:
        return {name: text for name, text in getter().items() if text}
    except (OSError, UnicodeDecodeError):
        return {}
