"""A volume as its journal makes it, in memory: nothing is written.

What a journal has for a range of the volume stands in the journal too, which lies in the same volume: a piece
says where, so that whoever has the medium finds these bytes without this program. Bytes that were put
together while replaying stand nowhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from forensics_app.evidence.bytes.byte_source import ByteSource, check_range, known_gaps
from forensics_app.model.artifact import Gap


class Piece(NamedTuple):
    """`length_bytes` at `offset_bytes` of the volume that are what stands at `place`, or are `data`."""

    offset_bytes: int
    length_bytes: int
    place: int | None
    data: bytes = b""


class ReplayedVolume:
    """`source` with pieces of its journal in their places. Pieces must not overlap.

    Those behind the end of the source, of an image that was cut off, are left out.
    """

    def __init__(self, source: ByteSource, pieces: Iterable[Piece]) -> None:
        self._source = source
        size = source.size_bytes
        inside = (piece for piece in pieces if piece.offset_bytes + piece.length_bytes <= size)
        self._pieces = sorted(inside, key=lambda piece: piece.offset_bytes)
        self._offsets = [piece.offset_bytes for piece in self._pieces]

    @property
    def size_bytes(self) -> int:
        """Size of the volume."""
        return self._source.size_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """As ByteSource.read."""
        check_range(offset_bytes, size_bytes, self.size_bytes)
        parts: list[bytes] = []
        for at, length, piece in self._parts(offset_bytes, size_bytes):
            if piece is None:
                parts.append(self._source.read(at, length))
                continue
            within = at - piece.offset_bytes
            if piece.place is None:
                parts.append(piece.data[within : within + length])
            else:
                parts.append(self._source.read(piece.place + within, length))
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def gaps_in(self, offset_bytes: int, size_bytes: int) -> tuple[Gap, ...]:
        """As KnowsGaps.gaps_in: what is missing where these bytes stand."""
        found: list[Gap] = []
        at = offset_bytes
        for place, length in self.places(offset_bytes, size_bytes):
            if place is not None:
                gaps = known_gaps(self._source, place, length)
                found.extend(Gap(gap.offset_bytes - place + at, gap.length_bytes) for gap in gaps)
            at += length
        return tuple(found)

    def places(self, offset_bytes: int, length_bytes: int) -> Iterator[tuple[int | None, int]]:
        """Where a range stands in the source, one after the other: offset and length, None for nowhere."""
        for at, length, piece in self._parts(offset_bytes, length_bytes):
            if piece is None:
                yield at, length
            else:
                place = piece.place
                yield None if place is None else place + at - piece.offset_bytes, length

    def _parts(self, offset: int, size: int) -> Iterator[tuple[int, int, Piece | None]]:
        """A range cut where pieces begin and end."""
        end = offset + size
        index = bisect_right(self._offsets, offset)
        if index:
            before = self._pieces[index - 1]
            index -= before.offset_bytes + before.length_bytes > offset
        while offset < end:
            piece = self._pieces[index] if index < len(self._pieces) else None
            if piece is None or piece.offset_bytes >= end:
                yield offset, end - offset, None
                return
            if piece.offset_bytes > offset:
                yield offset, piece.offset_bytes - offset, None
                offset = piece.offset_bytes
            stop = min(end, piece.offset_bytes + piece.length_bytes)
            yield offset, stop - offset, piece
            offset = stop
            index += 1
