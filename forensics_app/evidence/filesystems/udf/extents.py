"""Where a content of UDF lies: in its file entry, or in extents that allocation descriptors name.

What is allocated and not recorded, or not allocated, reads as zeros; what no descriptor covers, or what lies
outside its partition, is lost. Source: ECMA-167 4/12 and 4/14.14.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import TypeAlias

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.filesystems.trees.inode_tree import MOST_BYTES, Problem, Stored, stored_runs
from forensics_app.evidence.filesystems.udf.entries import EMBEDDED, FileEntry
from forensics_app.evidence.filesystems.udf.records import (
    CONTINUED,
    RECORDED,
    TAG_BYTES,
    Address,
    Reach,
    checked,
    long_reach,
    short_reach,
)
from forensics_app.evidence.filesystems.udf.spaces import Stretch
from forensics_app.evidence.format_errors import MalformedError, NotSupportedError
from forensics_app.evidence.omission_codes import OmissionCode

_SHORT, _LONG, _EXTENDED = 0, 1, 2
_SIZES = {_SHORT: 8, _LONG: 16, _EXTENDED: 20}
_MORE_DESCRIPTORS = 258
_HEADER_BYTES = TAG_BYTES + 8
_MOST_RUNS = 1 << 20
_MOST_BLOCK_OF_DESCRIPTORS = 1 << 20

Locate: TypeAlias = Callable[[Address, int], Iterator[Stretch]]
"""Where so many blocks from an address on lie. Raises MalformedError for a partition that isn't there."""

ReadBlocks: TypeAlias = Callable[[Address, int], bytes]
"""So many bytes from the beginning of a block on."""


class Extents:
    """Contents of one file system. `block_bytes`: of its blocks.

    Of descriptors that are listed elsewhere, `most_lists` blocks are read in all, and of extents that lie
    apart `most_apart` pieces: thousands of files may claim the same ones.
    """

    def __init__(
        self, locate: Locate, read: ReadBlocks, block_bytes: int, *, most_lists: int, most_apart: int
    ) -> None:
        self._locate, self._read, self._block_bytes = locate, read, block_bytes
        self._lists_left, self._apart_left = most_lists, most_apart

    def content(self, entry: FileEntry, entry_offset: int, problem: Problem) -> Stored:
        """The content of an entry that begins at byte `entry_offset`. Raises MalformedError."""
        if entry.allocation == EMBEDDED:
            place = entry_offset + entry.descriptors_at
            runs = [(0, len(entry.descriptors), place)] if entry.descriptors else []
            return stored_runs(runs, entry.size_bytes, lost=True)
        return stored_runs(self._runs(entry, problem), entry.size_bytes, lost=True)

    def reaches(self, entry: FileEntry, problem: Problem) -> Iterator[Reach]:
        """The extents of an entry, with those that are listed elsewhere."""
        if entry.allocation not in _SIZES:
            raise NotSupportedError(
                f"file entry at block {entry.address.block}: allocation {entry.allocation}"
            )
        data, partition = entry.descriptors, entry.address.partition
        seen: set[Address] = set()
        while True:
            following: Reach | None = None
            for reach in _reaches(data, entry.allocation, partition):
                if not reach.length_bytes:
                    return
                if reach.kind == CONTINUED:
                    following = reach
                    break
                yield reach
            if following is None:
                return
            if following.address in seen:
                text = f"allocation descriptors at block {following.address.block} lead back to themselves"
                problem(OmissionCode.DETAILS_UNREADABLE, text)
                return
            self._lists_left -= -(-_list_bytes(following) // self._block_bytes)
            if self._lists_left < 0:
                text = "more lists of allocation descriptors than there are blocks: files share the same ones"
                problem(OmissionCode.DETAILS_UNREADABLE, text)
                return
            seen.add(following.address)
            _bounded(len(seen), entry)
            try:
                data = self._more(following, problem)
            except (MalformedError, ReadFailedError) as e:
                problem(OmissionCode.DETAILS_UNREADABLE, f"more allocation descriptors: {detail_of(e)}")
                return
            partition = following.address.partition

    def _runs(self, entry: FileEntry, problem: Problem) -> Iterator[tuple[int, int, int | None]]:
        position = found = 0
        for reach in self.reaches(entry, problem):
            if position >= entry.size_bytes:
                return  # what is kept behind the end for it to grow
            if reach.kind == RECORDED:
                start, end = position, position + reach.length_bytes
                for offset, blocks in self._locate(
                    reach.address, -(-reach.length_bytes // self._block_bytes)
                ):
                    length = min(blocks * self._block_bytes, end - start)
                    if offset is not None and offset < MOST_BYTES:
                        yield start, length, offset
                    self._apart_left -= start > position
                    if self._apart_left < 0:
                        raise MalformedError("more pieces than there are blocks: files share the same ones")
                    start += length
                    found += 1
                    _bounded(found, entry)
            else:
                yield position, reach.length_bytes, None
            found += 1
            _bounded(found, entry)
            position += reach.length_bytes

    def _more(self, reach: Reach, problem: Problem) -> bytes:
        """The descriptors in a block of them."""
        data = self._read(reach.address, _list_bytes(reach))
        what = f"allocation descriptors at block {reach.address.block}"
        checked(data, reach.address.block, (_MORE_DESCRIPTORS,), what, problem)
        (used,) = struct.unpack_from("<I", data, TAG_BYTES + 4)
        if _HEADER_BYTES + used > len(data):
            raise MalformedError(f"{what}: {used} bytes in {len(data)}")
        return data[_HEADER_BYTES : _HEADER_BYTES + used]


def _list_bytes(reach: Reach) -> int:
    return min(max(reach.length_bytes, _HEADER_BYTES), _MOST_BLOCK_OF_DESCRIPTORS)


def _reaches(data: bytes, allocation: int, partition: int) -> Iterator[Reach]:
    step = _SIZES[allocation]
    for at in range(0, len(data) - step + 1, step):
        if allocation == _SHORT:
            yield short_reach(data, at, partition)
        elif allocation == _LONG:
            yield long_reach(data, at)
        else:
            length, recorded, information, block, number = struct.unpack_from("<IIIIH", data, at)
            reach = short_reach(struct.pack("<II", length, block), 0, number)
            if reach.kind == RECORDED and (recorded & ((1 << 30) - 1)) != information:
                raise NotSupportedError(f"an extent of {information} bytes that is stored in {recorded}")
            yield reach


def _bounded(found: int, entry: FileEntry) -> None:
    if found > _MOST_RUNS:
        raise MalformedError(f"file entry at block {entry.address.block}: more than {_MOST_RUNS} extents")
