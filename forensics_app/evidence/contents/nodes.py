"""What a file system says of its names and inodes, as plain values; filesystem_tsk fills them in.

Structs, since each name of a walk makes several of them: named tuples take twice as long to make and to ask.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

# types of attributes as libtsk counts them: a content where there are no types, and extended attributes
UNIX_DATA, EXTENDED_ATTRIBUTE = 1, 4354


class NodeType(StrEnum):
    """Types of names and inodes, one letter each as `fls` prints them."""

    UNKNOWN = "-"
    FIFO = "p"
    CHARACTER_DEVICE = "c"
    DIRECTORY = "d"
    BLOCK_DEVICE = "b"
    REGULAR = "r"
    LINK = "l"
    SHADOW = "s"
    SOCKET = "h"
    WHITEOUT = "w"
    VIRTUAL = "v"
    VIRTUAL_DIRECTORY = "V"


class Run(msgspec.Struct, frozen=True, gc=False):
    """`length` blocks of an attribute from block `offset` on, stored at block `address`, or not stored.

    What isn't stored is zeros where the file system says `hole`, and missing where it says nothing of it.
    """

    address: int
    length: int
    offset: int
    stored: bool
    hole: bool = True


class Attribute(msgspec.Struct, frozen=True, gc=False):
    """One attribute (data stream) of a file. Size in bytes.

    `sparse`: what no run covers is a hole, as the file system stores nothing of holes; else it is missing.
    """

    type: int
    id: int
    name: bytes | None
    size_bytes: int
    resident: bool
    compressed: bool
    encrypted: bool
    runs: tuple[Run, ...]
    sparse: bool = True


class Node(msgspec.Struct, frozen=True, gc=False):
    """What an inode (MFT record, directory entry) says. Times as (seconds, nanoseconds) since 1970."""

    address: int
    type: NodeType
    allocated: bool
    size_bytes: int
    sequence: int
    mode: int
    uid: int
    gid: int
    modified: tuple[int, int]
    accessed: tuple[int, int]
    changed: tuple[int, int]
    created: tuple[int, int]
    link_target: bytes | None


class Name(msgspec.Struct, frozen=True, gc=False):
    """One name in a directory, with the node it leads to where libtsk would give it."""

    name: bytes
    type: NodeType
    allocated: bool
    address: int
    sequence: int
    node: Node | None
    attributes: tuple[Attribute, ...]
