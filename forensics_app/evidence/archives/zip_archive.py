"""Members of a ZIP, by its central directory, each checked against the header before its content.

No list of all members is kept: a place is the offset of the member's directory record. Ranges that overlap
are looked for first, in one pass over the directory (16 bytes a member).
"""

from __future__ import annotations

import lzma
from array import array
from collections.abc import Callable, Iterator

from forensics_app.evidence.archives.content import MemberContent, Stream
from forensics_app.evidence.archives.decoders import (
    Decoder,
    DeflateDecoder,
    LibraryDecoder,
    bzip2_decoder,
    xz_decoder,
)
from forensics_app.evidence.archives.member import ArchiveError, Member, Note
from forensics_app.evidence.archives.packed_stream import PackedStream
from forensics_app.evidence.archives.runs import RunStream, SourceStream
from forensics_app.evidence.archives.zip_facts import kind_of, name_of, owner_of, times_of
from forensics_app.evidence.archives.zip_records import (
    CentralHeader,
    LocalHeader,
    central_header,
    central_headers,
    find_directory,
    local_header,
)
from forensics_app.evidence.byte_source import ByteSource, read_up_to
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.names import display

STORED, DEFLATED, BZIP2, LZMA, XZ = 0, 8, 12, 14, 95
_METHODS = (STORED, DEFLATED, BZIP2, LZMA, XZ)
_LOCAL_BYTES = 30
_MOST_LINK = 4096
_FAR = (1 << 63) - 1
# DEFLATE can't do better than 1032:1 (258 bytes from two bits); a claim beyond that is a lie
_DEFLATE_RATIO, _RATIO_SLACK = 1040, 1 << 20


class ZipArchive:
    """As Archive. Raises ArchiveError where the directory can't be found."""

    kind = "zip"

    def __init__(self, source: ByteSource, alive: Callable[[int], None]) -> None:
        self._source = source
        self._alive = alive
        self._directory = find_directory(source)

    def members(self) -> Iterator[Member | Note]:
        """As Archive.members."""
        overlapping = self._overlapping()
        count, end = 0, self._directory.begin
        for header in central_headers(self._source, self._directory, self._alive):
            count += 1
            end = header.place + header.length_bytes
            yield self._member(header, overlaps=header.place in overlapping)
        told = self._directory.count
        if told not in (count, count & 0xFFFF):
            code = OmissionCode.ARCHIVE_DAMAGED if count < told else OmissionCode.ARCHIVE_INCONSISTENT
            yield Note(code, f"{told} members counted, {count} in the directory")
        elif end < self._directory.end and count < told:
            yield Note(OmissionCode.ARCHIVE_DAMAGED, f"the directory breaks off at byte {end}")

    def head(self, member: Member, size_bytes: int) -> bytes:
        """As Archive.head."""
        return self.content(member.place).read(0, min(size_bytes, member.size_bytes or 0))

    def content(self, place: int) -> MemberContent:
        """As Archive.content."""
        header = central_header(self._source, place)
        local = self._local(header)
        if local is None:
            raise ArchiveError(OmissionCode.CONTENT_UNREADABLE, "no local header where the directory says")
        stream = self._stream(header, local)
        ends = header.method not in (STORED, LZMA)  # LZMA here need not say where it ends
        return MemberContent(
            header.size_bytes,
            stream,
            crc32=header.crc32,
            ends=ends,
            random=header.method in (STORED, DEFLATED),
        )

    def close(self) -> None:
        """As Archive.close: nothing is kept."""

    def _local(self, header: CentralHeader) -> LocalHeader | None:
        offset = header.local_offset + self._directory.shift
        return local_header(self._source, offset) if 0 <= offset < self._source.size_bytes else None

    def _overlapping(self) -> frozenset[int]:
        """Places of members that share bytes with one that begins earlier (or stands earlier in the list)."""
        places, begins, ends = array("Q"), array("Q"), array("Q")
        for header in central_headers(self._source, self._directory, self._alive):
            begin = min(header.local_offset, _FAR)
            places.append(header.place)
            begins.append(begin)
            ends.append(min(begin + _LOCAL_BYTES + len(header.name) + header.packed_bytes, _FAR))
        found: set[int] = set()
        reached = 0
        for index in sorted(range(len(places)), key=begins.__getitem__):
            if begins[index] < reached:
                found.add(places[index])
            reached = max(reached, ends[index])
        return frozenset(found)

    # --- one member --------------------------------------------------------------------------------

    def _member(self, header: CentralHeader, *, overlaps: bool) -> Member:
        local = self._local(header)
        kind, mode = kind_of(header)
        extra = {} if local is None else local.extra
        uid, gid = owner_of(header.extra, extra)
        withheld = self._withheld(header, local, overlaps=overlaps)
        link = None
        if kind is ArtifactKind.LINK and withheld is None:
            link = self.content(header.place).read(0, min(header.size_bytes, _MOST_LINK))
        return Member(
            name=name_of(header),
            place=header.place,
            kind=kind,
            size_bytes=header.size_bytes if kind is ArtifactKind.FILE else None,
            times=times_of(header, extra),
            link_target=link,
            mode=mode,
            uid=uid,
            gid=gid,
            runs=self._runs(header, local) if withheld is None and kind is ArtifactKind.FILE else None,
            withheld=withheld if kind is ArtifactKind.FILE else None,
            notes=_contradictions(header, local)
            if kind is ArtifactKind.FILE or withheld is None
            else (withheld, *_contradictions(header, local)),
        )

    def _withheld(self, header: CentralHeader, local: LocalHeader | None, *, overlaps: bool) -> Note | None:
        if header.encrypted:
            return Note(OmissionCode.CONTENT_ENCRYPTED, "encrypted in the ZIP")
        if overlaps:
            return Note(OmissionCode.ARCHIVE_OVERLAP, f"at byte {header.local_offset} of the archive")
        if header.method not in _METHODS:
            return Note(OmissionCode.ARCHIVE_NOT_SUPPORTED, f"compression method {header.method}")
        if local is None:
            return Note(OmissionCode.CONTENT_UNREADABLE, "no local header where the directory says")
        most = header.packed_bytes
        if header.method != STORED:
            most = most * _DEFLATE_RATIO + _RATIO_SLACK
        if header.method in (STORED, DEFLATED) and header.size_bytes > most + _RATIO_SLACK:
            detail = f"{header.packed_bytes} packed bytes can't hold the {header.size_bytes} declared"
            return Note(OmissionCode.CONTENT_UNREADABLE, detail)
        return None

    def _runs(
        self, header: CentralHeader, local: LocalHeader | None
    ) -> tuple[tuple[int | None, int], ...] | None:
        if local is None or header.method != STORED or header.packed_bytes != header.size_bytes:
            return None
        return ((local.data_offset, header.size_bytes),)

    def _stream(self, header: CentralHeader, local: LocalHeader) -> Stream:
        begin = min(local.data_offset, self._source.size_bytes)
        end = min(begin + header.packed_bytes, self._source.size_bytes)
        if header.method == STORED:
            return RunStream(SourceStream(self._source), ((begin, end - begin),))
        make: Callable[[], Decoder] | None = _DECODERS.get(header.method)
        if header.method == LZMA:
            properties = read_up_to(self._source, begin, 9)
            begin += 4 + int.from_bytes(properties[2:4], "little")
            make = _lzma(properties)
        if make is None:
            raise ArchiveError(OmissionCode.ARCHIVE_NOT_SUPPORTED, f"compression method {header.method}")
        return PackedStream(self._source, begin, max(begin, end), make, alive=self._alive)


