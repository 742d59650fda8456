"""Colours, fonts and icons: contrast by the WCAG formula, and nothing that is named and not there."""

from __future__ import annotations

import ast
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontDatabase, QFontInfo
from pytestqt.qtbot import QtBot

from forensics_app.model.evidence import LayerKind
from ui.models.case.custody_story import GLYPHS as EVENT_GLYPHS
from ui.models.evidence.layers import _GLYPHS
from ui.pages.case.counts_cards import KIND_GLYPHS
from ui.theme import THEMES, Tokens, icon
from ui.theme.fonts import ROLES, font, load_fonts
from ui.theme.state import State
from ui.widgets.seals.verdict import LOOKS
from ui.words.places import PLACES

GROUNDS = ("bg", "surface", "field", "button", "zebra", "selection")
PAIRS = [(ink, ground) for ink in ("text", "ok", "warn", "bad") for ground in GROUNDS]
PAIRS += [("muted", ground) for ground in GROUNDS] + [("accent", "surface"), ("accent", "bg")]
PAIRS += [(f"on_{f}", f"{f}_fill") for f in ("ok", "warn", "bad", "none")]
PAIRS += [(f, f"{f}_tint") for f in ("ok", "warn", "bad", "none")] + [
    ("text", f"{f}_tint") for f in ("ok", "warn", "bad")
]
PAIRS += [
    ("accent", "info_tint"),
    ("on_accent", "accent"),
    ("rail_text", "rail"),
    ("rail_text", "rail_current"),
]
CONTROLS = [
    ("control", "bg"),
    ("control", "surface"),
    ("control", "field"),
    ("accent", "surface"),
    ("rail_muted", "rail"),
    *((f"k{n}", ground) for n in range(1, 7) for ground in ("surface", "bg")),
]


def luminance(color: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in QColor(color).getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(tokens: Tokens, one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    light, dark = sorted((luminance(getattr(tokens, one)), luminance(getattr(tokens, other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", THEMES)
def test_text_reaches_4_5(name: str) -> None:
    low = {
        pair: round(contrast(THEMES[name], *pair), 2) for pair in PAIRS if contrast(THEMES[name], *pair) < 4.5
    }
    assert low == {}


@pytest.mark.parametrize("name", THEMES)
def test_borders_of_controls_reach_3(name: str) -> None:
    low = {p: round(contrast(THEMES[name], *p), 2) for p in CONTROLS if contrast(THEMES[name], *p) < 3.0}
    assert low == {}


def test_the_packaged_fonts_are_used(qtbot: QtBot) -> None:
    assert load_fonts() == ()
    assert {"Noto Sans", "Noto Sans Arabic", "JetBrains Mono"} <= set(QFontDatabase.families())
    for role, spec in ROLES.items():
        used = QFontInfo(font(role))
        assert used.family() == ("JetBrains Mono" if spec.machine else "Noto Sans"), role
        assert used.bold() == spec.bold, role
        assert font(role, 2.0).pixelSize() == round(spec.size_px * 2)


_DRAWING = {"icon", "paint_icon", "pixmap", "Glyph"}
_UI = Path(__file__).resolve().parents[3] / "ui"


def icons_in_calls() -> set[str]:
    """Names given as they stand to what draws icons, or as `glyph=` to anything."""
    found: set[str] = set()
    calls = (
        n
        for p in _UI.rglob("*.py")
        for n in ast.walk(ast.parse(p.read_text("utf-8")))
        if isinstance(n, ast.Call)
    )
    for call in calls:
        values = [k.value for k in call.keywords if k.arg == "glyph"]
        values += call.args if isinstance(call.func, ast.Name) and call.func.id in _DRAWING else []
        for value in (
            part for v in values for part in (v, *([v.body, v.orelse] if isinstance(v, ast.IfExp) else []))
        ):
            if (
                isinstance(value, ast.Constant)
                and isinstance(value.value, str)
                and not value.value.startswith("#")
            ):
                found.add(value.value)
    return found


def test_every_icon_named_is_in_the_font(qtbot: QtBot) -> None:
    names = {p.glyph for p in PLACES} | set(KIND_GLYPHS.values()) | set(_GLYPHS.values())
    names |= set(EVENT_GLYPHS.values()) | (icons_in_calls() - {f.name for f in fields(Tokens)})
    names |= {s.value[0] for s in State if s.value[0]} | {look.glyph for look in LOOKS.values() if look.glyph}
    assert set(_GLYPHS) == set(LayerKind)
    for name in names:
        for size, fill in ((18, False), (16, False), (18, True)):
            drawn = icon(str(name), "#000000", size, fill=fill).pixmap(size, size).toImage()
            inked = sum(drawn.pixelColor(x, y).alpha() > 0 for x in range(size) for y in range(size))
            assert inked > 10, (name, size, fill)


def test_verdicts_and_states_differ_in_shape() -> None:
    assert len({look.glyph for look in LOOKS.values()}) == len(LOOKS)
    assert len({s.value[0] for s in State}) == len(State)
