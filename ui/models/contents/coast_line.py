"""The world's land as rings of points: Natural Earth (public domain), packed by packaging/coast_line.py."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cache

from forensics_app.resource_files import RESOURCES


@dataclass(frozen=True, slots=True)
class Ring:
    """A closed line: points as (longitude, latitude) in degrees, and the box round them."""

    points: tuple[tuple[float, float], ...]
    west: float
    south: float
    east: float
    north: float


@cache
def land() -> tuple[Ring, ...]:
    """Every ring; about sixty thousand points. Read once, in a few hundredths of a second."""
    packed = zlib.decompress((RESOURCES / "geo" / "land.bin").read_bytes())
    numbers = iter(_numbers(packed))
    rings = []
    for count in numbers:
        x = y = 0
        points = []
        for _ in range(count):
            x += _signed(next(numbers))
            y += _signed(next(numbers))
            points.append((x / 1000, y / 1000))
        longitudes, latitudes = [p[0] for p in points], [p[1] for p in points]
        rings.append(Ring(tuple(points), min(longitudes), min(latitudes), max(longitudes), max(latitudes)))
    return tuple(rings)


def _numbers(packed: bytes) -> list[int]:
    """Varints."""
    found, value, shift = [], 0, 0
    for byte in packed:
        value |= (byte & 0x7F) << shift
        if byte & 0x80:
            shift += 7
        else:
            found.append(value)
            value = shift = 0
    return found


def _signed(value: int) -> int:
    return value >> 1 if not value & 1 else -((value + 1) >> 1)
