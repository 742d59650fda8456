"""Metadata of a file system through a few remembered pieces, with a sign of life for every read."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from forensics_app.errors import ForensicsError
from forensics_app.evidence.bytes.byte_source import ByteSource, TriedTwice

_PIECE_BYTES = 64 << 10
_KEPT_PIECES = 128


class MetadataSource:
    """Exact reads: small ones by pieces of 64 KiB that are kept: inodes of a directory lie side by side.

    A piece that can't be read whole is not kept: then just the bytes asked for are read, so that one bad
    sector costs one sector. `alive` is called with how far into the source reads have come.
    """

    def __init__(self, source: ByteSource, alive: Callable[[int], None]) -> None:
        self._source = TriedTwice(source)
        self._alive = alive
        self._reach = 0
        self._pieces: OrderedDict[int, bytes] = OrderedDict()

    @property
    def size_bytes(self) -> int:
        """Size of the file system's source."""
        return self._source.size_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` bytes. Raises ReadFailedError, also for a range beyond the end."""
        first = offset_bytes - offset_bytes % _PIECE_BYTES
        if size_bytes > _PIECE_BYTES or offset_bytes + size_bytes > first + _PIECE_BYTES:
            return self._exact(offset_bytes, size_bytes)
        piece = self._piece(first)
        if piece is None:
            return self._exact(offset_bytes, size_bytes)
        found = piece[offset_bytes - first : offset_bytes - first + size_bytes]
        # beyond the end: let the source say so
        return found if len(found) == size_bytes else self._exact(offset_bytes, size_bytes)

    def _piece(self, first: int) -> bytes | None:
        piece = self._pieces.get(first)
        if piece is not None:
            self._pieces.move_to_end(first)
            return piece
        length = min(_PIECE_BYTES, self.size_bytes - first)
        if first < 0 or length <= 0:
            return None
        try:
            piece = self._exact(first, length)
        except ForensicsError:
            return None
        self._pieces[first] = piece
        if len(self._pieces) > _KEPT_PIECES:
            self._pieces.popitem(last=False)
        return piece

    def _exact(self, offset: int, size: int) -> bytes:
        self._reach = max(self._reach, offset + size)
        self._alive(self._reach)
        return self._source.read(offset, size)
