"""Content by its extents: which bytes of which layer stand where (docs/bundle-format.md, "Extents").

One rule for every class: concatenate the extents, cut at the size, pad with zeros up to it, and take the
gaps of the reading for zeros.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from forensics_app.evidence.contents.extents import CONCATENATED
from forensics_app.model.artifact import Extent, ExtentClass, Gap

# of these the rule gives the content; `short` too, since what lies behind its extents is a gap of the reading
BY_EXTENTS = CONCATENATED | {ExtentClass.SHORT}


class Piece(NamedTuple):
    """`length` bytes at `position` of the content: those at `offset` of a layer, or zeros where `layer` is
    None."""

    position: int
    length: int
    layer: str | None
    offset: int


def is_described_by_extents(size_bytes: int, extents: tuple[Extent, ...], extent_class: ExtentClass) -> bool:
    """Whether the rule can give this content at all: its class allows it, and its place is known."""
    return extent_class in BY_EXTENTS and (bool(extents) or not size_bytes)


def pieces_of(size_bytes: int, extents: Iterable[Extent], gaps: tuple[Gap, ...] = ()) -> Iterator[Piece]:
    """The content of `size_bytes` bytes, in its order, without overlap and without holes."""
    position = 0
    for extent in extents:
        length = min(extent.length_bytes, size_bytes - position)
        if length <= 0:
            if position >= size_bytes:
                return
            continue
        if extent.layer_id is None or extent.offset_bytes is None:
            yield Piece(position, length, None, 0)
        else:
            yield from around_gaps(Piece(position, length, extent.layer_id, extent.offset_bytes), gaps)
        position += length
    if position < size_bytes:
        yield Piece(position, size_bytes - position, None, 0)


def takes_bytes(size_bytes: int, extents: Iterable[Extent], gaps: tuple[Gap, ...]) -> bool:
    """Whether any byte of the content comes from a layer; else it is zeros whatever the medium holds."""
    holes = _joined(gaps)
    begins = [begin for begin, _ in holes]
    for piece in pieces_of(size_bytes, extents):
        if piece.layer is not None:
            at = bisect_right(begins, piece.position) - 1
            if at < 0 or holes[at][1] < piece.position + piece.length:
                return True
    return False


def around_gaps(piece: Piece, gaps: tuple[Gap, ...]) -> Iterator[Piece]:
    """The piece, with zeros where gaps of the content (in any order) lie over it."""
    at, end = piece.position, piece.position + piece.length
    for hole_begin, hole_end in _joined(gaps) if gaps else ():
        begin, stop = max(at, hole_begin), min(end, hole_end)
        if begin >= stop:
            continue
        if at < begin:
            yield piece._replace(position=at, length=begin - at, offset=piece.offset + at - piece.position)
        yield Piece(begin, stop - begin, None, 0)
        at = stop
    if at < end:
        yield piece._replace(position=at, length=end - at, offset=piece.offset + at - piece.position)


def _joined(gaps: tuple[Gap, ...]) -> list[tuple[int, int]]:
    """Begin and end of the gaps, in order, those that touch or overlap made one."""
    found: list[tuple[int, int]] = []
    for begin, end in sorted((g.offset_bytes, g.offset_bytes + g.length_bytes) for g in gaps):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif end > begin:
            found.append((begin, end))
    return found
