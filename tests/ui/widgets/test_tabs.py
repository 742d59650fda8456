"""Tabs: every one of them is in sight, however narrow the panel and long the words."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ui.widgets.controls.tabs import Tabs

WORDS = (
    "Vorschau",
    "Hexadezimal",
    "Toutes les données de l’artéfact",
    "Texto",
    "Todos los datos del artefacto",
)


@pytest.mark.parametrize("width", [230, 400, 700, 1200])
def test_all_are_in_sight_and_an_elided_one_tells_its_word(qtbot: QtBot, width: int) -> None:
    tabs = Tabs(WORDS, "Details")
    qtbot.addWidget(tabs)
    tabs.resize(width, 40)
    tabs.show()
    qtbot.waitExposed(tabs)
    for at, word in enumerate(WORDS):
        rect = tabs.tabRect(at)
        assert rect.width() > 0
        assert rect.left() >= 0
        assert rect.right() <= width
        whole = rect.width() >= tabs._wanted(at)
        assert tabs.tabToolTip(at) == ("" if whole else word)
    assert tabs.minimumSizeHint().width() <= 230
    if width == 1200:
        assert all(tabs.tabToolTip(at) == "" for at in range(len(WORDS)))
