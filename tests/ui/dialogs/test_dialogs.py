"""Every dialog of the window: by keys alone, with names, at every text size, in both directions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QLineEdit,
    QSpinBox,
    QStyleOptionComboBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Until
from tests.ui.window.test_keyboard import spoken
from ui.dialogs.artifacts.tag import TagDialog
from ui.dialogs.case.omissions import OmissionsDialog
from ui.dialogs.case.zones import ZonesDialog
from ui.dialogs.evidence.reading_options import ReadingOptionsDialog
from ui.dialogs.hash_sets.add_hash_set import AddHashSetDialog
from ui.dialogs.hash_sets.hash_sets import HashSetsDialog
from ui.models.evidence.reading_options import AS_USUAL
from ui.theme import Theme
from ui.widgets.controls.choices import CheckBox
from ui.widgets.text.text import Text
from ui.window.main_window import MainWindow
from ui.window.preferences import choose_language, choose_theme

# the offscreen platform says so of every dialog that grows with what it shows
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def omissions(window: MainWindow) -> QDialog:
    assert window.bench.case is not None
    return OmissionsDialog(window.bench.case, "", window)


DIALOGS: dict[str, Callable[[MainWindow], QDialog]] = {
    "omissions": omissions,
    "hash-sets": lambda window: HashSetsDialog(window.bench, window),
    "add-hash-set": lambda window: AddHashSetDialog(Path("/sets/list.txt"), (), window),
    "zones": lambda window: ZonesDialog(window.bench, window),
    "reading": lambda window: ReadingOptionsDialog(AS_USUAL, window),
}


def shown(window: MainWindow, name: str, qtbot: QtBot) -> QDialog:
    dialog = DIALOGS[name](window)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def operable(dialog: QDialog) -> list[QWidget]:
    kinds = (QAbstractButton, QLineEdit, QComboBox, QSpinBox)
    return [
        w
        for w in dialog.findChildren(QWidget)
        if isinstance(w, kinds)
        and w.isVisible()
        and w.isEnabled()
        and w.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


@pytest.mark.parametrize("name", DIALOGS)
def test_everything_has_a_name_and_shows_its_focus(
    opened: MainWindow, name: str, qtbot: QtBot, until: Until
) -> None:
    dialog = shown(opened, name, qtbot)
    found = operable(dialog)
    assert found
    assert [type(w).__name__ for w in found if not spoken(w)] == []
    unseen = []
    for widget in found:
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        with_focus = widget.grab().toImage()
        widget.clearFocus()
        if widget.grab().toImage() == with_focus and not isinstance(widget, QSpinBox):
            unseen.append((type(widget).__name__, spoken(widget)))
    assert unseen == []


@pytest.mark.parametrize(("scale", "language"), [(1.0, "fr"), (1.0, "ar"), (2.0, "fr")])
@pytest.mark.parametrize("name", DIALOGS)
def test_it_fits_and_nothing_is_cut(
    opened: MainWindow, name: str, scale: float, language: str, qtbot: QtBot
) -> None:
    choose_theme(opened, Theme(scale=scale))
    choose_language(opened, language)
    opened.resize(1280, 800)
    dialog = shown(opened, name, qtbot)
    assert dialog.width() <= 1280
    # what the case is asked for comes a moment later, and is laid out in the turn after that
    qtbot.waitUntil(lambda: _lines(dialog) > 2 and not _cut(dialog), timeout=10_000)
    assert dialog.width() <= 1280


def _lines(dialog: QDialog) -> int:
    return sum(text.isVisible() for text in dialog.findChildren(Text))


def _cut(dialog: QDialog) -> list[str]:
    """Texts with less height than their lines need at this width."""
    return [
        text.accessibleName()
        for text in dialog.findChildren(Text)
        if text.isVisible() and text.wordWrap() and text.heightForWidth(text.width()) > text.height()
    ]


def test_a_box_is_pressed_anywhere_and_by_space(opened: MainWindow, qtbot: QtBot) -> None:
    box = CheckBox("SHA-1")
    qtbot.addWidget(box)
    box.show()
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=box.rect().center())
    assert box.isChecked()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert not box.isChecked()


def test_the_symbol_beside_the_name_of_a_tag_is_the_chosen_one(opened: MainWindow) -> None:
    dialog = TagDialog((), "", "letter.txt", parent=opened)
    dialog._mark.setCurrentIndex(3)
    option = QStyleOptionComboBox()
    dialog._name.initStyleOption(option)
    beside = option.currentIcon.pixmap(16).toImage()
    assert beside == dialog._mark.itemIcon(3).pixmap(16).toImage()
    assert beside != dialog._mark.itemIcon(0).pixmap(16).toImage()


def test_what_is_wrong_with_the_name_of_a_tag_and_what_of_it_is_sealed(opened: MainWindow) -> None:
    dialog = TagDialog((), "", "letter.txt", parent=opened)
    dialog.show()
    words = [text.accessibleName() for text in dialog.findChildren(Text) if text.isVisible()]
    assert (
        "A bundle contains the names of the tags you select by. Other tags, and all notes, stay in the case "
        "unless you choose “Include all tags and notes” when sealing."
    ) in words
    for name, complaint in (
        ("", "Tag name is missing."),
        ("  ", "Tag name is missing."),
        ("x" * 61, "The name can have at most 60 visible characters."),
        ("gpj\u202e", "The name can have at most 60 visible characters."),
    ):
        dialog._name.setCurrentText(name)
        dialog.tag_button.click()
        assert dialog._wrong.accessibleName() == complaint
        assert dialog.isVisible()


def test_enter_in_the_name_of_a_tag_takes_it_as_it_stands(opened: MainWindow, qtbot: QtBot) -> None:
    dialog = TagDialog((), "", "letter.txt", parent=opened)
    dialog.show()
    field = dialog._name.lineEdit()
    assert field is not None
    field.selectAll()  # as focusing it does
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted
