"""A volume of APFS as a tree of inodes."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.bytes.metadata_source import MetadataSource
from forensics_app.evidence.contents.nodes import NodeType
from forensics_app.evidence.filesystems.apfs.btree import BTree, Record
from forensics_app.evidence.filesystems.apfs.container import Container, Volume
from forensics_app.evidence.filesystems.apfs.records import (
    DIR_REC,
    FILE_EXTENT,
    INODE,
    XATTR,
    ApfsAttribute,
    ApfsInode,
    key_order,
    order_of,
    parse_attribute,
    parse_extent,
    parse_inode,
    parse_name,
)
from forensics_app.evidence.filesystems.trees.decmpfs import DECMPFS, RESOURCE_FORK, Fork, decoded_content
from forensics_app.evidence.filesystems.trees.inode_tree import (
    Piece,
    PieceReader,
    Problem,
    Stored,
    TreeAttribute,
    TreeName,
    TreeNode,
    stored_runs,
)
from forensics_app.evidence.format_errors import MalformedError
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.model.artifact import ExtentClass

_ROOT, _PRIVATE = 2, 3  # inodes of the root, and of the directory of files that are deleted but in use
_PRIVATE_NAME = b"private-dir"
_LINK = b"com.apple.fs.symlink"
_EXTENT_SIZES = (16, 16)
_LOST = {DIR_REC: OmissionCode.DIRECTORY_INCOMPLETE, XATTR: OmissionCode.ATTRIBUTES_UNREADABLE}


class ApfsTree:
    """One volume of the container at byte 0 of `source`. Opening raises MalformedError, ReadFailedError."""

    def __init__(
        self, source: ByteSource, index: int, alive: Callable[[int], None], problem: Problem
    ) -> None:
        self._source = MetadataSource(source, alive)
        self._container = Container(self._source, problem)
        self._last: ApfsInode | None = None
        self.volume: Volume = self._container.volume(index, problem)
        if self.volume.encrypted:
            raise MalformedError("the volume is encrypted")
        block_bytes = self._block_bytes = self._container.block_bytes
        objects = self._container.object_map(self.volume, problem)

        def physical(block: int) -> int:
            return block * block_bytes

        place = physical if self.volume.root_tree_physical else objects.offset
        self._tree = BTree(
            self._source, block_bytes, place(self.volume.root_tree), order=key_order, places=place
        )
        self._extents = (
            BTree(
                self._source,
                block_bytes,
                physical(self.volume.extent_tree),
                order=_stream_order,
                places=physical,
                fixed=_EXTENT_SIZES,
            )
            if self.volume.sealed
            else None
        )

    @property
    def root(self) -> int:
        """The root directory's inode."""
        return _ROOT

    def names(self, number: int, problem: Problem) -> Iterator[TreeName]:
        """The names in a directory as stored; behind the root's, the directory of files deleted while in
        use."""
        inode = self._inode(number, problem)
        if inode.type is not NodeType.DIRECTORY:
            raise MalformedError(f"inode {number} is no directory")
        return self._names(inode, problem)

    def node(self, number: int, problem: Problem) -> TreeNode:
        """An inode by its number."""
        inode = self._inode(number, problem)
        size = inode.uncompressed_bytes if inode.compressed else inode.stream_bytes
        return TreeNode(number, inode.type, inode.mode, inode.uid, inode.gid, size or 0, inode.times)

    def content(self, number: int, problem: Problem) -> Stored:
        """The content of a regular file."""
        inode = self._inode(number, problem)
        if inode.compressed:
            compressed = self._compressed(inode, problem)
            if compressed is not None:
                return compressed
        if inode.stream_bytes is None:
            return Stored(0)
        return self._stream(inode.stream, inode.stream_bytes, problem, sparse=inode.sparse)

    def attributes(self, number: int, problem: Problem) -> tuple[TreeAttribute, ...]:
        """Extended attributes as stored, without the one that holds a symbolic link's target."""
        found: list[TreeAttribute] = []
        for attribute in self._attributes(number, problem):
            if attribute.name == _LINK:
                continue
            try:
                found.append(TreeAttribute(attribute.name, self._value(attribute, problem)))
            except MalformedError as e:
                problem(OmissionCode.ATTRIBUTES_UNREADABLE, f"inode {number}: {e}")
        return tuple(found)

    def link_target(self, number: int, problem: Problem) -> bytes:
        """Where a symbolic link leads."""
        for attribute in self._attributes(number, problem):
            if attribute.name == _LINK:
                target = self._bytes(attribute, problem)
                return target.removesuffix(b"\x00")
        raise MalformedError(f"inode {number} is a link without a target")

    def _names(self, inode: ApfsInode, problem: Problem) -> Iterator[TreeName]:
        found = 0
        for record in self._records(inode.number, DIR_REC, problem):
            try:
                name = parse_name(record.key, record.value, hashed=self.volume.hashed_names)
            except (MalformedError, struct.error) as e:
                problem(OmissionCode.DIRECTORY_INCOMPLETE, f"directory {inode.number}: {e}")
                continue
            found += 1
            yield name
        if found != inode.children:
            text = f"directory {inode.number}: {found} names, {inode.children} counted in its inode"
            problem(OmissionCode.DIRECTORY_INCOMPLETE, text)
        if inode.number == _ROOT and next(self._records(_PRIVATE, DIR_REC, problem), None) is not None:
            yield TreeName(_PRIVATE_NAME, _PRIVATE, NodeType.DIRECTORY)

    def _inode(self, number: int, problem: Problem) -> ApfsInode:
        if self._last is None or self._last.number != number:
            record = next(self._records(number, INODE, problem), None)
            if record is None:
                raise MalformedError(f"inode {number} is not in the tree")
            self._last = parse_inode(number, record.value)
        return self._last

    def _attributes(self, number: int, problem: Problem) -> Iterator[ApfsAttribute]:
        for record in self._records(number, XATTR, problem):
            try:
                yield parse_attribute(record.key, record.value, record.value_offset)
            except (MalformedError, struct.error) as e:
                problem(OmissionCode.ATTRIBUTES_UNREADABLE, f"inode {number}: {e}")

    def _value(self, attribute: ApfsAttribute, problem: Problem) -> Stored:
        if attribute.stream is not None:
            return self._stream(attribute.stream, attribute.size_bytes, problem)
        pieces = (Piece(attribute.value_offset, attribute.size_bytes),) if attribute.size_bytes else ()
        return Stored(attribute.size_bytes, pieces, ExtentClass.XATTR)

    def _bytes(self, attribute: ApfsAttribute, problem: Problem, most_bytes: int = 1 << 16) -> bytes:
        if attribute.size_bytes > most_bytes:
            raise MalformedError(f"an attribute of {attribute.size_bytes} bytes")
        return PieceReader(self._source, self._value(attribute, problem).pieces).read(0, attribute.size_bytes)

    def _stream(self, stream: int, size_bytes: int, problem: Problem, *, sparse: bool = False) -> Stored:
        """The content of a data stream from its extents."""
        if self._extents is None:
            records = self._records(stream, FILE_EXTENT, problem)
        else:
            records = self._extents.between(stream, stream, problem)
        runs = [parse_extent(record.key, record.value, self._block_bytes) for record in records]
        # a hole has an extent of its own: where there is none, one is missing, but in files marked as sparse
        return stored_runs(runs, size_bytes, lost=not sparse)

    def _compressed(self, inode: ApfsInode, problem: Problem) -> Stored | None:
        """A compressed file's content; None where it has no header that says how."""
        attributes = {a.name: a for a in self._attributes(inode.number, problem)}
        header, fork = attributes.get(DECMPFS), attributes.get(RESOURCE_FORK)
        if header is None:
            return None
        chunks = None
        if fork is not None:
            reader = PieceReader(self._source, self._value(fork, problem).pieces)
            chunks = Fork(reader, fork.size_bytes)
        return decoded_content(self._bytes(header, problem), chunks)

    def _records(self, number: int, kind: int, problem: Problem) -> Iterator[Record]:
        order = order_of(number, kind)
        return self._tree.between(order, order, problem, lost=_LOST.get(kind))


def _stream_order(key: bytes) -> int:
    return int(struct.unpack_from("<Q", key)[0])
