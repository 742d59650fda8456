"""Runs of free blocks: out of a bitmap, and joined where they touch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias

Run: TypeAlias = tuple[int, int]
"""First block (or byte) and how many."""

_PIECES = re.compile(rb"\x00+|\xff+|[^\x00\xff]", re.DOTALL)
_REVERSED = bytes(int(f"{value:08b}"[::-1], 2) for value in range(256))


def _clear_in(value: int) -> tuple[Run, ...]:
    runs: list[Run] = []
    for bit in range(8):
        if not value >> bit & 1:
            first, length = runs.pop() if runs and sum(runs[-1]) == bit else (bit, 0)
            runs.append((first, length + 1))
    return tuple(runs)


_CLEAR = tuple(_clear_in(value) for value in range(256))


def clear_bits(bitmap: Iterable[bytes], count: int, *, highest_first: bool = False) -> Iterator[Run]:
    """Runs of clear bits among the first `count`, ascending; neighbours may not be joined.

    The first block of a byte is its lowest bit, or its highest. `bitmap` comes in pieces of whole bytes.
    """
    place = 0
    for piece in bitmap:
        data = piece.translate(_REVERSED) if highest_first else piece
        for match in _PIECES.finditer(data):
            if place >= count:
                return
            found = match.group()
            if found[0] == 0:
                yield place, min(len(found) * 8, count - place)
            elif found[0] != 0xFF:
                for first, length in _CLEAR[found[0]]:
                    if place + first < count:
                        yield place + first, min(length, count - place - first)
            place += len(found) * 8


def joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Ascending runs with those joined that touch."""
    first = length = 0
    for begin, size in runs:
        if size <= 0:
            continue
        if length and begin == first + length:
            length += size
            continue
        if length:
            yield first, length
        first, length = begin, size
    if length:
        yield first, length
