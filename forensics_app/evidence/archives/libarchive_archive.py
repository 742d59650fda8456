"""Archives that libarchive reads: 7z, RAR, CAB, LHA, ar, cpio; and its unpackers for single streams.

It goes forward only. One handle lists; another one, kept between contents, serves them in the same order, so
that a solid archive is unpacked once for all its members and not once for each.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.archives.content import MemberContent
from forensics_app.evidence.archives.libarchive_library import (
    LibarchiveEntry,
    LibarchiveError,
    LibarchiveReader,
)
from forensics_app.evidence.archives.member import ArchiveError, Member, Note
from forensics_app.evidence.byte_source import ByteSource
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.times import unix_time
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.times import EvidenceTime, TimeKind

# by the catalogue's name of the kind: libarchive's names, and whether names in it are Unicode
FORMATS: dict[str, tuple[tuple[str, ...], bool]] = {
    "7z": (("7zip",), True),
    "rar": (("rar", "rar5"), True),
    "cab": (("cab",), True),
    "lha": (("lha",), False),
    "ar": (("ar",), False),
    "cpio": (("cpio",), False),
    "zip": (("zip_streamable",), False),
}
FILTERS = {"zstd": "zstd", "lz4": "lz4", "lzip": "lzip", "compress": "compress"}
_KINDS = {
    stat.S_IFREG: ("r", ArtifactKind.FILE), stat.S_IFDIR: ("d", ArtifactKind.DIRECTORY),
    stat.S_IFLNK: ("l", ArtifactKind.LINK), stat.S_IFIFO: ("p", ArtifactKind.OTHER),
    stat.S_IFCHR: ("c", ArtifactKind.OTHER), stat.S_IFBLK: ("b", ArtifactKind.OTHER),
    stat.S_IFSOCK: ("h", ArtifactKind.OTHER),
}  # fmt: skip
_WINDOW_BYTES = 256 << 10
_HELD_BYTES = 64 << 20
_SKIPPED_BYTES = 256 << 20  # what is larger is read over in windows, so that the process gives signs of life


class LibarchiveArchive:
    """As Archive. A place is the member's number in the order stored; `note` comes before all members."""

    def __init__(
        self,
        source: ByteSource,
        kind: str,
        *,
        limit_bytes: int,
        alive: Callable[[int], None],
        note: Note | None = None,
    ) -> None:
        self.kind = kind
        self._note = note
        self._source = source
        self._limit_bytes = limit_bytes
        self._alive = alive
        self._listing = self._open()
        self._reader: LibarchiveReader | None = None
        self._at = -1
        self._entry: LibarchiveEntry | None = None
        self._read_bytes = 0
        self._head = b""

    def members(self) -> Iterator[Member | Note]:
        """As Archive.members."""
        self._listing.close()
        self._listing = self._open()
        if self._note is not None:
            yield self._note
        place = 0
        while True:
            try:
                entry = self._listing.next()
            except LibarchiveError as e:
                raise _refused(e) from e
            if entry is None:
                return
            yield self._member(place, entry)
            place += 1

    def head(self, member: Member, size_bytes: int) -> bytes:
        """As Archive.head: read by the handle that lists."""
        if len(self._head) < size_bytes and member.size_bytes:
            try:
                self._head += self._listing.read(size_bytes - len(self._head))
            except (LibarchiveError, ReadFailedError):
                return self._head
        return self._head[:size_bytes]

    def content(self, place: int) -> MemberContent:
        """As Archive.content."""
        self._go_to(place, 0)
        size = self._entry.size_bytes if self._entry is not None else None
        if size is None:
            size = self._measure(place)
        return MemberContent(size, _Data(self, place), random=False)

    def close(self) -> None:
        """As Archive.close."""
        self._listing.close()
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def read_on(self, place: int, offset: int, size: int) -> bytes:
        """Content of a member from an offset on; going back costs unpacking from the beginning."""
        self._go_to(place, offset)
        while self._read_bytes < offset:
            if not self._take(min(_WINDOW_BYTES, offset - self._read_bytes)):
                return b""
        parts = []
        while size:
            part = self._take(min(_WINDOW_BYTES, size))
            if not part:
                break
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    # --- handles -----------------------------------------------------------------------------------

    def _open(self) -> LibarchiveReader:
        formats, unicode = FORMATS[self.kind]
        try:
            return LibarchiveReader(self._source, formats=formats, unicode=unicode, alive=self._alive)
        except LibarchiveError as e:
            raise _refused(e) from e

    def _go_to(self, place: int, offset: int) -> None:
        if self._reader is None or self._at > place or (self._at == place and self._read_bytes > offset):
            if self._reader is not None:
                self._reader.close()
            self._reader, self._at, self._read_bytes = self._open(), -1, 0
        while self._at < place:
            if self._entry is not None and self._at >= 0:
                self._pass(self._reader, self._entry)
            try:
                self._entry = self._reader.next()
            except LibarchiveError as e:
                raise _refused(e) from e
            if self._entry is None:
                raise ArchiveError(OmissionCode.ARCHIVE_DAMAGED, f"member {place} is not there any more")
            self._at += 1
            self._read_bytes = 0

    def _pass(self, reader: LibarchiveReader, entry: LibarchiveEntry) -> None:
        if (entry.size_bytes or 0) > _SKIPPED_BYTES:
            try:
                while reader.read(_WINDOW_BYTES):
                    pass
            except (LibarchiveError, ReadFailedError):
                return  # told where that member is read

    def _take(self, size: int) -> bytes:
        if self._reader is None:
            return b""
        try:
            data = self._reader.read(size)
        except LibarchiveError as e:
            raise ReadFailedError(offset_bytes=self._read_bytes, size_bytes=size, detail=str(e)) from e
        self._read_bytes += len(data)
        return data

    def _measure(self, place: int) -> int:
        """The size of content whose header doesn't say it. Raises ArchiveError beyond the limit."""
        size = 0
        while data := self.read_on(place, size, _WINDOW_BYTES):
            size += len(data)
            if size > self._limit_bytes:
                raise ArchiveError(OmissionCode.ARCHIVE_TOO_LARGE, f"more than {self._limit_bytes} bytes")
        return size

    # --- members -----------------------------------------------------------------------------------

    def _member(self, place: int, entry: LibarchiveEntry) -> Member:
        self._head = b""
        letter, kind = _KINDS.get(stat.S_IFMT(entry.file_type), ("r", ArtifactKind.FILE))
        if entry.hardlink is not None:
            kind = ArtifactKind.LINK
        size, withheld, notes = entry.size_bytes, None, ()
        if entry.encrypted:
            withheld = Note(OmissionCode.CONTENT_ENCRYPTED, f"encrypted in the {self.kind}")
        elif kind is ArtifactKind.FILE and size is None:
            try:
                size = self._measure(place)
            except ArchiveError as e:
                withheld = Note(e.code, e.detail)
            except ReadFailedError as e:
                withheld = Note(OmissionCode.CONTENT_UNREADABLE, e.detail)
        return Member(
            name=entry.name,
            place=place,
            kind=kind,
            size_bytes=size if kind is ArtifactKind.FILE else None,
            times=_times(entry),
            link_target=entry.hardlink if entry.hardlink is not None else entry.symlink,
            mode=f"{letter}/{letter}{stat.filemode(entry.permissions & 0o7777)[1:]}",
            uid=str(entry.uid),
            gid=str(entry.gid),
            withheld=withheld,
            notes=notes,
        )