_DECODERS: dict[int, Callable[[], Decoder]] = {
    DEFLATED: DeflateDecoder,
    BZIP2: bzip2_decoder,
    XZ: xz_decoder,
}


def _lzma(properties: bytes) -> Callable[[], Decoder]:
    """A decoder for APPNOTE 5.8.8: version, length of properties, the five bytes of LZMA."""
    if len(properties) < 9 or properties[2:4] != b"\x05\x00" or properties[4] >= 225:
        raise ArchiveError(OmissionCode.CONTENT_UNREADABLE, "malformed LZMA properties")
    rest, lc = divmod(properties[4], 9)
    pb, lp = divmod(rest, 5)
    dictionary = int.from_bytes(properties[5:9], "little")
    if lc + lp > 4 or dictionary > 256 << 20:
        raise ArchiveError(OmissionCode.CONTENT_UNREADABLE, "LZMA properties beyond what is read")
    chain = [{"id": lzma.FILTER_LZMA1, "lc": lc, "lp": lp, "pb": pb, "dict_size": max(4096, dictionary)}]
    return lambda: LibraryDecoder(lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=chain))


def _contradictions(header: CentralHeader, local: LocalHeader | None) -> tuple[Note, ...]:
    """Where the two headers of a member differ: one of them is what another tool would show."""
    if local is None:
        return ()
    found = []
    if local.name != header.name:
        found.append(f"the local header names it {display(local.name)}")
    for what, one, other in (
        ("method", local.method, header.method),
        ("CRC-32", local.crc32, header.crc32),
        ("packed size", local.packed_bytes, header.packed_bytes),
        ("size", local.size_bytes, header.size_bytes),
    ):
        if one is not None and one != other:
            found.append(f"the local header has {what} {one}, the directory {other}")
    return tuple(Note(OmissionCode.ARCHIVE_INCONSISTENT, text) for text in found)
