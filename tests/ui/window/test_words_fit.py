"""At 1280 x 800 in languages with long words, every control has the room that its words need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from forensics_app.i18n import LANGUAGES
from forensics_app.model.credentials import CredentialKind, LockedVolume
from tests.ui.conftest import Until
from tests.ui.surfaces import SURFACES, World, make_world, show_surface
from ui.dialogs.artifacts.key_form import KeyForm
from ui.theme import Theme, px
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.hinted_line import room_of
from ui.widgets.text.text import Elided
from ui.window.main_window import MainWindow
from ui.window.preferences import choose_language, choose_theme

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def cut(top: QWidget) -> Iterator[str]:
    """What is wider than the control that says it."""
    for widget in top.findChildren(QWidget):
        if not widget.isVisible():
            continue
        for text, room in _texts(widget):
            need = widget.fontMetrics().horizontalAdvance(text)
            if need > room:
                yield f"{type(widget).__name__} {text!r}: {need} in {room}"


def _texts(widget: QWidget) -> Iterator[tuple[str, int]]:
    """Words of one line, and the width they have."""
    if isinstance(widget, Combo) and not widget.isEditable():
        yield widget.currentText(), widget.room
    elif isinstance(widget, QLineEdit):
        yield widget.placeholderText(), room_of(widget)
    elif isinstance(widget, QLabel) and not isinstance(widget, Elided) and not widget.wordWrap():
        yield widget.text(), widget.contentsRect().width() + 1
    elif isinstance(widget, QAbstractButton) and not widget.sizePolicy().hasHeightForWidth():
        need = widget.fontMetrics().horizontalAdvance(widget.text())
        yield widget.text(), widget.width() - widget.sizeHint().width() + need + 1


@pytest.fixture
def world(window: MainWindow, small: Path, demo: Path, tmp_path: Path, until: Until) -> World:
    return make_world(window, small, demo, tmp_path, until)


@pytest.mark.parametrize("language", ["de", pytest.param("ru", marks=pytest.mark.slow)])
def test_every_word_has_its_room(world: World, until: Until, qtbot: QtBot, language: str) -> None:
    found = {}
    choose_language(world.window, language)
    for name in SURFACES:
        top = show_surface(world, name, until)
        qtbot.wait(10)
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)  # of words that have just come
        found |= {f"{name}: {words}": None for words in cut(top)}
        if top is not world.window:
            top.close()
    assert not found, "\n" + "\n".join(found)


def test_kinds_of_key_are_read_in_full_in_the_narrowest_panel(window: MainWindow, qtbot: QtBot) -> None:
    """Beside the list the details are as narrow as their panel wants to be."""
    found = []
    for language in LANGUAGES:
        choose_language(window, language)
        for name in ("BitLocker", "LUKS", "FileVault"):
            form = KeyForm(LockedVolume("s1.p2", name, tuple(CredentialKind)), kept=True)
            qtbot.addWidget(form)
            form.resize(px(277 - 40), 300)
            form.show()
            for at in range(form.kinds.count()):
                form.kinds.setCurrentIndex(at)
                found += [f"{language}: {words}" for words in cut(form)]
    assert not found


@pytest.mark.parametrize("language", ["de", "fr", "pt-BR", "ru"])
def test_no_page_is_wider_than_the_window_at_200_percent(
    window: MainWindow, qtbot: QtBot, language: str
) -> None:
    """Nothing scrolls sideways, so that what lies there is cut."""
    window.resize(1280, 800)
    choose_language(window, language)
    choose_theme(window, Theme(scale=2.0))
    wide = {}
    for place in sorted(window.pages):
        window.go(place)
        qtbot.wait(20)
        for area in window.pages[place].findChildren(QScrollArea):
            if area.isVisible() and area.horizontalScrollBar().maximum():
                wide[place] = area.horizontalScrollBar().maximum()
    assert not wide


@pytest.mark.parametrize(
    "language", ["fr", *(pytest.param(x, marks=pytest.mark.slow) for x in ("ru", "pt-BR"))]
)
def test_no_page_or_dialog_with_contents_is_wider_than_its_window_at_200_percent(
    world: World, qtbot: QtBot, until: Until, language: str
) -> None:
    world.window.resize(1280, 800)
    choose_theme(world.window, Theme(scale=2.0))
    choose_language(world.window, language)
    wide = {}
    for name in SURFACES:
        top = show_surface(world, name, until)
        qtbot.wait(20)
        for area in top.findChildren(QScrollArea):
            if area.isVisible() and area.horizontalScrollBar().maximum():
                wide[name] = area.horizontalScrollBar().maximum()
        if top is not world.window:
            top.close()
    assert not wide
