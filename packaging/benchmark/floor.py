"""The floor of an ingest: reading and digesting every byte that must be hashed, divided by the cores.

The medium is hashed once by all three digests, each file once by the digests asked for, at the rates that
this machine reaches with one thread and data in its caches; nothing else is counted. It is measured anew in
every run, so the ratios to it hold on any machine.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.hashes import MD5, Hash

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
    """The best of three of each: the floor must not be high because something else was running.

    MD5 by the faster of the two libraries that the program has it from.
    """
    piece = os.urandom(_PIECE)
    return Rates(
        {name: max(_digest_rate(name, piece) for _ in range(3)) for name in _ALGORITHMS},
        max(_reading_rate(image) for _ in range(3)),
    )


def floor(rates: Rates, medium_bytes: int, file_bytes: int, algorithms: tuple[str, ...], cores: int) -> float:
    """Seconds."""
    return (rates.seconds(medium_bytes, _ALGORITHMS) + rates.seconds(file_bytes, algorithms)) / cores


def _digest_rate(name: str, piece: bytes) -> float:
    updates: list[Callable[[bytes], None]] = [hashlib.new(name, usedforsecurity=False).update]
    if name == "md5":
        with suppress(UnsupportedAlgorithm):  # the system's OpenSSL may be bound to FIPS
            updates.append(Hash(MD5()).update)  # noqa: S303 - what containers store
    return max(_rate(update, piece) for update in updates)


def _rate(update: Callable[[bytes], None], piece: bytes) -> float:
    began = time.perf_counter()
    for _ in range(_AMOUNT // _PIECE):
        update(piece)
    return _AMOUNT / (time.perf_counter() - began)


def _reading_rate(image: Path) -> float:
    buffer = bytearray(_PIECE)
    amount = 0
    with image.open("rb", buffering=0) as file:
        began = time.perf_counter()
        while amount < _AMOUNT and (got := file.readinto(buffer)):
            amount += got
        return amount / (time.perf_counter() - began)
