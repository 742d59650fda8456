"""Icons: Phosphor through QtAwesome, by its rules (ui/theme/icons.py is the only user of that library).

`scale_factor` 1.2 makes the glyphs fill their box; regular at 18 px and up, bold at 16 px and below, `fill`
for the current place of the rail and for state shapes. Only Phosphor's font is loaded, not all ten.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

os.environ.setdefault("QT_API", "pyside6")

from qtawesome.iconic_font import IconicFont  # type: ignore[import-untyped]

_SCALE_FACTOR = 1.2
_BOLD_UP_TO_PX = 16
_FONT = ("ph", "phosphor-1.3.0.ttf", "phosphor-charmap-1.3.0.json")


@cache
def _phosphor() -> Any:
    return IconicFont(_FONT)


@cache
def icon(
    name: str,
    color: str,
    size_px: int = 18,
    *,
    fill: bool = False,
    heavy: bool = False,
    mirrored: bool = False,
) -> QIcon:
    """An icon by Phosphor's own name without weight (`folder-open`).

    The weight follows from size, `fill` and `heavy` (bold at any size).

    Raises ValueError, from QtAwesome, for a name that the font has not.
    """
    weight = "-fill" if fill else ("-bold" if heavy or size_px <= _BOLD_UP_TO_PX else "")
    options: dict[str, Any] = {"color": color, "color_disabled": color, "scale_factor": _SCALE_FACTOR}
    if mirrored:
        options["hflip"] = True
    made: QIcon = _phosphor().icon(f"ph.{name}{weight}", **options)
    return made


def paint_icon(
    painter: QPainter,
    rect: QRect,
    name: str,
    color: str,
    *,
    fill: bool = False,
    heavy: bool = False,
    mirrored: bool = False,
) -> None:
    """Draw an icon into `rect`."""
    icon(name, color, rect.height(), fill=fill, heavy=heavy, mirrored=mirrored).paint(
        painter, rect, Qt.AlignmentFlag.AlignCenter
    )


def pixmap(name: str, color: str, size_px: int, ratio: float, *, fill: bool = False) -> QPixmap:
    """An icon as a pixmap for a screen of device pixel ratio `ratio`."""
    made = QPixmap(round(size_px * ratio), round(size_px * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    paint_icon(painter, QRect(0, 0, size_px, size_px), name, color, fill=fill)
    painter.end()
    return made
