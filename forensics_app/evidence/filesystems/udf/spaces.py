"""Where the blocks of UDF's partitions lie: plain ones, and those that are mapped on another one.

A virtual partition's blocks are looked up in a table (VAT) at the end of what was written, those of a
sparable one in packets that may have been moved, those of a metadata partition in a file. Sources: ECMA-167
3/10.7; OSTA UDF 2.2.8 to 2.2.13.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Protocol, TypeAlias

from forensics_app.evidence.filesystems.trees.inode_tree import MOST_BYTES
from forensics_app.evidence.format_errors import MalformedError

Stretch: TypeAlias = tuple[int | None, int]
"""Byte of the file system at which blocks lie that follow each other, and how many; None: nowhere."""


class Space(Protocol):
    """The blocks of one partition."""

    def stretches(self, block: int, count: int) -> Iterator[Stretch]:
        """Where `count` blocks from `block` on lie, in their order."""
        ...


class PlainSpace:
    """`blocks` blocks from byte `offset_bytes` on."""

    def __init__(self, offset_bytes: int, blocks: int, block_bytes: int) -> None:
        self._offset_bytes, self._blocks, self._block_bytes = offset_bytes, blocks, block_bytes

    def stretches(self, block: int, count: int) -> Iterator[Stretch]:
        """Where `count` blocks from `block` on lie, in their order."""
        there = max(0, min(count, self._blocks - block))
        if there:
            yield self._offset_bytes + block * self._block_bytes, there
        if there < count:
            yield None, count - there


class VirtualSpace:
    """Blocks that `table` leads to, one by one; 0xFFFFFFFF leads nowhere."""

    def __init__(self, below: Space, table: Sequence[int]) -> None:
        self._below, self._table = below, table

    def stretches(self, block: int, count: int) -> Iterator[Stretch]:
        """Where `count` blocks from `block` on lie, in their order."""
        there = max(0, min(count, len(self._table) - block))
        begin, length = 0xFFFFFFFF, 0  # what follows each other below is one stretch
        for target in self._table[block : block + there]:
            if length and target == begin + length and begin != 0xFFFFFFFF:
                length += 1
                continue
            yield from self._reached(begin, length)
            begin, length = target, 1
        yield from self._reached(begin, length)
        if there < count:
            yield None, count - there

    def _reached(self, begin: int, length: int) -> Iterator[Stretch]:
        if begin == 0xFFFFFFFF:
            yield from ((None, 1),) * length
        else:
            yield from self._below.stretches(begin, length)


class SparableSpace:
    """Packets of blocks, some of which were moved: `moved` leads from the first block to a byte."""

    def __init__(self, below: Space, packet_blocks: int, moved: dict[int, int], block_bytes: int) -> None:
        self._below, self._packet, self._block_bytes = below, packet_blocks, block_bytes
        self._moved = moved
        self._firsts = sorted(moved)

    def stretches(self, block: int, count: int) -> Iterator[Stretch]:
        """Where `count` blocks from `block` on lie, in their order."""
        end = block + count
        first = block - block % self._packet
        for index in range(bisect_left(self._firsts, first), len(self._firsts)):
            packet = self._firsts[index]
            if packet >= end:
                break
            if packet > block:
                yield from self._below.stretches(block, packet - block)
                block = packet
            used = min(end, packet + self._packet) - block
            yield self._moved[packet] + (block - packet) * self._block_bytes, used
            block += used
        if block < end:
            yield from self._below.stretches(block, end - block)


class MappedSpace:
    """Blocks in the stretches of a file, which follow each other from its block 0 on."""

    def __init__(self, stretches: Sequence[Stretch], block_bytes: int) -> None:
        self._stretches, self._block_bytes = stretches, block_bytes
        self._starts: list[int] = []
        self._blocks = 0
        for _, count in stretches:
            self._starts.append(self._blocks)
            self._blocks += count

    def stretches(self, block: int, count: int) -> Iterator[Stretch]:
        """Where `count` blocks from `block` on lie, in their order."""
        index = bisect_right(self._starts, block) - 1
        while count and 0 <= index < len(self._stretches):
            offset, length = self._stretches[index]
            skipped = block - self._starts[index]
            used = min(count, length - skipped)
            if used > 0:
                yield None if offset is None else offset + skipped * self._block_bytes, used
                block, count = block + used, count - used
            index += 1
        if count:
            yield None, count


def offset_of(space: Space, block: int) -> int:
    """The byte at which one block lies. Raises MalformedError where it is nowhere."""
    offset, _ = next(space.stretches(block, 1))
    if offset is None or offset > MOST_BYTES:
        raise MalformedError(f"block {block} is in no partition")
    return offset
