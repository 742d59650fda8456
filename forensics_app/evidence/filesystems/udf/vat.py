"""The virtual allocation table of media that can be written once: where each virtual block was written last.

It is a file whose entry is the last block that was written, also of a medium that was not closed. Sources:
OSTA UDF 1.50 and 2.00 to 2.60, 2.2.11; the entry's place by 2.2.8.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterator, Sequence
from itertools import islice

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.bad_sectors import read_around
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.filesystems.trees.inode_tree import PieceReader, Problem, no_problem
from forensics_app.evidence.filesystems.udf.blocks import UdfBlocks
from forensics_app.evidence.filesystems.udf.entries import EXTENDED_FILE_ENTRY, FILE_ENTRY, VIRTUAL_TABLE
from forensics_app.evidence.filesystems.udf.records import Address, identifier_of, tag_of
from forensics_app.evidence.format_errors import MalformedError
from forensics_app.evidence.omission_codes import OmissionCode

_NAME = b"*UDF Virtual Alloc Tbl"
_TAIL_BYTES = 36  # of a table by UDF 1.50: its name and where the one before it is
_HEAD_BYTES = 152  # of a table since UDF 2.00
_BEFORE_AT = 132
_NONE = 0xFFFFFFFF
_MOST_TABLE_BYTES = 16 << 20
_MOST_CANDIDATES = 64
_MOST_BEFORE = 4096
_MOST_SHOWN = 3
_WINDOW = 1 << 20
_REACH_BYTES = 256 << 20  # how far from the end it is looked for, behind what was written


def read_table(blocks: UdfBlocks, below: int, start_bytes: int, problem: Problem) -> Sequence[int]:
    """The blocks of partition `below` that virtual blocks stand for, from the last table that was written.

    `start_bytes`: where that partition begins. Raises MalformedError where there is none, ReadFailedError.
    """
    lost: list[str] = []
    for block, is_table in islice(_entries(blocks, start_bytes, problem), _MOST_CANDIDATES):
        try:
            table = _Table(blocks, Address(block, below))
            found = table.blocks()
        except (MalformedError, ReadFailedError) as e:
            if is_table or isinstance(e, ReadFailedError):
                lost.append(f"block {block}: {detail_of(e)}")
            continue
        if lost:
            text = f"an earlier state is shown; what may be a later table can't be read: {lost[0]}"
            problem(OmissionCode.VOLUME_DAMAGED, text)
        count = _count_before(blocks, below, table.before)
        if count:
            problem(OmissionCode.SNAPSHOTS_NOT_READ, f"{count} earlier states in virtual allocation tables")
        return found
    raise MalformedError("; ".join(("no virtual allocation table", *lost[:_MOST_SHOWN])))


class _Table:
    """A table by its entry. `before`: the block of the entry of the one before it.

    Opening raises MalformedError where it is no table, ReadFailedError.
    """

    def __init__(self, blocks: UdfBlocks, address: Address) -> None:
        entry, offset = blocks.entry(address, no_problem)
        size = entry.size_bytes
        stored = blocks.extents.content(entry, offset, no_problem)
        if size > _MOST_TABLE_BYTES or any(piece.offset_bytes is None for piece in stored.pieces):
            raise MalformedError(f"{size} bytes of a table, or not all of them stored")
        self._reader = PieceReader(blocks.source, stored.pieces)
        if entry.file_type == VIRTUAL_TABLE and size >= _HEAD_BYTES:
            head = self._reader.read(0, _HEAD_BYTES)
            self._begin, self._end = max(int.from_bytes(head[:2], "little"), _HEAD_BYTES), size
            self.before = int.from_bytes(head[_BEFORE_AT : _BEFORE_AT + 4], "little")
            return
        tail = self._reader.read(size - _TAIL_BYTES, _TAIL_BYTES) if size >= _TAIL_BYTES else b""
        if entry.file_type or identifier_of(tail, 0) != _NAME:
            raise MalformedError(f"the file entry at block {address.block} is of no such table")
        self._begin, self._end = 0, size - _TAIL_BYTES
        self.before = int.from_bytes(tail[-4:], "little")

    def blocks(self) -> Sequence[int]:
        """What each virtual block stands for."""
        size = max(0, self._end - self._begin) // 4 * 4
        table = array("I", self._reader.read(self._begin, size) if size else b"")
        if sys.byteorder == "big":
            table.byteswap()
        return table


def _count_before(blocks: UdfBlocks, below: int, block: int) -> int:
    """How many tables lie before, each named by the one behind it."""
    seen: set[int] = set()
    while block != _NONE and block not in seen and len(seen) < _MOST_BEFORE:
        try:
            following = _Table(blocks, Address(block, below)).before
        except (MalformedError, ReadFailedError):
            break
        seen.add(block)
        block = following
    return len(seen)


def _entries(blocks: UdfBlocks, start_bytes: int, problem: Problem) -> Iterator[tuple[int, bool]]:
    """Blocks, from the end on backwards, that begin as the file entry of a table does, and whether it is one
    by its type, which UDF 1.50 doesn't have.
    """
    step = blocks.block_bytes
    end = max(0, blocks.source.size_bytes - start_bytes) // step
    least = max(0, end - _REACH_BYTES // step)
    while end > least:
        begin = max(least, end - _WINDOW // step)
        data = _window(blocks, start_bytes + begin * step, (end - begin) * step, problem)
        for at in range(len(data) - step, -1, -step):
            (identifier,) = struct.unpack_from("<H", data, at)
            if identifier in (FILE_ENTRY, EXTENDED_FILE_ENTRY) and data[at + 27] in (0, VIRTUAL_TABLE):
                block = begin + at // step
                if not tag_of(data[at : at + step], block).wrong:
                    yield block, data[at + 27] == VIRTUAL_TABLE
        end = begin


def _window(blocks: UdfBlocks, offset: int, length: int, problem: Problem) -> bytes:
    try:
        return blocks.source.read(offset, length)
    except ReadFailedError:
        data, gaps = read_around(blocks.source, offset, length)
    lost = sum(gap.length_bytes for gap in gaps)
    problem(OmissionCode.DETAILS_UNREADABLE, f"{lost} bytes near byte {offset}, where a table may lie")
    return data
