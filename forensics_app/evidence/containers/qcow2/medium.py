"""The clusters of one QCOW2 image: which are stored, where, and how."""

from __future__ import annotations

import struct
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import TypeAlias

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.bad_sectors import joined
from forensics_app.evidence.bytes.byte_source import ByteSource, check_range, known_gaps, read_up_to
from forensics_app.evidence.bytes.packed_numbers import unpacked
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.model.artifact import Gap

OFFSET_MASK = 0x00FFFFFFFFFFFE00
_COMPRESSED, _ZERO = 1 << 62, 1
_RESERVED = 0x3F00_0000_0000_01FE  # bits of an entry that have to be 0, where a cluster isn't compressed
_RESERVED_L1 = 0x7F00_0000_0000_01FF
_SUBCLUSTERS = 32
_KEPT_TABLES = 64
_KEPT_CLUSTERS = 64


Unpack: TypeAlias = Callable[[bytes, int], bytes]
"""The first so many bytes of what a compressed cluster begins with. Raises ValueError."""


def unpack_deflate(stored: bytes, size: int) -> bytes:
    """The first `size` bytes that the deflated data at the beginning of `stored` unpacks to. Raises
    ValueError."""
    try:
        return zlib.decompressobj(-15).decompress(stored, size)
    except zlib.error as e:
        raise ValueError(str(e)) from e


