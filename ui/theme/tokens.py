"""The one table of colours: light, dark and high contrast. Everything drawn takes its colours from here.

Every pair of text and ground reaches 4.5:1, every border of a control 3:1 (tests/ui/test_theme.py). A state
is never told by colour alone: it has a shape and a word of its own (ui/widgets/text/shapes.py).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours as `#RRGGBB`. `on_*` is drawn on the fill of that name; `*_tint` is a ground for its text;
    `k1` to `k6` are kinds of times, each with a pattern of its own (ui/widgets/timeline/kind_mark.py)."""

    name: str
    dark: bool
    bg: str
    surface: str
    field: str
    button: str
    zebra: str
    text: str
    muted: str
    line: str
    control: str
    track: str
    tag: str
    accent: str
    on_accent: str
    selection: str
    info_tint: str
    rail: str
    rail_text: str
    rail_muted: str
    rail_current: str
    rail_accent: str
    ok: str
    ok_fill: str
    ok_tint: str
    on_ok: str
    warn: str
    warn_fill: str
    warn_tint: str
    on_warn: str
    bad: str
    bad_fill: str
    bad_tint: str
    on_bad: str
    none: str
    none_fill: str
    none_tint: str
    on_none: str
    k1: str
    k2: str
    k3: str
    k4: str
    k5: str
    k6: str


LIGHT = Tokens(
    name="light",
    dark=False,
    bg="#F5F7FA",
    surface="#FFFFFF",
    field="#FFFFFF",
    button="#FFFFFF",
    zebra="#F8FAFC",
    text="#14202E",
    muted="#566476",
    line="#DCE2EA",
    control="#7F8DA1",
    track="#DCE2EA",
    tag="#EDF1F5",
    accent="#1F5FBF",
    on_accent="#FFFFFF",
    selection="#CFE1FB",
    info_tint="#E3EDFB",
    rail="#101C2C",
    rail_text="#D5DEE9",
    rail_muted="#94A3B5",
    rail_current="#1F3552",
    rail_accent="#6EA8FE",
    ok="#00695C",
    ok_fill="#00695C",
    ok_tint="#E0F2EF",
    on_ok="#FFFFFF",
    warn="#7A4F00",
    warn_fill="#FFC53D",
    warn_tint="#FFF3D6",
    on_warn="#14202E",
    bad="#9E2A0C",
    bad_fill="#8F1D0B",
    bad_tint="#FDE8DF",
    on_bad="#FFFFFF",
    none="#566476",
    none_fill="#566476",
    none_tint="#EDF1F5",
    on_none="#FFFFFF",
    k1="#1F5FBF",
    k2="#C26F00",
    k3="#007F73",
    k4="#8B4BA8",
    k5="#6B7785",
    k6="#5C7A00",
)

DARK = Tokens(
    name="dark",
    dark=True,
    bg="#0E151E",
    surface="#151F2B",
    field="#111A25",
    button="#1A2634",
    zebra="#182330",
    text="#E6ECF3",
    muted="#9AA9BA",
    line="#2A3848",
    control="#64758A",
    track="#2A3848",
    tag="#202D3B",
    accent="#6EA8FE",
    on_accent="#0E151E",
    selection="#20395A",
    info_tint="#142B4A",
    rail="#0A1018",
    rail_text="#D5DEE9",
    rail_muted="#8595A8",
    rail_current="#1B3350",
    rail_accent="#6EA8FE",
    ok="#57D9C3",
    ok_fill="#2FB79E",
    ok_tint="#10322D",
    on_ok="#0E151E",
    warn="#F5C25B",
    warn_fill="#FFD166",
    warn_tint="#3A2C0C",
    on_warn="#14202E",
    bad="#FF9776",
    bad_fill="#E2562B",
    bad_tint="#43190C",
    on_bad="#14100E",
    none="#9AA9BA",
    none_fill="#9AA9BA",
    none_tint="#202D3B",
    on_none="#0E151E",
    k1="#6EA8FE",
    k2="#F5B04C",
    k3="#4FD1BC",
    k4="#C49AE8",
    k5="#8595A8",
    k6="#B8D15E",
)

HIGH_CONTRAST = Tokens(
    name="high-contrast",
    dark=True,
    bg="#000000",
    surface="#000000",
    field="#000000",
    button="#000000",
    zebra="#0A0A0A",
    text="#FFFFFF",
    muted="#E6E6E6",
    line="#B4B4B4",
    control="#FFFFFF",
    track="#5A5A5A",
    tag="#000000",
    accent="#FFE14D",
    on_accent="#000000",
    selection="#003A8C",
    info_tint="#00224F",
    rail="#000000",
    rail_text="#FFFFFF",
    rail_muted="#C8C8C8",
    rail_current="#003A8C",
    rail_accent="#FFE14D",
    ok="#5CFFD9",
    ok_fill="#5CFFD9",
    ok_tint="#002E26",
    on_ok="#000000",
    warn="#FFD24D",
    warn_fill="#FFD24D",
    warn_tint="#332600",
    on_warn="#000000",
    bad="#FFA48A",
    bad_fill="#FF8A66",
    bad_tint="#3D1004",
    on_bad="#000000",
    none="#E6E6E6",
    none_fill="#E6E6E6",
    none_tint="#1E1E1E",
    on_none="#000000",
    k1="#7FB6FF",
    k2="#FFB347",
    k3="#5CFFD9",
    k4="#E3B3FF",
    k5="#D0D0D0",
    k6="#D2F06A",
)

THEMES: dict[str, Tokens] = {t.name: t for t in (LIGHT, DARK, HIGH_CONTRAST)}
