"""Kinds of times can be told apart without colour; levels and heights of bars are what they count."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.models.timeline.kinds import EVERY_GROUP, GROUPS, PLACE, TimeGroup, bits_of_groups
from ui.theme import THEMES, Theme, apply_theme
from ui.widgets.timeline.histogram_paint import LEAST_HIGH, height_of, levels
from ui.widgets.timeline.kind_mark import paint_kind

SIDE = 24


def pattern(group: TimeGroup) -> bytes:
    """What is left of a kind without colour: dark and light, by the mean of its own picture."""
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paint_kind(painter, QRect(0, 0, SIDE, SIDE), group)
    painter.end()
    grey = [image.pixelColor(x, y).lightness() for y in range(SIDE) for x in range(SIDE)]
    middle = (min(grey) + max(grey)) / 2
    return bytes(value > middle for value in grey)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_every_kind_has_a_pattern_of_its_own(qtbot: QtBot, name: str, scale: float) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, Theme(THEMES[name], scale))
    made = {group: pattern(group) for group in GROUPS}
    for one, other in combinations(GROUPS, 2):
        different = sum(a != b for a, b in zip(made[one], made[other], strict=True))
        assert different > SIDE * SIDE // 8, (one, other)
    apply_theme(application, Theme())


def test_every_kind_of_time_has_its_group() -> None:
    assert sorted(PLACE.values()) == sorted(GROUPS.index(g) for g in GROUPS for _ in g.kinds)
    assert len(PLACE) == 11
    assert bits_of_groups(EVERY_GROUP) == (1 << 11) - 1


@pytest.mark.parametrize(
    ("top", "most", "log", "wanted"),
    [
        (0, 5, False, [0]),
        (1, 5, False, [0, 1]),
        (7, 5, False, [0, 2, 4, 6]),
        (139, 5, False, [0, 50, 100]),
        (4200, 5, False, [0, 1000, 2000, 3000, 4000]),
        (98, 3, True, [0, 1, 10]),
        (5_000_000, 3, True, [0, 1, 1000, 1_000_000]),
    ],
)
def test_levels_are_round(top: int, most: int, log: bool, wanted: list[int]) -> None:
    assert levels(top, most, log=log) == wanted


def test_one_event_beside_a_million_can_be_seen(qtbot: QtBot) -> None:
    assert height_of(0, 1_000_000, 200, log=False) == 0
    assert height_of(1, 1_000_000, 200, log=False) == LEAST_HIGH
    assert height_of(1, 1_000_000, 200, log=True) > LEAST_HIGH
    assert height_of(1_000_000, 1_000_000, 200, log=True) == 200
