"""The journal of ext3 and ext4 (JBD2): its superblock, its blocks and their checksums.

Layout: include/linux/jbd2.h, and the kernel's documentation of ext4 ("Journal"). Numbers are big-endian.
"""

from __future__ import annotations

import struct
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.bytes.crc32c import crc32c
from forensics_app.evidence.contents.nodes import Run
from forensics_app.evidence.format_errors import MalformedError

MAGIC = b"\xc0\x3b\x39\x98"
DESCRIPTOR, COMMIT, REVOKE = 1, 2, 5
_SUPERBLOCKS = (3, 4)
_HEADER_BYTES = 12
_UUID = slice(48, 64)
# incompatible features
_REVOKES, WIDE, ASYNC_COMMIT, _SUMS_2, _SUMS_3, FAST_COMMITS = 0x1, 0x2, 0x4, 0x8, 0x10, 0x20
_KNOWN = _REVOKES | WIDE | ASYNC_COMMIT | _SUMS_2 | _SUMS_3 | FAST_COMMITS
_SUMS_1 = 0x1  # of the compatible ones: a sum of a whole transaction
_FAST_BLOCKS = 256  # where the superblock doesn't say how many
ESCAPED, _SAME_UUID, _LAST = 0x1, 0x2, 0x8
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_ALL = 0xFFFFFFFF


class Tag(NamedTuple):
    """One block that a descriptor announces: where it belongs, and its checksum (None for no checksum)."""

    block: int
    escaped: bool
    checksum: int | None


