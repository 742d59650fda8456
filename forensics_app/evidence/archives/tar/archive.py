"""Members of a tar, in one pass and one by one, over bytes of known or unknown number.

A place is the offset of the first header; headers begin at multiples of 512, so that those between are free
for the attributes of a member.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator

from forensics_app.evidence.archives.members.content import MemberContent, Stream
from forensics_app.evidence.archives.members.member import ArchiveError, Member, Note
from forensics_app.evidence.archives.members.runs import BytesStream, RunStream
from forensics_app.evidence.archives.tar.attributes import attributes_of
from forensics_app.evidence.archives.tar.group import TarGroup, TarGroups
from forensics_app.evidence.archives.tar.header import BLOCK_BYTES, is_tar_header, number
from forensics_app.evidence.archives.tar.pax_header import read_size, read_time
from forensics_app.evidence.archives.tar.sparse import Runs, SparseError, old_gnu_map, pax_map, sparse_runs
from forensics_app.evidence.contents.times import unix_time
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.times import EvidenceTime, TimeKind

_LINKS = {b"1": "r", b"2": "l"}  # a hard link is another name of a file
_OTHERS = {b"3": "c", b"4": "b", b"6": "p", b"V": "-"}
_DIRECTORIES = (b"5", b"D")
_HARD_LINK = b"1"
_CONTINUED, _CONTINUED_AT = b"M", slice(369, 381)  # GNU's
_LETTERS = {b"5": "d", b"D": "d", **_LINKS, **_OTHERS}
_MISSING_BYTES = 1 << 30  # a last member may lack so much; what claims more is a lie
_ZERO_BYTES = 1 << 30  # how far behind the end mark is looked for more
_WINDOW_BYTES = 256 << 10


class TarArchive:
    """A tar. `size_bytes` None where the stream's end isn't known; `hold` is called where content begins.

    `plain`: the stream is the archive's own bytes, so that runs can be given. Listing goes no further than
    `limit_bytes` of the stream; `alive` hears how far it is where nothing is found for long.
    """

    def __init__(
        self,
        stream: Stream,
        *,
        kind: str,
        size_bytes: int | None,
        plain: bool,
        alive: Callable[[int], None],
        limit_bytes: int = 1 << 62,
        random: bool = True,
        hold: Callable[[int], None] | None = None,
        close: Callable[[], None] | None = None,
    ) -> None:
        self.kind = kind
        self._stream = stream
        self._size_bytes = size_bytes
        self._plain = plain
        self._limit_bytes = limit_bytes
        self._random = random
        self._alive = alive
        self._hold = hold
        self._close = close
        self._groups = TarGroups(stream, limit_bytes)
        self._last: tuple[int, TarGroup] | None = None
        self._values: tuple[int, list[bytes]] = (-1, [])  # of the attributes at a place

    def members(self) -> Iterator[Member | Note]:
        """Every member in the order stored. Headers that are damaged are passed over, up to the next good
        one."""
        self._groups = TarGroups(self._stream, self._limit_bytes)
        offset = 0
        while True:
            block = self._listed(offset)
            if not block:
                yield Note(OmissionCode.ARCHIVE_DAMAGED, f"no end mark at byte {offset}")
                return
            if len(block) < BLOCK_BYTES:
                yield Note(OmissionCode.ARCHIVE_DAMAGED, f"cut off at byte {offset + len(block)}")
                return
            if not block.strip(b"\x00"):
                more = self._behind_end(offset)
                if more is None:
                    return
                if more - offset >= _ZERO_BYTES:
                    detail = f"not looked at behind byte {more}, where its end mark goes on"
                    yield Note(OmissionCode.ARCHIVE_INCONSISTENT, detail)
                    return
                yield Note(OmissionCode.ARCHIVE_INCONSISTENT, f"more follows its end mark, at byte {more}")
                offset = more
                continue
            if not is_tar_header(block):
                yield Note(OmissionCode.ARCHIVE_DAMAGED, f"no header at byte {offset}")
                found = self._next_header(offset + BLOCK_BYTES)
                if found is None:
                    return
                offset = found
                continue
            group = self._groups.at(offset)
            if group is None:
                yield Note(OmissionCode.ARCHIVE_DAMAGED, f"an extended header without its member at {offset}")
                found = self._next_header(offset + BLOCK_BYTES)
                if found is None:
                    return
                offset = found
                continue
            self._last = offset, group
            place = offset
            member, offset = self._member(place, group)
            yield member
            owner = b"/".join(member.components)
            for index, (name, value) in enumerate(attributes_of(group.records)[: BLOCK_BYTES - 1], 1):
                yield Member(owner, place + index, ArtifactKind.ATTRIBUTE, len(value), stream=name)

    def head(self, member: Member, size_bytes: int) -> bytes:
        """The first bytes of the member that `members` gave last; fewer where there are no more."""
        return self.content(member.place).read(0, min(size_bytes, member.size_bytes or 0))

    def content(self, place: int) -> MemberContent:
        """The content of the member at a place. Cheap in the order of `members`."""
        # the header that was listed last isn't read again: a stream that only goes forward would begin anew
        place, index = place - place % BLOCK_BYTES, place % BLOCK_BYTES
        known = self._last is not None and self._last[0] == place
        group = self._last[1] if known and self._last is not None else self._groups.at(place)
        if group is None:
            raise ArchiveError(OmissionCode.ARCHIVE_DAMAGED, f"no header at byte {place}")
        self._last = place, group
        if index:
            return self._attribute(place, group, index)
        runs, size, _ = self._data(group)
        if self._hold is not None:
            self._hold(next((at for at, _ in runs if at is not None), 0))
        return MemberContent(size, RunStream(self._stream, runs), random=self._random)

    def close(self) -> None:
        """Free what is kept in memory."""
        if self._close is not None:
            self._close()

    def _attribute(self, place: int, group: TarGroup, index: int) -> MemberContent:
        """The value of an attribute: its place is as many bytes behind its member's as its number is."""
        if self._values[0] != place:
            self._values = place, [value for _, value in attributes_of(group.records)]
        values = self._values[1]
        if index > len(values):
            raise ArchiveError(OmissionCode.ARCHIVE_DAMAGED, "no attribute of that number")
        value = values[index - 1]
        return MemberContent(len(value), BytesStream(value))

    # --- headers -----------------------------------------------------------------------------------

    def _listed(self, offset: int) -> bytes:
        """The block at an offset. Raises ArchiveError beyond the limit: a bomb is never waited for."""
        if offset + BLOCK_BYTES > self._limit_bytes:
            raise ArchiveError(OmissionCode.ARCHIVE_TOO_LARGE, f"more than {self._limit_bytes} bytes")
        return self._stream.read_at(offset, BLOCK_BYTES)

    def _behind_end(self, offset: int) -> int | None:
        """Where anything follows the end mark, or None; how far it looked, where zeros don't end."""
        at = offset
        while at - offset < _ZERO_BYTES:
            window = self._stream.read_at(at, _WINDOW_BYTES)
            rest = window.lstrip(b"\x00")
            if rest:
                inside = len(window) - len(rest)
                return at + inside - inside % BLOCK_BYTES
            if len(window) < _WINDOW_BYTES:
                return None
            at += _WINDOW_BYTES
            self._alive(at)
        return at

    def _next_header(self, offset: int) -> int | None:
        """The next block that is a header, at or behind an offset."""
        while True:
            self._listed(offset)
            window = self._stream.read_at(offset, min(_WINDOW_BYTES, self._limit_bytes - offset))
            for inside in range(0, len(window), BLOCK_BYTES):
                if is_tar_header(window[inside : inside + BLOCK_BYTES]):
                    return offset + inside
            if len(window) < BLOCK_BYTES:
                return None
            offset += len(window) - len(window) % BLOCK_BYTES
            self._alive(offset)

    # --- members -----------------------------------------------------------------------------------

    def _member(self, place: int, group: TarGroup) -> tuple[Member, int]:
        """The member, and where the next header is."""
        header = group.header
        name = group.value(b"GNU.sparse.name") or group.value(b"path") or group.long_name or header.name
        kind = _kind(group, name)
        runs: Runs | None = None
        size: int | None = None
        withheld = odd_map = None
        data_offset = group.data_offset
        if kind is ArtifactKind.FILE:
            try:
                runs, size, begin = self._data(group)
                withheld = self._missing(runs)
                odd_map = _odd_map(group, runs, size, begin)
                if header.type == b"S":  # the blocks of its map are not counted in the header's size
                    data_offset = begin
            except ArchiveError as e:
                withheld = Note(e.code, e.detail)
        end = data_offset + _stored_size(group)
        link = None
        if kind is ArtifactKind.LINK:
            link = group.value(b"linkpath") or group.long_link or header.link_name
        if runs is not None and size != sum(length for _, length in runs):
            runs = None  # of a sparse file whose map asks for more than is stored
        letter = _LETTERS.get(header.type, "d" if kind is ArtifactKind.DIRECTORY else "r")
        member = Member(
            name=name,
            place=place,
            kind=kind,
            size_bytes=size if kind is ArtifactKind.FILE else None,
            times=self._times(group),
            link_target=link,
            mode=None
            if header.mode is None
            else f"{letter}/{letter}{stat.filemode(header.mode & 0o7777)[1:]}",
            uid=self._owner(group, b"uid", header.uid),
            gid=self._owner(group, b"gid", header.gid),
            runs=runs if self._plain and kind is ArtifactKind.FILE and withheld is None else None,
            withheld=withheld,
            notes=(*group.notes, *_odd_content(group), *(() if odd_map is None else (odd_map,))),
        )
        return member, -(-end // BLOCK_BYTES) * BLOCK_BYTES

    def _data(self, group: TarGroup) -> tuple[Runs, int, int]:
        """Runs, size, and where the data begin. Raises ArchiveError where the header can't say it."""
        header, at = group.header, group.data_offset
        if header.type in _LINKS or header.type in _OTHERS:
            return (), 0, at
        try:
            if header.type == b"S":
                segments, real, at = old_gnu_map(
                    header.raw, at, lambda where: self._stream.read_at(where, BLOCK_BYTES)
                )
                return sparse_runs(segments, real, at, _size(group) or 0), real, at
            sparse = pax_map(group.records, at, self._stream.read_at)
            if sparse is not None:
                segments, real, at = sparse
                stored = (_size(group) or 0) - (at - group.data_offset)
                return sparse_runs(segments, real, at, stored), real, at
        except SparseError as e:
            raise ArchiveError(OmissionCode.ARCHIVE_DAMAGED, f"a sparse file: {e}") from e
        size = _size(group)
        if size is None:
            raise ArchiveError(OmissionCode.ARCHIVE_DAMAGED, "its size is no number")
        return ((at, size),), size, at

    def _missing(self, runs: Runs) -> Note | None:
        """Content that lies beyond the archive's end, where it is so much that it can only be a lie."""
        if self._size_bytes is None:
            return None
        end = max((at + length for at, length in runs if at is not None), default=0)
        if end - self._size_bytes <= _MISSING_BYTES:
            return None
        detail = f"{end - self._size_bytes} bytes beyond the archive's end"
        return Note(OmissionCode.CONTENT_UNREADABLE, detail)

    def _times(self, group: TarGroup) -> tuple[EvidenceTime, ...]:
        found = []
        for kind, key in (
            (TimeKind.MODIFIED, b"mtime"),
            (TimeKind.ACCESSED, b"atime"),
            (TimeKind.CHANGED, b"ctime"),
            (TimeKind.CREATED, b"LIBARCHIVE.creationtime"),
        ):
            text = group.value(key) or self._groups.default(key)
            time = None if text is None else read_time(text)
            if time is not None:
                found.append(unix_time(kind, time.seconds, time.nanoseconds, "1ns"))
            elif (stored := group.header.times.get(kind)) is not None:
                found.append(unix_time(kind, stored, 0, "1s"))
        return tuple(found)

    def _owner(self, group: TarGroup, key: bytes, stored: int | None) -> str | None:
        text = group.value(key) or self._groups.default(key)
        if text is not None and text.isdigit():
            return text.decode("ascii")
        return None if stored is None else str(stored)


def _odd_content(group: TarGroup) -> Iterator[Note]:
    """What is said of content that isn't the whole of a file, or that nobody would look for."""
    header = group.header
    names = _size(group) if header.type == b"D" else len(group.value(b"GNU.dumpdir") or b"")
    if names:  # of an incremental backup: also of files that are not in this archive
        detail = f"GNU tar's list of the names in that folder is not read, {names} bytes"
        yield Note(OmissionCode.ARCHIVE_NOT_SUPPORTED, detail)
    if header.type == _CONTINUED:
        begin = number(header.raw[_CONTINUED_AT])
        place = "" if begin is None else f", from byte {begin}"
        yield Note(OmissionCode.CONTENT_PARTIAL, f"goes on from another volume{place}")
    elif header.type == _HARD_LINK and (size := _stored_size(group)):
        yield Note(OmissionCode.ARCHIVE_INCONSISTENT, f"a link that has {size} bytes of its own")


def _odd_map(group: TarGroup, runs: Runs, size: int, begin: int) -> Note | None:
    """What is wrong between the map of a sparse file and the bytes stored for it."""
    stored = _size(group) or 0
    if group.header.type != b"S":
        stored -= begin - group.data_offset
    if sum(length for _, length in runs) < size:
        return Note(OmissionCode.ARCHIVE_DAMAGED, f"a sparse file: its map has more than {stored} bytes")
    placed = sum(length for at, length in runs if at is not None)
    if placed >= stored:
        return None
    return Note(
        OmissionCode.ARCHIVE_INCONSISTENT,
        f"a sparse file: its map lacks {stored - placed} bytes",
    )


def _kind(group: TarGroup, name: bytes) -> ArtifactKind:
    kind = group.header.type
    if kind in _LINKS:
        return ArtifactKind.LINK
    if kind in _OTHERS:
        return ArtifactKind.OTHER
    # content under the name of a folder would be nobody's: then it is a file with an odd name
    named = kind in (b"0", b"\x00") and name.endswith(b"/") and _size(group) == 0
    if kind in _DIRECTORIES or named:
        return ArtifactKind.DIRECTORY
    return ArtifactKind.FILE


def _size(group: TarGroup) -> int | None:
    text = group.value(b"size")
    return group.header.size_bytes if text is None else read_size(text)


def _stored_size(group: TarGroup) -> int:
    """How many bytes follow the header. Links and devices have none, whatever their size field says; but pax
    lets a hard link have the content too.
    """
    kind = group.header.type
    if kind == _HARD_LINK:
        return read_size(group.value(b"size") or b"0") or 0
    if kind in _LINKS or kind in _OTHERS or kind == b"5":
        return 0
    return _size(group) or 0
