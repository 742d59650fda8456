"""UDF as a tree of inodes.

The number of an inode is the block of its file entry, counted as the logical volume does: the number of the
partition in the upper bits, above 32 of the block. Deleted names stay in their directories; what one leads to
is listed where its file entry is still there and no name that exists leads to it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.bytes.metadata_source import MetadataSource
from forensics_app.evidence.contents.nodes import NodeType
from forensics_app.evidence.contents.times import udf_time
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.filesystems.trees.inode_tree import (
    Piece,
    PieceReader,
    Problem,
    Stored,
    TreeAttribute,
    TreeName,
    TreeNode,
    no_problem,
    place_of,
)
from forensics_app.evidence.filesystems.udf.attributes import file_times, kept_attributes
from forensics_app.evidence.filesystems.udf.directory import Identifier, identifiers, link_target
from forensics_app.evidence.filesystems.udf.entries import EMBEDDED, STREAM_DIRECTORY, FileEntry
from forensics_app.evidence.filesystems.udf.file_sets import FileSet, file_set
from forensics_app.evidence.filesystems.udf.free_blocks import FreeBlocks
from forensics_app.evidence.filesystems.udf.partitions import open_partitions
from forensics_app.evidence.filesystems.udf.records import RECORDED, Address, Reach
from forensics_app.evidence.filesystems.udf.volume import UdfVolume, read_volume
from forensics_app.evidence.format_errors import MalformedError
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import ExtentClass
from forensics_app.model.times import EvidenceTime, TimeKind

_MOST_DIRECTORY_BYTES = 256 << 20
_MOST_TIMES_LISTED = 4  # each byte of the volume as part of a directory, to list it and to look it up
_MOST_LINK_BYTES = 1 << 16
_MOST_STREAMS = 1 << 16
_PARTITION_SHIFT = 32
_NOWHERE = 1 << 48  # the number of what no address is given for
_UNIQUE = 0xFFFFFFFF


class UdfTree:
    """One UDF; `problem` hears of what is read although it may be wrong.

    Opening raises MalformedError, ReadFailedError.
    """

    def __init__(self, source: ByteSource, alive: Callable[[int], None], problem: Problem) -> None:
        self._source = MetadataSource(source, alive)
        self.volume: UdfVolume = read_volume(self._source, problem)
        self._blocks = open_partitions(self._source, self.volume, problem)
        self.file_set: FileSet = file_set(self._blocks, self.volume, problem)
        self._last: tuple[int, FileEntry, int] | None = None
        self._existing: set[int] | None = None
        self._listed_bytes = 0
        self._deleted: set[int] = set()  # what deleted names lead to that are listed
        self._free = FreeBlocks(self._blocks, self.volume)
        self._streams_of: dict[int, int] = {}

    @property
    def root(self) -> int:
        """The root directory's inode."""
        return _number(self.file_set.root)

    def names(self, number: int, problem: Problem) -> Iterator[TreeName]:
        """The names in a directory as stored, deleted ones marked so."""
        entry, offset = self._entry(number, problem)
        if entry.kind is not NodeType.DIRECTORY:
            raise MalformedError(f"the file entry at block {entry.address.block} is no directory's")
        return self._names(entry, offset, problem, deleted=number in self._deleted)

    def node(self, number: int, problem: Problem) -> TreeNode:
        """An inode by its number."""
        entry, _ = self._entry(number, problem)
        if entry.kind is NodeType.UNKNOWN:
            raise MalformedError(
                f"the file entry at block {entry.address.block} is of type {entry.file_type}"
            )
        times = _times(entry, problem)
        return TreeNode(number, entry.kind, entry.mode, entry.uid, entry.gid, entry.size_bytes, times)

    def content(self, number: int, problem: Problem) -> Stored:
        """The content of a regular file."""
        entry, offset = self._entry(number, problem)
        stored = self._blocks.extents.content(entry, offset, problem)
        if number in self._deleted and entry.allocation != EMBEDDED:
            used = self._free.used_bytes(stored.pieces)
            if used:
                problem(OmissionCode.CONTENT_REUSED, f"{used} of {stored.size_bytes} bytes")
        return stored

    def attributes(self, number: int, problem: Problem) -> tuple[TreeAttribute, ...]:
        """Named streams, the root's and the file set's, and the attributes that programs keep."""
        entry, offset = self._entry(number, problem)
        found: list[TreeAttribute] = []
        lists = [entry.streams]
        if number == self.root:
            lists.append(self.file_set.streams)
        for reach in lists:
            if reach is not None:
                found += self._streams(number, reach, problem)
        for kept in kept_attributes(entry, problem):
            pieces = (Piece(offset + kept.at, kept.length),) if kept.length else ()
            found.append(TreeAttribute(kept.name, Stored(kept.length, pieces, ExtentClass.XATTR)))
        if entry.attribute_file.length_bytes:
            text = f"those in a file of their own, of the file entry at block {entry.address.block}"
            problem(OmissionCode.ATTRIBUTES_UNREADABLE, text)
        return tuple(found)

    def link_target(self, number: int, problem: Problem) -> bytes:
        """Where a symbolic link leads."""
        stored = self.content(number, problem)
        if stored.size_bytes > _MOST_LINK_BYTES:
            raise MalformedError(f"a link of {stored.size_bytes} bytes")
        size = stored.size_bytes
        return link_target(PieceReader(self._source, stored.pieces).read(0, size) if size else b"")

    def glance(self, number: int) -> tuple[NodeType, int, int, bytes]:
        """Type, size and place, as IsoTree.glance; no time: ISO 9660 stores it otherwise."""
        stored = self.content(number, no_problem)
        kind = self._entry(number, no_problem)[0].kind
        return kind, stored.size_bytes, place_of(stored.pieces), b""

    # --- names -------------------------------------------------------------------------------------

    def _names(self, entry: FileEntry, offset: int, problem: Problem, *, deleted: bool) -> Iterator[TreeName]:
        """`deleted`: the directory is, so what it names may be something else's by now as well."""
        for identifier in self._identifiers(entry, offset, problem):
            number = _number(identifier.leads_to)
            kind = NodeType.DIRECTORY if identifier.is_directory else NodeType.REGULAR
            if not identifier.is_deleted and not deleted:
                yield TreeName(identifier.name, number, kind)
                continue
            reused = self._is_entry(number) and self._is_reused(identifier, number)
            if not reused:
                self._deleted.add(number)
            yield TreeName(identifier.name, number, kind, deleted=True, reused=reused)

    def _is_entry(self, number: int) -> bool:
        """Whether a file entry that stands up to every check is there."""
        codes: list[OmissionCode] = []
        with suppress(MalformedError, ReadFailedError):
            self._read_entry(number, lambda code, text: codes.append(code))
            return OmissionCode.CHECKSUM_DIFFERS not in codes
        return False

    def _is_reused(self, identifier: Identifier, number: int) -> bool:
        """Whether a file entry belongs to something else than the deleted name that led to it."""
        own = self._read_entry(number, no_problem)[0].unique_id & _UNIQUE
        if own and identifier.unique_id and own != identifier.unique_id:
            return True
        if self._existing is None:
            self._existing = self._reached()
        return number in self._existing

    def _reached(self) -> set[int]:
        """What the names that exist lead to, in all directories."""
        reached, waiting = {self.root}, [self.root]
        while waiting:
            with suppress(MalformedError, ReadFailedError):
                entry, offset = self._read_entry(waiting.pop(), no_problem)
                for identifier in self._identifiers(entry, offset, no_problem):
                    number = _number(identifier.leads_to)
                    if not identifier.is_deleted and number not in reached:
                        reached.add(number)
                        if identifier.is_directory:
                            waiting.append(number)
        return reached

    def _identifiers(self, entry: FileEntry, offset: int, problem: Problem) -> Iterator[Identifier]:
        if entry.allocation == EMBEDDED:
            block = entry.address.block
            size = min(entry.size_bytes, len(entry.descriptors))
            if entry.size_bytes != len(entry.descriptors):
                text = f"{len(entry.descriptors)} of {entry.size_bytes} bytes are in its file entry"
                problem(OmissionCode.DIRECTORY_INCOMPLETE, text)
            return identifiers(entry.descriptors[:size], lambda at: block, problem)
        data, starts, blocks = self._directory(entry, problem)
        size = self._blocks.block_bytes

        def location(at: int) -> int:
            index = bisect_right(starts, at) - 1
            return blocks[index] + (at - starts[index]) // size

        return identifiers(data, location, problem)

    def _directory(self, entry: FileEntry, problem: Problem) -> tuple[bytes, list[int], list[int]]:
        """The bytes of a directory, and the first byte and block of each of its extents."""
        wanted = min(entry.size_bytes, _MOST_DIRECTORY_BYTES)
        reaches: list[Reach] = []
        there = behind = 0
        for reach in self._blocks.extents.reaches(entry, problem):
            if there >= wanted:
                behind = reach.length_bytes if reach.kind == RECORDED else 0
                break
            reaches.append(reach)
            there += reach.length_bytes
            behind = there - wanted if reach.kind == RECORDED else 0
        if behind >= self._blocks.block_bytes:  # a rest of the last block is nothing
            text = f"its extents have {behind} bytes more than the {entry.size_bytes} of the directory"
            problem(OmissionCode.DIRECTORY_INCOMPLETE, text)
        claimed = min(wanted, there)
        if self._listed_bytes + claimed > _MOST_TIMES_LISTED * self._source.size_bytes:
            raise MalformedError("directories of more bytes than there are: several share the same names")
        self._listed_bytes += claimed  # of those that are listed: a damaged size must not cost the others
        found, starts, blocks = bytearray(), [0], [entry.address.block]
        for reach in reaches:
            length = min(reach.length_bytes, wanted - len(found))
            starts.append(len(found))
            blocks.append(reach.address.block)
            if reach.kind == RECORDED:
                found += self._stretch(reach.address, length, problem)
            if len(found) < starts[-1] + length:
                break  # nothing tells where names would go on
        if len(found) < entry.size_bytes:
            text = f"{len(found)} of {entry.size_bytes} bytes of the directory"
            problem(OmissionCode.DIRECTORY_INCOMPLETE, text)
        return bytes(found), starts, blocks

    def _stretch(self, address: Address, length: int, problem: Problem) -> bytes:
        """The bytes of one extent of a directory as far as it is there, with zeros for what can't be read."""
        step, parts, done = self._blocks.block_bytes, bytearray(), 0
        for offset, blocks in self._blocks.locate(address, -(-length // step)):
            size = min(blocks * step, length - done)
            if offset is None or offset + size > self._source.size_bytes:
                break
            try:
                parts += self._source.read(offset, size)
            except ReadFailedError as e:
                if address.partition not in self._blocks.mirrors:
                    problem(OmissionCode.DIRECTORY_INCOMPLETE, detail_of(e))
                for begin in range(done, done + size, step):
                    block = Address(address.block + begin // step, address.partition)
                    parts += self._block(block, min(step, done + size - begin), problem)
            done += size
        return bytes(parts)

    def _block(self, address: Address, length: int, problem: Problem) -> bytes:
        try:
            return self._blocks.read(address, length)
        except (MalformedError, ReadFailedError):
            problem(OmissionCode.DIRECTORY_INCOMPLETE, f"block {address.block} can't be read")
            return bytes(length)

    # --- streams -----------------------------------------------------------------------------------

    def _streams(self, owner: int, reach: Reach, problem: Problem) -> Iterator[TreeAttribute]:
        number = _number(reach)
        if self._streams_of.setdefault(number, owner) != owner:
            text = f"the streams at block {reach.address.block} are listed elsewhere"
            problem(OmissionCode.ATTRIBUTES_UNREADABLE, text)
            return
        try:
            entry, offset = self._read_entry(number, problem)
            listed = self._identifiers(entry, offset, problem)
        except (MalformedError, ReadFailedError) as e:
            problem(OmissionCode.ATTRIBUTES_UNREADABLE, detail_of(e))
            return
        if entry.file_type != STREAM_DIRECTORY:
            text = f"the file entry at block {reach.address.block} lists no streams"
            problem(OmissionCode.ATTRIBUTES_UNREADABLE, text)
            return
        for identifier in islice(listed, _MOST_STREAMS):
            if not identifier.is_deleted:
                yield from self._stream(identifier, problem)
        if next(listed, None) is not None:
            problem(OmissionCode.ATTRIBUTES_UNREADABLE, f"more than {_MOST_STREAMS} streams")

    def _stream(self, identifier: Identifier, problem: Problem) -> Iterator[TreeAttribute]:
        try:
            entry, offset = self._read_entry(_number(identifier.leads_to), problem)
            stored = self._blocks.extents.content(entry, offset, problem)
        except (MalformedError, ReadFailedError) as e:
            name = identifier.name.decode("utf-8", "replace")
            problem(OmissionCode.ATTRIBUTES_UNREADABLE, f"stream {name}: {detail_of(e)}")
            return
        yield TreeAttribute(identifier.name, stored, is_stream=True)

    # --- entries -----------------------------------------------------------------------------------

    def _entry(self, number: int, problem: Problem) -> tuple[FileEntry, int]:
        """A file entry and the byte at which it begins; kept, and told of once while it is asked for."""
        if self._last is None or self._last[0] != number:
            self._last = number, *self._read_entry(number, problem)
        return self._last[1:]

    def _read_entry(self, number: int, problem: Problem) -> tuple[FileEntry, int]:
        address = Address(number & ((1 << _PARTITION_SHIFT) - 1), number >> _PARTITION_SHIFT)
        return self._blocks.entry(address, problem)


def _number(reach: Reach) -> int:
    if not reach.length_bytes:
        return _NOWHERE
    return reach.address.partition << _PARTITION_SHIFT | reach.address.block


def _times(entry: FileEntry, problem: Problem) -> tuple[EvidenceTime, ...]:
    kept = file_times(entry, problem)
    if entry.created is not None:
        kept[TimeKind.CREATED] = entry.created
    return (
        udf_time(TimeKind.MODIFIED, entry.modified),
        udf_time(TimeKind.ACCESSED, entry.accessed),
        udf_time(TimeKind.CHANGED, entry.changed),
        *(udf_time(kind, stored) for kind, stored in kept.items()),
    )
