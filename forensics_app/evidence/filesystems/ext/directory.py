"""Directories of ext2, ext3 and ext4 beside libtsk: whether their blocks are whole, and names that are none.

libtsk goes on behind a damaged entry, and lists nothing of a block of zeros, without a word. It takes what
the index of a large directory holds for names, in use even. What is in use is what the entries of a block,
each leading to the next, say: whatever else stands somewhere takes nothing away from it.

Layouts: struct ext4_dir_entry_2, dx_root and dx_node of fs/ext4/ext4.h and namei.c; a directory inside its
inode (fs/ext4/inline.c) has its parent's number first.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from forensics_app.evidence.contents.nodes import NodeType

_HEAD = struct.Struct("<IHBB")
_HEAD_BYTES, _LEAST_BYTES = 8, 12
_WHOLE_BLOCK = (0, 0xFFFF)  # lengths of an entry of 64 KiB, which its field can't hold
_LARGEST_BLOCK = 1 << 16
_ROOT_INFO_AT, _ROOT_ENTRIES_AT, _NODE_ENTRIES_AT = 24, 32, 8
_PARENT_BYTES = 4
_ITSELF = (b".", b"..")
_IN_NO_NAME = frozenset((0, 0x2F))
_TYPES = (
    NodeType.UNKNOWN, NodeType.REGULAR, NodeType.DIRECTORY, NodeType.CHARACTER_DEVICE, NodeType.BLOCK_DEVICE,
    NodeType.FIFO, NodeType.SOCKET, NodeType.LINK,
)  # fmt: skip


class ExtName(NamedTuple):
    """A name and the inode that it leads to."""

    name: bytes
    inode: int
    type: NodeType
    live: bool


class Standing(Enum):
    """What a name that libtsk found is to its directory."""

    LIVE = auto()
    DELETED = auto()
    NONE = auto()


class DirectoryBlocks:
    """What the blocks of the directory with inode `number` say, given one after the other to `add`.

    `damaged`: offsets of blocks that are none of this directory. With `indexed` it may have an index.
    """

    def __init__(self, number: int, *, indexed: bool) -> None:
        self._number = number
        self._indexed = indexed
        self._index: dict[tuple[int, bytes], bool] = {}  # whether it is a name but for its place
        # of names in use a number each, since a directory may have millions: those that weren't asked for yet
        self._live: set[int] = set()
        self._left: set[int] = set()
        self.damaged: list[int] = []

    def add(self, block: bytes, at: int) -> None:
        """The block at byte `at` of the directory."""
        if not self._chain(block) or (at == 0 and not self._begins(block)):
            self.damaged.append(at)
        elif self._indexed:
            self._add_index(block, at)

    def close(self) -> None:
        """Every block was given."""
        self._left = set(self._live)

    def standing(self, name: bytes, inode: int, *, live: bool) -> Standing:
        """What a name is that libtsk calls `live` or not.

        One in use is never taken for anything else. What no chain of entries leads to is none where it stands
        in the index and can't be a name.
        """
        key = hash((inode, name))
        if key in self._live:
            self._left.discard(key)
            return Standing.LIVE
        possible = self._index.get((inode, name))
        if possible is None:
            return Standing.LIVE if live else Standing.DELETED
        return Standing.DELETED if possible else Standing.NONE

    @property
    def has_more(self) -> bool:
        """Whether names are in use that nobody asked for."""
        return bool(self._left)

    def more(self, block: bytes) -> Iterator[ExtName]:
        """Those of a block, each once."""
        for position, inode, _ in _entries(block):
            found = _name(block, position, live=True)
            key = hash((inode, _as_text(found.name)))
            if key in self._left:
                self._left.discard(key)
                yield found

    def _begins(self, block: bytes) -> bool:
        inode, _, name_bytes, _ = _HEAD.unpack_from(block, 0)
        return inode == self._number and block[8 : 8 + name_bytes] == b"."

    def _chain(self, block: bytes) -> bool:
        """Whether entries follow each other up to the end of a block; those in use are remembered."""
        end, add = 0, self._live.add
        for position, inode, length in _entries(block):
            if inode:
                begin = position + _HEAD_BYTES
                name = block[begin : begin + block[position + 6]]
                if name not in _ITSELF:
                    add(hash((inode, _as_text(name))))
            end = position + length
        return end == len(block)

    def _add_index(self, block: bytes, at: int) -> None:
        """Remember what libtsk may take for a name in an index, also where it has moved on to other blocks.

        What the index doesn't use holds names of the time before it, or what it has moved on from.
        """
        inode, length = _HEAD.unpack_from(block, 0)[:2]
        if at == 0:
            begin, entries = _ROOT_INFO_AT, _ROOT_ENTRIES_AT
        elif inode == 0 and (length == len(block) or length in _WHOLE_BLOCK):
            begin = entries = _NODE_ENTRIES_AT
        else:
            return
        limit, count = struct.unpack_from("<HH", block, entries)
        if not 0 < count <= limit or entries + limit * 8 > len(block):
            return
        for place in range(begin, entries + limit * 8, 4):
            if place + _HEAD_BYTES <= len(block):
                inode, _, name_bytes, kind = _HEAD.unpack_from(block, place)
                name = block[place + _HEAD_BYTES : place + _HEAD_BYTES + name_bytes]
                unused = place >= entries + count * 8
                possible = unused and kind < len(_TYPES) and not set(name) & _IN_NO_NAME
                key = inode, _as_text(name)
                self._index[key] = possible or self._index.get(key, False)


def _entries(block: bytes) -> Iterator[tuple[int, int, int]]:
    """Place, inode and length of each entry, one behind the other, up to the first that can't be one."""
    position, size, unpack = 0, len(block), _HEAD.unpack_from
    while position + _HEAD_BYTES <= size:
        inode, length, name_bytes, _ = unpack(block, position)
        if size == _LARGEST_BLOCK and length in _WHOLE_BLOCK:
            length = size
        if length < _LEAST_BYTES or length & 3 or position + length > size:
            return
        if inode and not 0 < name_bytes <= length - _HEAD_BYTES:
            return
        yield position, inode, length
        position += length


