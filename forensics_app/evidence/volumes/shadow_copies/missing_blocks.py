"""What a shadow copy doesn't keep: blocks that nothing used when it was made.

Of these only what stood there later is left, or nothing. Windows gives whatever was in memory; libvshadow
20260714 fills them with zeros in the newest copy ("Volume Shadow Snapshot (VSS) format", "Reading snapshot
data"), and gives what stands there now in older ones. Either would be taken for the content of deleted files
and of those that a copy excludes. They are gaps here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.model.artifact import Gap

_BLOCK_BYTES = 0x4000
_HEADER_BYTES = 0x80
_DESCRIPTOR = struct.Struct("<QQQII")  # original offset, relative offset, offset of the data, flags, bitmap
_FORWARDER, _OVERLAY, _NOT_USED = 1, 2, 4
_NONE, _ALL = bytes(4096), b"\xff" * 4096
_LIST, _BITMAP = 3, 6  # types of blocks
_LIST_AT, _BITMAP_AT, _PREVIOUS_AT = 8, 48, 72  # in the entry that says where the data of a copy lie


class Unkept:
    """Blocks that a copy of `volume` doesn't keep. `place` is its entry in the catalogue.

    Raises ReadFailedError where its lists can't be read.
    """

    def __init__(self, volume: ByteSource, place: bytes) -> None:
        listed, current, previous = (
            struct.unpack_from("<Q", place, at)[0] for at in (_LIST_AT, _BITMAP_AT, _PREVIOUS_AT)
        )
        flags = b"".join(_blocks(volume, current, _BITMAP))
        if previous:
            before = b"".join(_blocks(volume, previous, _BITMAP))
            size = min(len(flags), len(before))
            both = int.from_bytes(flags[:size], "little") & int.from_bytes(before[:size], "little")
            flags = both.to_bytes(size, "little")
        self._flags = bytearray(flags)
        for block in _blocks(volume, listed, _LIST):
            for original, relative, stored, kind, _ in _DESCRIPTOR.iter_unpack(block):
                empty = not (original or relative or stored or kind)
                if empty or kind & (_NOT_USED | _OVERLAY):  # an overlay is of some sectors of a block alone
                    continue
                self._keep(original)
                if kind & _FORWARDER:
                    self._keep(relative)

    def _keep(self, offset_bytes: int) -> None:
        at, bit = divmod(offset_bytes // _BLOCK_BYTES, 8)
        if at < len(self._flags):
            self._flags[at] &= ~(1 << bit) & 0xFF

    def within(self, offset_bytes: int, size_bytes: int) -> Iterator[Gap]:
        """Those in a range, in order, neighbours as one."""
        end = offset_bytes + size_bytes
        begin: int | None = None
        number, last = offset_bytes // _BLOCK_BYTES, -(-end // _BLOCK_BYTES) if size_bytes > 0 else 0
        while number < last:
            at, bit = divmod(number, 8)
            byte = self._flags[at] if at < len(self._flags) else 0
            if bit == 0 and byte == (0 if begin is None else 0xFF):
                same = _NONE if begin is None else _ALL  # terabytes of either
                number += 8 * (len(same) if self._flags[at : at + len(same)] == same else 1)
                continue
            if byte >> bit & 1:
                begin = number if begin is None else begin
            elif begin is not None:
                yield _cut(begin, number, offset_bytes, end)
                begin = None
            number += 1
        if begin is not None:
            yield _cut(begin, last, offset_bytes, end)


def _cut(first: int, behind: int, begin_bytes: int, end_bytes: int) -> Gap:
    begin = max(begin_bytes, first * _BLOCK_BYTES)
    return Gap(begin, min(end_bytes, behind * _BLOCK_BYTES) - begin)


def _blocks(volume: ByteSource, offset: int, kind: int) -> Iterator[bytes]:
    """What stands in the blocks of a chain. Raises ReadFailedError."""
    seen = set[int]()
    while offset:
        block = volume.read(offset, _BLOCK_BYTES)
        if struct.unpack_from("<I", block, 20)[0] != kind or offset in seen:
            raise ReadFailedError(detail=f"the catalogue of the shadow copies is damaged at byte {offset}")
        seen.add(offset)
        yield block[_HEADER_BYTES:]
        offset = struct.unpack_from("<Q", block, 40)[0]
