"""A check box beside words of another script stands in the middle of their first line."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from ui.app import make_application
from ui.theme import THEMES, Theme, apply_theme
from ui.widgets.controls.check import Check


@pytest.mark.parametrize("words", ["Español", "العربية", "简体中文"])
def test_the_box_is_level_with_its_words(qtbot: QtBot, words: str) -> None:
    apply_theme(make_application(), Theme(THEMES["light"]))
    check = Check(words)
    check.ensurePolished()
    qtbot.addWidget(check)
    check.resize(check.sizeHint())
    layout = check.layout()
    assert layout is not None
    layout.activate()
    middle = check.box.mapTo(check, QPoint(0, check.box.height() // 2)).y()
    said = check._words
    text = said.mapTo(check, QPoint(0, (said.contentsRect().top() + said.contentsRect().bottom()) // 2)).y()
    assert abs(middle - text) <= 3
