"""At 1280 x 800 in languages with long words, every control has the room that its words need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Until
from tests.ui.surfaces import SURFACES, make_world, show_surface
from ui.widgets.text.text import Elided
from ui.window.main_window import MainWindow
from ui.window.preferences import choose_language

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")

_LINE_MARGIN = 2  # Qt's own, on both sides of what stands in a line


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
    if isinstance(widget, QComboBox) and not widget.isEditable():
        room = _combo_room(widget)
        yield from ((widget.itemText(at), room) for at in range(widget.count()))
    elif isinstance(widget, QLineEdit):
        yield widget.placeholderText(), _line_room(widget)
    elif isinstance(widget, QLabel) and not isinstance(widget, Elided) and not widget.wordWrap():
        yield widget.text(), widget.contentsRect().width() + 1
    elif isinstance(widget, QAbstractButton) and not widget.sizePolicy().hasHeightForWidth():
        need = widget.fontMetrics().horizontalAdvance(widget.text())
        yield widget.text(), widget.width() - widget.sizeHint().width() + need + 1


def _line_room(line: QLineEdit) -> int:
    option = QStyleOptionFrame()
    line.initStyleOption(option)
    inside: QRect = line.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, line)
    return inside.marginsRemoved(line.textMargins()).width() - 2 * _LINE_MARGIN


def _combo_room(combo: QComboBox) -> int:
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    field = QStyle.SubControl.SC_ComboBoxEditField
    return combo.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, combo).width()


def test_every_word_has_its_room(
    window: MainWindow, small: Path, demo: Path, tmp_path: Path, until: Until, qtbot: QtBot
) -> None:
    world = make_world(window, small, demo, tmp_path, until)
    found = {}
    for language in ("de", "ru"):
        choose_language(window, language)
        for name in SURFACES:
            top = show_surface(world, name, until)
            qtbot.wait(10)
            found |= {f"{language} {name}: {words}": None for words in cut(top)}
            if top is not window:
                top.close()
    assert not list(found)
