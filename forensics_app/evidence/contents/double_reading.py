"""Reading content by two ways that share nothing but the medium: through the file system, and by the extents.

Both are compared window by window while the content is digested, so each window is read once a way. What is
found out here is what a receiver finds out who derives the content again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from forensics_app.errors import ForensicsError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.contents.extent_content import (
    Piece,
    around_gaps,
    is_described_by_extents,
    pieces_of,
)
from forensics_app.evidence.contents.stored_content import StoredContent
from forensics_app.evidence.error_detail import detail_of
from forensics_app.model.artifact import Derivable, Entry, Gap

_STRIDE = 4096


class DoubleRead:
    """A `Content` (forensics_app.examine) that reads `content` and compares it with the entry's extents.

    `layers` gives a layer's bytes. What is read from the beginning on, in order, is compared; other reads
    are passed on.
    """

    def __init__(self, content: StoredContent, entry: Entry, layers: Callable[[str], ByteSource]) -> None:
        self._content = content
        self._layers = layers
        size = content.size_bytes
        self._comparable = size == entry.size_bytes and is_described_by_extents(
            size, entry.extents, entry.extent_class
        )
        self._pieces = list(pieces_of(size, entry.extents)) if self._comparable else []
        self._starts = [piece.position for piece in self._pieces]
        self._compared = 0
        self._difference: str | None = None

    @property
    def size_bytes(self) -> int:
        """Size of the content."""
        return self._content.size_bytes

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What could not be read so far, in order, neighbours joined."""
        return self._content.gaps

    @property
    def difference(self) -> str | None:
        """Where and how the two ways differ, in technical English; None while they agree."""
        return self._difference

    @property
    def derivable(self) -> Derivable:
        """What is known when the content was read to its end."""
        if not self._comparable or self._difference is not None:
            return Derivable.NO
        return Derivable.YES if self._compared == self.size_bytes else Derivable.UNCHECKED

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly these bytes, zeros where they can't be read, which `gaps` then names. Never raises for
        that."""
        data = self._content.read(offset_bytes, size_bytes)
        if self._comparable and self._difference is None and offset_bytes == self._compared and size_bytes:
            self._difference = self._compare(offset_bytes, data)
            self._compared += size_bytes
        return data

    def _compare(self, offset: int, data: bytes) -> str | None:
        # pytsk3 20260715 gives no byte of $BadClus:$Bad, which is all hole: there is none to differ
        stored = any(piece.layer is not None for piece in self._pieces)
        if self._content.error is not None and not self._content.gaps and stored:
            return f"not by the file system: {self._content.error}"
        try:
            other = self._by_extents(offset, len(data))
        except ForensicsError as e:
            return f"not by the extents: {detail_of(e)}"
        if other == data:
            return None
        return f"first at byte {offset + _first_difference(data, other)}"

    def _by_extents(self, offset: int, size: int) -> bytes:
        """A window of the content by its extents, with the gaps of the other way as zeros."""
        found: list[bytes] = []
        at, end = offset, offset + size
        gaps = tuple(g for g in self._content.gaps if g.offset_bytes < end)
        index = bisect_right(self._starts, offset) - 1
        while at < end:
            piece = self._pieces[index]
            inside = at - piece.position
            length = min(piece.length - inside, end - at)
            found.append(self._piece(Piece(at, length, piece.layer, piece.offset + inside), gaps))
            at += length
            index += 1
        return b"".join(found)

    def _piece(self, piece: Piece, gaps: tuple[Gap, ...]) -> bytes:
        return b"".join(
            bytes(part.length)
            if part.layer is None
            else self._layers(part.layer).read(part.offset, part.length)
            for part in around_gaps(piece, gaps)
        )


def _first_difference(one: bytes, other: bytes) -> int:
    """The first place where two texts of equal length differ."""
    for start in range(0, len(one), _STRIDE):
        a, b = one[start : start + _STRIDE], other[start : start + _STRIDE]
        if a != b:
            return start + next(i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y)
    return len(one)