def inline_names(parts: tuple[bytes, ...], inodes: int) -> Iterator[ExtName]:
    """Names of a directory that lies in its inode, in each of its two parts, with what was deleted there.

    `inodes`: how many the file system has. Raises ValueError behind the last entry that is sound.
    """
    for index, part in enumerate(parts):
        position = 0 if index else _PARENT_BYTES
        while position + _HEAD_BYTES <= len(part):
            inode, length, name_bytes, _ = _HEAD.unpack_from(part, position)
            used = (_HEAD_BYTES + name_bytes + 3) & ~3 if inode else 0
            if length < _LEAST_BYTES or length & 3 or position + length > len(part) or used > length:
                raise ValueError(f"a damaged entry at byte {position}")
            if inode:
                yield _name(part, position, live=True)
            yield from _remains(part, position + used, position + length, inodes)
            position += length


def _remains(part: bytes, begin: int, end: int, inodes: int) -> Iterator[ExtName]:
    """Entries that stand in the free bytes of another."""
    position = begin
    while position + _LEAST_BYTES <= end:
        inode, length, name_bytes, _ = _HEAD.unpack_from(part, position)
        name = part[position + _HEAD_BYTES : position + _HEAD_BYTES + name_bytes]
        used = (_HEAD_BYTES + name_bytes + 3) & ~3
        fits = used <= length and position + used <= end and not length & 3
        if fits and 0 < inode <= inodes and name and not set(name) & {0, 0x2F}:
            yield _name(part, position, live=False)
            position += used
        else:
            position += 4


def _name(part: bytes, position: int, *, live: bool) -> ExtName:
    inode, _, name_bytes, kind = _HEAD.unpack_from(part, position)
    name = part[position + _HEAD_BYTES : position + _HEAD_BYTES + name_bytes]
    return ExtName(name, inode, _TYPES[kind] if kind < len(_TYPES) else NodeType.UNKNOWN, live)


def _as_text(name: bytes) -> bytes:
    """As libtsk gives a name: up to its first zero byte."""
    return name.partition(b"\x00")[0]
