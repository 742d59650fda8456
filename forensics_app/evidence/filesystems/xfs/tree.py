"""XFS as a tree of inodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.bytes.copies import HeaderCopy
from forensics_app.evidence.bytes.metadata_source import MetadataSource
from forensics_app.evidence.contents.nodes import NodeType
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
from forensics_app.evidence.filesystems.xfs.attributes import attributes_of
from forensics_app.evidence.filesystems.xfs.copies import xfs_copies
from forensics_app.evidence.filesystems.xfs.directory import BlockDirectory, short_names
from forensics_app.evidence.filesystems.xfs.extents import byte_runs, mappings_of
from forensics_app.evidence.filesystems.xfs.geometry import XfsGeometry, parse_geometry, read_geometry
from forensics_app.evidence.filesystems.xfs.inode import FORMAT_LOCAL, XfsInode, parse_inode
from forensics_app.evidence.format_errors import MalformedError

_LONGEST_TARGET = 1024
_LINK_HEADER_BYTES = 56  # struct xfs_dsymlink_hdr, before each extent of a target in version 5


class XfsTree:
    """One XFS that begins at byte 0 of `source`. Opening raises MalformedError, ReadFailedError.

    `problem` hears of a superblock that is read although its checksum differs. `copies`: what is read instead
    of one that can't be.
    """

    def __init__(self, source: ByteSource, alive: Callable[[int], None], problem: Problem) -> None:
        self._source = MetadataSource(source, alive)
        self.copies: HeaderCopy | None = None
        try:
            self.geometry: XfsGeometry = read_geometry(self._source, problem)
        except (MalformedError, ReadFailedError):
            self.copies = xfs_copies(source, alive)
            if self.copies is None:
                raise
            self.geometry = parse_geometry(self.copies.data)
        self._last: XfsInode | None = None

    @property
    def root(self) -> int:
        """The root directory's inode."""
        return self.geometry.root

    def names(self, number: int, problem: Problem) -> Iterator[TreeName]:
        """The names in a directory without `.` and `..`, in the order in which they are stored."""
        inode = self._inode(number, problem)
        if inode.type is not NodeType.DIRECTORY:
            raise MalformedError(f"inode {number} is no directory")
        if inode.data.format == FORMAT_LOCAL:
            return short_names(self.geometry, inode)
        mappings = mappings_of(self._source, self.geometry, number, inode.data, problem)
        return BlockDirectory(self._source, self.geometry, inode, mappings).names(problem)

    def node(self, number: int, problem: Problem) -> TreeNode:
        """An inode by its number."""
        inode = self._inode(number, problem)
        return TreeNode(number, inode.type, inode.mode, inode.uid, inode.gid, inode.size_bytes, inode.times)

    def content(self, number: int, problem: Problem) -> Stored:
        """The content of a regular file."""
        inode = self._inode(number, problem)
        if inode.realtime:
            return Stored(inode.size_bytes, lacking="its bytes are on a realtime device")
        mappings = mappings_of(self._source, self.geometry, number, inode.data, problem)
        return stored_runs(byte_runs(self.geometry, mappings), inode.size_bytes)

    def attributes(self, number: int, problem: Problem) -> tuple[TreeAttribute, ...]:
        """Extended attributes, in the order in which they are stored."""
        inode = self._inode(number, problem)
        return attributes_of(self._source, self.geometry, inode, problem)

    def link_target(self, number: int, problem: Problem) -> bytes:
        """Where a symbolic link leads."""
        inode = self._inode(number, problem)
        if inode.data.format == FORMAT_LOCAL:
            target = inode.data.data[: inode.size_bytes]
        else:
            if inode.size_bytes > _LONGEST_TARGET:
                raise MalformedError(f"inode {number} is a link of {inode.size_bytes} bytes")
            pieces = self._target_pieces(inode, problem)
            length = min(sum(piece.length_bytes for piece in pieces), inode.size_bytes)
            target = PieceReader(self._source, pieces).read(0, length)
        if len(target) != inode.size_bytes:
            raise MalformedError(
                f"inode {number} is a link of {inode.size_bytes} bytes and has {len(target)}"
            )
        return target

    def _target_pieces(self, inode: XfsInode, problem: Problem) -> tuple[Piece, ...]:
        header = _LINK_HEADER_BYTES if self.geometry.checksums else 0
        mappings = mappings_of(self._source, self.geometry, inode.number, inode.data, problem)
        return tuple(
            Piece(None if place is None else place + header, length - header)
            for _, length, place in byte_runs(self.geometry, mappings)
        )

    def _inode(self, number: int, problem: Problem) -> XfsInode:
        if self._last is not None and self._last.number == number:
            return self._last
        offset = self.geometry.inode_offset(number)
        raw = self._source.read(offset, self.geometry.inode_bytes)
        self._last = parse_inode(self.geometry, number, raw, offset, problem)
        return self._last
