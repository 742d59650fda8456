"""Esc in a form into which something was typed asks first; the answer that loses nothing is the default."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Until
from tests.ui.surfaces import DIALOGS, World, make_world
from ui.window.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def world(window: MainWindow, small: Path, demo: Path, tmp_path: Path, until: Until) -> World:
    return make_world(window, small, demo, tmp_path, until)


def first_field(dialog: QDialog) -> QWidget | None:
    """The first that takes words and is no secret."""
    for field in dialog.findChildren(QWidget):
        if not field.isVisible() or not field.isEnabled():
            continue
        if isinstance(field, QPlainTextEdit) and not field.isReadOnly():
            return field
        if (
            isinstance(field, QLineEdit)
            and not field.isReadOnly()
            and field.echoMode() is QLineEdit.EchoMode.Normal
            and not isinstance(field.parent(), (QComboBox, QAbstractSpinBox))
        ):
            return field
    return None


def answered(button: str, said: list[str]) -> None:
    """Press a button of the question that comes next; an empty name is Enter, for its default."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            return
        said.append(box.text())
        buttons = [b for b in box.buttons() if isinstance(b, QPushButton)]
        (chosen,) = [b for b in buttons if (b.text() == button if button else b.isDefault())]
        chosen.click()

    QTimer.singleShot(0, press)


def test_esc_drops_nothing_typed_without_asking(world: World, qtbot: QtBot) -> None:
    walked = []
    for name, make in DIALOGS.items():
        dialog = make(world)
        dialog.show()
        field = first_field(dialog) if getattr(dialog, "asks_before_dropping", False) else None
        if field is not None:
            field.setFocus()
            qtbot.keyClicks(field, "typed")
            said: list[str] = []
            answered("", said)
            qtbot.keyClick(field, Qt.Key.Key_Escape)
            assert said == ["Close without saving?"], name
            assert dialog.isVisible(), name
            answered("Close without saving", said)
            qtbot.keyClick(field, Qt.Key.Key_Escape)
            assert not dialog.isVisible(), name
            walked.append(name)
        dialog.deleteLater()
    assert len(walked) >= 10, walked


def test_esc_closes_a_form_that_nobody_typed_into(world: World, qtbot: QtBot) -> None:
    dialog = DIALOGS["tag"](world)
    dialog.show()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
