"""The floor of an ingest: reading and digesting every byte that must be hashed, divided by the cores.

The medium is hashed once by all three digests, each file once by the digests asked for, at the rates that
this machine reaches with one thread and data in its caches; nothing else is counted. It is measured anew in
every run, so the ratios to it hold on any machine.
"""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

_PIECE = 256 << 10
_AMOUNT = 192 << 20
_ALGORITHMS = ("md5", "sha1", "sha256")


@dataclass(frozen=True)
class Rates:
    """Bytes a second of each digest, and of reading what is in the page cache, with one thread."""

    digests: dict[str, float]
    reading: float

    def seconds(self, size: int, algorithms: tuple[str, ...]) -> float:
        """CPU seconds to read and digest `size` bytes."""
        return size / self.reading + sum(size / self.digests[name] for name in algorithms)


def measure(image: Path) -> Rates:
    """The best of three of each: the floor must not be high because something else was running."""
    piece = os.urandom(_PIECE)
    return Rates(
        {name: max(_digest_rate(name, piece) for _ in range(3)) for name in _ALGORITHMS},
        max(_reading_rate(image) for _ in range(3)),
    )


def floor(rates: Rates, medium_bytes: int, file_bytes: int, algorithms: tuple[str, ...], cores: int) -> float:
    """Seconds."""
    return (rates.seconds(medium_bytes, _ALGORITHMS) + rates.seconds(file_bytes, algorithms)) / cores


def _digest_rate(name: str, piece: bytes) -> float:
    running = hashlib.new(name, usedforsecurity=False)
    began = time.perf_counter()
    for _ in range(_AMOUNT // _PIECE):
        running.update(piece)
    return _AMOUNT / (time.perf_counter() - began)


def _reading_rate(image: Path) -> float:
    buffer = bytearray(_PIECE)
    amount = 0
    with image.open("rb", buffering=0) as file:
        began = time.perf_counter()
        while amount < _AMOUNT and (got := file.readinto(buffer)):
            amount += got
        return amount / (time.perf_counter() - began)
