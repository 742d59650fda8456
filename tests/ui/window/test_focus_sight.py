"""A form that scrolls is entered by Tab from outside: the field with the focus is in sight, by any way in."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.layout.columns import Scroller
from ui.window.input_filter import watch_input

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def form(qtbot: QtBot) -> QWidget:
    """A button, thirty fields that scroll, and a button."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    watch_input(application)
    inner, outer = QWidget(), QWidget()
    box = QVBoxLayout(inner)
    for _ in range(30):
        box.addWidget(QLineEdit())
    layout = QVBoxLayout(outer)
    layout.addWidget(QPushButton("before"))
    layout.addWidget(Scroller(inner))
    layout.addWidget(QPushButton("after"))
    outer.resize(400, 240)
    qtbot.addWidget(outer)
    with qtbot.waitActive(outer):
        outer.show()
    return outer


@pytest.mark.parametrize(("button", "key", "scrolled_to"), [(0, "tab", "end"), (1, "backtab", "beginning")])
def test_a_field_entered_from_outside_is_in_sight(
    form: QWidget, qtbot: QtBot, button: int, key: str, scrolled_to: str
) -> None:
    (scroller,) = form.findChildren(Scroller)
    bar = scroller.verticalScrollBar()
    bar.setValue(bar.maximum() if scrolled_to == "end" else 0)
    start = form.findChildren(QPushButton)[button]
    start.setFocus()
    qtbot.keyClick(start, Qt.Key.Key_Tab if key == "tab" else Qt.Key.Key_Backtab)
    held = QApplication.focusWidget()
    assert isinstance(held, QLineEdit)
    seen = held.visibleRegion().boundingRect()
    assert seen.height() == held.height()
