"""UFS beyond libtsk: times of creation, fractions of a second, snapshots, and names that it passes over.

Layouts: sys/ufs/ffs/fs.h, sys/ufs/ufs/dinode.h and sys/ufs/ufs/dir.h of FreeBSD.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from msgspec.structs import replace

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.contents.nodes import Attribute, Name, Node, NodeType, Run
from forensics_app.evidence.contents.times import unix_time
from forensics_app.evidence.filesystems.kinds import FileSystemKind
from forensics_app.evidence.filesystems.tsk.details import GenericDetails
from forensics_app.evidence.filesystems.tsk.file_system import FileSystem
from forensics_app.evidence.filesystems.ufs.directory import Listed, live_names
from forensics_app.evidence.format_errors import TskError
from forensics_app.model.times import EvidenceTime, TimeKind

_SUPERBLOCKS = {FileSystemKind.UFS1: (8192,), FileSystemKind.UFS2: (65536, 262144)}  # as libtsk looks
_MAGIC_AT, _SUPERBLOCK_BYTES = 1372, 1376
_MAGICS = {FileSystemKind.UFS1: 0x00011954, FileSystemKind.UFS2: 0x19540119}
_INODE_BYTES = {FileSystemKind.UFS1: 128, FileSystemKind.UFS2: 256}
_FORMAT_44BSD = 2  # fs_old_inodefmt: fractions are nanoseconds; Solaris has microseconds there
_SNAPSHOT = 0x00200000  # SF_SNAPSHOT
_MOST_DIRECTORY_BYTES = 64 << 20
_FORMAT, _REGULAR = 0o170000, 0o100000


class UfsDetails(GenericDetails):
    """UFS1 and UFS2, in either byte order."""

    def __init__(self, source: ByteSource, file_system: FileSystem) -> None:
        super().__init__(file_system.kind)
        self._source = source
        self._file_system = file_system
        self._second = file_system.kind is FileSystemKind.UFS2
        self._inode_bytes = _INODE_BYTES[file_system.kind]
        self._order, self._head = _superblock(source, file_system.kind)
        self._last: tuple[int, bytes | None] = (-1, None)

    def times(self, name: Name | None, node: Node, directory: int) -> tuple[EvidenceTime, ...]:
        """Every time kept for a node, from the inode where it is the one that libtsk read."""
        inode = self._inode(node)
        if inode is None:
            return super().times(name, node, directory)
        if self._second:
            seconds = struct.unpack_from(f"{self._order}4q", inode, 32)
            parts = struct.unpack_from(f"{self._order}4I", inode, 64)
            accessed, modified, changed, created = seconds
            modified_ns, accessed_ns, changed_ns, created_ns = parts
        else:
            accessed, accessed_ns, modified, modified_ns, changed, changed_ns = struct.unpack_from(
                f"{self._order}iIiIiI", inode, 16
            )
        if modified != node.modified[0]:
            return super().times(name, node, directory)
        if not self._second and self._number(1324) != _FORMAT_44BSD:
            accessed_ns = modified_ns = changed_ns = 0
        precision = "1ns" if self._second or any((accessed_ns, modified_ns, changed_ns)) else "1s"
        found = [
            unix_time(TimeKind.MODIFIED, modified, modified_ns, precision),
            unix_time(TimeKind.ACCESSED, accessed, accessed_ns, precision),
            unix_time(TimeKind.CHANGED, changed, changed_ns, precision),
        ]
        if self._second:
            found.append(unix_time(TimeKind.CREATED, created, created_ns, precision))
        return tuple(found)

    def names(self, directory: int, listed: Iterator[Name]) -> Iterator[Name]:
        """What libtsk lists, then what the directory's own chain of entries has and libtsk didn't list."""
        known: set[tuple[int, bytes]] = set()
        for name in listed:
            if name.allocated:
                known.add((name.address, name.name))
            yield self._true(name)
        content = self._directory(directory)
        if content is None:
            return
        damaged: list[int] = []
        for found in live_names(content, self._order, damaged):
            if (found.number, found.name) not in known:
                yield self._name(found)
        if damaged:
            places = ", ".join(map(str, damaged[:3]))
            raise TskError(f"damaged entries of a directory at byte {places} of it")

    def own(self, address: int, *, refused: bool) -> tuple[Node, tuple[Attribute, ...]] | None:
        """A snapshot of the file system, of which libtsk takes marks for blocks; None for any other node."""
        if refused:
            return None
        try:
            inode = self._read_inode(address)
            if inode is None or not self._is_snapshot(inode):
                return None
            node, attributes = self._file_system.node(address)
        except (TskError, ReadFailedError):
            return None
        return node, self._of_snapshot(attributes)

    def _true(self, name: Name) -> Name:
        node = name.node
        if node is None or node.type is not NodeType.REGULAR:
            return name
        inode = self._inode(node)
        if inode is None or not self._is_snapshot(inode):
            return name
        return replace(name, attributes=self._of_snapshot(name.attributes))

    def _is_snapshot(self, inode: bytes) -> bool:
        mode = struct.unpack_from(f"{self._order}H", inode)[0]
        flags = struct.unpack_from(f"{self._order}I", inode, 88 if self._second else 100)[0]
        return bool(mode & _FORMAT == _REGULAR and flags & _SNAPSHOT)

    def _of_snapshot(self, attributes: tuple[Attribute, ...]) -> tuple[Attribute, ...]:
        """What FreeBSD reads of a snapshot (ufs_bmap.c): the volume itself where it has no block, zeros where
        a mark (1, 2) stands for one.
        """
        marks = max(1, self._number(56))
        found = []
        for attribute in attributes:
            runs, reached = [], 0
            end = -(-attribute.size_bytes // max(1, self._number(52)))
            for run in attribute.runs:
                if run.offset > reached:
                    runs.append(Run(reached, run.offset - reached, reached, True))
                if not run.stored:
                    runs.append(Run(run.offset, run.length, run.offset, True))
                else:
                    runs.append(replace(run, stored=run.address >= marks))
                reached = run.offset + run.length
            if reached < end:
                runs.append(Run(reached, end - reached, reached, True))
            found.append(replace(attribute, runs=tuple(runs)))
        return tuple(found)

    def _name(self, found: Listed) -> Name:
        """A name as libtsk would give it; without a node where that can't be read."""
        try:
            node, attributes = self._file_system.node(found.number)
        except (TskError, ReadFailedError):
            return Name(found.name, NodeType.UNKNOWN, True, found.number, 0, None, ())
        return Name(found.name, node.type, True, found.number, 0, node, attributes)

    def _directory(self, number: int) -> bytes | None:
        """The content of a directory in use; None where there is none to look at."""
        try:
            content = self._file_system.content(number)
            node = content.node
            if node.type is not NodeType.DIRECTORY or not node.allocated:
                return None
            attribute = content.first(lambda kind, place: True)
            if attribute is None or not 0 < attribute.size_bytes <= _MOST_DIRECTORY_BYTES:
                return None
            return content.read(attribute, 0, attribute.size_bytes)
        except (TskError, ReadFailedError):
            return None  # told when it was listed

    def _inode(self, node: Node) -> bytes | None:
        """Asked for a few times in turn for each name of a walk."""
        if node.type in (NodeType.VIRTUAL, NodeType.VIRTUAL_DIRECTORY):
            return None
        if self._last[0] != node.address:
            self._last = node.address, self._read_inode(node.address)
        return self._last[1]

    def _read_inode(self, number: int) -> bytes | None:
        per_group, per_block = self._number(184), self._number(120)
        fragment, block = self._number(52), self._number(48)
        if per_group <= 0 or per_block <= 0 or fragment <= 0 or block <= 0:
            return None
        group, index = divmod(number, per_group)
        begin = self._number(188) * group + self._number(16)
        if not self._second:
            begin += self._number(24) * (group & ~self._number(28))
        at = begin * fragment + index // per_block * block + index % per_block * self._inode_bytes
        try:
            return self._source.read(at, self._inode_bytes)
        except ReadFailedError:
            return None

    def _number(self, at: int) -> int:
        """A field of the superblock; 0 where there is none."""
        return int(struct.unpack_from(f"{self._order}i", self._head, at)[0]) if self._head else 0


def _superblock(source: ByteSource, kind: FileSystemKind) -> tuple[str, bytes]:
    """Byte order and superblock, the latter empty where there is none."""
    for place in _SUPERBLOCKS[kind]:
        try:
            head = read_up_to(source, place, _SUPERBLOCK_BYTES)
        except ReadFailedError:
            continue
        for order in "<>":
            if (
                len(head) == _SUPERBLOCK_BYTES
                and struct.unpack_from(f"{order}I", head, _MAGIC_AT)[0] == _MAGICS[kind]
            ):
                return order, head
    return "<", b""
