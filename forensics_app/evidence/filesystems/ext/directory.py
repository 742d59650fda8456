"""Directories of ext2, ext3 and ext4 beside libtsk: whether their blocks are whole, and names that are none.

libtsk goes on behind a damaged entry, and lists nothing of a block of zeros, without a word. It takes what
the index of a large directory holds for names, in use even. Layouts: struct ext4_dir_entry_2, dx_root and
dx_node of fs/ext4/ext4.h and namei.c; a directory inside its inode (fs/ext4/inline.c) has its parent's number
first.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from forensics_app.evidence.contents.nodes import NodeType

_HEAD = struct.Struct("<IHBB")
_HEAD_BYTES, _LEAST_BYTES = 8, 12
_WHOLE_BLOCK = (0, 0xFFFF)  # lengths of an entry of 64 KiB, which its field can't hold
_LARGEST_BLOCK = 1 << 16
_ROOT_INFO_AT, _ROOT_LEVELS_AT, _ROOT_ENTRIES_AT, _NODE_ENTRIES_AT = 24, 30, 32, 8
_PARENT_BYTES = 4
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


class DirectoryBlocks:
    """What the blocks of the directory with inode `number` say, given one after the other to `add`.

    `damaged`: offsets of blocks that are none of this directory. With `indexed`, `is_name` tells names from
    what stands in its index.
    """

    def __init__(self, number: int, *, indexed: bool) -> None:
        self._number = number
        self._indexed = indexed
        self._index: set[tuple[int, bytes]] = set()
        self.damaged: list[int] = []

    def add(self, block: bytes, at: int) -> None:
        """The block at byte `at` of the directory."""
        if not self._chain(block) or (at == 0 and not self._begins(block)):
            self.damaged.append(at)
        elif self._indexed:
            self._add_index(block, at)

    def is_name(self, name: bytes, inode: int) -> bool:
        """Whether a name that libtsk found is one."""
        return (inode, name) not in self._index

    def _begins(self, block: bytes) -> bool:
        inode, _, name_bytes, _ = _HEAD.unpack_from(block, 0)
        return inode == self._number and block[8 : 8 + name_bytes] == b"."

    @staticmethod
    def _chain(block: bytes) -> bool:
        """Whether entries follow each other up to the end of a block."""
        position, size, unpack = 0, len(block), _HEAD.unpack_from
        while position + _HEAD_BYTES <= size:
            inode, length, name_bytes, _ = unpack(block, position)
            if size == _LARGEST_BLOCK and length in _WHOLE_BLOCK:
                length = size
            if length < _LEAST_BYTES or length & 3 or position + length > size:
                return False
            if inode and not 0 < name_bytes <= length - _HEAD_BYTES:
                return False
            position += length
        return position == size

    def _add_index(self, block: bytes, at: int) -> None:
        """Remember what libtsk may take for a name in an index, also where it has moved on to other blocks.

        In a root without levels below it names of the time before the index may stand behind what is in use.
        """
        inode, length = _HEAD.unpack_from(block, 0)[:2]
        names_behind = at == 0 and not block[_ROOT_LEVELS_AT]
        if at == 0:
            begin, entries = _ROOT_INFO_AT, _ROOT_ENTRIES_AT
        elif inode == 0 and (length == len(block) or length in _WHOLE_BLOCK):
            begin = entries = _NODE_ENTRIES_AT
        else:
            return
        limit, count = struct.unpack_from("<HH", block, entries)
        if not 0 < count <= limit or entries + limit * 8 > len(block):
            return
        for place in range(begin, entries + (count if names_behind else limit) * 8, 4):
            if place + _HEAD_BYTES <= len(block):
                inode, _, name_bytes, _ = _HEAD.unpack_from(block, place)
                name = block[place + _HEAD_BYTES : place + _HEAD_BYTES + name_bytes]
                self._index.add((inode, _as_text(name)))


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
