"""Replaying the journal of ext3 and ext4 in memory, as Linux does (fs/jbd2/recovery.c).

Of the transactions that were committed, each block counts as the last of them has it, unless a later one, or
the same, revokes it. A transaction that wasn't committed never happened. What Linux does besides is not done:
files that were deleted while they were open stay as they are.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.evidence.bytes.replayed import Piece
from forensics_app.evidence.contents.nodes import UNIX_DATA, Run
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.filesystems.ext.journal import (
    COMMIT,
    DESCRIPTOR,
    FAST_COMMITS,
    REVOKE,
    Journal,
    JournalBlocks,
    SumOfTransaction,
    Tag,
    header,
    parse_journal,
)
from forensics_app.evidence.filesystems.ext.journal_backup import backup_runs
from forensics_app.evidence.filesystems.replay import Replay
from forensics_app.evidence.filesystems.tsk.file_system import FileSystem
from forensics_app.evidence.format_errors import MalformedError, TskError

_SUPERBLOCK = 1024
_JOURNAL_UUID, _JOURNAL_INODE, _JOURNAL_DEVICE = slice(208, 224), slice(224, 228), slice(228, 232)
_MOST_BLOCKS = 1 << 21  # written or revoked; mke2fs makes journals of up to 1 GiB
_FAST_HEAD = struct.Struct("<HHII")
_FAST_HEAD_KIND, _FAST_TAIL_KIND = 9, 8
_COMMIT_TIME = 48
_MAGIC_BYTES = 4


def replay_ext(source: ByteSource, opened: FileSystem, alive: Callable[[int], None]) -> Replay:
    """What the journal in the volume `source`, which opened, has for it.

    Raises MalformedError, TskError or ReadFailedError where it can't be replayed at all.
    """
    head = read_up_to(source, _SUPERBLOCK, 1024)
    if not any(head[_JOURNAL_INODE]):
        if any(head[_JOURNAL_DEVICE]) or any(head[_JOURNAL_UUID]):
            raise MalformedError(f"the journal is on another device, {head[_JOURNAL_UUID].hex()}")
        raise MalformedError("the superblock names no journal")
    number, size = int.from_bytes(head[_JOURNAL_INODE], "little"), opened.block_size_bytes
    blocks = JournalBlocks(source, _runs(opened, number), size, alive)
    if not blocks.count:
        copied = backup_runs(head, lambda block: source.read(block * size, size))
        blocks = JournalBlocks(source, copied, size, alive)
    if not blocks.count:
        raise MalformedError("the journal has no blocks")
    journal = parse_journal(blocks.read(0), block_bytes=size, blocks=blocks.count)
    if not journal.start:
        return Replay()
    return _Replaying(journal, blocks, volume_blocks=opened.claimed_bytes // journal.block_bytes).run()


def _runs(opened: FileSystem, number: int) -> tuple[Run, ...]:
    """Those of the journal's file, none where its inode can't be read."""
    try:
        attribute = opened.content(number).first(lambda kind, _: kind == UNIX_DATA)
    except TskError:
        return ()
    return () if attribute is None else attribute.runs


@dataclass(slots=True)
class _Transaction:
    """`writes`: tags with the block of the journal that holds each."""

    sequence: int
    writes: list[tuple[Tag, int]] = field(default_factory=list)
    revokes: list[int] = field(default_factory=list)
    damaged: bool = False  # a descriptor or a revocation has a wrong checksum
    sum: SumOfTransaction = field(default_factory=SumOfTransaction)


class _Replaying:
    def __init__(self, journal: Journal, blocks: JournalBlocks, *, volume_blocks: int) -> None:
        self._journal = journal
        self._blocks = blocks
        self._volume_blocks = volume_blocks
        self._problems: list[str] = []
        self._sequence = journal.sequence  # of what would be next
        self._counted = 0
        self._magic_at = 0  # where the four bytes of a magic stand in the volume

    def run(self) -> Replay:
        """Every block that was committed."""
        transactions = list(self._transactions())
        revoked: dict[int, int] = {}
        for transaction in transactions:
            for block in transaction.revokes:
                revoked[block] = transaction.sequence
        written: dict[int, tuple[int, bool]] = {}
        wrong = outside = 0
        for transaction in transactions:
            for tag, number in transaction.writes:
                if tag.block in revoked and not _is_after(transaction.sequence, revoked[tag.block]):
                    continue
                if tag.block >= self._volume_blocks:
                    outside += 1
                    continue
                if not self._holds(tag, transaction.sequence, number):
                    wrong += 1
                    continue
                written[tag.block] = number, tag.escaped
        if wrong:
            self._problems.append(f"{wrong} of its blocks can't be read or have a wrong checksum")
        if outside:
            self._problems.append(f"{outside} of its blocks belong outside of the volume")
        fast = self._fast_commits()
        if fast is not None:
            self._problems.append(fast)
        return Replay(tuple(self._pieces(written)), len(transactions), tuple(self._problems))

    def _holds(self, tag: Tag, sequence: int, number: int) -> bool:
        if tag.checksum is None:
            return True
        try:
            return self._journal.agrees(tag, sequence, self._blocks.read(number))
        except ReadFailedError:
            return False

    def _pieces(self, written: dict[int, tuple[int, bool]]) -> Iterator[Piece]:
        """Blocks in their places. One that begins with the journal's magic has zeros there in the journal:
        these four bytes are taken from the head of a descriptor, where they stand.
        """
        size = self._journal.block_bytes
        for block, (number, escaped) in written.items():
            at, place = block * size, self._blocks.place(number)
            if escaped:
                yield Piece(at, _MAGIC_BYTES, self._magic_at)
                yield Piece(at + _MAGIC_BYTES, size - _MAGIC_BYTES, place + _MAGIC_BYTES)
            else:
                yield Piece(at, size, place)

    # --- the ring --------------------------------------------------------------------------------

    def _transactions(self) -> Iterator[_Transaction]:
        """Those that were committed, in their order."""
        journal, at = self._journal, self._journal.start
        transaction, left, last_time = _Transaction(self._sequence), journal.ring_blocks, 0
        while left > 0:
            left -= 1
            try:
                block = self._blocks.read(at)
            except ReadFailedError as e:
                self._problems.append(f"transaction {self._sequence}: {detail_of(e)}")
                return
            found, here, at = header(block), at, journal.after(at)
            if found is None or found[1] != self._sequence:
                return
            if found[0] == COMMIT:
                time = struct.unpack_from(">Q", block, _COMMIT_TIME)[0]
                stale = time < last_time  # left over of an older use of these blocks
                sums = not journal.sums_of_transactions or transaction.sum.agrees(block)
                if transaction.damaged or not (sums and journal.committed(block)):
                    if not stale:
                        self._problems.append(f"transaction {self._sequence}: its checksum is wrong")
                    return
                yield transaction
                last_time = time
                self._sequence = self._sequence + 1 & 0xFFFFFFFF
                transaction = _Transaction(self._sequence)
            elif found[0] == DESCRIPTOR:
                self._magic_at = self._magic_at or self._blocks.place(here)
                transaction.damaged |= not journal.whole(block)
                tags = list(journal.tags(block))
                self._bounded(len(tags))
                left -= len(tags)
                if left < 0:
                    break
                if journal.sums_of_transactions:
                    transaction.sum.add(block)
                for tag in tags:
                    transaction.writes.append((tag, at))
                    if journal.sums_of_transactions and not self._count(transaction, at):
                        return
                    at = journal.after(at)
            elif found[0] == REVOKE:
                transaction.damaged |= not journal.whole(block)
                try:
                    revokes = list(journal.revoked(block))
                    self._bounded(len(revokes))
                    transaction.revokes.extend(revokes)
                except MalformedError as e:
                    self._problems.append(f"transaction {self._sequence}: {e}")
                    return
            else:
                return
        if left <= 0 and (transaction.writes or transaction.revokes):
            self._problems.append(f"transaction {self._sequence} is longer than the journal")

    def _bounded(self, count: int) -> None:
        self._counted += count
        if self._counted > _MOST_BLOCKS:
            raise TskError(f"the journal names more than {_MOST_BLOCKS} blocks")

    def _count(self, transaction: _Transaction, number: int) -> bool:
        try:
            transaction.sum.add(self._blocks.read(number))
        except ReadFailedError as e:
            self._problems.append(f"transaction {transaction.sequence}: {detail_of(e)}")
            return False
        return True

    def _fast_commits(self) -> str | None:
        """Whether there are fast commits behind the last transaction, which are not replayed."""
        if not self._journal.incompatible & FAST_COMMITS:
            return None
        try:
            block = self._blocks.read(self._journal.end + 1)
        except (ReadFailedError, IndexError):
            return "its fast commits can't be read"
        kind, _, _, sequence = _FAST_HEAD.unpack_from(block)
        if kind != _FAST_HEAD_KIND or sequence != self._sequence:
            return None
        return f"fast commits of transaction {sequence} are not replayed"


def _is_after(sequence: int, other: int) -> bool:
    """Whether one sequence comes after another; they count on at 0 behind 2^32."""
    return 0 < (sequence - other & 0xFFFFFFFF) < 1 << 31
