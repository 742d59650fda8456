"""One tree of names of ISO 9660 as a tree of inodes: plain, Joliet's or Rock Ridge's.

The number of an inode is the byte of the volume at which its directory record begins: the only thing that is
one's own, since two names may share a content and empty files have no place. A folder that Rock Ridge moved
elsewhere, because it lies too deep, has the number of its own record, and is listed where it belongs.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.bytes.metadata_source import MetadataSource
from forensics_app.evidence.contents.nodes import NodeType
from forensics_app.evidence.contents.times import iso9660_long_time, iso9660_time
from forensics_app.evidence.filesystems.iso9660.descriptors import Names, Tree, tree_at
from forensics_app.evidence.filesystems.iso9660.records import (
    DIRECTORY,
    MORE_EXTENTS,
    SECTOR_BYTES,
    SELF,
    Record,
    RockRidge,
    path_table,
    plain_name,
    record_at,
    records_of,
    rock_ridge,
)
from forensics_app.evidence.filesystems.iso9660.zisofs import (
    HEADER_BYTES,
    decoded_content,
    is_header_of,
    is_possible,
)
from forensics_app.evidence.filesystems.trees.inode_tree import (
    PieceReader,
    Problem,
    Stored,
    TreeAttribute,
    TreeName,
    TreeNode,
    no_problem,
    place_of,
    stored_runs,
)
from forensics_app.evidence.format_errors import MalformedError
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.names import display
from forensics_app.model.times import EvidenceTime, TimeKind

_MOST_RECORD = 255
_MOST_DIRECTORY_BYTES = 256 << 20
_MOST_TIMES_LISTED = 16  # each byte of the disc, as part of a directory: some may claim too much
_MOST_PATH_TABLE = 16 << 20
_MOST_PIECES = 1 << 16
_TYPES = {
    stat.S_IFREG: NodeType.REGULAR,
    stat.S_IFLNK: NodeType.LINK,
    stat.S_IFCHR: NodeType.CHARACTER_DEVICE,
    stat.S_IFBLK: NodeType.BLOCK_DEVICE,
    stat.S_IFIFO: NodeType.FIFO,
    stat.S_IFSOCK: NodeType.SOCKET,
}
_RIDGE_TIMES = (
    (TimeKind.MODIFIED, "modified"),
    (TimeKind.ACCESSED, "accessed"),
    (TimeKind.CHANGED, "changed"),
)


class IsoTree:
    """The tree whose volume descriptor is in this sector. Opening raises MalformedError, ReadFailedError.

    `problems`: what was wrong on the way to it, which is reported with the names of the root.
    """

    def __init__(
        self,
        source: ByteSource,
        sector: int,
        alive: Callable[[int], None],
        problems: Iterable[tuple[OmissionCode, str]] = (),
    ) -> None:
        self._source = MetadataSource(source, alive)
        tree = tree_at(self._source, sector)
        if tree is None:
            raise MalformedError(f"no volume descriptor in sector {sector}")
        self.tree: Tree = tree
        self._problems = tuple(problems)
        self._joliet = tree.names is Names.JOLIET
        self._last: tuple[int, Record] | None = None
        self._listed: dict[int, int] = {}  # by the byte at which a directory begins: whose names it has
        self._placed: dict[int, frozenset[int]] = {}  # by the same: blocks of folders that were moved from it
        self._bytes_left = _MOST_TIMES_LISTED * source.size_bytes

    @property
    def root(self) -> int:
        """The root directory's inode."""
        return self.tree.root

    def names(self, number: int, problem: Problem) -> Iterator[TreeName]:
        """The names in a directory as stored. The pieces of a file that has several are one name."""
        record = self._record(number)
        if not record.flags & DIRECTORY:
            raise MalformedError(f"the record at byte {number} is no directory's")
        offset = self._offset(record)
        if offset not in self._listed:
            self._take(record.size_bytes)
        if self._listed.setdefault(offset, number) != number:
            raise MalformedError(f"the directory at byte {offset} is listed elsewhere")
        names = self._names(offset, record.size_bytes, problem)
        if number != self.root:
            return names
        for code, text in self._problems:
            problem(code, text)
        return chain(names, self._unreached(problem))

    def node(self, number: int, problem: Problem) -> TreeNode:
        """An inode by its number."""
        record = self._record(number)
        ridge = self._ridge(record)
        mode, user, group = (None, None, None) if ridge is None or ridge.owner is None else ridge.owner
        kind = _type(record, ridge, mode)
        size = record.size_bytes
        if kind is NodeType.REGULAR and record.flags & MORE_EXTENTS:
            size = self._stored(number, problem).size_bytes
        if kind is NodeType.REGULAR and ridge is not None and ridge.zisofs is not None:
            size = self.content(number, no_problem).size_bytes
        return TreeNode(number, kind, mode, user, group, size, _times(record, ridge))

    def content(self, number: int, problem: Problem) -> Stored:
        """The content of a regular file, unpacked where zisofs compressed it."""
        stored = self._stored(number, problem)
        ridge = self._ridge(self._record(number))
        said = None if ridge is None else ridge.zisofs
        if said is None:
            return stored
        reader = PieceReader(self._source, stored.pieces)
        fits = is_possible(said, stored.size_bytes)
        if fits:
            with suppress(ReadFailedError):  # then Rock Ridge alone says it
                fits = is_header_of(reader.read(0, HEADER_BYTES[said.version]), said)
        if fits:
            return decoded_content(reader, stored.size_bytes, said)
        text = f"the file at byte {number} doesn't begin as zisofs should: listed as stored"
        problem(OmissionCode.DETAILS_UNREADABLE, text)
        return stored

    def _stored(self, number: int, problem: Problem) -> Stored:
        """The content as it is on the disc."""
        runs: list[tuple[int, int, int | None]] = []
        size = 0
        for record in self._pieces(number, problem):
            runs += self._runs(record, size)
            size += record.size_bytes
        return stored_runs(runs, size)

    def attributes(self, number: int, problem: Problem) -> tuple[TreeAttribute, ...]:
        """None: ISO 9660 has no extended attributes of this kind."""
        return ()

    def link_target(self, number: int, problem: Problem) -> bytes:
        """Where a symbolic link leads."""
        ridge = self._ridge(self._record(number))
        if ridge is None or ridge.link_target is None:
            raise MalformedError(f"the record at byte {number} is a link without a target")
        return ridge.link_target

    def glance(self, number: int) -> tuple[NodeType, int, int, bytes]:
        """Type, stored size, place and the seven bytes of the recording time; as `node`, and sooner."""
        record = self._record(number)
        ridge = self._ridge(record)
        kind = _type(record, ridge, None if ridge is None or ridge.owner is None else ridge.owner[0])
        size, place = record.size_bytes, self._offset(record)
        if record.flags & MORE_EXTENTS or record.unit:
            stored = self._stored(number, no_problem)
            size, place = stored.size_bytes, place_of(stored.pieces)
        return kind, size, place, record.recorded

    def _names(self, offset: int, size: int, problem: Problem) -> Iterator[TreeName]:
        def damaged(place: int) -> None:
            problem(OmissionCode.DIRECTORY_INCOMPLETE, f"no directory record at byte {offset + place}")

        before: Record | None = None
        for record in records_of(self._directory(offset, size, problem), damaged):
            goes_on = before is not None and before.flags & MORE_EXTENTS
            if goes_on and before is not None and before.identifier == record.identifier:
                before = record
                continue
            before = record
            number = offset + record.place
            ridge = None
            try:
                ridge = self._ridge(record)
            except ReadFailedError as e:
                problem(OmissionCode.DETAILS_UNREADABLE, f"{display(record.identifier)}: {e.detail}")
            name = plain_name(record.identifier, joliet=self._joliet)
            kind = NodeType.DIRECTORY if record.flags & DIRECTORY else NodeType.REGULAR
            if ridge is not None and ridge.name:
                name = ridge.name
            if ridge is not None and ridge.child is not None:
                number, kind = ridge.child * self.tree.block_bytes, NodeType.DIRECTORY
            elif kind is NodeType.DIRECTORY and self._is_placed(record):
                continue
            yield TreeName(name, number, kind)

    def _unreached(self, problem: Problem) -> Iterator[TreeName]:
        """Folders that the path table has and no folder names, as if they lay in the root."""
        tree = self.tree
        size = min(tree.path_bytes, _MOST_PATH_TABLE)
        try:
            data = read_up_to(self._source, tree.path_block * tree.block_bytes, size)
        except ReadFailedError as e:
            problem(OmissionCode.DETAILS_UNREADABLE, f"the path table: {e.detail}")
            return
        listed = list(path_table(data))
        reached = self._reached() if listed else set()
        for identifier, block in listed:
            number = block * tree.block_bytes
            if number in reached:
                continue
            reached.add(number)
            name = plain_name(identifier, joliet=self._joliet)
            problem(OmissionCode.DIRECTORY_INCOMPLETE, f"{display(name)} is in the path table alone")
            if self._is_folder(number):
                yield TreeName(name, number, NodeType.DIRECTORY)

    def _reached(self) -> set[int]:
        """Where the folders begin that the root leads to."""
        root = self._record(self.root)
        waiting = [root]
        reached = {self._offset(root)}
        while waiting:
            folder = waiting.pop()
            with suppress(MalformedError, ReadFailedError):
                data = self._directory(self._offset(folder), folder.size_bytes, no_problem)
                for record in records_of(data):  # moved ones as well, where they lie
                    if record.flags & DIRECTORY and self._offset(record) not in reached:
                        reached.add(self._offset(record))
                        waiting.append(record)
        return reached

    def _is_folder(self, number: int) -> bool:
        """Whether a folder begins at this byte: with the record of itself."""
        with suppress(ReadFailedError):
            own = record_at(read_up_to(self._source, number, _MOST_RECORD), 0)
            return own is not None and own.identifier == SELF and self._offset(own) == number
        return False

    def _directory(self, offset: int, size: int, problem: Problem) -> bytes:
        """The bytes of a directory; zeros for sectors that can't be read, which is told."""
        there = min(size, _MOST_DIRECTORY_BYTES, max(0, self._source.size_bytes - offset))
        if there < size:
            text = f"{there} of {size} bytes of the directory at byte {offset}"
            problem(OmissionCode.DIRECTORY_INCOMPLETE, text)
        try:
            return self._source.read(offset, there)
        except ReadFailedError as e:
            if there <= SECTOR_BYTES:
                raise
            problem(OmissionCode.DIRECTORY_INCOMPLETE, e.detail or "")
        found = bytearray()
        while len(found) < there:
            part = min(SECTOR_BYTES, there - len(found))
            try:
                found += self._source.read(offset + len(found), part)
            except ReadFailedError:
                found += bytes(part)
        return bytes(found)

    def _is_placed(self, record: Record) -> bool:
        """Whether a folder that lies here belongs elsewhere, and is named there."""
        if self.tree.names is not Names.ROCK_RIDGE:
            return False
        try:
            own = record_at(self._source.read(self._offset(record), _MOST_RECORD), 0)
            parent = None if own is None else self._parent(self._offset(record) + own.length)
            if parent is None:
                return False
            above = record_at(self._source.read(parent * self.tree.block_bytes, _MOST_RECORD), 0)
            if above is None or above.identifier != SELF or above.size_bytes > _MOST_DIRECTORY_BYTES:
                return False
            return record.block in self._moved_from(above)
        except (ReadFailedError, MalformedError):
            return False  # listed where it lies

    def _moved_from(self, folder: Record) -> frozenset[int]:
        """Blocks of the folders that a folder names and that lie elsewhere. Raises as _take and read do."""
        offset = self._offset(folder)
        if offset not in self._placed:
            self._take(folder.size_bytes)
            ridges = map(self._ridge, records_of(read_up_to(self._source, offset, folder.size_bytes)))
            children = (ridge.child for ridge in ridges if ridge is not None)
            self._placed[offset] = frozenset(child for child in children if child is not None)
        return self._placed[offset]

    def _take(self, size_bytes: int) -> None:
        """Count the bytes of a directory. Raises MalformedError once they are more than the disc can have."""
        wanted = min(size_bytes, self._source.size_bytes, _MOST_DIRECTORY_BYTES)
        if wanted > self._bytes_left:
            raise MalformedError("directories of more bytes than there are: several share the same names")
        self._bytes_left -= wanted

    def _parent(self, at: int) -> int | None:
        """The folder that a moved one belongs to, as its record of its parent says."""
        data = read_up_to(self._source, at, _MOST_RECORD)
        record = record_at(data, 0)
        ridge = None if record is None else self._ridge(record)
        return None if ridge is None else ridge.parent

    def _pieces(self, number: int, problem: Problem) -> Iterator[Record]:
        """The records of one file: several where it is larger than 4 GiB, or was written in parts."""
        record = self._record(number)
        at = number
        for _ in range(_MOST_PIECES):
            yield record
            if not record.flags & MORE_EXTENTS:
                return
            at += record.length
            if at % SECTOR_BYTES and not read_up_to(self._source, at, 1).strip(b"\x00"):
                at += -at % SECTOR_BYTES
            following = record_at(read_up_to(self._source, at, _MOST_RECORD), 0)
            if following is None or following.identifier != record.identifier:
                break
            record = following
        problem(
            OmissionCode.DETAILS_UNREADABLE, f"the file at byte {number} goes on, and no record says where"
        )

    def _runs(self, record: Record, start: int) -> Iterator[tuple[int, int, int | None]]:
        """Start in the content, length and offset in the volume of what one record names."""
        block_bytes, offset = self.tree.block_bytes, self._offset(record)
        if not record.unit:
            if record.size_bytes:
                yield start, record.size_bytes, offset
            return
        done, unit = 0, record.unit * block_bytes
        if record.size_bytes // unit > _MOST_PIECES:
            raise MalformedError(f"interleaved in more than {_MOST_PIECES} pieces")
        while done < record.size_bytes:
            length = min(unit, record.size_bytes - done)
            yield start + done, length, offset
            done += length
            offset += unit + record.gap * block_bytes

    def _offset(self, record: Record) -> int:
        return record.block * self.tree.block_bytes

    def _record(self, number: int) -> Record:
        if self._last is None or self._last[0] != number:
            record = record_at(read_up_to(self._source, number, _MOST_RECORD), 0) if number >= 0 else None
            if record is None:
                raise MalformedError(f"no directory record at byte {number}")
            self._last = number, record
        return self._last[1]

    def _ridge(self, record: Record) -> RockRidge | None:
        """What Rock Ridge says. Raises ReadFailedError where that stands in what can't be read."""
        if self.tree.names is not Names.ROCK_RIDGE:
            return None
        return rock_ridge(record, lambda at, size: read_up_to(self._source, at, size), skip=self.tree.skip)


def _type(record: Record, ridge: RockRidge | None, mode: int | None) -> NodeType:
    if record.flags & DIRECTORY:
        return NodeType.DIRECTORY
    if ridge is not None and ridge.link_target is not None:
        return NodeType.LINK
    return _TYPES.get(stat.S_IFMT(mode or 0), NodeType.REGULAR)


def _times(record: Record, ridge: RockRidge | None) -> tuple[EvidenceTime, ...]:
    """The recording time, counted as the time of creation, and those of Rock Ridge."""
    times = {} if ridge is None else ridge.times
    found = [_time(kind, times[word]) for kind, word in _RIDGE_TIMES if word in times]
    return (*found, _time(TimeKind.CREATED, times.get("created", record.recorded)))


def _time(kind: TimeKind, stored: bytes) -> EvidenceTime:
    return iso9660_long_time(kind, stored) if len(stored) > len("YYMMDDh") else iso9660_time(kind, stored)
