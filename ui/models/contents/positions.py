"""Positions of many artifacts on one map: marks, and which of them stand together at a scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from forensics_app.services.browsing.positions import Mark

EARTH_DEGREES = 360.0


@dataclass(frozen=True, slots=True)
class Cluster:
    """Marks that lie in one cell of the screen, and their middle in degrees."""

    latitude: float
    longitude: float
    marks: tuple[Mark, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Their artifacts, each once."""
        return tuple(dict.fromkeys(mark.artifact_id for mark in self.marks))


def position(latitude: float, longitude: float) -> str:
    """`45.7489° N  4.8567° E`."""
    north, east = ("N" if latitude >= 0 else "S"), ("E" if longitude >= 0 else "W")
    return f"{abs(latitude):.4f}° {north}  {abs(longitude):.4f}° {east}"


def clusters(marks: Sequence[Mark], degrees: float) -> list[Cluster]:
    """What stands together where a cell of the screen is as wide as `degrees` of longitude; largest last, so
    that it is drawn on top.
    """
    cells: dict[tuple[int, int], list[Mark]] = {}
    for mark in marks:
        cell = (math.floor(mark.longitude / degrees), math.floor(mark.latitude / degrees))
        cells.setdefault(cell, []).append(mark)
    found = [
        Cluster(sum(m.latitude for m in one) / len(one), sum(m.longitude for m in one) / len(one), tuple(one))
        for one in cells.values()
    ]
    return sorted(found, key=lambda one: (len(one.marks), -one.latitude, one.longitude))


def bounds(marks: Sequence[Mark]) -> tuple[float, float, float, float]:
    """West, south, east, north of all of them; the whole world for none."""
    if not marks:
        return (-180.0, -60.0, 180.0, 80.0)
    longitudes, latitudes = [m.longitude for m in marks], [m.latitude for m in marks]
    return (min(longitudes), min(latitudes), max(longitudes), max(latitudes))
