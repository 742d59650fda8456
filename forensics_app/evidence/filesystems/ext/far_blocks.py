"""Files of ext4 that lie beyond block 2^32: libtsk takes other blocks for theirs, without a word.

struct ext4_extent_header, ext4_extent_idx and ext4_extent of fs/ext4/ext4_extents.h. The upper 16 bits of a
block's number count from 2^32 on; libtsk 4.15 puts them at 2^16.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from forensics_app.evidence.contents.nodes import Run

_HEADER = struct.Struct("<HHHHI")
_INDEX = struct.Struct("<IIHH")
_EXTENT = struct.Struct("<IHHI")
_MAGIC = 0xF30A
_HEADER_BYTES, _ENTRY_BYTES = 12, 12
_MOST_WRITTEN = 1 << 15  # blocks; a longer extent was reserved and never written
_DEEPEST = 5
_MOST_BLOCKS = 1 << 17  # of one tree


def far_runs(root: bytes, block: Callable[[int], bytes]) -> tuple[Run, ...] | None:
    """The runs of a file from its extents, where any of them is that far; None for every other.

    `root`: the 60 bytes in the inode; `block` reads one. Raises ValueError for a tree that is none, and what
    `block` raises.
    """
    runs: list[Run] = []
    far = False
    left, read = [root], 0
    depth = _header(root)[1]
    for level in range(depth, -1, -1):
        below: list[int] = []
        for node in left:
            count, its_level = _header(node)
            if its_level != level or level > _DEEPEST:
                raise ValueError(f"an extent tree with level {its_level} at {level}")
            for at in range(_HEADER_BYTES, _HEADER_BYTES + count * _ENTRY_BYTES, _ENTRY_BYTES):
                if level:
                    _, low, high, _ = _INDEX.unpack_from(node, at)
                    far = far or high > 0
                    below.append(high << 32 | low)
                else:
                    first, length, high, low = _EXTENT.unpack_from(node, at)
                    far = far or high > 0
                    written = length <= _MOST_WRITTEN
                    blocks = length if written else length - _MOST_WRITTEN
                    runs.append(Run(high << 32 | low, blocks, first, written))
        read += len(below)
        if read > _MOST_BLOCKS:
            raise ValueError("an extent tree without end")
        left = [block(number) for number in below]
    return tuple(runs) if far else None


def _header(node: bytes) -> tuple[int, int]:
    """How many entries a node has, and its level. Raises ValueError."""
    magic, count, _, level, _ = _HEADER.unpack_from(node, 0)
    if magic != _MAGIC or _HEADER_BYTES + count * _ENTRY_BYTES > len(node):
        raise ValueError("no node of an extent tree")
    return count, level
