"""Fonts from the fontpkg wheels, loaded into this process, and the type scale of the window.

Noto Sans for words (Noto Sans Arabic where it has no glyph), JetBrains Mono for machine values, always with
tabular figures and never with ligatures: a digest or a path must look like what it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

from PySide6.QtGui import QFont, QFontDatabase

_FILES = (
    ("fontpkg_noto_sans", "NotoSans[wdth,wght].ttf"),
    ("fontpkg_noto_sans_arabic", "NotoSansArabic[wdth,wght].ttf"),
    ("fontpkg_jetbrains_mono", "JetBrainsMono[wght].ttf"),
)
SANS = ("Noto Sans", "Noto Sans Arabic")
MONO = ("JetBrains Mono", "Noto Sans Mono", "Noto Sans Arabic")


@dataclass(frozen=True, slots=True)
class FontRole:
    """Height in px at 100 % text."""

    size_px: float
    bold: bool = False
    machine: bool = False


ROLES: dict[str, FontRole] = {
    "verdict": FontRole(26, bold=True),
    "display": FontRole(22, bold=True),
    "page": FontRole(18, bold=True),
    "card": FontRole(14, bold=True),
    "body": FontRole(13),
    "strong": FontRole(13, bold=True),
    "small": FontRole(12),
    "small-strong": FontRole(12, bold=True),
    "section": FontRole(11, bold=True),
    "code": FontRole(21, bold=True, machine=True),
    "fingerprint": FontRole(13, bold=True, machine=True),
    "hash": FontRole(12, machine=True),
    "dense": FontRole(11, machine=True),
}


@cache
def load_fonts() -> tuple[str, ...]:
    """Load the packaged fonts once; the names of those that could not be loaded."""
    missing = []
    for package, name in _FILES:
        data = (resources.files(package) / "files" / name).read_bytes()
        if QFontDatabase.addApplicationFontFromData(data) < 0:
            missing.append(name)
    return tuple(missing)


@cache
def font(role: str, scale: float = 1.0) -> QFont:
    """The font of a role; `scale` 2.0 is 200 % text. Shared: copy it before changing it."""
    spec = ROLES[role]
    made = QFont()
    made.setFamilies(list(MONO if spec.machine else SANS))
    made.setPixelSize(max(1, round(spec.size_px * scale)))
    made.setBold(spec.bold)
    if spec.machine:
        made.setStyleHint(QFont.StyleHint.Monospace)
        made.setFeature(QFont.Tag("calt"), 0)
    else:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made
