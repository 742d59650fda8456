"""Icons: the glyphs of Phosphor's font, which QtAwesome packs.

Its code is not loaded: with qtpy it was a sixth of what the window waited for (docs/adr/0066). Regular at
18 px and up, bold at 16 px and below, `fill` for the current place of the rail and for state shapes.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

_SHARE_OF_HEIGHT = 0.875 * 1.2  # of the box, to which 1.2 makes the glyphs fill it
_BOLD_UP_TO_PX = 16
_FONT, _GLYPHS = "phosphor-1.3.0.ttf", "phosphor-charmap-1.3.0.json"


@cache
def _phosphor() -> tuple[str, dict[str, str]]:
    """The font's family, and the code point in hexadecimal digits of each glyph."""
    package = find_spec("qtawesome")
    if package is None or package.origin is None:
        raise ImportError("qtawesome")
    folder = Path(package.origin).parent / "fonts"
    number = QFontDatabase.addApplicationFontFromData((folder / _FONT).read_bytes())
    glyphs: dict[str, str] = json.loads((folder / _GLYPHS).read_text(encoding="utf-8"))
    return QFontDatabase.applicationFontFamilies(number)[0], glyphs


class _GlyphEngine(QIconEngine):
    """Draws one glyph in one colour, whatever the state of what shows it."""

    def __init__(self, family: str, glyph: str, color: str, *, mirrored: bool) -> None:
        super().__init__()
        self._family, self._glyph, self._color, self._mirrored = family, glyph, color, mirrored

    def paint(self, painter: QPainter, rect: QRect, _mode: QIcon.Mode, _state: QIcon.State) -> None:
        font = QFont(self._family)
        font.setPixelSize(round(_SHARE_OF_HEIGHT * rect.height()))
        painter.save()
        if self._mirrored:
            painter.translate(rect.width(), 0)
            painter.scale(-1, 1)
        painter.setFont(font)
        painter.setPen(QColor(self._color))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._glyph)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return made


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

    Raises ValueError for a name that the font has not.
    """
    weight = "-fill" if fill else ("-bold" if heavy or size_px <= _BOLD_UP_TO_PX else "")
    family, glyphs = _phosphor()
    if f"{name}{weight}" not in glyphs:
        raise ValueError(f"{_FONT} has no glyph {name}{weight}")
    return QIcon(_GlyphEngine(family, chr(int(glyphs[f"{name}{weight}"], 16)), color, mirrored=mirrored))


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
