"""A passphrase in the wrong field is never signed."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.dialogs.signing.fields import secret_edit
from ui.dialogs.signing.in_clear import in_clear


@pytest.mark.parametrize(
    ("place", "note", "secret", "found"),
    [
        ("copper river seven", "", "copper river seven", "place"),
        ("Kiel", "so: copper river seven\n", "copper river seven", "note"),
        ("Kiel", "by courier", "copper river seven", ""),
        ("2026-12-01", "", "2026", ""),  # a short PIN stands there by chance
        ("2026", "", "2026", "place"),
        ("", "", "", ""),
    ],
)
def test_the_field_is_found(qtbot: QtBot, place: str, note: str, secret: str, found: str) -> None:
    form = QWidget()
    qtbot.addWidget(form)
    box = QVBoxLayout(form)
    line, text, hidden = QLineEdit(place), QPlainTextEdit(note), secret_edit()
    hidden.setText(secret)
    for widget in (line, text, hidden):
        box.addWidget(widget)
    assert in_clear(form, [hidden]) is {"place": line, "note": text, "": None}[found]
