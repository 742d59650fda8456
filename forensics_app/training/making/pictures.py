"""Pictures that are drawn, not photographed, so nobody's rights or faces are in them. Each says DEMO.

The same seed and release of Pillow give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import ImageDraw

WIDTH, HEIGHT = 320, 240
# strokes on a field of 3 by 5, as (x, y) of their ends
_LETTERS = {
    "D": ((0, 0, 0, 4), (0, 0, 2, 1), (2, 1, 2, 3), (2, 3, 0, 4)),
    "E": ((0, 0, 0, 4), (0, 0, 2, 0), (0, 2, 2, 2), (0, 4, 2, 4)),
    "M": ((0, 4, 0, 0), (0, 0, 1, 2), (1, 2, 2, 0), (2, 0, 2, 4)),
    "O": ((0, 0, 2, 0), (2, 0, 2, 4), (2, 4, 0, 4), (0, 4, 0, 0)),
}


def picture(scene: str, seed: str) -> bytes:
    """A JPEG of one of the SCENES. Raises KeyError for another."""
    # few commands draw anything, and all of `train` would wait for it
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(image)
    SCENES[scene](draw, _numbers(f"{scene}/{seed}"))
    _write_demo(draw)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _numbers(seed: str) -> Iterator[int]:
    """Numbers from 0 to 255 without end."""
    block = hashlib.sha256(seed.encode()).digest()
    while True:
        yield from block
        block = hashlib.sha256(block).digest()


def _sea(draw: ImageDraw.ImageDraw, number: Iterator[int]) -> None:
    """A ferry under a low sun."""
    warm = 150 + next(number) % 80
    for y in range(130):
        draw.line((0, y, WIDTH, y), (90 + y, 130 + y // 2, min(255, warm + y // 3)))
    draw.rectangle((0, 130, WIDTH, HEIGHT), (20, 60, 95))
    sun = 40 + next(number) % 240
    draw.ellipse((sun - 16, 92, sun + 16, 124), (255, 238, 190))
    x = 30 + next(number) % 160
    draw.polygon([(x, 134), (x + 110, 134), (x + 96, 156), (x + 12, 156)], (244, 244, 244))
    draw.rectangle((x + 20, 114, x + 86, 134), (235, 235, 230))
    draw.rectangle((x + 56, 98, x + 68, 114), (170, 40, 30))
    for _ in range(60):
        left, top = next(number) + next(number) % 64, 160 + next(number) % 78
        draw.line((left, top, left + 6 + next(number) % 18, top), (180, 205, 225))


def _parcels(draw: ImageDraw.ImageDraw, number: Iterator[int]) -> None:
    """Stacked parcels in a store."""
    draw.rectangle((0, 0, WIDTH, HEIGHT), (205, 208, 204))
    draw.rectangle((0, 190, WIDTH, HEIGHT), (126, 122, 116))
    for row in range(3):
        for column in range(4 - row):
            left, top = 24 + column * 66 + row * 32 + next(number) % 6, 142 - row * 50
            shade = next(number) % 50
            draw.rectangle((left, top, left + 56, top + 48), (150 + shade, 110 + shade, 70 + shade // 2))
            draw.rectangle((left + 24, top, left + 31, top + 48), (222, 204, 160))


def _paper(draw: ImageDraw.ImageDraw, number: Iterator[int]) -> None:
    """A sheet of print on a desk."""
    draw.rectangle((0, 0, WIDTH, HEIGHT), (94, 72, 54))
    left = 70 + next(number) % 20
    draw.rectangle((left, 14, left + 168, 228), (252, 251, 246))
    draw.rectangle((left + 12, 26, left + 60, 42), (30, 80, 140))
    for line in range(12):
        draw.line((left + 12, 60 + line * 12, left + 60 + next(number) % 90, 60 + line * 12), (70, 70, 74), 3)
    draw.ellipse((left + 84, 170, left + 150, 198), outline=(160, 25, 20), width=3)


def _street(draw: ImageDraw.ImageDraw, number: Iterator[int]) -> None:
    """Houses by a street in the evening."""
    draw.rectangle((0, 0, WIDTH, HEIGHT), (70, 84, 120))
    draw.rectangle((0, 186, WIDTH, HEIGHT), (60, 60, 64))
    x = 0
    while x < WIDTH:
        width, top = 40 + next(number) % 40, 60 + next(number) % 70
        shade = next(number) % 60
        draw.rectangle((x, top, x + width, 186), (110 + shade, 90 + shade // 2, 80))
        for window in range(x + 8, x + width - 10, 16):
            for floor in range(top + 10, 176, 24):
                lit = next(number) % 3 == 0
                draw.rectangle(
                    (window, floor, window + 8, floor + 12), (250, 220, 130) if lit else (50, 55, 70)
                )
        x += width + 2


SCENES: dict[str, Callable[[ImageDraw.ImageDraw, Iterator[int]], None]] = {
    "sea": _sea,
    "parcels": _parcels,
    "paper": _paper,
    "street": _street,
}


def _write_demo(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((4, 4, 72, 30), (255, 197, 61))
    for place, letter in enumerate("DEMO"):
        for x0, y0, x1, y1 in _LETTERS[letter]:
            left = 10 + place * 16
            draw.line(
                (left + 5 * x0, 8 + 4 * y0 + y0 // 2, left + 5 * x1, 8 + 4 * y1 + y1 // 2), (20, 20, 20), 2
            )
