"""EWF version 2 (Ex01) by an own reader that checks every chunk, as ewf_image does for E01."""

from __future__ import annotations

import bz2
import struct
import zlib
from collections import OrderedDict

from forensics_app.errors import ReadFailedError, SourceDamagedError, SourceTruncatedError
from forensics_app.evidence.byte_source import check_range
from forensics_app.evidence.container import Container, shown_name
from forensics_app.evidence.ewf2_sections import BZIP2, DEFLATE, FORMAT, Ewf2Chunk, Ewf2Sections, read_ewf2
from forensics_app.evidence.ewf_header import time_of
from forensics_app.evidence.read_only_file import ReadOnlyFile
from forensics_app.model.digests import Digests
from forensics_app.model.evidence import AcquisitionFacts, ContainerFormat

_COMPRESSED, _CHECKSUM, _PATTERN = 1, 2, 4
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
        """As ByteSource.read; a chunk with a wrong checksum is a read that failed."""
        check_range(offset_bytes, size_bytes, self._size_bytes)
        parts: list[bytes] = []
        end = offset_bytes + size_bytes
        while offset_bytes < end:
            number, within = divmod(offset_bytes, self._chunk_bytes)
            part = self._chunk(number)[within : within + end - offset_bytes]
            parts.append(part)
            offset_bytes += len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

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
        if chunk.flags & _COMPRESSED and chunk.flags & _PATTERN:
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


def open_ewf2(files: tuple[ReadOnlyFile, ...], next_name: str) -> Container:
    """An Ex01 image in its segments; `next_name` as read_ewf2.

    Raises SegmentMissingError, FormatNotSupportedError, SourceTruncatedError, SourceDamagedError.
    """
    sections = read_ewf2(files, next_name)
    path = str(files[0].path)
    try:
        sector_bytes, sectors = int(sections.device["bp"]), int(sections.device["ts"])
        per_chunk = int(sections.case["sb"])
    except (KeyError, ValueError) as e:
        raise SourceDamagedError(path=path, format=FORMAT, detail=f"no size: {e}") from e
    chunk_bytes, size = per_chunk * sector_bytes, sectors * sector_bytes
    if not 0 < chunk_bytes <= _MOST_CHUNK_BYTES or size <= 0 or sector_bytes <= 0:
        raise SourceDamagedError(path=path, format=FORMAT, detail="impossible sizes")
    wanted = -(-size // chunk_bytes)
    there = next(
        (n for n in range(min(wanted, len(sections.chunks) + 1)) if n not in sections.chunks), wanted
    )
    if there < wanted:
        raise SourceTruncatedError(
            path=path, format=FORMAT, expected_bytes=size, actual_bytes=there * chunk_bytes
        )
    used = files[: sections.used]
    return Container(
        ContainerFormat.EWF2,
        Ewf2Medium(used, sections, chunk_bytes=chunk_bytes, size_bytes=size),
        used,
        sector_size_bytes=sector_bytes,
        stored_digests=Digests(md5=sections.md5, sha1=sections.sha1),
        acquisition=_acquisition(sections),
        unread_sectors=tuple(sections.unread_sectors),
        strays=tuple(shown_name(file.name) for file in files[sections.used :]),
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
