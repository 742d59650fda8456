"""Members of a ZIP, by its central directory, each checked against the header before its content.

No list of all members is kept: a place is the offset of the member's directory record. Ranges that overlap
are looked for first, in one pass over the directory (24 bytes a member). What no range covers may hold
members that the directory doesn't list, taken out of it or hidden; their place is that of their own header.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from forensics_app.evidence.archives.members.content import MemberContent, Stream
from forensics_app.evidence.archives.members.member import ArchiveError, Member, Note
from forensics_app.evidence.archives.zip.member import (
    DEFLATED,
    LZMA,
    STORED,
    member_of,
    stream_of,
    withheld_of,
)
from forensics_app.evidence.archives.zip.records import (
    CentralHeader,
    LocalHeader,
    central_header,
    central_headers,
    find_directory,
    local_header,
)
from forensics_app.evidence.archives.zip.salvage import SalvagedZip
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.omission_codes import OmissionCode

_LOCAL_BYTES = 30
_FAR = (1 << 63) - 1


class StoredMember(NamedTuple):
    """A member's bytes, and what the directory says of them. `random`: whether going back costs little."""

    stream: Stream
    size_bytes: int
    packed_bytes: int
    crc32: int
    random: bool


class ZipArchive:
    """A ZIP by its central directory. Raises ArchiveError where that can't be found."""

    kind = "zip"

    def __init__(self, source: ByteSource, alive: Callable[[int], None], *, limit_bytes: int) -> None:
        self._source = source
        self._alive = alive
        self._directory = find_directory(source)
        self._begins = array("Q")  # where the directory says that members begin, sorted
        self._salvage = SalvagedZip(source, "", limit_bytes=limit_bytes, alive=alive)

    def members(self) -> Iterator[Member | Note]:
        """Every member in the order stored, also those that share a name; notes are about the archive
        itself."""
        overlapping, uncovered = self._ranges()
        count = 0
        for header in central_headers(self._source, self._directory, self._alive):
            count += 1
            local = self._local(header)
            withheld = withheld_of(header, local, overlaps=header.place in overlapping)
            yield member_of(header, local, withheld, link=self.content)
        unlisted = 0
        for begin, end in uncovered:
            for member in self._salvage.within(begin, end):
                stated_place = member.place - self._directory.shift
                at = bisect_left(self._begins, stated_place)
                if at < len(self._begins) and self._begins[at] == stated_place:
                    continue
                unlisted += 1
                yield replace(member, allocated=False)
        if unlisted:
            yield Note(OmissionCode.ARCHIVE_INCONSISTENT, f"{unlisted} members are not in the directory")
        stated = self._directory.count
        if stated not in (count, count & 0xFFFF):
            code = OmissionCode.ARCHIVE_DAMAGED if count < stated else OmissionCode.ARCHIVE_INCONSISTENT
            yield Note(code, f"{stated} members counted, {count} in the directory")
        if self._directory.trailing_bytes:
            detail = f"{self._directory.trailing_bytes} bytes follow its end"
            yield Note(OmissionCode.ARCHIVE_INCONSISTENT, detail)

    def head(self, member: Member, size_bytes: int) -> bytes:
        """The first bytes of the member that `members` gave last; fewer where there are no more."""
        return self.content(member.place).read(0, min(size_bytes, member.size_bytes or 0))

    def content(self, place: int) -> MemberContent:
        """The content of the member at a place. Cheap in the order of `members`."""
        if place < self._directory.begin:
            return self._salvage.content(place)
        header = central_header(self._source, place)
        local = self._local(header)
        if local is None:
            raise ArchiveError(OmissionCode.CONTENT_UNREADABLE, "no local header where the directory says")
        stream = stream_of(self._source, header, local, self._alive)
        ends = header.method not in (STORED, LZMA)  # LZMA here need not say where it ends
        return MemberContent(
            header.size_bytes,
            stream,
            crc32=header.crc32,
            ends=ends,
            random=header.method in (STORED, DEFLATED),
        )

    def stream(self, place: int) -> StoredMember:
        """The bytes of a listed member as a stream. Raises ArchiveError, ReadFailedError."""
        header = central_header(self._source, place)
        local = self._local(header)
        if local is None:
            raise ArchiveError(OmissionCode.CONTENT_UNREADABLE, "no local header where the directory says")
        return StoredMember(
            stream_of(self._source, header, local, self._alive),
            header.size_bytes,
            header.packed_bytes,
            header.crc32,
            header.method in (STORED, DEFLATED),
        )

    def close(self) -> None:
        """Does nothing: nothing is kept in memory."""

    def _local(self, header: CentralHeader) -> LocalHeader | None:
        offset = header.local_offset + self._directory.shift
        return local_header(self._source, offset) if 0 <= offset < self._source.size_bytes else None

    def _ranges(self) -> tuple[frozenset[int], list[tuple[int, int]]]:
        """Places of members that share bytes with one that begins earlier (or stands earlier in the list);
        and what lies before the directory and belongs to none.
        """
        shift = self._directory.shift
        places, begins, ends = array("Q"), array("Q"), array("Q")
        for header in central_headers(self._source, self._directory, self._alive):
            begin = min(header.local_offset, _FAR)
            places.append(header.place)
            begins.append(begin)
            ends.append(min(begin + _LOCAL_BYTES + len(header.name) + header.packed_bytes, _FAR))
        found: set[int] = set()
        uncovered: list[tuple[int, int]] = []
        reached = covered = -shift
        order = sorted(range(len(places)), key=begins.__getitem__)
        self._begins = array("Q", map(begins.__getitem__, order))
        for index in order:
            if begins[index] < reached:
                found.add(places[index])
            else:  # a range that overlaps says nothing true of what lies there
                if begins[index] - covered >= _LOCAL_BYTES:
                    uncovered.append((covered + shift, begins[index] + shift))
                covered = max(covered, ends[index])
            reached = max(reached, ends[index])
        uncovered.append((covered + shift, self._directory.begin))
        end = self._directory.begin
        pieces = [(begin, min(limit, end)) for begin, limit in uncovered]
        return frozenset(found), [each for each in pieces if each[1] - each[0] >= _LOCAL_BYTES]
