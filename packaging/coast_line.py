"""Pack the land of Natural Earth (public domain) for the window's small map: `coast_line.py LAND.json OUT`.

LAND.json is `land-50m.json` of the npm package world-atlas 2.0.2, a TopoJSON of Natural Earth 4.1 at 1:50
million. What is written is read by ui/models/contents/coast_line.py: zlib over rings, each a number of points
and their steps in thousandths of a degree (longitude, latitude), all as zigzag varints.
"""

from __future__ import annotations

import json
import sys
import zlib
from pathlib import Path
from typing import Any


def main(source: Path, target: Path) -> None:
    """Read, pack, write."""
    world: dict[str, Any] = json.loads(source.read_bytes())
    arcs = [list(_absolute(arc, world["transform"])) for arc in world["arcs"]]
    packed = bytearray()
    for ring in _rings(world["objects"]["land"]):
        points = _points(ring, arcs)
        packed += _varint(len(points))
        longitude = latitude = 0
        for x, y in points:
            packed += _varint(_zigzag(x - longitude)) + _varint(_zigzag(y - latitude))
            longitude, latitude = x, y
    target.write_bytes(zlib.compress(bytes(packed), 9))
    print(f"{target}: {target.stat().st_size} bytes")


def _absolute(arc: list[list[int]], transform: dict[str, list[float]]) -> Any:
    (scale_x, scale_y), (left, bottom) = transform["scale"], transform["translate"]
    x = y = 0
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        yield round((x * scale_x + left) * 1000), round((y * scale_y + bottom) * 1000)


def _rings(shape: dict[str, Any]) -> Any:
    if shape["type"] == "GeometryCollection":
        for inner in shape["geometries"]:
            yield from _rings(inner)
    elif shape["type"] == "MultiPolygon":
        for polygon in shape["arcs"]:
            yield from polygon
    elif shape["type"] == "Polygon":
        yield from shape["arcs"]


def _points(ring: list[int], arcs: list[list[tuple[int, int]]]) -> list[tuple[int, int]]:
    """A number below zero means that arc backwards; the last point of one is the first of the next."""
    points: list[tuple[int, int]] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def _zigzag(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
