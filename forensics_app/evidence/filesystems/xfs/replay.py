"""Replaying the log of XFS in memory, as Linux does (fs/xfs/xfs_log_recover.c).

Buffers and inodes of what was committed are put in their places; what the volume has newer already stays, and
so does what was given back since. What Linux does behind that is not done: extents that were to be freed are
still in use, and files that were deleted while they were open stay as they are. Changes of places or of
attributes that were announced and not carried out are told.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.bytes.replayed import Piece
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.filesystems.replay import Replay
from forensics_app.evidence.filesystems.xfs.copies import xfs_copies
from forensics_app.evidence.filesystems.xfs.geometry import XfsGeometry, parse_geometry
from forensics_app.evidence.filesystems.xfs.journal import is_clean
from forensics_app.evidence.filesystems.xfs.log_buffers import new_inodes, with_checksum, written_at
from forensics_app.evidence.filesystems.xfs.log_inode import LoggedInode
from forensics_app.evidence.filesystems.xfs.log_records import BLOCK, XfsLog, active_records
from forensics_app.evidence.filesystems.xfs.transactions import Item, Transaction, committed
from forensics_app.evidence.format_errors import MalformedError, malformed

_EFI, _EFD, _UNLINK, _INODE, _BUFFER, _DQUOT, _QUOTA_OFF, _NEW_INODES = (
    0x1236, 0x1237, 0x1238, 0x123B, 0x123C, 0x123D, 0x123E, 0x123F,
)  # fmt: skip
_PASSED_OVER = frozenset({_EFI, _EFD, _UNLINK, _DQUOT, _QUOTA_OFF, 0x1240, 0x1241, 0x1242, 0x1243})
_ANNOUNCED = {0x1244: "mappings", 0x1246: "attributes", 0x1248: "exchanged mappings"}
_DONE = {0x1245: 0x1244, 0x1247: 0x1246, 0x1249: 0x1248}
_INODE_BUFFER, _CANCELLED, _DQUOTS = 0x1, 0x2, 0x4 | 0x8 | 0x10  # blf_flags
_CHUNK = 128  # bytes for each bit of a buffer's map
_MOST_BUFFER_BYTES = 1 << 20
_MOST_SECTORS = 1 << 19  # 256 MiB
_MOST_INODES = 1 << 12
_DAMAGE = (MalformedError, ReadFailedError, ValueError, IndexError, OverflowError, struct.error)


def replay_xfs(source: ByteSource, alive: Callable[[int], None]) -> Replay:
    """What the log in a volume has for it.

    Raises MalformedError, ReadFailedError where it can't be replayed at all.
    """
    with malformed():
        geometry = _geometry(source, alive)
        if is_clean(source, geometry, alive):
            return Replay(clean=True)
        log = XfsLog(source, geometry, alive)
        records, problem = active_records(log)
        problems = [] if problem is None else [problem]
        replaying = _Replaying(source, geometry)
        try:
            with suppress(*_DAMAGE):  # met again at the same place, once what is before it is replayed
                for transaction in committed(log, records):
                    replaying.cancel(transaction)
            for transaction in committed(log, records):
                replaying.replay(transaction)
        except _DAMAGE as e:
            problems.append(detail_of(e))
        problems.extend(replaying.left())
        return Replay(tuple(replaying.pieces()), replaying.transactions, tuple(problems))


def _geometry(source: ByteSource, alive: Callable[[int], None]) -> XfsGeometry:
    try:
        return parse_geometry(source.read(0, BLOCK))
    except (MalformedError, ReadFailedError):
        copies = xfs_copies(source, alive)
        if copies is None:
            raise
        return parse_geometry(copies.data)


class _Replaying:
    def __init__(self, source: ByteSource, geometry: XfsGeometry) -> None:
        self._source = source
        self._geometry = geometry
        self._cancelled: Counter[tuple[int, int]] = Counter()
        self._cancelled_at: Counter[int] = Counter()
        self._sectors: dict[int, bytes] = {}
        self._touched: dict[tuple[int, int], None] = {}  # buffers whose checksum is to be made
        self._announced: dict[tuple[int, int], None] = {}
        self._outside = 0
        self.transactions = 0

    def cancel(self, transaction: Transaction) -> None:
        """First turn: buffers that are given back, so that nothing older is put there."""
        for item, kind in _items(transaction):
            if kind == _BUFFER:
                flags, length, block = _buffer(item, transaction.order)
                if flags & _CANCELLED:
                    self._cancelled[block, length] += 1
                    self._cancelled_at[block] += 1

    def replay(self, transaction: Transaction) -> None:
        """Second turn: changes in their places. Buffers go first, given back ones last, as in Linux."""
        self.transactions += 1
        order: tuple[list[tuple[Item, int]], ...] = ([], [], [], [])
        for item, kind in _items(transaction):
            place = 1
            if kind == _BUFFER:
                flags = _buffer(item, transaction.order)[0]
                place = 3 if flags & _CANCELLED else 2 if flags & _INODE_BUFFER else 0
            elif kind == _NEW_INODES:
                place = 0
            order[place].append((item, kind))
        for items in order:
            for item, kind in items:
                self._item(item, kind, transaction)

    def left(self) -> Iterator[str]:
        """What is not carried out, in technical words."""
        counts = Counter(kind for kind, _ in self._announced)
        for kind, count in counts.items():
            yield f"{count} announced changes of {_ANNOUNCED[kind]} are not carried out"
        if self._outside:
            yield f"{self._outside} changes in the log belong outside of the volume"

    def pieces(self) -> Iterator[Piece]:
        """What was changed; neighbouring sectors are one piece."""
        for block, length in self._touched:
            self._write(block, with_checksum(self._read(block, length), self._geometry.inode_bytes))
        run: list[int] = []
        for sector in sorted(self._sectors):
            if run and sector != run[-1] + 1:
                yield self._piece(run)
                run = []
            run.append(sector)
        if run:
            yield self._piece(run)

    def _piece(self, run: list[int]) -> Piece:
        data = b"".join(self._sectors[sector] for sector in run)
        return Piece(run[0] * BLOCK, len(data), None, data)

    # --- items -----------------------------------------------------------------------------------

    def _item(self, item: Item, kind: int, transaction: Transaction) -> None:
        if kind == _BUFFER:
            self._put_buffer(item, transaction)
        elif kind == _INODE:
            self._put_inode(item, transaction)
        elif kind == _NEW_INODES:
            self._put_new_inodes(item)
        elif kind in _ANNOUNCED or kind in _DONE:
            number = struct.unpack_from(f"{transaction.order}Q", item.regions[0], 8)[0]
            if kind in _ANNOUNCED:
                self._announced[kind, number] = None
            else:
                self._announced.pop((_DONE[kind], number), None)
        elif kind not in _PASSED_OVER:
            raise MalformedError(f"an item of unknown kind {kind:#x} in the log")

    def _put_buffer(self, item: Item, transaction: Transaction) -> None:
        flags, length, block = _buffer(item, transaction.order)
        if self._cancelled[block, length]:
            if flags & _CANCELLED:
                self._cancelled[block, length] -= 1
                self._cancelled_at[block] -= 1
            return
        # of a buffer of inodes the list of deleted ones alone is logged
        if flags & (_CANCELLED | _INODE_BUFFER | _DQUOTS) or not self._is_inside(block, length):
            return
        found = bytearray(self._read(block, length))
        if self._geometry.checksums:
            newer = written_at(bytes(found), self._geometry.metadata_uuid)
            if newer is not None and newer >= transaction.lsn:
                return
        for at, data in _logged(item, transaction.order):
            if at + len(data) > len(found):
                raise MalformedError(f"a change behind the end of a buffer of {len(found)} bytes in the log")
            found[at : at + len(data)] = data
        self._write(block, bytes(found))
        if self._geometry.checksums:
            self._touched[block, length] = None

    def _put_inode(self, item: Item, transaction: Transaction) -> None:
        logged = LoggedInode(item.regions, transaction.order)
        if self._cancelled[logged.block, logged.length]:
            return
        at, size = logged.block * BLOCK + logged.offset, self._geometry.inode_bytes
        if logged.offset < 0 or at % size or not self._is_inside(logged.block, logged.length):
            self._outside += 1
            return
        block, within = divmod(at, BLOCK)
        count = -(-(within + size) // BLOCK)
        around = bytearray(self._read(block, count))
        found = logged.on(bytes(around[within : within + size]), self._geometry, transaction.lsn)
        if found is not None:
            around[within : within + size] = found
            self._write(block, bytes(around))

    def _put_new_inodes(self, item: Item) -> None:
        geometry = self._geometry
        group, start, count, size, blocks, generation = struct.unpack_from(">6I", item.regions[0], 4)
        if size != geometry.inode_bytes or not 0 < count <= _MOST_INODES:
            raise MalformedError(f"{count} new inodes of {size} bytes in the log")
        number = (group << geometry.group_blocks_log | start) << geometry.inodes_per_block_log
        at = geometry.block_offset(group << geometry.group_blocks_log | start)
        length = blocks * geometry.block_bytes
        if count * size > length or not self._is_inside(at // BLOCK, length // BLOCK):
            self._outside += 1
            return
        if any(self._cancelled_at[block] for block in range(at // BLOCK, (at + length) // BLOCK)):
            return
        data = new_inodes(count, number, size=size, generation=generation, uuid=geometry.metadata_uuid)
        self._write(at // BLOCK, data)

    # --- the volume ------------------------------------------------------------------------------

    def _is_inside(self, block: int, length: int) -> bool:
        inside = block >= 0 and 0 < length * BLOCK <= _MOST_BUFFER_BYTES
        inside = inside and (block + length) * BLOCK <= self._source.size_bytes
        self._outside += not inside
        return inside

    def _read(self, block: int, count: int) -> bytes:
        if not any(sector in self._sectors for sector in range(block, block + count)):
            return self._source.read(block * BLOCK, count * BLOCK)
        return b"".join(
            self._sectors.get(sector) or self._source.read(sector * BLOCK, BLOCK)
            for sector in range(block, block + count)
        )

    def _write(self, block: int, data: bytes) -> None:
        for index in range(len(data) // BLOCK):
            self._sectors[block + index] = data[index * BLOCK : (index + 1) * BLOCK]
        if len(self._sectors) > _MOST_SECTORS:
            raise MalformedError(f"the log changes more than {_MOST_SECTORS} sectors")


def _items(transaction: Transaction) -> Iterator[tuple[Item, int]]:
    for item in transaction.items:
        if len(item.regions) != item.total:
            raise MalformedError(f"an item of {len(item.regions)} of {item.total} regions in the log")
        yield item, struct.unpack_from(f"{transaction.order}H", item.regions[0])[0]


def _buffer(item: Item, order: str) -> tuple[int, int, int]:
    """Flags, length and place in blocks of 512 bytes of a buffer."""
    _, _, flags, length, block = struct.unpack_from(f"{order}4Hq", item.regions[0])
    return flags, length, block


def _logged(item: Item, order: str) -> Iterator[tuple[int, bytes]]:
    """The pieces of a buffer that an item logs: where in it, and the bytes."""
    form = bytes(item.regions[0])
    words = struct.unpack_from(f"{order}I", form, 16)[0]
    if 20 + 4 * words > len(form):
        raise MalformedError(f"a map of {words} words in the log")
    bits = sum(word << 32 * i for i, word in enumerate(struct.unpack_from(f"{order}{words}I", form, 20)))
    at, region = 0, 1
    while bits >> at:
        if not bits >> at & 1:
            at += 1
            continue
        count = 1
        while bits >> (at + count) & 1:
            count += 1
        if region >= len(item.regions):
            raise MalformedError("a buffer in the log lacks what its map names")
        data = bytes(item.regions[region])
        count = min(count, len(data) // _CHUNK)
        if not count:
            raise MalformedError(f"a piece of {len(data)} bytes of a buffer in the log")
        yield at * _CHUNK, data[: count * _CHUNK]
        at += count
        region += 1