class Qcow2Medium:
    """The medium of one QCOW2 file over its parent, if it has one."""

    def __init__(
        self,
        file: ReadOnlyFile,
        size_bytes: int,
        *,
        cluster_bits: int,
        l1: tuple[int, ...],
        parent: ByteSource | None,
        data_file: ReadOnlyFile | None = None,
        extended: bool = False,
        unpack: Unpack = unpack_deflate,
    ) -> None:
        self._file = file
        self._data = data_file or file
        self._words = 2 if extended else 1  # of eight bytes in an L2 entry
        self._table_bits = cluster_bits - (4 if extended else 3)
        self._size_bytes = size_bytes
        self._cluster_bits = cluster_bits
        self._l1 = l1
        self._parent = parent
        self._unpack = unpack
        self._tables: OrderedDict[int, tuple[int, ...]] = OrderedDict()
        self._inflated: OrderedDict[int, bytes] = OrderedDict()

    @property
    def size_bytes(self) -> int:
        """Size of the medium."""
        return self._size_bytes

    @property
    def has_own_data(self) -> bool:
        """True where clusters lie in a file of their own."""
        return self._data is not self._file

    @property
    def has_clusters_behind(self) -> bool:
        """True where the tables lead to clusters behind the medium's end. Raises ReadFailedError."""
        clusters = -(-self._size_bytes >> self._cluster_bits)
        index, within = divmod(clusters, 1 << self._table_bits)
        if any(entry & OFFSET_MASK for entry in self._l1[index + (within > 0) :]):
            return True
        at = self._l1[index] & OFFSET_MASK if within else 0
        return bool(at) and any(self.table(at)[within * self._words :])

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` bytes. Raises ReadFailedError, also for a range beyond the end."""
        check_range(offset_bytes, size_bytes, self._size_bytes)
        cluster_bytes = 1 << self._cluster_bits
        piece_bytes = cluster_bytes // _SUBCLUSTERS if self._words > 1 else cluster_bytes
        parts: list[bytes] = []
        end = offset_bytes + size_bytes
        while offset_bytes < end:
            within = offset_bytes & (cluster_bytes - 1)
            length = min(piece_bytes - within % piece_bytes, end - offset_bytes)
            parts.append(self._part(offset_bytes, within, length))
            offset_bytes += length
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _part(self, offset: int, within: int, length: int) -> bytes:
        entry, bitmap = self._entry(offset >> self._cluster_bits)
        if entry & _COMPRESSED:
            return self._compressed(entry)[within : within + length]
        at = entry & OFFSET_MASK
        if entry & _RESERVED or at & (1 << self._cluster_bits) - 1:
            raise self._damaged(offset, length, f"{entry:#018x} is no entry of a table")
        # an external data file may well hold its first cluster at 0, which elsewhere means none
        stored = bool(at) or (self._data is not self._file and bool(entry))
        if self._words > 1:
            number = within * _SUBCLUSTERS >> self._cluster_bits
            stored, zero = bool(bitmap >> number & 1), bool(bitmap >> _SUBCLUSTERS + number & 1)
        else:
            zero = bool(entry & _ZERO)
        if zero:
            return bytes(length)
        if stored:
            return self._data.read(at + within, length)
        if self._parent is None:
            return bytes(length)
        # a parent may be smaller than its child: the rest reads as zeros
        data = read_up_to(self._parent, offset, length)
        return data + bytes(length - len(data))

    def _entry(self, cluster: int) -> tuple[int, int]:
        """The L2 entry of a cluster, and its bitmap of subclusters where entries are extended."""
        index, within = divmod(cluster, 1 << self._table_bits)
        at = self._l1[index] & OFFSET_MASK
        if self._l1[index] & _RESERVED_L1:
            text = f"{self._l1[index]:#018x} is no entry of the first table"
            raise self._damaged(cluster << self._cluster_bits, 1 << self._cluster_bits, text)
        if not at:
            return 0, 0
        table, within = self.table(at), within * self._words
        return table[within], table[within + 1] if self._words > 1 else 0

    def _damaged(self, offset: int, length: int, detail: str) -> ReadFailedError:
        return ReadFailedError(
            path=str(self._file.path), offset_bytes=offset, size_bytes=length, detail=f"QCOW2: {detail}"
        )

    @property
    def table_bytes(self) -> int:
        """Size of one L2 table."""
        return (1 << self._table_bits) * 8 * self._words

    def gaps_in(self, offset_bytes: int, size_bytes: int) -> tuple[Gap, ...]:
        """The missing parts of a range: tables, and the clusters they lead to, behind the end of the file."""
        found: list[Gap] = []
        end = min(offset_bytes + size_bytes, self._size_bytes)
        per_table = 1 << self._table_bits + self._cluster_bits
        while offset_bytes < end:
            upto = min(end, offset_bytes - offset_bytes % per_table + per_table)
            index = offset_bytes // per_table
            at = self._l1[index] & OFFSET_MASK
            if not at:
                upto = min(end, self._without_table(index, -(-end // per_table)) * per_table)
            whole = not at or at + self.table_bytes <= self._file.size_bytes
            beneath = self._beneath(offset_bytes, upto - offset_bytes) if whole else ()
            if not whole:
                found.append(Gap(offset_bytes, upto - offset_bytes))
            elif not at:
                found += beneath
            elif beneath or self._leads_behind(at):
                found += self._gaps_of_table(offset_bytes, upto, beneath)
            offset_bytes = upto
        return joined(tuple(found))

    def _leads_behind(self, at: int) -> bool:
        """Whether what an L2 table leads to may end behind the end of the file."""
        end = self.reach(at)[1]
        # of a cluster of subclusters, only where it begins is in that
        return end + ((1 << self._cluster_bits) - 1 if self._words > 1 and end else 0) > self._file.size_bytes

    def _without_table(self, index: int, end: int) -> int:
        """The next part of the medium, from `index` on, that has an L2 table; `end` where none before has."""
        while index < end and not self._l1[index] & OFFSET_MASK:
            index += 1
        return index

    def _beneath(self, offset: int, length: int) -> tuple[Gap, ...]:
        return () if self._parent is None else known_gaps(self._parent, offset, length)

    def _gaps_of_table(self, offset: int, end: int, beneath: tuple[Gap, ...]) -> Iterator[Gap]:
        """Cluster by cluster, or subcluster by subcluster, of what one L2 table maps; `beneath`: the gaps of
        the parent there."""
        parents = iter(beneath)
        gap = next(parents, None)
        cluster_bytes = 1 << self._cluster_bits
        step = cluster_bytes // _SUBCLUSTERS if self._words > 1 else cluster_bytes
        while offset < end:
            length = min(end - offset, step - offset % step)
            entry, bitmap = self._entry(offset >> self._cluster_bits)
            at, size = self.stored_range(entry)
            if self._words > 1 and not entry & _COMPRESSED:
                bits = bitmap >> offset % cluster_bytes // step
                size = size if bits & 1 else 0
                entry = 0 if not bits & (1 | 1 << _SUBCLUSTERS) else _ZERO
            if size and entry & _COMPRESSED:
                if at >= self._file.size_bytes:
                    yield Gap(offset, length)
            elif size:
                there = min(length, max(0, self._file.size_bytes - at - offset % cluster_bytes))
                if there < length:
                    yield Gap(offset + there, length - there)
            while gap is not None and gap.offset_bytes < offset + length:
                begin = max(offset, gap.offset_bytes)
                upto = min(offset + length, gap.offset_bytes + gap.length_bytes)
                if begin < upto and not size and not entry:
                    yield Gap(begin, upto - begin)
                if gap.offset_bytes + gap.length_bytes > offset + length:
                    break
                gap = next(parents, None)
            offset += length

    def reach(self, at: int) -> tuple[bool, int]:
        """Whether an L2 table has any entry, and where in the file what it leads to ends.

        Raises ReadFailedError. A table of plain clusters alone is looked at as one number: an image of a
        terabyte has sixteen million entries, and is opened by each worker.
        """
        count = 1 << self._table_bits
        raw = self._file.read(at, count * 8 * self._words)
        number = int.from_bytes(raw, "big")
        if not number or self.has_own_data:
            return bool(number), 0
        repeated = int.from_bytes((_COMPRESSED | _ZERO).to_bytes(8, "big") * count, "big")
        if self._words > 1 or number & repeated:
            return True, max(map(self._end_of, self.table(at)[:: self._words]))
        mask = int.from_bytes(OFFSET_MASK.to_bytes(8, "big") * count, "big")
        last = max(unpacked((number & mask).to_bytes(len(raw), "big"), 8, "big"))
        return True, last + (1 << self._cluster_bits) if last else 0

    def _end_of(self, entry: int) -> int:
        """Of a compressed cluster, or one of subclusters, only the beginning is certain to be there."""
        start, length = self.stored_range(entry)
        return start + (1 if length and (entry & _COMPRESSED or self._words > 1) else length)

    def table(self, at: int) -> tuple[int, ...]:
        """One L2 table. Raises ReadFailedError."""
        kept = self._tables.get(at)
        if kept is not None:
            self._tables.move_to_end(at)
            return kept
        count = 1 << (self._cluster_bits - 3)
        found = struct.unpack(f">{count}Q", self._file.read(at, count * 8))
        self._tables[at] = found
        if len(self._tables) > _KEPT_TABLES:
            self._tables.popitem(last=False)
        return found

    def stored_range(self, entry: int) -> tuple[int, int]:
        """Offset in the file and most bytes of what an L2 entry points to; (0, 0) for nothing stored."""
        if not entry & _COMPRESSED:
            at = entry & OFFSET_MASK
            zero = entry & _ZERO and self._words == 1
            inside = at and not zero and self._data is self._file
            return (at, 1 << self._cluster_bits) if inside else (0, 0)
        bits = 62 - (self._cluster_bits - 8)
        at = entry & ((1 << bits) - 1)
        sectors = (entry >> bits) & ((1 << (62 - bits)) - 1)
        return at, (sectors + 1) * 512 - (at & 511)

    def _compressed(self, entry: int) -> bytes:
        at, most = self.stored_range(entry)
        kept = self._inflated.get(at)
        if kept is not None:
            return kept
        cluster_bytes = 1 << self._cluster_bits
        # the last sector of the last cluster need not be whole
        stored = self._file.read(at, min(most, max(0, self._file.size_bytes - at)))
        try:
            data = self._unpack(stored, cluster_bytes)
        except ValueError as e:
            raise ReadFailedError(
                path=str(self._file.path), offset_bytes=at, size_bytes=most, detail=f"compressed cluster: {e}"
            ) from e
        if len(data) != cluster_bytes:
            raise ReadFailedError(
                path=str(self._file.path), offset_bytes=at, size_bytes=most, detail="short compressed cluster"
            )
        self._inflated[at] = data
        if len(self._inflated) > _KEPT_CLUSTERS:
            self._inflated.popitem(last=False)
        return data
