"""Archives that libarchive reads: 7z, RAR, CAB, LHA, ar, cpio.

It goes forward only. One handle lists; another one, kept between contents, serves them in the same order, so
that a solid archive is unpacked once for all its members and not once for each.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.archives.libarchive.facts import crc32_of, end_of, is_utc, times_of
from forensics_app.evidence.archives.libarchive.stream import refusal
from forensics_app.evidence.archives.members.content import MemberContent
from forensics_app.evidence.archives.members.member import ArchiveError, Member, Note
from forensics_app.evidence.archives.members.pieces import read_pieces
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.decompression.libarchive import (
    LibarchiveEntry,
    LibarchiveError,
    LibarchiveReader,
)
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import ArtifactKind

# by the catalogue's name of the kind: libarchive's names, and whether names in it are Unicode
FORMATS: dict[str, tuple[tuple[str, ...], bool]] = {
    "7z": (("7zip",), True),
    "rar": (("rar", "rar5"), True),
    "cab": (("cab",), True),
    "lha": (("lha",), False),
    "ar": (("ar",), False),
    "cpio": (("cpio",), False),
}
_KINDS = {
    stat.S_IFREG: ("r", ArtifactKind.FILE), stat.S_IFDIR: ("d", ArtifactKind.DIRECTORY),
    stat.S_IFLNK: ("l", ArtifactKind.LINK), stat.S_IFIFO: ("p", ArtifactKind.OTHER),
    stat.S_IFCHR: ("c", ArtifactKind.OTHER), stat.S_IFBLK: ("b", ArtifactKind.OTHER),
    stat.S_IFSOCK: ("h", ArtifactKind.OTHER),
}  # fmt: skip
_WINDOW_BYTES = 256 << 10
_HELD_BYTES = 64 << 20
_MOST_PASSES = 16  # over one damaged archive: each begins at its beginning
_SKIPPED_BYTES = 256 << 20  # what is larger is read over in windows, so that the process gives signs of life


class LibarchiveArchive:
    """An archive that libarchive reads. A place is the member's number in the order stored."""

    def __init__(
        self,
        source: ByteSource,
        kind: str,
        *,
        limit_bytes: int,
        alive: Callable[[int], None],
    ) -> None:
        self.kind = kind
        self._source = source
        self._limit_bytes = limit_bytes
        self._alive = alive
        self._listing = self._open()
        self._reader: LibarchiveReader | None = None
        self._at = -1
        self._entry: LibarchiveEntry | None = None
        self._read_bytes = 0
        self._passes_left = _MOST_PASSES
        self._head = b""

    def members(self) -> Iterator[Member | Note]:
        """Every member in the order stored, also those that share a name; notes are about the archive
        itself."""
        self._listing.close()
        self._listing = self._open()
        place = 0
        while True:
            try:
                entry = self._listing.next()
            except LibarchiveError as e:
                raise refusal(e) from e
            if entry is None:
                yield from self._behind_end()
                return
            yield self._member(place, entry)
            place += 1

    def head(self, member: Member, size_bytes: int) -> bytes:
        """The first bytes of the member that `members` gave last, read by the handle that lists."""
        if len(self._head) < size_bytes and member.size_bytes:
            try:
                self._head += self._listing.read(size_bytes - len(self._head))
            except (LibarchiveError, ReadFailedError):
                return self._head
        return self._head[:size_bytes]

    def content(self, place: int) -> MemberContent:
        """The content of the member at a place. Cheap in the order of `members`."""
        self._go_to(place, 0)
        size = self._entry.size_bytes if self._entry is not None else None
        if size is None:
            size = self._measure(place)
        length = size
        return MemberContent(
            size,
            _Data(self, place),
            crc32=None if self._entry is None else crc32_of(self.kind, self._source, self._entry),
            random=False,
            verdict=lambda: self._verdict(place, length),
        )

    def close(self) -> None:
        """Free what is kept in memory."""
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
        return read_pieces(self._take, size, _WINDOW_BYTES)

    # --- handles -----------------------------------------------------------------------------------

    def _open(self) -> LibarchiveReader:
        formats, unicode = FORMATS[self.kind]
        try:
            return LibarchiveReader(self._source, formats=formats, unicode=unicode, alive=self._alive)
        except LibarchiveError as e:
            raise refusal(e) from e

    def _go_to(self, place: int, offset: int) -> None:
        if self._reader is not None and self._reader.over and self._at < place and self._passes_left:
            self._passes_left -= 1  # what lies behind the damage may be whole, read by a pass that skips it
            self._reader.close()
            self._reader = None
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
                raise refusal(e) from e
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

    def _behind_end(self) -> Iterator[Note]:
        """What is not zeros behind the end: another archive, or what somebody hid."""
        end, size = end_of(self.kind, self._source, self._listing.used_bytes), self._source.size_bytes
        while end is not None and end < size:
            window = read_up_to(self._source, end, _WINDOW_BYTES)
            rest = len(window.lstrip(b"\x00"))
            end += len(window) - rest
            if rest:
                yield Note(OmissionCode.ARCHIVE_INCONSISTENT, f"{size - end} bytes follow its end")
                return
            self._alive(end)

    def _verdict(self, place: int, size: int) -> str | None:
        """What libarchive says against a content that was read: of some kinds only the call after the last
        byte compares the checksum.
        """
        try:
            self.read_on(place, size, 1)
        except (ArchiveError, ReadFailedError) as e:
            return e.detail
        return None if self._reader is None else self._reader.warning

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
        if entry.hardlink is not None and not entry.size_bytes:
            kind = ArtifactKind.LINK  # in cpio the last name of a file has the content
        size, withheld = entry.size_bytes, None
        elsewhere = self.kind == "cpio" and entry.names > 1 and not size
        if entry.encrypted:
            withheld = Note(OmissionCode.CONTENT_ENCRYPTED, f"encrypted in the {self.kind}")
        elif kind is ArtifactKind.FILE and size is None:
            try:
                size = self._measure(place)
            except ArchiveError as e:
                withheld = Note(e.code, e.detail)
            except ReadFailedError as e:
                withheld = Note(OmissionCode.CONTENT_UNREADABLE, e.detail)
        elif kind is ArtifactKind.FILE and elsewhere:
            text = f"one of {entry.names} names of a file: its bytes, if any, come with another one"
            withheld = Note(OmissionCode.CONTENT_UNREADABLE, text)
        return Member(
            name=entry.name,
            place=place,
            kind=kind,
            size_bytes=size if kind is ArtifactKind.FILE else None,
            times=times_of(entry, utc=is_utc(self.kind, self._source, entry)),
            link_target=entry.hardlink if entry.hardlink is not None else entry.symlink,
            mode=f"{letter}/{letter}{stat.filemode(entry.permissions & 0o7777)[1:]}",
            uid=str(entry.uid),
            gid=str(entry.gid),
            withheld=withheld,
        )


class _Data:
    """The bytes of one member; what was read is held so far as EXIF asks for it again."""

    def __init__(self, archive: LibarchiveArchive, place: int) -> None:
        self._archive = archive
        self._place = place
        self._held = bytearray()

    def read_at(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Bytes from an offset on; fewer at the end and before damage. Raises ReadFailedError at damage."""
        if offset_bytes + size_bytes <= len(self._held):
            return bytes(self._held[offset_bytes : offset_bytes + size_bytes])
        data = self._archive.read_on(self._place, offset_bytes, size_bytes)
        if offset_bytes == len(self._held):
            self._held += data[: _HELD_BYTES - len(self._held)]
        return data
