"""The log of XFS as records: where it begins and ends, and what its records hold.

The log is a ring of basic blocks of 512 bytes. A record is a header (another one for each 32 KiB more that a
record may hold) and its body; each block of the body begins with the number of the turn (cycle) in which it
was written, and what stood there is in the headers (xfs_log_format.h and xfs_log_recover.c of Linux).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.bytes.crc32c import crc32c
from forensics_app.evidence.filesystems.xfs.geometry import XfsGeometry
from forensics_app.evidence.format_errors import MalformedError

BLOCK = 512
_MAGIC = b"\xfe\xed\xba\xbe"
_WINDOW_BYTES = 1 << 20
_MOST_LOG_BYTES = 1 << 31  # XFS_MAX_LOG_BYTES
_MOST_RECORD_BYTES = 1 << 20  # four times what Linux writes
_HEADER_BLOCKS, _STAMPED = 32 << 10, 64  # one header block for so many bytes, or so many blocks
_HEADER_SUMS, _NEXT_SUM = (328, 324), 260  # 324: as written on 32-bit systems
_CRC_AT = 32
_FORMATS = {1: "<", 2: ">"}  # XLOG_FMT_LINUX_LE, XLOG_FMT_LINUX_BE
_UUID = slice(304, 320)


class Record(NamedTuple):
    """The header of a record at block `at` of the log. `order` of the bytes of what systems log as theirs."""

    at: int
    cycle: int
    lsn: int
    tail_lsn: int
    header_blocks: int
    body_bytes: int
    operations: int
    order: str

    @property
    def blocks(self) -> int:
        """How many blocks header and body take."""
        return self.header_blocks + -(-self.body_bytes // BLOCK)


class XfsLog:
    """The log inside the file system. Raises MalformedError where it is elsewhere or can't be so large.

    `alive` as FileSystem.
    """

    def __init__(self, source: ByteSource, geometry: XfsGeometry, alive: Callable[[int], None]) -> None:
        if not geometry.log_start:
            raise MalformedError("the log is on another device")
        self._source = source
        self._begin = geometry.block_offset(geometry.log_start)
        length = geometry.log_blocks * geometry.block_bytes
        if not BLOCK <= length <= _MOST_LOG_BYTES:
            raise MalformedError(f"the log has {length} bytes")
        self.blocks = length // BLOCK
        self._checksums = geometry.checksums
        self._alive = alive
        self._reach = 0

    def read(self, at: int, count: int) -> bytes:
        """Blocks from one on; behind the last one comes the first. Raises ReadFailedError."""
        self._reach += count * BLOCK
        self._alive(self._reach)
        at %= self.blocks
        front = min(count, self.blocks - at)
        data = self._source.read(self._begin + at * BLOCK, front * BLOCK)
        if front < count:
            data += self._source.read(self._begin, (count - front) * BLOCK)
        return data

    def newest(self) -> Record | None:
        """The header that was written last; None of a log that was never written."""
        found: Record | None = None
        step = _WINDOW_BYTES // BLOCK
        for first in range(0, self.blocks, step):
            window = self.read(first, min(step, self.blocks - first))
            at = window.find(_MAGIC)
            while at >= 0:
                if at % BLOCK == 0:
                    record = _parsed(window[at : at + BLOCK], first + at // BLOCK)
                    if record is not None and (found is None or record.lsn > found.lsn):
                        found = record
                at = window.find(_MAGIC, at + 1)
        return found

    def record(self, lsn: int) -> Record | None:
        """The record of a sequence number, where it stands there."""
        at = lsn & 0xFFFFFFFF
        if at >= self.blocks:
            return None
        found = _parsed(self.read(at, 1), at)
        return found if found is not None and found.lsn == lsn else None

    def after(self, record: Record) -> int:
        """The sequence number of what stands behind a record."""
        at, cycle = record.at + record.blocks, record.cycle
        if at >= self.blocks:
            at, cycle = at - self.blocks, _next(cycle)
        return cycle << 32 | at

    def body(self, record: Record, *, checked: bool) -> bytes:
        """The body as it was before it was stamped. Raises MalformedError where `checked` shows that the
        record wasn't written whole, ReadFailedError.
        """
        data = self.read(record.at, record.blocks)
        head, body = data[: record.header_blocks * BLOCK], data[record.header_blocks * BLOCK :]
        if checked:
            self._check(record, head, body)
        whole = bytearray(body)
        for index in range(len(body) // BLOCK):
            stamps, place = divmod(index, _STAMPED)
            at = stamps * BLOCK + (44 if not stamps else 4) + 4 * place
            whole[index * BLOCK : index * BLOCK + 4] = head[at : at + 4]
        return bytes(whole[: record.body_bytes])

    def _check(self, record: Record, head: bytes, body: bytes) -> None:
        where = f"the record in block {record.at} of the log"
        for index in range(1, record.header_blocks):
            self._check_stamp(record, record.at + index, head[index * BLOCK : index * BLOCK + 4], where)
        for index in range(len(body) // BLOCK):
            at = record.at + record.header_blocks + index
            self._check_stamp(record, at, body[index * BLOCK : index * BLOCK + 4], where)
        if not self._checksums:
            return
        stored = struct.unpack_from("<I", head, _CRC_AT)[0]
        more = max(1, -(-record.body_bytes // _HEADER_BLOCKS))
        for size in _HEADER_SUMS:
            found = crc32c(head[:_CRC_AT] + bytes(4) + head[_CRC_AT + 4 : size])
            for index in range(1, min(more, record.header_blocks)):
                found = crc32c(head[index * BLOCK : index * BLOCK + _NEXT_SUM], found)
            if crc32c(body[: record.body_bytes], found) == stored:
                return
        raise MalformedError(f"{where} has a wrong checksum")

    def _check_stamp(self, record: Record, at: int, stamp: bytes, where: str) -> None:
        cycle = record.cycle if at < self.blocks else _next(record.cycle)
        if int.from_bytes(stamp, "big") != cycle:
            raise MalformedError(f"{where} was not written whole")


def _next(cycle: int) -> int:
    """The turn after one: the number of the magic is passed over."""
    return cycle + 1 if cycle + 1 != int.from_bytes(_MAGIC, "big") else cycle + 2


def _parsed(head: bytes, at: int) -> Record | None:
    if head[:4] != _MAGIC:
        return None
    cycle, version, length = struct.unpack_from(">III", head, 4)
    lsn, tail_lsn = struct.unpack_from(">QQ", head, 16)
    operations = struct.unpack_from(">I", head, 40)[0]
    order, size = struct.unpack_from(">I", head, 300)[0], struct.unpack_from(">I", head, 320)[0]
    if lsn != cycle << 32 | at or not 0 < length <= _MOST_RECORD_BYTES:
        return None
    headers = -(-size // _HEADER_BLOCKS) if version & 2 and size > _HEADER_BLOCKS else 1
    if size > _MOST_RECORD_BYTES or -(-length // _HEADER_BLOCKS) > headers:
        return None
    return Record(at, cycle, lsn, tail_lsn, headers, length, operations, _FORMATS.get(order, ""))


def active_records(log: XfsLog) -> tuple[list[Record], str | None]:
    """The records from the tail to the head, and why those behind them are left out, if any are.

    What the last records miss was being written when the power went: they never happened, as in Linux.
    """
    newest = log.newest()
    if newest is None:
        return [], None
    found, problem = _chain(log, newest)
    if problem is not None and found and found[-1].tail_lsn != newest.tail_lsn:
        # what was in place when the last whole record was written, was by it
        found, again = _chain(log, found[-1])
        problem = again or problem
    return found, problem


def _chain(log: XfsLog, newest: Record) -> tuple[list[Record], str | None]:
    found: list[Record] = []
    lsn, left = newest.tail_lsn, log.blocks
    while left > 0 and lsn <= newest.lsn:
        record = log.record(lsn)
        if record is None:
            return found, f"block {lsn & 0xFFFFFFFF} of the log holds no record of turn {lsn >> 32}"
        try:
            log.body(record, checked=True)
        except MalformedError as e:
            return found, str(e)
        found.append(record)
        left -= record.blocks
        lsn = log.after(record)
    return found, None


def operations_of(record: Record, body: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Transaction, flags and bytes of each operation. Raises MalformedError."""
    at = 0
    for _ in range(record.operations):
        if at >= len(body):
            return
        tid, length, _, flags, _ = struct.unpack_from(">IIBBH", body, at)
        at += 12
        if at + length > len(body):
            raise MalformedError(f"an operation of {length} bytes in block {record.at} of the log")
        yield tid, flags, body[at : at + length]
        at += length
