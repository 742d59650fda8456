"""A medium of which parts are not in the image: they are told, and a read that touches one fails."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.bad_sectors import joined
from forensics_app.evidence.bytes.byte_source import ByteSource, check_range, known_gaps
from forensics_app.model.artifact import Gap

NOT_THERE = "not in the image"


@dataclass(frozen=True, slots=True)
class Piece:
    """What is there from `offset_bytes` of the medium on."""

    offset_bytes: int
    source: ByteSource

    @property
    def end(self) -> int:
        """Where on the medium it ends."""
        return self.offset_bytes + self.source.size_bytes


class PartialMedium:
    """`pieces` in order, without overlap; `reason` is what a read of the rest fails with."""

    def __init__(self, size_bytes: int, pieces: tuple[Piece, ...], reason: str = NOT_THERE) -> None:
        self._size_bytes = size_bytes
        self._pieces = pieces
        self._begins = [piece.offset_bytes for piece in pieces]
        self._reason = reason

    @property
    def size_bytes(self) -> int:
        """Of the whole medium, missing parts included."""
        return self._size_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly `size_bytes` bytes. Raises ReadFailedError, also for a range with a missing byte."""
        check_range(offset_bytes, size_bytes, self._size_bytes)
        parts: list[bytes] = []
        at, end = offset_bytes, offset_bytes + size_bytes
        while at < end:
            index = bisect_right(self._begins, at) - 1
            piece = self._pieces[index] if index >= 0 else None
            if piece is None or at >= piece.end:
                raise self._missing(0 if piece is None else piece.end, index + 1)
            length = min(end, piece.end) - at
            parts.append(piece.source.read(at - piece.offset_bytes, length))
            at += length
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _missing(self, begin: int, following: int) -> ReadFailedError:
        """The gap as a whole, up to the piece of that number."""
        end = self._begins[following] if following < len(self._begins) else self._size_bytes
        return ReadFailedError(offset_bytes=begin, size_bytes=end - begin, detail=self._reason)

    def gaps_in(self, offset_bytes: int, size_bytes: int) -> tuple[Gap, ...]:
        """The missing parts of a range, in order, as offsets of this source."""
        found: list[Gap] = []
        at, end = offset_bytes, min(offset_bytes + size_bytes, self._size_bytes)
        for piece in self._pieces[max(0, bisect_right(self._begins, at) - 1) :]:
            if piece.offset_bytes >= end:
                break
            if piece.offset_bytes > at:
                found.append(Gap(at, piece.offset_bytes - at))
                at = piece.offset_bytes
            inside = min(end, piece.end) - at
            if inside > 0:
                within = known_gaps(piece.source, at - piece.offset_bytes, inside)
                found += [Gap(gap.offset_bytes + piece.offset_bytes, gap.length_bytes) for gap in within]
                at += inside
        if at < end:
            found.append(Gap(at, end - at))
        return joined(tuple(found))
