"""Members of a ZIP that has lost its directory, by the headers before their contents.

So ends a copy or an extraction that was broken off: the directory is written last. Sizes that a header leaves
to a descriptor behind the content are found by unpacking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.archives.members.content import MemberContent
from forensics_app.evidence.archives.members.member import ArchiveError, Member, Note
from forensics_app.evidence.archives.streams.packed_stream import PackedStream
from forensics_app.evidence.archives.zip.member import DECODERS, member_of, stream_of, withheld_of
from forensics_app.evidence.archives.zip.records import (
    LOCAL_SIGNATURE,
    CentralHeader,
    LocalHeader,
    central_from_local,
    local_header,
)
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.omission_codes import OmissionCode

_WINDOW_BYTES = 256 << 10
_DESCRIPTOR = b"PK\x07\x08"


@dataclass(frozen=True, slots=True)
class _Found:
    header: CentralHeader
    local: LocalHeader
    end: int
    cut: str | None
    unpacked_bytes: int = 0


class SalvagedZip:
    """A ZIP without a usable central directory. A place is the offset of the local header; `why` says what
    the ZIP lacks."""

    kind = "zip"

    def __init__(
        self, source: ByteSource, why: str, *, limit_bytes: int, alive: Callable[[int], None]
    ) -> None:
        self._source = source
        self._why = why
        self._limit_bytes = limit_bytes
        self._alive = alive

    def members(self) -> Iterator[Member | Note]:
        """Every member in the order stored, also those that share a name; notes are about the archive
        itself."""
        yield Note(OmissionCode.ARCHIVE_DAMAGED, self._why)
        offset: int | None = 0
        while offset is not None:
            found = self._at(offset)
            if found is None:
                offset = self._next_header(offset + 1)
                continue
            yield member_of(
                found.header,
                found.local,
                withheld_of(found.header, found.local, overlaps=False),
                link=lambda place: self.content(place),
                notes=_cut(found),
            )
            offset = self._next_header(found.end)

    def within(self, begin: int, end: int) -> Iterator[Member]:
        """Members whose header and content lie between two offsets, found by their headers."""
        wasted = 0  # each header may lead into all that follows
        offset = self._next_header(begin, end)
        while offset is not None and offset < end:
            found = self._at(offset)
            if found is None or not found.local.name or found.end > end:
                wasted += 0 if found is None else found.unpacked_bytes
                if wasted > self._limit_bytes:
                    detail = f"more than {self._limit_bytes} bytes"
                    raise ArchiveError(OmissionCode.ARCHIVE_TOO_LARGE, detail)
                offset = self._next_header(offset + 1, end)
                continue
            yield member_of(
                found.header,
                found.local,
                withheld_of(found.header, found.local, overlaps=False),
                link=lambda place: self.content(place),
                notes=_cut(found),
            )
            offset = self._next_header(found.end, end)

    def head(self, member: Member, size_bytes: int) -> bytes:
        """The first bytes of the member that `members` gave last; fewer where there are no more."""
        return self.content(member.place).read(0, min(size_bytes, member.size_bytes or 0))

    def content(self, place: int) -> MemberContent:
        """The content of the member at a place. Cheap in the order of `members`."""
        found = self._at(place)
        if found is None:
            raise ArchiveError(OmissionCode.ARCHIVE_DAMAGED, f"no header at byte {place}")
        stream = stream_of(self._source, found.header, found.local, self._alive)
        return MemberContent(found.header.size_bytes, stream, crc32=None if found.cut else found.header.crc32)

    def close(self) -> None:
        """Does nothing: nothing is kept in memory."""

    def _at(self, offset: int) -> _Found | None:
        local = local_header(self._source, offset)
        if local is None:
            return None
        header = central_from_local(local, offset)
        if not header.flags & 8 or header.packed_bytes or header.size_bytes:
            return _Found(header, local, local.data_offset + header.packed_bytes, None)
        return self._measured(header, local)

    def _measured(self, header: CentralHeader, local: LocalHeader) -> _Found:
        """A member whose sizes come behind its content."""
        begin, end = local.data_offset, self._source.size_bytes
        make = DECODERS.get(header.method)
        if make is None or header.encrypted:
            following = self._next_header(begin)
            packed = (following or end) - begin
            return _Found(
                header.with_sizes(packed, packed, 0), local, begin + packed, "its size is not known"
            )
        stream = PackedStream(self._source, begin, end, make, alive=self._alive)
        size, cut = 0, None
        try:
            while data := stream.read_at(size, _WINDOW_BYTES):
                size += len(data)
                if size > self._limit_bytes:
                    raise ArchiveError(OmissionCode.ARCHIVE_TOO_LARGE, f"more than {self._limit_bytes} bytes")
        except ReadFailedError as e:
            size, cut = max(size, e.offset_bytes), e.detail
        packed = stream.packed_bytes
        crc = 0
        if cut is None:
            tail = read_up_to(self._source, begin + packed, 8)
            crc = int.from_bytes(tail[4:8] if tail.startswith(_DESCRIPTOR) else tail[:4], "little")
        return _Found(header.with_sizes(packed, size, crc), local, begin + packed, cut, size)

    def _next_header(self, offset: int, end: int | None = None) -> int | None:
        """Where the next header begins at or after an offset, and before `end`."""
        end = self._source.size_bytes if end is None else end
        while offset < end:
            window = read_up_to(self._source, offset, min(_WINDOW_BYTES, end - offset))
            at = window.find(LOCAL_SIGNATURE)
            if at >= 0:
                return offset + at
            self._alive(offset)
            offset += max(1, len(window) - len(LOCAL_SIGNATURE) + 1)
        return None


def _cut(found: _Found) -> tuple[Note, ...]:
    return () if found.cut is None else (Note(OmissionCode.ARCHIVE_DAMAGED, found.cut),)
