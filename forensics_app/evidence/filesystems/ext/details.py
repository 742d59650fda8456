"""ext2/3/4 beyond libtsk: times past 2038 with their nanoseconds, deletion times, the places of inline data.

Also what libtsk doesn't give of ext4: targets of links in extents, folders in inodes, extended attributes.

Layouts: fs/ext4/ext4.h and "Ext4 Disk Layout" of the kernel's documentation.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import TypeAlias

from msgspec.structs import replace

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.contents.extents import Ranges
from forensics_app.evidence.contents.nodes import (
    EXTENDED_ATTRIBUTE,
    UNIX_DATA,
    Attribute,
    Name,
    Node,
    NodeType,
    Run,
)
from forensics_app.evidence.contents.times import unix_time
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.filesystems.ext.attributes import (
    INLINE_DATA,
    ExtAttribute,
    has_any,
    in_block,
    in_inode,
)
from forensics_app.evidence.filesystems.ext.directory import (
    DirectoryBlocks,
    ExtName,
    Standing,
    inline_names,
)
from forensics_app.evidence.filesystems.ext.far_blocks import far_runs
from forensics_app.evidence.filesystems.ext.inodes import ExtInodes
from forensics_app.evidence.filesystems.ext.metadata_checksums import MetadataChecksums
from forensics_app.evidence.filesystems.ext.superblock_fields import u16, u32
from forensics_app.evidence.filesystems.tsk.details import NO_TRAITS, GenericDetails, Traits
from forensics_app.evidence.filesystems.tsk.file_system import FileSystem
from forensics_app.evidence.format_errors import TskError
from forensics_app.model.times import EvidenceTime, TimeKind

_INLINE_DATA, _ENCRYPTED, _INDEXED, _EXTENTS = 0x10000000, 0x800, 0x1000, 0x80000
_INLINE_AT, _INLINE_BYTES = 40, 60
_LONGEST_TARGET = 4096  # PATH_MAX
_PIECE_BYTES = 1 << 20
_MOST_SHOWN = 3
_FEW, _MOST_OWNERS = 64, 1024  # attributes; inodes that share a block of them (EXT4_XATTR_REFCOUNT_MAX)
_MADE_UP = (NodeType.VIRTUAL, NodeType.VIRTUAL_DIRECTORY)
_SECONDS = struct.Struct("<iiiI")  # at 8: accessed, changed, modified (signed), deleted
_MORE = struct.Struct("<IIIiI")  # at 132: changed, modified, accessed; created and its own
# looked up once: a member of an enumeration is found by a search through its class
_MODIFIED, _ACCESSED = TimeKind.MODIFIED, TimeKind.ACCESSED
_CHANGED, _CREATED = TimeKind.CHANGED, TimeKind.CREATED
# each with where the inode or block lies that holds it; and why some may be missing
_Extended: TypeAlias = tuple[list[tuple[ExtAttribute, int]], str | None]


class ExtDetails(GenericDetails):
    """Details of one ext file system, from its inodes."""

    def __init__(self, source: ByteSource, file_system: FileSystem) -> None:
        super().__init__(file_system.kind)
        structures = file_system.structures(source)
        self._inodes = ExtInodes(structures)
        self._checksums = MetadataChecksums(structures)
        self._source = source
        self._file_system = file_system
        self._owners: dict[int, set[int]] = {}  # of blocks with many attributes
        self._last_extended: tuple[int, _Extended] = (-1, ([], None))

    def times(self, name: Name | None, node: Node, directory: int) -> tuple[EvidenceTime, ...]:
        """Modified, accessed, changed; created where the inode is large enough; deleted where set."""
        inode = self._inode(node)
        if inode is None:
            return super().times(name, node, directory)
        if node.allocated:
            self._checksums.look_at(node.address, inode)
        accessed, changed, modified, deleted = _SECONDS.unpack_from(inode, 8)
        extra = 128 + u16(inode, 128) if len(inode) > 130 else 128
        if extra >= 152 and len(inode) >= 152:
            changed_more, modified_more, accessed_more, created, created_more = _MORE.unpack_from(inode, 132)
            found = [
                _exact(_MODIFIED, modified, modified_more),
                _exact(_ACCESSED, accessed, accessed_more),
                _exact(_CHANGED, changed, changed_more),
                _exact(_CREATED, created, created_more),
            ]
        else:
            found = [
                self._time(TimeKind.MODIFIED, inode, 16, 136, extra),
                self._time(TimeKind.ACCESSED, inode, 8, 140, extra),
                self._time(TimeKind.CHANGED, inode, 12, 132, extra),
            ]
            if extra >= 148:
                found.append(self._time(TimeKind.CREATED, inode, 144, 148, extra))
        # of an allocated inode the field links the list of orphans, it is no time
        if not node.allocated and deleted:
            found.append(unix_time(TimeKind.DELETED, deleted, 0, "1s"))
        return tuple(found)

    def names(self, directory: int, listed: Iterator[Name]) -> Iterator[Name]:
        """What libtsk lists, without what stands in an index, with what lies in the directory's own inode."""
        if not 1 <= directory <= self._inodes.count:
            yield from listed  # libtsk's own
            return
        node, _ = self._file_system.node(directory)
        inode = self._inode(node)
        if inode is None or not node.allocated or node.type is not NodeType.DIRECTORY:
            yield from listed
        elif u32(inode, 32) & _INLINE_DATA:
            yield from self._inline(node, inode)
        else:
            blocks = DirectoryBlocks(directory, indexed=bool(u32(inode, 32) & _INDEXED))
            first = next(listed, None)  # raises where libtsk can't open it
            for block, at in self._blocks(directory, blocks.damaged):
                blocks.add(block, at)
                self._checksums.look_at_block(directory, inode, block)
            blocks.close()
            added = False
            while first is not None:
                if first.type in _MADE_UP and not added:  # behind the last entry
                    added = True
                    yield from self._more(directory, blocks)
                yield from self._judged(first, blocks)
                first = next(listed, None)
            if not added:
                yield from self._more(directory, blocks)
            if blocks.damaged:
                shown = ", ".join(map(str, blocks.damaged[:_MOST_SHOWN]))
                raise TskError(f"directory {directory}: {len(blocks.damaged)} damaged blocks: {shown}")

    def doubts(self) -> Iterator[tuple[str, int]]:
        """What doesn't agree with itself in all that was asked for, in technical words, and how many."""
        return self._checksums.differing()

    def lacking(self, node: Node, attributes: tuple[Attribute, ...]) -> str | None:
        """Why content is missing; None of an empty file in its inode, of which libtsk gives nothing."""
        problem = super().lacking(node, attributes)
        if problem is not None and not node.size_bytes and self._inodes.inline:
            inode = self._inode(node)
            if inode is not None and u32(inode, 32) & _INLINE_DATA:
                return None
        return problem

    def own(self, address: int, *, refused: bool) -> tuple[Node, tuple[Attribute, ...]] | None:
        """A node that lies so far behind that libtsk reads other blocks; None for any other."""
        if not self._inodes.far or refused or not 1 <= address <= self._inodes.count:
            return None
        runs = self._far_runs(address)
        if runs is None:
            return None
        node, attributes = self._file_system.node(address)
        return node, tuple(replace(a, runs=runs) for a in attributes if a.type == UNIX_DATA)

    def _in_place(self, name: Name) -> Name:
        own = None if name.node is None else self.own(name.address, refused=False)
        return name if own is None else replace(name, attributes=own[1])

    def _far_runs(self, number: int) -> tuple[Run, ...] | None:
        """Raises ReadFailedError."""
        inode = self._inodes.raw(number)
        if inode is None or not u32(inode, 32) & _EXTENTS:
            return None
        size = self._inodes.block_bytes
        try:
            return far_runs(inode[40:100], lambda block: self._inodes.read(block * size, size))
        except (ValueError, struct.error):
            return None  # no tree to libtsk either

    def _judged(self, name: Name, blocks: DirectoryBlocks) -> Iterator[Name]:
        """A name that libtsk lists, as what it is; nothing where it is none."""
        if name.type in _MADE_UP or name.name in (b".", b".."):
            yield name
            return
        standing = blocks.standing(name.name, name.address, live=name.allocated)
        if standing is not Standing.NONE:
            live = standing is Standing.LIVE
            kept = name if live == name.allocated else replace(name, allocated=live)
            yield self._in_place(kept) if self._inodes.far else kept

    def _more(self, directory: int, blocks: DirectoryBlocks) -> Iterator[Name]:
        """Names in use that libtsk passes over."""
        if blocks.has_more:
            for block, _ in self._blocks(directory, []):
                yield from map(self._named, blocks.more(block))

    def _blocks(self, directory: int, damaged: list[int]) -> Iterator[tuple[bytes, int]]:
        """Every block and its place; one that can't be read libtsk couldn't read either, which is told.

        A directory without any is `damaged`.
        """
        content = self._file_system.content(directory)
        attribute = content.first(lambda kind, number: kind == UNIX_DATA)
        size = 0 if attribute is None else attribute.size_bytes
        if attribute is None or not size:
            damaged.append(0)
            return
        for at in range(0, size, _PIECE_BYTES):
            self._file_system.alive()  # a hole is not read
            try:
                piece = content.read(attribute, at, min(_PIECE_BYTES, size - at))
            except ReadFailedError:
                continue
            for place in range(0, len(piece), self._inodes.block_bytes):
                yield piece[place : place + self._inodes.block_bytes], at + place

    def _inline(self, node: Node, inode: bytes) -> Iterator[Name]:
        """Names of a directory in its inode. Raises TskError, ReadFailedError."""
        ranges = _inline_ranges(inode, self._inodes.offset(node.address) or 0, node.size_bytes)
        if ranges is None:
            raise TskError(f"directory {node.address}: nothing says where its names are")
        parts = tuple(self._source.read(offset, length) for offset, length in ranges)
        damage: str | None = None
        try:
            for found in inline_names(parts, self._inodes.count):
                yield self._named(found)
        except ValueError as e:
            damage = f"directory {node.address}: {e}"
        if node.address == self._file_system.root_address:
            address = self._file_system.orphans_address
            made_up, none = self._file_system.node(address)
            yield Name(b"$OrphanFiles", NodeType.VIRTUAL_DIRECTORY, True, address, 0, made_up, none)
        if damage is not None:
            raise TskError(damage)

    def _named(self, found: ExtName) -> Name:
        try:
            node, attributes = self._file_system.node(found.inode)
        except (TskError, ReadFailedError):
            return Name(found.name, found.type, found.live, found.inode, 0, None, ())
        return Name(found.name, found.type, found.live, found.inode, 0, node, attributes)

    def extra_attributes(self, node: Node) -> tuple[tuple[Attribute, ...], str | None]:
        """Extended attributes that libtsk doesn't give, and why some of them may be missing."""
        inode = self._inode(node)
        if inode is None or not (_block_of_extended(inode) or has_any(inode)):
            return (), None  # most: asked for every name of a walk
        found, problem = self._extended(node)
        made: list[Attribute] = []
        for number, (attribute, _) in enumerate(found):
            if attribute.inode and not node.allocated:
                continue  # what it was may be another's by now
            runs = self._runs_of(attribute) if attribute.inode else ()
            if runs is None:
                problem = f"inode {attribute.inode} doesn't hold the value that it should"
                continue
            resident, name, size = not attribute.inode, attribute.name, attribute.size_bytes
            made.append(Attribute(EXTENDED_ATTRIBUTE, number, name, size, resident, False, False, runs))
        return tuple(made), problem

    def _runs_of(self, attribute: ExtAttribute) -> tuple[Run, ...] | None:
        """Where a value lies that has an inode of its own; None where that holds something else."""
        try:
            own = self._file_system.attributes(attribute.inode)
        except (TskError, ReadFailedError):
            return None
        if self._inodes.far and self._far_runs(attribute.inode) is not None:
            return None
        content = next((a for a in own if a.type == UNIX_DATA and not a.resident), None)
        return None if content is None or content.size_bytes != attribute.size_bytes else content.runs

    def _extended(self, node: Node) -> _Extended:
        """Extended attributes, each with where the inode or block lies that holds it, and what is wrong."""
        if self._last_extended[0] != node.address:
            self._last_extended = node.address, self._find_extended(node)
        return self._last_extended[1]

    def _find_extended(self, node: Node) -> _Extended:
        offset, inode = self._inodes.offset(node.address), self._inode(node)
        if offset is None or inode is None:
            return [], None
        found: list[tuple[ExtAttribute, int]] = []
        problem: str | None = None
        block = _block_of_extended(inode, wide=self._inodes.wide)
        try:
            found += [(a, offset) for a in in_inode(inode) if a.name != INLINE_DATA]
            if block and node.allocated:  # of a deleted inode it may be another's by now
                at = block * self._inodes.block_bytes
                more = [(a, at) for a in in_block(self._inodes.read(at, self._inodes.block_bytes))]
                self._check_owners(node.address, block, len(more))
                found += more
        except (ValueError, ReadFailedError) as e:
            problem = detail_of(e) if isinstance(e, ReadFailedError) else str(e)
        return found, problem

    def resident(self, node: Node, attribute: Attribute) -> Ranges | None:
        """Inline data: 60 bytes in the place of block pointers, the rest in an attribute behind the inode.

        Of an extended attribute where its value lies.
        """
        offset, inode = self._inodes.offset(node.address), self._inode(node)
        if offset is None or inode is None:
            return None
        if attribute.type == EXTENDED_ATTRIBUTE:
            found, place = self._extended(node)[0][attribute.id]
            return ((place + found.offset_bytes, found.size_bytes),) if found.size_bytes else ()
        return _inline_ranges(inode, offset, attribute.size_bytes)

    def traits(self, node: Node) -> Traits:
        """Whether fscrypt encrypted the file, or the names in the folder; where a long link of ext4 leads."""
        inode = self._inode(node)
        if inode is not None and u32(inode, 32) & _ENCRYPTED:
            return Traits(encrypted=True)
        if node.type is NodeType.LINK and node.allocated and node.link_target is None:
            return Traits(link_target=self._link_target(node))
        return NO_TRAITS

    def _link_target(self, node: Node) -> bytes | None:
        """libtsk looks for it in a list of blocks alone, where ext4 has extents or the bytes themselves."""
        if not 0 < node.size_bytes <= _LONGEST_TARGET:
            return None
        try:
            content = self._file_system.content(node.address)
            attribute = content.first(lambda kind, number: kind == UNIX_DATA)
            if attribute is None:
                return None
            ranges = self.resident(node, attribute) if attribute.resident else None
            if ranges is None and self._inodes.far and (runs := self._far_runs(node.address)):
                size = self._inodes.block_bytes
                stored = (self._source.read(run.address * size, run.length * size) for run in runs[:_FEW])
                return b"".join(stored)[: node.size_bytes]
            if ranges is None:
                return content.read(attribute, 0, node.size_bytes)
            return b"".join(self._source.read(offset, length) for offset, length in ranges)
        except (TskError, ReadFailedError):
            return None

    def _time(self, kind: TimeKind, inode: bytes, at: int, extra_at: int, extra_end: int) -> EvidenceTime:
        """Signed seconds; two more bits of them and nanoseconds where the inode holds the extra field."""
        seconds = struct.unpack_from("<i", inode, at)[0]
        if extra_at + 4 > extra_end or extra_at + 4 > len(inode):
            return unix_time(kind, seconds, 0, "1s")
        return _exact(kind, seconds, u32(inode, extra_at))

    def _inode(self, node: Node) -> bytes | None:
        if node.type in _MADE_UP:
            return None
        return self._inodes.raw(node.address)

    def _check_owners(self, number: int, block: int, count: int) -> None:
        """Raises ValueError where too many inodes share a block: what it holds would multiply."""
        if count > _FEW:
            owners = self._owners.setdefault(block, set())
            if number not in owners and len(owners) >= _MOST_OWNERS:
                raise ValueError(f"more than {_MOST_OWNERS} inodes share block {block}")
            owners.add(number)


