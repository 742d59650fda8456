"""Directories of XFS: in the inode, or in data blocks with an index of hashes behind them.

Names are taken from the data blocks, in their order; the index is counted besides, so that a name that one of
the two lacks is told (struct xfs_dir2_sf_hdr, xfs_dir2_data_hdr, xfs_dir2_leaf of xfs_da_format.h).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.contents.nodes import NodeType
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.filesystems.trees.inode_tree import PieceReader, Problem, TreeName, covering
from forensics_app.evidence.filesystems.xfs.extents import Mapping, byte_runs
from forensics_app.evidence.filesystems.xfs.geometry import XfsGeometry, sum_agrees
from forensics_app.evidence.filesystems.xfs.inode import XfsInode
from forensics_app.evidence.format_errors import MalformedError
from forensics_app.evidence.omission_codes import OmissionCode

_TYPES = (
    NodeType.UNKNOWN, NodeType.REGULAR, NodeType.DIRECTORY, NodeType.CHARACTER_DEVICE, NodeType.BLOCK_DEVICE,
    NodeType.FIFO, NodeType.SOCKET, NodeType.LINK, NodeType.WHITEOUT,
)  # fmt: skip
_LEAF_AT, _FREE_AT = 1 << 35, 2 << 35  # bytes into the directory: its index, the index of free space
_SINGLE = {True: b"XDB3", False: b"XD2B"}  # a block with its own index; by version 5
_DATA = {True: b"XDD3", False: b"XD2D"}
_INDEX = frozenset({0xD2F1, 0x3DF1, 0xD2FF, 0x3DFF})
_FREE_TAG = 0xFFFF
_DOTS = (b".", b"..")


def short_names(geometry: XfsGeometry, inode: XfsInode) -> Iterator[TreeName]:
    """Names of a directory that lies in its inode. Raises MalformedError behind the last that is sound."""
    data = inode.data.data[: inode.size_bytes]
    if len(data) < 6:
        raise MalformedError(f"directory {inode.number} has {len(data)} bytes")
    count, large = data[0], data[1]
    number_bytes = 8 if large else 4
    position = 2 + number_bytes
    type_bytes = 1 if geometry.file_types else 0
    for _ in range(max(count, large)):
        length = data[position] if position < len(data) else 0
        after = position + 3 + length
        if not length or after + type_bytes + number_bytes > len(data):
            raise MalformedError(f"directory {inode.number} ends within its names")
        yield TreeName(
            data[position + 3 : after],
            int.from_bytes(data[after + type_bytes : after + type_bytes + number_bytes], "big"),
            _type(data[after]) if type_bytes else NodeType.UNKNOWN,
        )
        position = after + type_bytes + number_bytes


class BlockDirectory:
    """A directory in blocks of its own. A block that can't be read costs the names in it."""

    def __init__(
        self, source: ByteSource, geometry: XfsGeometry, inode: XfsInode, mappings: list[Mapping]
    ) -> None:
        self._source = source
        self._geometry = geometry
        self._inode = inode
        self._number = inode.number
        _check_apart(inode.number, mappings)
        self._runs = byte_runs(geometry, mappings)
        self._single = False
        self._indexed = 0

    def names(self, problem: Problem) -> Iterator[TreeName]:
        """Names of all blocks but `.` and `..`; `problem` hears of blocks that gave none or too few."""
        found = whole = 0
        for at in self._blocks(0, _LEAF_AT):
            try:
                raw = self._read(at)
                for name in self._names_of(raw, at, problem):
                    found += 1
                    if name.name not in _DOTS:
                        yield name
            except (MalformedError, ReadFailedError) as e:
                whole += 1
                problem(OmissionCode.DIRECTORY_INCOMPLETE, detail_of(e))
        if whole:
            return
        indexed = self._count_index(problem)
        if indexed is not None and indexed != found:
            text = f"directory {self._number}: {found} names, {indexed} in its index"
            problem(OmissionCode.DIRECTORY_INCOMPLETE, text)

    def _blocks(self, begin: int, end: int) -> Iterator[int]:
        """Offsets in the directory of its blocks between two bounds, each once."""
        size = self._geometry.directory_bytes
        at = -1
        for start, length, _ in self._runs:
            for position in range(max(begin, start - start % size), min(end, start + length), size):
                if position > at:
                    at = position
                    yield position

    def _read(self, at: int) -> bytes:
        """One block, which may lie in several places."""
        size = self._geometry.directory_bytes
        inside = [
            (max(start, at) - at, min(start + length, at + size) - max(start, at), _moved(start, place, at))
            for start, length, place in self._runs
            if start < at + size and start + length > at
        ]
        pieces = covering(inside, size)
        if any(piece.offset_bytes is None for piece in pieces):
            raise MalformedError(f"directory {self._number}: the block at {at} has a hole")
        return PieceReader(self._source, pieces).read(0, size)

    def _names_of(self, raw: bytes, at: int, problem: Problem) -> Iterator[TreeName]:
        v5 = self._geometry.checksums
        if raw[:4] == _SINGLE[v5]:
            self._single = True
            count, stale = struct.unpack_from(">II", raw, len(raw) - 8)
            end = len(raw) - 8 - count * 8
            self._indexed = count - stale
        elif raw[:4] == _DATA[v5]:
            end = len(raw)
        else:
            raise MalformedError(f"directory {self._number}: the block at {at} holds no names")
        if v5:
            self._check(raw, problem)
        position = 64 if v5 else 16
        if end < position:
            raise MalformedError(f"directory {self._number}: the block at {at} has an index of {count}")
        while position + 8 <= end:
            tag, length = struct.unpack_from(">HH", raw, position)
            if tag == _FREE_TAG:
                if length < 8 or length % 8:
                    raise MalformedError(f"directory {self._number}: free space of {length} at {at}")
                position += length
                continue
            name_bytes = raw[position + 8]
            type_bytes = 1 if self._geometry.file_types else 0
            used = (9 + name_bytes + type_bytes + 2 + 7) & ~7
            whole = name_bytes > 0 and position + used <= end
            if not whole or struct.unpack_from(">H", raw, position + used - 2)[0] != position:
                raise MalformedError(f"directory {self._number}: a damaged name at {at + position}")
            after = position + 9 + name_bytes
            yield TreeName(
                raw[position + 9 : after],
                struct.unpack_from(">Q", raw, position)[0],
                _type(raw[after]) if type_bytes else NodeType.UNKNOWN,
            )
            position += used

    def _count_index(self, problem: Problem) -> int | None:
        """How many names the index holds; None where it can't be told."""
        if self._single:
            return self._indexed
        found = 0
        v5 = self._geometry.checksums
        for at in self._blocks(_LEAF_AT, _FREE_AT):
            try:
                raw = self._read(at)
            except (MalformedError, ReadFailedError) as e:
                problem(OmissionCode.DIRECTORY_INCOMPLETE, detail_of(e))
                return None
            if struct.unpack_from(">H", raw, 8)[0] in _INDEX:
                count, stale = struct.unpack_from(">HH", raw, 56 if v5 else 12)
                found += count - stale
        return found

    def _check(self, raw: bytes, problem: Problem) -> None:
        """Version 5: the block must say that it is this directory's."""
        owner = struct.unpack_from(">Q", raw, 40)[0]
        if owner != self._number or raw[24:40] != self._geometry.metadata_uuid:
            raise MalformedError(f"directory {self._number}: a block says that it is another's")
        if not sum_agrees(raw, 4):
            problem(
                OmissionCode.CHECKSUM_DIFFERS, f"directory {self._number}: the checksum of a block differs"
            )


def _check_apart(number: int, mappings: list[Mapping]) -> None:
    """Raises MalformedError where blocks stand twice in a directory: it would list the same without end."""
    end = -1
    for mapping in sorted(mappings, key=lambda m: m.block):
        if mapping.block < end:
            raise MalformedError(f"directory {number} has block {mapping.block} twice")
        end = mapping.block + mapping.count


def _moved(start: int, place: int | None, at: int) -> int | None:
    return None if place is None else place + max(start, at) - start


def _type(code: int) -> NodeType:
    return _TYPES[code] if code < len(_TYPES) else NodeType.UNKNOWN
