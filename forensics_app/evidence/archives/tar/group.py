"""A member's header in tar, with the extended ones that come before it."""

from __future__ import annotations

from dataclasses import dataclass, field

from forensics_app.evidence.archives.members.content import Stream
from forensics_app.evidence.archives.members.member import ArchiveError, Note
from forensics_app.evidence.archives.tar.header import BLOCK_BYTES, TarHeader, is_tar_header, read_header
from forensics_app.evidence.archives.tar.pax_header import MOST_BYTES, Record, read_records
from forensics_app.evidence.omission_codes import OmissionCode

_EXTENSIONS = (b"x", b"X", b"g", b"L", b"K")
DEFAULTS = frozenset((b"mtime", b"atime", b"ctime", b"LIBARCHIVE.creationtime", b"uid", b"gid"))
_MOST_EXTENSIONS = 64  # of one member; an honest one has four at most
_GLOBAL_REFUSED = (b"size", b"path", b"linkpath")


@dataclass(slots=True)
class TarGroup:
    """`data_offset` is where the bytes behind the last header begin; `records` are pax's own."""

    header: TarHeader
    data_offset: int
    records: list[Record] = field(default_factory=list)
    long_name: bytes | None = None
    long_link: bytes | None = None
    notes: list[Note] = field(default_factory=list)

    def value(self, key: bytes) -> bytes | None:
        """The last record with that key."""
        return next((value for name, value in reversed(self.records) if name == key), None)


class TarGroups:
    """Reads groups of headers; remembers what global ones said, for all that follow."""

    def __init__(self, stream: Stream, limit_bytes: int) -> None:
        self._stream = stream
        self._limit_bytes = limit_bytes
        self._globals: dict[bytes, bytes] = {}

    def default(self, key: bytes) -> bytes | None:
        """What the global headers met so far say, of DEFAULTS."""
        return self._globals.get(key)

    def at(self, offset: int) -> TarGroup | None:
        """The member whose headers begin at `offset`; None where they lead to none.

        Raises ArchiveError beyond the limit.
        """
        records: list[Record] = []
        names: dict[bytes, bytes] = {}
        notes: list[Note] = []
        count = 0
        while True:
            if offset + BLOCK_BYTES > self._limit_bytes:
                raise ArchiveError(OmissionCode.ARCHIVE_TOO_LARGE, f"more than {self._limit_bytes} bytes")
            block = self._stream.read_at(offset, BLOCK_BYTES)
            if not is_tar_header(block):
                return None
            header = read_header(block)
            offset += BLOCK_BYTES
            if header.type not in _EXTENSIONS:
                return TarGroup(header, offset, records, names.get(b"L"), names.get(b"K"), notes)
            size = header.size_bytes
            if size is None:
                return None
            count += 1
            if count > _MOST_EXTENSIONS:
                if count == _MOST_EXTENSIONS + 1:
                    text = f"more than {_MOST_EXTENSIONS} extended headers of one member"
                    notes.append(Note(OmissionCode.ARCHIVE_DAMAGED, text))
            elif size > MOST_BYTES:
                notes.append(Note(OmissionCode.ARCHIVE_DAMAGED, f"an extended header of {size} bytes"))
            else:
                data = self._stream.read_at(offset, size)
                self._extend(header.type, data, size, records, names, notes)
            offset += -(-size // BLOCK_BYTES) * BLOCK_BYTES

    def _extend(
        self,
        kind: bytes,
        data: bytes,
        size: int,
        records: list[Record],
        names: dict[bytes, bytes],
        notes: list[Note],
    ) -> None:
        if len(data) < size:
            notes.append(Note(OmissionCode.ARCHIVE_DAMAGED, "an extended header that is cut off"))
        if kind in (b"L", b"K"):
            names[kind] = data.split(b"\x00", 1)[0]
            return
        found, whole = read_records(data)
        if not whole:
            notes.append(Note(OmissionCode.ARCHIVE_DAMAGED, "an extended header that is malformed"))
        if kind != b"g":
            records.extend(found)
            return
        for record in found:
            # one size, name or map for all members that follow is nobody's doing but a trickster's
            if record[0] in _GLOBAL_REFUSED or record[0].startswith(b"GNU.sparse."):
                notes.append(Note(OmissionCode.ARCHIVE_INCONSISTENT, "a global header with a name or size"))
            elif record[0] in DEFAULTS:
                self._globals[record[0]] = record[1]
