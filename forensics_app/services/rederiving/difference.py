"""Where a content differs from the image: the sealed bytes, which the bundle holds, beside the derived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from forensics_app.errors import EvidenceError, SourceChangedError
from forensics_app.evidence.contents.extent_content import pieces_of
from forensics_app.evidence.medium_reader import MediumReader
from forensics_app.evidence.protocol.messages import DeriveItem
from forensics_app.model.rederivation import Difference

_STRIDE = 4096


def first_difference(sealed: Iterable[bytes], reader: MediumReader, item: DeriveItem) -> Difference | None:
    """The first byte in which the two differ; None where none is found, or the image can't be read.

    Raises SourceChangedError, and what reading the sealed content raises.
    """
    try:
        offset = _first(sealed, reader.derived(item))
    except SourceChangedError:
        raise
    except EvidenceError:
        return None
    if offset is None:
        return None
    for piece in pieces_of(item.size_bytes, item.extents, item.gaps):
        if piece.position <= offset < piece.position + piece.length:
            return Difference(offset, piece.layer, piece.offset + offset - piece.position)
    return None


def _first(one: Iterable[bytes], other: Iterable[bytes]) -> int | None:
    """Where two streams of bytes, each in pieces of any size, first differ."""
    left, right = iter(one), iter(other)
    a, b, done = memoryview(b""), memoryview(b""), 0
    while True:
        a, b = a or _next(left), b or _next(right)
        length = min(len(a), len(b))
        if not length:
            return done if a or b else None
        if a[:length] != b[:length]:
            return done + _inside(bytes(a[:length]), bytes(b[:length]))
        a, b, done = a[length:], b[length:], done + length


def _inside(a: bytes, b: bytes) -> int:
    for start in range(0, len(a), _STRIDE):
        if a[start : start + _STRIDE] != b[start : start + _STRIDE]:
            return next(i for i in range(start, len(a)) if a[i] != b[i])
    return len(a)


def _next(pieces: Iterator[bytes]) -> memoryview:
    return memoryview(next((piece for piece in pieces if piece), b""))
