"""Where the journal of ext lies by the copy of its inode that the superblock keeps (s_jnl_blocks).

e2fsck goes by it where the journal's inode is damaged. The copy has the inode's block area: a tree of
extents, or the numbers of blocks and of blocks with such numbers.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from msgspec.structs import replace

from forensics_app.evidence.contents.nodes import Run
from forensics_app.evidence.format_errors import MalformedError

_TYPE_AT, _BLOCKS_AT, _AREA_BYTES = 253, 268, 60
_BACKUP = 1  # EXT3_JNL_BACKUP_BLOCKS
_TREE, _TREE_MAGIC, _ENTRY_BYTES = struct.Struct("<HHHH"), 0xF30A, 12
_DIRECT, _MOST_DEPTH, _MOST_BLOCKS = 12, 5, 1 << 22


def backup_runs(superblock: bytes, read: Callable[[int], bytes]) -> tuple[Run, ...]:
    """The runs of the journal, none without a copy. `read` gives a block of the volume by its number.

    Raises MalformedError, ReadFailedError.
    """
    if superblock[_TYPE_AT] != _BACKUP:
        return ()
    area = superblock[_BLOCKS_AT : _BLOCKS_AT + _AREA_BYTES]
    if _TREE.unpack_from(area)[0] == _TREE_MAGIC:
        return tuple(sorted(_extents(area, read, _MOST_DEPTH), key=lambda run: run.offset))
    return _joined(_numbers(area, read))


def _extents(node: bytes, read: Callable[[int], bytes], depth: int) -> Iterator[Run]:
    magic, count, _, level = _TREE.unpack_from(node)
    if magic != _TREE_MAGIC or not depth or (count + 1) * _ENTRY_BYTES > len(node):
        raise MalformedError("the copy of the journal's extents is damaged")
    for at in range(_ENTRY_BYTES, (count + 1) * _ENTRY_BYTES, _ENTRY_BYTES):
        if level:
            low, high = struct.unpack_from("<IH", node, at + 4)
            yield from _extents(read(low | high << 32), read, depth - 1)
        else:
            first, length, high, low = struct.unpack_from("<IHHI", node, at)
            yield Run(low | high << 32, length, first, stored=True)


def _numbers(area: bytes, read: Callable[[int], bytes]) -> Iterator[int]:
    *direct, once, twice, thrice = struct.unpack("<15I", area)
    yield from direct[:_DIRECT]
    for block, levels in ((once, 1), (twice, 2), (thrice, 3)):
        yield from _below(block, levels, read)


def _below(block: int, levels: int, read: Callable[[int], bytes]) -> Iterator[int]:
    if not block:
        return
    for (number,) in struct.iter_unpack("<I", read(block)):
        if levels == 1:
            yield number
        else:
            yield from _below(number, levels - 1, read)


def _joined(numbers: Iterator[int]) -> tuple[Run, ...]:
    """Runs up to the first block that isn't there."""
    found: list[Run] = []
    for offset, number in enumerate(numbers):
        if not number or offset >= _MOST_BLOCKS:
            break
        last = found[-1] if found else None
        if last is not None and last.address + last.length == number:
            found[-1] = replace(last, length=last.length + 1)
        else:
            found.append(Run(number, 1, offset, stored=True))
    return tuple(found)
