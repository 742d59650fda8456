"""Fonts from the fontpkg wheels, loaded into this process, and the type scale of the window.

Noto Sans for words (Noto Sans Arabic, then Noto Sans SC where it has no glyph), JetBrains Mono for machine
values, always with tabular figures and never with ligatures: a digest or a path must look like what it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.util import find_spec

from PySide6.QtGui import QFont, QFontDatabase

_FILES = (
    ("fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf"),
    ("fontpkg_noto_sans_arabic", "files/NotoSansArabic[wdth,wght].ttf"),
    ("fontpkg_jetbrains_mono", "files/JetBrainsMono[wght].ttf"),
)
_CHINESE = ("pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf")
SANS = ("Noto Sans", "Noto Sans Arabic", "Noto Sans SC")
MONO = ("JetBrains Mono", "Noto Sans Mono", "Noto Sans Arabic", "Noto Sans SC")


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
        data = (resources.files(package) / name).read_bytes()
        if QFontDatabase.addApplicationFontFromData(data) < 0:
            missing.append(name)
    if not _load_chinese():
        missing.append(_CHINESE[1])
    return tuple(missing)


def _load_chinese() -> bool:
    """8 MB: as a file it is read where its glyphs are drawn, which costs a start 2 ms and no memory.

    Where the package was left out, Qt asks the computer's own fonts for Chinese.
    """
    package, name = _CHINESE
    if find_spec(package) is None:
        return False
    with resources.as_file(resources.files(package) / name) as path:
        return QFontDatabase.addApplicationFont(str(path)) >= 0


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
