"""EWF version 2 (Ex01) by an own reader that checks every chunk, as ewf_image does for E01."""

from __future__ import annotations

import bz2
import struct
import zlib
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from forensics_app.errors import (
    EvidenceError,
    ReadFailedError,
    SegmentMissingError,
    SegmentsIncompleteError,
    SourceDamagedError,
    SourceTruncatedError,
)
from forensics_app.evidence.bytes.byte_source import ByteSource, Window, check_range, read_by_units
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.container import Container, shown_name
from forensics_app.evidence.containers.ewf.ex01_rescue import rescue_ewf2
from forensics_app.evidence.containers.ewf.ex01_sections import (
    BZIP2,
    DEFLATE,
    FORMAT,
    Ewf2Chunk,
    Ewf2Sections,
    read_ewf2,
)
from forensics_app.evidence.containers.ewf.header import time_of
from forensics_app.evidence.containers.incomplete import Incomplete
from forensics_app.evidence.containers.partial_medium import PartialMedium, Piece
from forensics_app.model.digests import Digests
from forensics_app.model.evidence import AcquisitionFacts, ContainerFormat

_COMPRESSED, _CHECKSUM = 1, 2
_KEPT_BYTES = 16 << 20
_MOST_CHUNK_BYTES = 64 << 20


class Ewf2Medium:
    """The medium from the sector tables, every chunk checked."""

    def __init__(
        self, files: tuple[ReadOnlyFile, ...], sections: Ewf2Sections, *, chunk_bytes: int, size_bytes: int
    ) -> None:
        self._files = files
        self._sections = sections
        self._chunk_bytes = chunk_bytes
        self._size_bytes = size_bytes
        self._kept: OrderedDict[int, bytes] = OrderedDict()

    @property
    def size_bytes(self) -> int:
        """Size of the medium."""
        return self._size_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` bytes. Raises ReadFailedError, also for a chunk with a wrong checksum."""
        check_range(offset_bytes, size_bytes, self._size_bytes)
        return read_by_units(offset_bytes, size_bytes, self._chunk_bytes, self._chunk)

    def _chunk(self, number: int) -> bytes:
        kept = self._kept.get(number)
        if kept is not None:
            self._kept.move_to_end(number)
            return kept
        wanted = min(self._chunk_bytes, self._size_bytes - number * self._chunk_bytes)
        data = self._content(number, self._sections.chunks[number], wanted)
        if len(data) < wanted:
            raise self._broken(number, f"{len(data)} bytes instead of {wanted}")
        data = data[:wanted]
        self._kept[number] = data
        if len(self._kept) * self._chunk_bytes > _KEPT_BYTES and len(self._kept) > 1:
            self._kept.popitem(last=False)
        return data

    def _content(self, number: int, chunk: Ewf2Chunk, wanted: int) -> bytes:
        if chunk.is_pattern:
            return struct.pack("<Q", chunk.offset) * -(-wanted // 8)
        if chunk.size > self._chunk_bytes * 2 + 4096:
            raise self._broken(number, f"stored in {chunk.size} bytes")
        stored = self._files[chunk.segment].read(chunk.offset, chunk.size)
        if not chunk.flags & _COMPRESSED:
            self._check(number, stored[:wanted], stored[wanted : wanted + 4])
            return stored
        if chunk.flags & _CHECKSUM:
            self._check(number, stored[:-4], stored[-4:])
            stored = stored[:-4]
        try:
            return self._unpacked(stored)
        except (zlib.error, OSError, EOFError, ValueError, MemoryError) as e:
            raise self._broken(number, str(e)) from e

    def _unpacked(self, stored: bytes) -> bytes:
        """Raises zlib.error, OSError, EOFError or ValueError for a stream that isn't whole and right."""
        unpack: zlib._Decompress | bz2.BZ2Decompressor
        if self._sections.compression == DEFLATE:
            unpack = zlib.decompressobj()
            data = unpack.decompress(stored, self._chunk_bytes + 1)
        elif self._sections.compression == BZIP2:
            unpack = bz2.BZ2Decompressor()
            data = unpack.decompress(stored, self._chunk_bytes + 1)
        else:
            raise ValueError("compressed in an image without compression")
        if not unpack.eof:
            raise ValueError("the compressed stream doesn't end")  # so its checksum wasn't looked at
        return data

    def _check(self, number: int, data: bytes, checksum: bytes) -> None:
        if len(checksum) < 4 or zlib.adler32(data) != int.from_bytes(checksum, "little"):
            raise self._broken(number, "wrong checksum")

    def _broken(self, number: int, detail: str) -> ReadFailedError:
        return ReadFailedError(
            path=str(self._files[self._sections.chunks[number].segment].path),
            offset_bytes=number * self._chunk_bytes,
            size_bytes=self._chunk_bytes,
            detail=f"Ex01 chunk {number}: {detail}",
        )


def open_ewf2(
    segments: Mapping[int, ReadOnlyFile], name_of: Callable[[int], str], incomplete: Incomplete
) -> Container:
    """An Ex01 image: its segments by their number, and what one that is missing would be called.

    Raises FormatNotSupportedError, SourceDamagedError; SegmentMissingError and SourceTruncatedError where
    what is missing isn't accepted.
    """
    gap = next(number for number in range(1, len(segments) + 2) if number not in segments)
    files = tuple(segments[number] for number in range(1, gap))
    try:
        return _whole(segments, files, name_of(gap))
    except (SegmentMissingError, SourceTruncatedError, SourceDamagedError) as e:
        return _partial(segments, name_of, e, incomplete)


def _whole(
    segments: Mapping[int, ReadOnlyFile], files: tuple[ReadOnlyFile, ...], next_name: str
) -> Container:
    if len(files) < len(segments):
        path = next(iter(segments.values())).path
        raise SegmentMissingError(path=str(path), segment=next_name)
    sections = read_ewf2(files, next_name)
    sizes = _sizes(files[0], sections)
    there = next(
        (n for n in range(min(sizes.chunks, len(sections.chunks) + 1)) if n not in sections.chunks),
        sizes.chunks,
    )
    if there < sizes.chunks:
        raise SourceTruncatedError(
            path=str(files[0].path),
            format=FORMAT,
            expected_bytes=sizes.medium_bytes,
            actual_bytes=there * sizes.chunk_bytes,
        )
    return _container(files[: sections.used], sections, sizes, strays=files[sections.used :])


def _partial(
    segments: Mapping[int, ReadOnlyFile],
    name_of: Callable[[int], str],
    error: EvidenceError,
    incomplete: Incomplete,
) -> Container:
    """What there is of an image that isn't whole. Raises `error`, or one that says more."""
    found = rescue_ewf2(segments, name_of, incomplete.alive)
    sections, files = found.sections, tuple(found.used)
    if not files or not sections.chunks:
        raise error
    sizes = _sizes(files[0], sections)
    present = sorted(number for number in sections.chunks if number < sizes.chunks)
    if len(present) < sizes.chunks and not found.missing:
        found.missing.append("the tables don't lead to all chunks")
    there = min(len(present) * sizes.chunk_bytes, sizes.medium_bytes)
    refusal = _refusal(error, found.foreign, sizes, there)
    for reason in found.missing:
        incomplete.accept(refusal, reason)
    if not found.missing and not found.problems:
        found.problems.append(getattr(error, "detail", "") or error.code)
    container = _container(files, sections, sizes, strays=tuple(found.strays))
    if len(present) < sizes.chunks:
        container.medium = _in_pieces(container.medium, present, sizes)
    container.problems, container.missing = tuple(found.problems), tuple(incomplete.missing)
    return container


def _refusal(error: EvidenceError, foreign: str | None, sizes: _Sizes, there: int) -> EvidenceError:
    """What is raised where what is missing isn't accepted."""
    if foreign is not None:
        return SegmentsIncompleteError(path=error.path, segment=foreign)
    if isinstance(error, SegmentMissingError):
        return SegmentsIncompleteError(path=error.path, segment=error.segment)
    if there >= sizes.medium_bytes:
        return error
    return SourceTruncatedError(
        path=error.path, format=FORMAT, expected_bytes=sizes.medium_bytes, actual_bytes=there
    )


def _in_pieces(medium: ByteSource, present: Sequence[int], sizes: _Sizes) -> PartialMedium:
    """`present`: the numbers of the chunks that are there, in order."""
    pieces: list[Piece] = []
    for _, run in groupby(enumerate(present), lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in run]
        begin = numbers[0] * sizes.chunk_bytes
        pieces.append(Piece(begin, Window(medium, begin, len(numbers) * sizes.chunk_bytes)))
    return PartialMedium(sizes.medium_bytes, tuple(pieces))


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Of the medium; sizes in bytes."""

    sector_bytes: int
    chunk_bytes: int
    medium_bytes: int

    @property
    def chunks(self) -> int:
        return -(-self.medium_bytes // self.chunk_bytes)


def _sizes(file: ReadOnlyFile, sections: Ewf2Sections) -> _Sizes:
    path = str(file.path)
    try:
        sector_bytes, sectors = int(sections.device["bp"]), int(sections.device["ts"])
        per_chunk = int(sections.case["sb"])
    except (KeyError, ValueError) as e:
        raise SourceDamagedError(path=path, format=FORMAT, detail=f"no size: {e}") from e
    chunk_bytes, size = per_chunk * sector_bytes, sectors * sector_bytes
    if not 0 < chunk_bytes <= _MOST_CHUNK_BYTES or size <= 0 or sector_bytes <= 0:
        raise SourceDamagedError(path=path, format=FORMAT, detail="impossible sizes")
    return _Sizes(sector_bytes, chunk_bytes, size)


def _container(
    files: tuple[ReadOnlyFile, ...],
    sections: Ewf2Sections,
    sizes: _Sizes,
    *,
    strays: tuple[ReadOnlyFile, ...],
) -> Container:
    return Container(
        ContainerFormat.EWF2,
        Ewf2Medium(files, sections, chunk_bytes=sizes.chunk_bytes, size_bytes=sizes.medium_bytes),
        files,
        sector_size_bytes=sizes.sector_bytes,
        stored_digests=Digests(md5=sections.md5, sha1=sections.sha1),
        acquisition=_acquisition(sections),
        unread_sectors=tuple(sections.unread_sectors),
        strays=tuple(shown_name(file.name) for file in strays),
    )


def _acquisition(sections: Ewf2Sections) -> AcquisitionFacts:
    """The container's own words on its making. Times are seconds since 1970 there, and UTC here."""
    case, device = sections.case, sections.device
    return AcquisitionFacts(
        examiner=case.get("ex"),
        case_number=case.get("cn"),
        evidence_number=case.get("en"),
        description=case.get("nm"),
        notes=case.get("nt"),
        acquired_at=_time(case.get("tt")),
        system_date=_time(case.get("at")),
        tool_version=case.get("av"),
        operating_system=case.get("os"),
        model=device.get("md"),
        serial_number=device.get("sn"),
    )


def _time(text: str | None) -> str | None:
    return None if text is None else time_of(text)
