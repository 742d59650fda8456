"""A packed stream as an archive: the tar in it, or the one file that it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.archives.members.content import MemberContent, Stream, Unpacked
from forensics_app.evidence.archives.members.member import ArchiveError, Member, Note
from forensics_app.evidence.archives.members.runs import RunStream
from forensics_app.evidence.archives.streams.gzip_header import read_gzip_header
from forensics_app.evidence.archives.tar.archive import TarArchive
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.contents.times import unix_time
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.times import TimeKind

_WINDOW_BYTES = 256 << 10
_MOST_HEADER = 1 << 16
_ENDINGS = (b".gz", b".bz2", b".xz", b".lzma", b".zst", b".lz4", b".lz", b".Z")


class Bounded:
    """A stream that isn't read beyond `limit_bytes`: what a bomb would unpack to is never waited for."""

    def __init__(self, stream: Stream, limit_bytes: int) -> None:
        self._stream = stream
        self._limit_bytes = limit_bytes

    def read_at(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Bytes from an offset on; fewer at the end. Raises ReadFailedError at damage, ArchiveError beyond
        the limit."""
        if offset_bytes + size_bytes > self._limit_bytes:
            raise ArchiveError(OmissionCode.ARCHIVE_TOO_LARGE, f"more than {self._limit_bytes} bytes")
        return self._stream.read_at(offset_bytes, size_bytes)


class PackedTar:
    """A tar in a compressed stream. What the compression's own checksums say comes at the end."""

    def __init__(self, stream: Unpacked, kind: str, limit_bytes: int, alive: Callable[[int], None]) -> None:
        self.kind = kind
        self._stream = stream
        self._limit_bytes = limit_bytes
        self._tar = TarArchive(
            stream,
            kind=kind,
            size_bytes=None,
            plain=False,
            alive=alive,
            limit_bytes=limit_bytes,
            random=stream.random,
            hold=stream.hold,
        )

    def members(self) -> Iterator[Member | Note]:
        """Every member in the order stored, also those that share a name; notes are about the archive
        itself."""
        reached = 0
        for found in self._tar.members():
            if isinstance(found, Member):
                reached = found.place
            yield found
        try:
            _drain(Bounded(self._stream, self._limit_bytes), reached)
        except ReadFailedError as e:
            yield Note(OmissionCode.ARCHIVE_DAMAGED, e.detail)
        yield from notes_of(self._stream)

    def head(self, member: Member, size_bytes: int) -> bytes:
        """The first bytes of the member that `members` gave last; fewer where there are no more."""
        return self._tar.head(member, size_bytes)

    def content(self, place: int) -> MemberContent:
        """The content of the member at a place. Cheap in the order of `members`."""
        return self._tar.content(place)

    def close(self) -> None:
        """Free what is kept in memory."""


class PackedFile:
    """One compressed file as an archive. Only unpacking it tells its size, so listing does that."""

    def __init__(
        self, stream: Unpacked, kind: str, limit_bytes: int, *, source: ByteSource, name: bytes
    ) -> None:
        self.kind = kind
        self._stream = stream
        self._limit_bytes = limit_bytes
        header = read_gzip_header(read_up_to(source, 0, _MOST_HEADER)) if kind == "gzip" else None
        self._name = (header.name if header else None) or _without_ending(name)
        self._mtime = header.mtime if header else 0

    def members(self) -> Iterator[Member | Note]:
        """Every member in the order stored, also those that share a name; notes are about the archive
        itself."""
        notes: list[Note] = []
        withheld = None
        size: int | None = None
        try:
            size = _drain(Bounded(self._stream, self._limit_bytes), 0)
        except ArchiveError as e:
            withheld = Note(e.code, e.detail)
        except ReadFailedError as e:
            size = e.offset_bytes
            notes.append(Note(OmissionCode.ARCHIVE_DAMAGED, f"{e.detail}, after {size} bytes unpacked"))
        notes.extend(notes_of(self._stream))
        yield Member(
            name=self._name,
            place=size or 0,
            kind=ArtifactKind.FILE,
            size_bytes=size,
            times=(unix_time(TimeKind.MODIFIED, self._mtime, 0, "1s"),) if self._mtime else (),
            withheld=withheld,
            notes=tuple(notes),
        )

    def head(self, member: Member, size_bytes: int) -> bytes:
        """The first bytes of the member that `members` gave last; fewer where there are no more."""
        return self.content(member.place).read(0, min(size_bytes, member.size_bytes or 0))

    def content(self, place: int) -> MemberContent:
        """The unpacked file; `place` is the size that listing found."""
        self._stream.hold(0)
        return MemberContent(place, RunStream(self._stream, ((0, place),)), random=self._stream.random)

    def close(self) -> None:
        """Free what is kept in memory."""


def notes_of(stream: Unpacked) -> Iterator[Note]:
    """What reading a packed stream to its end told."""
    for complaint in stream.complaints:
        yield Note(OmissionCode.CONTENT_CHECKSUM_DIFFERS, complaint)
    if stream.trailing:
        yield Note(OmissionCode.ARCHIVE_INCONSISTENT, f"{stream.trailing} bytes follow its end")


def _drain(stream: Stream, offset: int) -> int:
    """Read to the end; gives where that is. Raises ArchiveError at the limit, ReadFailedError at damage."""
    while True:
        data = stream.read_at(offset, _WINDOW_BYTES)
        offset += len(data)
        if len(data) < _WINDOW_BYTES:
            if not stream.read_at(offset, 1):
                return offset
            continue


def _without_ending(name: bytes) -> bytes:
    for ending in _ENDINGS:
        if name.lower().endswith(ending.lower()) and len(name) > len(ending):
            return name[: -len(ending)]
    return name
