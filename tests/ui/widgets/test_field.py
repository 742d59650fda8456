"""A button of a field stands beside its edit, also while a complaint stands under it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Until
from tests.ui.surfaces import make_world, show_surface
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.field import Field
from ui.window.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def beside(edit: QLineEdit, button: Button, top: QWidget) -> bool:
    at = edit.mapTo(top, edit.rect().center()).y()
    return abs(at - button.mapTo(top, button.rect().center()).y()) <= 2


def test_it_stays_there(qtbot: QtBot) -> None:
    field = Field("Folder", "", lambda value: "This folder does not exist.")
    button = Button("Choose…")
    field.add_button(button)
    qtbot.addWidget(field)
    field.show()
    for _ in range(2):
        qtbot.waitExposed(field)
        assert beside(field.edit, button, field)
        field.complain()
        qtbot.wait(20)


@pytest.mark.parametrize("name", ["receipt", "new-case-0", "lab-card", "preferences-time"])
def test_it_does_in_every_form(
    window: MainWindow, small: Path, demo: Path, tmp_path: Path, until: Until, qtbot: QtBot, name: str
) -> None:
    top = show_surface(make_world(window, small, demo, tmp_path, until), name, until)
    pairs = [
        (field, button)
        for field in top.findChildren(Field)
        for button in field.findChildren(Button)
        if field.isVisible()
    ]
    assert pairs
    for field, button in pairs:
        field._complaint.set_text("Something is wrong with it.")
        field._complaint.show()
        qtbot.wait(20)
        assert beside(field.edit, button, top), button.accessibleName()
