"""Which blocks of UDF's partitions are free, by the bitmaps that their descriptors name.

Source: ECMA-167 4/14.12 (space bitmap: a set bit is a free block), OSTA UDF 2.3.3.
"""

from __future__ import annotations

import struct

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.filesystems.trees.inode_tree import Piece
from forensics_app.evidence.filesystems.udf.blocks import UdfBlocks
from forensics_app.evidence.filesystems.udf.records import Address, checked
from forensics_app.evidence.filesystems.udf.volume import UdfVolume
from forensics_app.evidence.format_errors import MalformedError

_BITMAP, _HEADER_BYTES = 264, 24
_LEAST_BITMAP_BYTES = 128 << 10  # as much as its CRC may cover


class FreeBlocks:
    """Asked of deleted files alone: each bitmap is read once, and only then."""

    def __init__(self, blocks: UdfBlocks, volume: UdfVolume) -> None:
        self._blocks, self._volume = blocks, volume
        self._bitmaps: dict[int, bytes | None] = {}

    def used_bytes(self, pieces: tuple[Piece, ...]) -> int:
        """How many bytes of a content lie in blocks that are in use; 0 of a partition without a bitmap."""
        return sum(self._used(piece) for piece in pieces if piece.offset_bytes is not None)

    def _used(self, piece: Piece) -> int:
        offset, step = piece.offset_bytes or 0, self._blocks.block_bytes
        for place in self._volume.partitions.values():
            start = place.start * self._volume.sector_bytes
            if not start <= offset < start + place.sectors * self._volume.sector_bytes:
                continue
            bitmap = self._bitmap(place.number)
            if bitmap is None:
                return 0
            first, end = (offset - start) // step, -(-(offset - start + piece.length_bytes) // step)
            bits = int.from_bytes(bitmap[first // 8 : -(-end // 8)], "little") >> first % 8
            count = min(end, len(bitmap) * 8) - first
            used = count - (bits & ((1 << count) - 1)).bit_count() if count > 0 else 0
            return min(used * step, piece.length_bytes)
        return 0

    def _bitmap(self, number: int) -> bytes | None:
        if number not in self._bitmaps:
            try:
                self._bitmaps[number] = self._read(number)
            except (MalformedError, ReadFailedError):
                self._bitmaps[number] = None
        return self._bitmaps[number]

    def _read(self, number: int) -> bytes | None:
        place = self._volume.partitions[number]
        wrong: list[str] = []
        for index, stored in enumerate(self._volume.maps):
            if place.bitmap_bytes and stored[:2] == b"\x01\x06" and stored[4:6] == struct.pack("<H", number):
                address = Address(place.bitmap_block, index)
                # no more of it than the volume has blocks: every partition may name one
                enough = self._blocks.source.size_bytes // self._blocks.block_bytes // 8 + _HEADER_BYTES + 1
                most = max(enough, _LEAST_BITMAP_BYTES)
                data = self._blocks.read(address, min(place.bitmap_bytes, most))
                checked(
                    data, address.block, (_BITMAP,), "space bitmap", lambda code, text: wrong.append(text)
                )
                (bits,) = struct.unpack_from("<I", data, 16)
                bitmap = data[_HEADER_BYTES : _HEADER_BYTES + -(-bits // 8)]
                return None if wrong else bitmap
        return None