@dataclass(frozen=True, slots=True)
class Journal:
    """The superblock of a journal. `begin`, `end`: blocks of the ring; `start` 0: nothing is left in it."""

    block_bytes: int
    begin: int
    end: int
    start: int
    sequence: int
    incompatible: int
    sums_of_transactions: bool
    seed: int

    @property
    def checksummed(self) -> bool:
        """Whether each block has a checksum (versions 2 and 3)."""
        return bool(self.incompatible & (_SUMS_2 | _SUMS_3))

    @property
    def ring_blocks(self) -> int:
        """How many blocks the ring has."""
        return self.end - self.begin

    def after(self, block: int) -> int:
        """The next block of the ring."""
        return block + 1 if block + 1 < self.end else self.begin

    def whole(self, block: bytes) -> bool:
        """Whether the checksum in the last four bytes of a descriptor or a revocation is right."""
        if not self.checksummed:
            return True
        return self._sum(block[:-4] + bytes(4)) == int.from_bytes(block[-4:], "big")

    def committed(self, block: bytes) -> bool:
        """Whether the checksum of a commit block is right."""
        if not self.checksummed:
            return True
        return self._sum(block[:16] + bytes(4) + block[20:]) == int.from_bytes(block[16:20], "big")

    def agrees(self, tag: Tag, sequence: int, data: bytes) -> bool:
        """Whether a block of a transaction is what its tag says. `data` as it stands in the journal."""
        if tag.checksum is None:
            return True
        found = self._sum(struct.pack(">I", sequence), data)
        return (found if self.incompatible & _SUMS_3 else found & 0xFFFF) == tag.checksum

    def tags(self, block: bytes) -> Iterator[Tag]:
        """What a descriptor announces."""
        third, wide = self.incompatible & _SUMS_3, self.incompatible & WIDE
        size = 16 if third else 8 + 4 * bool(wide) + 2 * bool(self.incompatible & _SUMS_2)
        end, at = len(block) - 4 * self.checksummed, _HEADER_BYTES
        while at + size <= end:
            number, narrow, flags = struct.unpack_from(">IHH", block, at)
            high = struct.unpack_from(">I", block, at + 8)[0] if wide else 0
            checksum: int | None = narrow
            if third:
                checksum = struct.unpack_from(">I", block, at + 12)[0]
            elif not self.checksummed:
                checksum = None
            yield Tag(number | high << 32, bool(flags & ESCAPED), checksum)
            if flags & _LAST:
                return
            at += size + (0 if flags & _SAME_UUID else 16)

    def revoked(self, block: bytes) -> Iterator[int]:
        """The blocks that a revocation names. Raises MalformedError where it can't be so long."""
        used = struct.unpack_from(">I", block, _HEADER_BYTES)[0]
        if not _HEADER_BYTES + 4 <= used <= len(block) - 4 * self.checksummed:
            raise MalformedError(f"a revocation of {used} bytes")
        form = struct.Struct(">Q" if self.incompatible & WIDE else ">I")
        body = block[_HEADER_BYTES + 4 : used]
        for (number,) in form.iter_unpack(body[: len(body) // form.size * form.size]):
            yield number

    def _sum(self, *parts: bytes) -> int:
        found = self.seed
        for part in parts:
            found = crc32c(part, found)
        return found ^ _ALL


class SumOfTransaction:
    """The checksum that a commit block of the first kind has: of descriptors and blocks, as they come."""

    def __init__(self) -> None:
        self._sum = 0

    def add(self, block: bytes) -> None:
        """Count one more block."""
        self._sum = zlib.crc32(block.translate(_REVERSED), self._sum)

    def agrees(self, commit: bytes) -> bool:
        """Whether a commit block has this sum, or none. It is CRC-32 with the bits the other way round."""
        kind, size = commit[_HEADER_BYTES], commit[_HEADER_BYTES + 1]
        stored = struct.unpack_from(">I", commit, 16)[0]
        if not kind and not size and not stored:
            return True
        return kind == 1 and size == 4 and int(f"{self._sum ^ _ALL:032b}"[::-1], 2) == stored


def header(block: bytes) -> tuple[int, int] | None:
    """Kind and sequence of a block of the journal; None for another block."""
    if block[:4] != MAGIC:
        return None
    kind, sequence = struct.unpack_from(">II", block, 4)
    return kind, sequence


def parse_journal(block: bytes, *, block_bytes: int, blocks: int) -> Journal:
    """The superblock, of a file system with such blocks and a journal of so many. Raises MalformedError."""
    found = header(block)
    if found is None or found[0] not in _SUPERBLOCKS:
        raise MalformedError("the journal has no superblock")
    size, total, begin, sequence, start = struct.unpack_from(">5I", block, 12)
    compatible, incompatible = (0, 0) if found[0] == _SUPERBLOCKS[0] else struct.unpack_from(">II", block, 36)
    if size != block_bytes:
        raise MalformedError(f"the journal has blocks of {size} bytes, the file system of {block_bytes}")
    if incompatible & ~_KNOWN:
        raise MalformedError(f"the journal has unknown features {incompatible & ~_KNOWN:#x}")
    if incompatible & _SUMS_2 and incompatible & _SUMS_3:
        raise MalformedError("the journal has two kinds of checksums")
    end = total
    if incompatible & FAST_COMMITS:
        end -= struct.unpack_from(">I", block, 84)[0] or _FAST_BLOCKS
    if total > blocks:
        raise MalformedError(f"the journal counts {total} blocks and has {blocks}")
    if not 0 < begin < end or (start and not begin <= start < end):
        raise MalformedError(f"the journal runs from block {begin} to {end} and begins with {start}")
    journal = Journal(
        block_bytes,
        begin,
        end,
        start,
        sequence,
        incompatible,
        bool(compatible & _SUMS_1),
        crc32c(block[_UUID]),
    )
    if journal.checksummed:
        stored = struct.unpack_from(">I", block, 252)[0]
        if crc32c(block[:252] + bytes(4) + block[256:1024]) ^ _ALL != stored:
            raise MalformedError("the checksum of the journal's superblock is wrong")
    return journal


class JournalBlocks:
    """The blocks of a journal by the runs of its file. `alive` as FileSystem."""

    def __init__(
        self, source: ByteSource, runs: tuple[Run, ...], block_bytes: int, alive: Callable[[int], None]
    ) -> None:
        self._source = source
        self._runs = [run for run in runs if run.stored]
        self._offsets = [run.offset for run in self._runs]
        self._block_bytes = block_bytes
        self._alive = alive
        self._reach = 0

    @property
    def count(self) -> int:
        """How many there are from the first on without a gap."""
        reached = 0
        for run in self._runs:
            if run.offset != reached:
                break
            reached += run.length
        return reached

    def place(self, number: int) -> int:
        """Where a block of the journal lies in the volume, in bytes."""
        run = self._runs[bisect_right(self._offsets, number) - 1]
        return (run.address + number - run.offset) * self._block_bytes

    def read(self, number: int) -> bytes:
        """One block. Raises ReadFailedError."""
        self._reach += 1
        self._alive(self._reach)
        return self._source.read(self.place(number), self._block_bytes)