def _exact(kind: TimeKind, seconds: int, more: int) -> EvidenceTime:
    """`more`: two more bits of the seconds, then the nanoseconds."""
    return unix_time(kind, seconds + ((more & 3) << 32), more >> 2, "1ns")


def _block_of_extended(inode: bytes, *, wide: bool = False) -> int:
    """The block with attributes that don't fit into the inode, 0 for none."""
    return u32(inode, 104) | (u16(inode, 118) << 32 if wide else 0)


def _inline_ranges(inode: bytes, offset: int, size: int) -> Ranges | None:
    """Where data in an inode lie, which lies itself at `offset`; None where they don't, or aren't whole."""
    if not u32(inode, 32) & _INLINE_DATA:
        return None
    ranges = [(offset + _INLINE_AT, min(size, _INLINE_BYTES))] if size else []
    if size > _INLINE_BYTES:
        rest = _system_data(inode)
        if rest is None or rest.size_bytes < size - _INLINE_BYTES:
            return None
        ranges.append((offset + rest.offset_bytes, size - _INLINE_BYTES))
    return tuple(ranges)


def _system_data(inode: bytes) -> ExtAttribute | None:
    """The part of inline data that lies behind the inode's fields."""
    try:
        return next((found for found in in_inode(inode) if found.name == INLINE_DATA), None)
    except ValueError:
        return None