class _Data:
    """As Stream, over one member; what was read is held so far as EXIF asks for it again."""

    def __init__(self, archive: LibarchiveArchive, place: int) -> None:
        self._archive = archive
        self._place = place
        self._held = bytearray()

    def read_at(self, offset_bytes: int, size_bytes: int) -> bytes:
        """As Stream.read_at."""
        if offset_bytes + size_bytes <= len(self._held):
            return bytes(self._held[offset_bytes : offset_bytes + size_bytes])
        data = self._archive.read_on(self._place, offset_bytes, size_bytes)
        if offset_bytes == len(self._held):
            self._held += data[: _HELD_BYTES - len(self._held)]
        return data


class UnpackedByLibarchive:
    """As Stream, over a single packed stream (zstd, lz4, lzip, compress)."""

    def __init__(self, source: ByteSource, kind: str, *, alive: Callable[[int], None]) -> None:
        self._source = source
        self._filter = FILTERS[kind]
        self._alive = alive
        self._held = bytearray()
        self._held_from = -1
        self._position = 0
        self._reader = self._open()
        self.complaints: list[str] = []
        self.trailing = 0

    @property
    def random(self) -> bool:
        """As Unpacked.random."""
        return False

    def hold(self, offset_bytes: int) -> None:
        """As Unpacked.hold."""
        if offset_bytes != self._held_from:
            self._held_from, self._held = offset_bytes, bytearray()

    def read_at(self, offset_bytes: int, size_bytes: int) -> bytes:
        """As Stream.read_at."""
        held = offset_bytes - self._held_from
        if self._held_from >= 0 and held >= 0 and held + size_bytes <= len(self._held):
            return bytes(self._held[held : held + size_bytes])
        if offset_bytes < self._position:
            self._reader.close()
            self._reader, self._position = self._open(), 0
        parts = []
        while self._position < offset_bytes + size_bytes:
            skipping = self._position < offset_bytes
            end = offset_bytes if skipping else offset_bytes + size_bytes
            data = self._next(min(_WINDOW_BYTES, end - self._position))
            if not data:
                break
            if not skipping:
                parts.append(data)
        return b"".join(parts)

    def _next(self, size: int) -> bytes:
        try:
            data = self._reader.read(size)
        except LibarchiveError as e:
            raise ReadFailedError(offset_bytes=self._position, size_bytes=size, detail=str(e)) from e
        if self._held_from >= 0 and self._position == self._held_from + len(self._held):
            self._held += data[: _HELD_BYTES - len(self._held)]
        self._position += len(data)
        return data

    def _open(self) -> LibarchiveReader:
        try:
            reader = LibarchiveReader(
                self._source, formats=("raw",), filters=(self._filter,), unicode=False, alive=self._alive
            )
            if reader.next() is None:
                raise ArchiveError(OmissionCode.ARCHIVE_DAMAGED, "nothing in it")
        except LibarchiveError as e:
            raise _refused(e) from e
        return reader


def _times(entry: LibarchiveEntry) -> tuple[EvidenceTime, ...]:
    found = (
        (TimeKind.MODIFIED, entry.modified),
        (TimeKind.ACCESSED, entry.accessed),
        (TimeKind.CHANGED, entry.changed),
        (TimeKind.CREATED, entry.created),
    )
    return tuple(
        unix_time(kind, time[0], time[1], "1ns" if time[1] else "1s")
        for kind, time in found
        if time is not None
    )


def _refused(e: LibarchiveError) -> ArchiveError:
    if e.encrypted:
        return ArchiveError(OmissionCode.CONTENT_ENCRYPTED, str(e))
    missing = "not installed" in str(e) or "lacks" in str(e)
    code = OmissionCode.ARCHIVE_NOT_SUPPORTED if missing else OmissionCode.ARCHIVE_DAMAGED
    return ArchiveError(code, str(e))
