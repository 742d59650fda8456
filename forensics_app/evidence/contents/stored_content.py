"""The content of one entry, window by window, with what can't be read zero-filled and told.

First libtsk's reading. Where that fails, the same bytes are fetched through the extents, down to single
sectors, so that one bad sector costs one sector. Compressed content has no such way: the window is a gap.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from typing import Protocol

from forensics_app.errors import ForensicsError, SourceChangedError
from forensics_app.evidence.bytes.bad_sectors import read_around
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.contents.extent_content import BY_EXTENTS
from forensics_app.evidence.contents.times import unix_time
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.format_errors import TskError
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.examine.content import SharedChunk
from forensics_app.model.artifact import Extent, ExtentClass, Gap
from forensics_app.model.times import TimeKind

_PIECE_BYTES = 64 << 10


class ExactRead(Protocol):
    """Exactly `size` bytes at `offset`, or one of our errors or TskError."""

    def __call__(self, offset_bytes: int, size_bytes: int, /) -> bytes: ...


class StoredContent:
    """A `Content` (forensics_app.examine) of one entry."""

    def __init__(
        self,
        size_bytes: int,
        read: ExactRead,
        *,
        extents: Callable[[], tuple[tuple[Extent, ...], ExtentClass]] | None = None,
        layers: Callable[[str], ByteSource] | None = None,
        file: ReadOnlyFile | None = None,
        piece_bytes: int = _PIECE_BYTES,
        shared_chunk: Callable[[int, int], SharedChunk | None] | None = None,
    ) -> None:
        """`shared_chunk` as of SharesChunks, of the same bytes as `read`; it may raise ForensicsErrors."""
        self._shared_chunk = shared_chunk
        self._size_bytes = size_bytes
        self._read = read
        self._find_extents = extents
        self._layers = layers
        self._file = file
        self._piece_bytes = piece_bytes  # what is lost with a byte of a content without extents
        self._gaps: list[Gap] = []
        self._extents: tuple[Extent, ...] | None = None  # once a reading failed
        self._ends: list[int] = []  # of each of them in the content
        self.error: str | None = None
        self.problems: list[tuple[OmissionCode, str]] = []  # beside gaps, known once it was read

    @property
    def size_bytes(self) -> int:
        """Size of the content."""
        return self._size_bytes

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What could not be read so far, in order, neighbours joined."""
        return tuple(self._gaps)

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly these bytes, zeros where they can't be read, which `gaps` then names. Never raises for
        that."""
        if not size_bytes:
            return b""
        try:
            return self._read(offset_bytes, size_bytes)
        except (ForensicsError, TskError) as e:
            self.error = self.error or detail_of(e)
        if self._extents is None:
            self._extents = self._stored()
            self._ends = list(accumulate(extent.length_bytes for extent in self._extents))
        if self._extents:
            return self._read_extents(self._extents, offset_bytes, size_bytes)
        return self._read_pieces(offset_bytes, size_bytes)

    def stands_at(self) -> tuple[tuple[Extent, ...], ExtentClass]:
        """Where its bytes stand, as far as that is known."""
        if self._find_extents is None:
            return (), ExtentClass.NONE
        try:
            return self._find_extents()
        except (ForensicsError, TskError):
            return (), ExtentClass.NONE

    def shared_chunk(self, offset_bytes: int, size_bytes: int) -> SharedChunk | None:
        """The first bytes of a range where they lie, without a copy; None where they have to be read. Never
        raises."""
        if self._shared_chunk is None:
            return None
        try:
            return self._shared_chunk(offset_bytes, size_bytes)
        except ForensicsError:  # reading tells of it
            return None

    def lacks(self, gaps: tuple[Gap, ...], detail: str) -> None:
        """Take these parts for missing, whatever stands in their place."""
        self._gaps.extend(gaps)
        self.error = detail

    def check_modified(self, raw: str) -> None:
        """Raises SourceChangedError where the file behind a logical source has another time of modification
        than this, as it was when the file was listed: its size may be the same.
        """
        if self._file is None:
            return
        seconds, rest = divmod(self._file.facts.mtime_ns, 1_000_000_000)
        if unix_time(TimeKind.MODIFIED, seconds, rest, "1ns").raw != raw:
            self._file.close()
            raise SourceChangedError(path=str(self._file.path))

    def check_unchanged(self) -> None:
        """Raises SourceChangedError when the file behind a logical source moved."""
        if self._file is not None:
            self._file.check_unchanged()

    def close(self) -> None:
        """Close the file behind a logical source. Raises SourceChangedError when it moved meanwhile."""
        if self._file is not None:
            try:
                self._file.check_unchanged()
            finally:
                self._file.close()

    def _stored(self) -> tuple[Extent, ...]:
        if self._layers is None:
            return ()
        extents, extent_class = self.stands_at()
        return extents if extent_class in BY_EXTENTS else ()

    def _read_pieces(self, offset: int, size: int) -> bytes:
        """Without extents: smaller windows of the same reading."""
        found: list[bytes] = []
        end = offset + size
        while offset < end:
            length = min(self._piece_bytes - offset % self._piece_bytes, end - offset)
            try:
                found.append(self._read(offset, length))
            except (ForensicsError, TskError):
                self._add_gap(offset, length)
                found.append(bytes(length))
            offset += length
        return b"".join(found)

    def _read_extents(self, extents: tuple[Extent, ...], offset: int, size: int) -> bytes:
        found: list[bytes] = []
        end = offset + size
        for index in range(bisect_right(self._ends, offset), len(extents)):
            extent = extents[index]
            start = self._ends[index] - extent.length_bytes
            if start >= end:
                break
            inside_from, inside_to = max(offset, start), min(end, start + extent.length_bytes)
            if inside_from < inside_to:
                found.append(self._extent_part(extent, inside_from - start, inside_to - start, inside_from))
        data = b"".join(found)
        if len(data) < size:
            self._add_gap(offset + len(data), size - len(data))
            data += bytes(size - len(data))
        return data

    def _extent_part(self, extent: Extent, begin: int, end: int, content_offset: int) -> bytes:
        """Bytes `begin` to `end` of one extent, which are at `content_offset` of the content."""
        if extent.layer_id is None or extent.offset_bytes is None or self._layers is None:
            return bytes(end - begin)
        position = extent.offset_bytes + begin
        data, gaps = read_around(self._layers(extent.layer_id), position, end - begin)
        for gap in gaps:
            self._add_gap(content_offset + gap.offset_bytes - position, gap.length_bytes)
        return data

    def _add_gap(self, offset: int, length: int) -> None:
        """Remember a gap once, although the same bytes may be read again (for EXIF)."""
        if any(
            g.offset_bytes <= offset and offset + length <= g.offset_bytes + g.length_bytes
            for g in self._gaps
        ):
            return
        last = self._gaps[-1] if self._gaps else None
        if last is not None and last.offset_bytes + last.length_bytes == offset:
            self._gaps[-1] = Gap(last.offset_bytes, last.length_bytes + length)
        else:
            self._gaps.append(Gap(offset, length))
