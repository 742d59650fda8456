"""The list of countries can be searched by any part of a name, and takes nothing that is not in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from forensics_app.i18n import set_language
from ui.widgets.controls.country_combo import CountryCombo
from ui.widgets.controls.country_field import CountryField
from ui.widgets.text.text import Text

# the offscreen platform says so of every list that drops down
pytestmark = pytest.mark.qt_log_ignore("does not support (raise|grabbing)")


def line_of(combo: CountryCombo) -> QLineEdit:
    edit = combo.lineEdit()
    assert edit is not None
    return edit


@pytest.fixture
def type_in(qtbot: QtBot) -> Callable[[CountryCombo, str], None]:
    """Type over what stands there, and leave the field."""

    def do(combo: CountryCombo, text: str) -> None:
        edit = line_of(combo)
        edit.selectAll()
        qtbot.keyClicks(edit, text)
        edit.editingFinished.emit()

    return do


@pytest.mark.parametrize(
    ("language", "typed", "code"),
    [
        ("en", "Germany", "DE"),
        ("en", "kazakh", "KZ"),
        ("en", "fr", "FR"),
        ("de", "schweiz", "CH"),
        ("fr", "allemagne", "DE"),
        ("en", "no such country", "ES"),
        ("en", "pol", "PL"),  # its name begins so; that of French Polynesia has it inside
        ("en", "land", "ES"),  # more than one: what was chosen stays
    ],
)
def test_typing_finds_a_country(
    qtbot: QtBot, type_in: Callable[[CountryCombo, str], None], language: str, typed: str, code: str
) -> None:
    set_language(language)
    combo = CountryCombo("Country", "ES")
    qtbot.addWidget(combo)
    type_in(combo, typed)
    assert combo.value == code
    assert combo.currentText() == combo.itemText(combo.currentIndex())


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("united", "Several countries match “united”. Choose one from the list."),
        ("Ruritania", "No country matches “Ruritania”. Choose one from the list."),
    ],
)
def test_the_field_says_why_what_was_typed_is_gone(
    qtbot: QtBot, type_in: Callable[[CountryCombo, str], None], typed: str, said: str
) -> None:
    field = CountryField("Country")
    qtbot.addWidget(field)
    type_in(field.edit, typed)
    assert said in [text.text() for text in field.findChildren(Text) if not text.isHidden()]
    type_in(field.edit, "Poland")
    assert said not in [text.text() for text in field.findChildren(Text) if not text.isHidden()]


def test_any_part_of_a_name_is_offered(qtbot: QtBot) -> None:
    combo = CountryCombo("Country")
    qtbot.addWidget(combo)
    completer = combo.completer()
    assert completer is not None
    assert completer.filterMode() == Qt.MatchFlag.MatchContains
    completer.setCompletionPrefix("zealand")
    assert completer.currentCompletion() == "New Zealand (NZ)"
    assert line_of(combo).accessibleName() == "Country"


def test_emptying_it_takes_the_choice_back(
    qtbot: QtBot, type_in: Callable[[CountryCombo, str], None]
) -> None:
    combo = CountryCombo("Country", "FR")
    qtbot.addWidget(combo)
    line_of(combo).clear()
    line_of(combo).editingFinished.emit()
    assert combo.value == ""


def test_what_is_typed_after_a_click_replaces_what_stands_there(qtbot: QtBot) -> None:
    combo = CountryCombo("Country")
    qtbot.addWidget(combo)
    combo.show()
    combo.activateWindow()
    qtbot.waitUntil(combo.isActiveWindow)
    line_of(combo).clearFocus()
    qtbot.mouseClick(line_of(combo), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: line_of(combo).selectedText() == "Choose a country")
    qtbot.keyClicks(line_of(combo), "France")
    line_of(combo).editingFinished.emit()
    assert combo.value == "FR"


def test_a_second_click_selects_what_stands_there(qtbot: QtBot) -> None:
    """Else what is typed is put into “Choose a country”, finds nothing, and an arrow chooses Afghanistan."""
    set_language("en")
    combo = CountryCombo("Country")
    qtbot.addWidget(combo)
    combo.show()
    edit = line_of(combo)
    edit.setFocus(Qt.FocusReason.TabFocusReason)
    edit.deselect()
    qtbot.mouseClick(edit, Qt.MouseButton.LeftButton)
    assert edit.selectedText() == "Choose a country"
    qtbot.keyClicks(edit, "franc")
    edit.editingFinished.emit()
    assert combo.value == "FR"


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown])
def test_an_arrow_after_words_that_find_nothing_chooses_nothing(qtbot: QtBot, key: Qt.Key) -> None:
    set_language("en")
    combo = CountryCombo("Country", "ES")
    qtbot.addWidget(combo)
    combo.show()
    edit = line_of(combo)
    edit.setFocus()
    edit.setText("xyz")
    qtbot.keyClick(edit, key)
    edit.editingFinished.emit()
    assert combo.value == "ES"
    qtbot.keyClick(edit, Qt.Key.Key_Down)  # what is shown is what is chosen: arrows go on from there
    assert combo.value == "LK"


@pytest.mark.parametrize("why", [Qt.FocusReason.OtherFocusReason, Qt.FocusReason.ShortcutFocusReason])
def test_what_is_typed_where_a_form_wants_a_country_replaces_what_stands_there(
    qtbot: QtBot, why: Qt.FocusReason
) -> None:
    """It was put behind “Choose a country”, and was lost."""
    set_language("en")
    combo = CountryCombo("Country")
    qtbot.addWidget(combo)
    combo.show()
    combo.activateWindow()
    qtbot.waitUntil(combo.isActiveWindow)
    combo.clearFocus()
    line_of(combo).deselect()
    combo.setFocus(why)
    qtbot.waitUntil(lambda: line_of(combo).selectedText() == "Choose a country")
    qtbot.keyClicks(line_of(combo), "France")
    line_of(combo).editingFinished.emit()
    assert combo.value == "FR"


def test_the_space_bar_opens_the_list_unless_something_is_being_typed(qtbot: QtBot) -> None:
    set_language("en")
    combo = CountryCombo("Country")
    qtbot.addWidget(combo)
    combo.show()
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Space)
    assert combo.view().isVisible()
    combo.hidePopup()
    line_of(combo).setText("new")
    qtbot.keyClick(combo, Qt.Key.Key_Space)
    assert not combo.view().isVisible()
    assert combo.currentText() == "new "
