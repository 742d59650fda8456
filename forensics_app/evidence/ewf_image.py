"""EWF images (E01, s01): an own reader of the chunks that checks what it reads. Ex01 is opened by ewf2_image.

pyewf opens damaged files without an exception and gives wrong bytes for chunks whose checksum is wrong. So
the chain of sections is followed first (ewf_sections), the last byte is read, and chunks are inflated here,
where a wrong checksum is a read that failed. pyewf reads what that can't (unusual tables), and
stays the judge: first, middle and last chunk must be the same through both.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, cast

import pyewf  # type: ignore[import-not-found]
from isal import isal_zlib

from forensics_app.errors import (
    ReadFailedError,
    SegmentMissingError,
    SourceDamagedError,
    SourceEmptyError,
)
from forensics_app.evidence.byte_source import ByteSource, check_range
from forensics_app.evidence.container import Container, shown_name
from forensics_app.evidence.ewf2_image import open_ewf2
from forensics_app.evidence.ewf_sections import EwfSections, read_sections
from forensics_app.evidence.libyal_medium import LibyalHandle, LibyalMedium
from forensics_app.evidence.read_only_file import FileObject, ReadOnlyFile
from forensics_app.evidence.segments import ewf_segment_name, ewf_segments
from forensics_app.evidence.shared_window import ChunkWindow, WindowEnd
from forensics_app.model.digests import Digests
from forensics_app.model.evidence import AcquisitionFacts, ContainerFormat

_KEPT_BYTES = 16 << 20
_BULK_CHUNKS = 8  # a read of more chunks than this is a long one
_BULK_BYTES = 4 << 20
_IsalError = cast("type[Exception]", isal_zlib.error)  # its stub calls the class an instance


class _Handle(LibyalHandle, Protocol):
    """The part of pyewf.handle that is used."""

    def get_bytes_per_sector(self) -> int: ...
    def get_header_values(self) -> dict[str, str]: ...
    def get_hash_values(self) -> dict[str, str]: ...


class ChunkMedium:
    """The medium from the chunk tables of an E01, every chunk checked."""

    def __init__(self, files: tuple[ReadOnlyFile, ...], sections: EwfSections) -> None:
        self._files = files
        self._sections = sections
        self._chunks = sections.chunks
        self._kept: OrderedDict[int, bytes] = OrderedDict()
        self._most_kept = max(2, _KEPT_BYTES // sections.chunk_bytes)
        self._window: ChunkWindow | None = None

    @property
    def size_bytes(self) -> int:
        """Size of the medium."""
        return self._sections.media_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """As ByteSource.read; a chunk with a wrong checksum is a read that failed."""
        check_range(offset_bytes, size_bytes, self.size_bytes)
        if self._window is not None and (lent := self._window.take(offset_bytes, size_bytes)) is not None:
            return lent
        chunk_bytes = self._sections.chunk_bytes
        first, last = offset_bytes // chunk_bytes, (offset_bytes + max(size_bytes, 1) - 1) // chunk_bytes
        begin = offset_bytes - first * chunk_bytes
        if first == last:
            return self._chunk(first)[begin : begin + size_bytes]
        if last - first < _BULK_CHUNKS:
            data = b"".join([self._chunk(number) for number in range(first, last + 1)])
            return data[begin : begin + size_bytes]
        parts = self._bulk(first, last)
        parts[0] = parts[0][begin:]
        excess = sum(map(len, parts)) - size_bytes
        if excess:
            parts[-1] = parts[-1][:-excess]
        return b"".join(parts)

    def share(self, end: WindowEnd) -> ChunkWindow | None:
        """From now on take chunks that another worker has unpacked; the one who writes unpacks all itself."""
        try:
            window = ChunkWindow(end, self._sections.chunk_bytes)
        except (OSError, ValueError):  # as before, each for itself
            return None
        if not end.writes:
            self._window = window
        return window

    def read_into(self, window: ChunkWindow, offset_bytes: int, size_bytes: int) -> list[memoryview]:
        """The same bytes as `read` gives, put into the window for others. Raises ReadFailedError."""
        check_range(offset_bytes, size_bytes, self.size_bytes)
        chunk_bytes = self._sections.chunk_bytes
        first, last = offset_bytes // chunk_bytes, (offset_bytes + max(size_bytes, 1) - 1) // chunk_bytes
        for number, chunk in enumerate(self._bulk(first, last), first):
            window.put(number, chunk)
        return window.views(offset_bytes, size_bytes)

    def _chunk(self, number: int) -> bytes:
        kept = self._kept.get(number)
        if kept is not None:
            self._kept.move_to_end(number)
            return kept
        file = self._files[self._chunks.segments[number]]
        stored = file.read(self._chunks.offsets[number], self._chunks.sizes[number])
        data = bytes(self._inflated(number, memoryview(stored)))
        self._kept[number] = data
        if len(self._kept) > self._most_kept:
            self._kept.popitem(last=False)
        return data

    def _bulk(self, first: int, last: int) -> list[memoryview]:
        """Chunks for a long read: what lies together in a file is read at once, and nothing is kept."""
        chunks = self._chunks
        parts: list[memoryview] = []
        number = first
        while number <= last:
            segment, begin = chunks.segments[number], chunks.offsets[number]
            end = begin + chunks.sizes[number]
            after = number + 1
            while (
                after <= last
                and chunks.segments[after] == segment
                and chunks.offsets[after] == end
                and end - begin < _BULK_BYTES
            ):
                end += chunks.sizes[after]
                after += 1
            stored = memoryview(self._files[segment].read(begin, end - begin))
            for one in range(number, after):
                at = chunks.offsets[one] - begin
                parts.append(self._inflated(one, stored[at : at + chunks.sizes[one]]))
            number = after
        return parts

    def _inflated(self, number: int, stored: memoryview) -> memoryview:
        """The chunk that is stored like this. Raises ReadFailedError where its checksum is wrong."""
        chunk_bytes = self._sections.chunk_bytes
        wanted = min(chunk_bytes, self.size_bytes - number * chunk_bytes)
        if self._chunks.compressed[number]:
            try:
                data = memoryview(isal_zlib.decompress(stored, bufsize=chunk_bytes))
            except (_IsalError, ValueError) as e:
                raise self._broken(number, str(e)) from e
        else:
            data, checksum = stored[:wanted], bytes(stored[wanted : wanted + 4])
            if isal_zlib.adler32(data) != int.from_bytes(checksum, "little") or len(checksum) < 4:
                raise self._broken(number, "wrong checksum")
        if len(data) < wanted:
            raise self._broken(number, f"{len(data)} bytes instead of {wanted}")
        return data[:wanted]

    def _broken(self, number: int, detail: str) -> ReadFailedError:
        chunk_bytes = self._sections.chunk_bytes
        return ReadFailedError(
            path=str(self._files[self._chunks.segments[number]].path),
            offset_bytes=number * chunk_bytes,
            size_bytes=chunk_bytes,
            detail=f"E01 chunk {number}: {detail}",
        )


def open_ewf(path: Path) -> Container:
    """An E01, s01 or Ex01 image by any of its segments.

    Raises SegmentMissingError, SourceTruncatedError, SourceDamagedError, SourceEmptyError.
    """
    names = ewf_segments(path)
    if names.missing is not None:
        raise SegmentMissingError(path=str(path), segment=names.missing.name)
    files = tuple(ReadOnlyFile(segment) for segment in names.present)
    for file in files:
        if not file.size_bytes:
            raise SourceEmptyError(path=str(file.path))
    if files[0].read(0, 4) == b"EVF2":
        return open_ewf2(files, ewf_segment_name(path, len(files) + 1))
    sections = read_sections(files, ewf_segment_name(path, len(files) + 1))
    used, strays = files[: sections.used], files[sections.used :]
    handle = _handle(used)
    judge = LibyalMedium(handle)
    if judge.size_bytes != sections.media_bytes:
        detail = f"the sections say {sections.media_bytes} bytes, pyewf {judge.size_bytes}"
        raise SourceDamagedError(path=str(path), format="E01", detail=detail)
    own = ChunkMedium(used, sections)
    medium: ByteSource = own if sections.chunks.regular and _agree(own, judge, sections) else judge
    return Container(
        ContainerFormat.EWF,
        medium,
        used,
        sector_size_bytes=sections.sector_bytes,
        stored_digests=_stored(handle),
        acquisition=_acquisition(handle),
        strays=tuple(shown_name(file.name) for file in strays),
        unread_sectors=tuple(sections.unread_sectors),
        notes=() if medium is own else ("E01 read by pyewf: chunks are not checked one by one",),
    )


def _handle(files: tuple[ReadOnlyFile, ...]) -> _Handle:
    handle = pyewf.handle()
    try:
        handle.open_file_objects([FileObject(file) for file in files])
    except (OSError, MemoryError) as e:
        raise SourceDamagedError(path=str(files[0].path), format="E01", detail=str(e)) from e
    found: _Handle = handle
    return found


def _agree(own: ChunkMedium, judge: LibyalMedium, sections: EwfSections) -> bool:
    """First, middle and last chunk through both readers."""
    last = (sections.media_bytes - 1) // sections.chunk_bytes
    for number in sorted({0, last // 2, last}):
        offset = number * sections.chunk_bytes
        size = min(sections.chunk_bytes, sections.media_bytes - offset)
        try:
            data = own.read(offset, size)
        except ReadFailedError:
            continue  # a damaged chunk says nothing about the table
        if data != judge.read(offset, size):
            return False
    return True


def _stored(handle: _Handle) -> Digests:
    values = {name.lower(): value.lower() for name, value in _values(handle.get_hash_values).items()}
    return Digests(md5=values.get("md5"), sha1=values.get("sha1"), sha256=values.get("sha256"))


def _acquisition(handle: _Handle) -> AcquisitionFacts:
    """The container's own words on its making; times as they are written there."""
    values = _values(handle.get_header_values)
    return AcquisitionFacts(
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


def _values(getter: Callable[[], dict[str, str]]) -> dict[str, str]:
    """Header or hash values; none where they can't be decoded. Empty ones are left out."""
    try:
        return {name: text for name, text in getter().items() if text}
    except (OSError, UnicodeDecodeError):
        return {}
