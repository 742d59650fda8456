"""Parts that are built anew: the keyboard stays where it was and the page where it was scrolled to."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Until
from ui.widgets.layout.card import clear
from ui.window.main_window import MainWindow
from ui.words import places

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def button(name: str) -> QPushButton:
    made = QPushButton(name)
    made.setAccessibleName(name)
    return made


def rows(names: str, box: QVBoxLayout) -> None:
    """The first one in a layout of its own."""
    for at, name in enumerate(names):
        if at:
            box.addWidget(button(name))
        else:
            line = QHBoxLayout()
            box.addLayout(line)
            line.addWidget(button(name))


def named(host: QWidget) -> str:
    held = host.focusWidget()
    return "" if held is None else held.accessibleName()


def test_the_control_of_the_same_name_has_it_again(qtbot: QtBot, until: Until) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    outer = QVBoxLayout(host)
    box = QVBoxLayout()
    outer.addLayout(box)
    outer.addWidget(button("other"))
    rows("abc", box)
    host.show()
    with qtbot.waitActive(host):
        host.activateWindow()
    for before, after, expected in (("b", "xbc", "b"), ("b", "xyz", "x"), ("y", "", "other")):
        held = next(b for b in host.findChildren(QPushButton) if b.accessibleName() == before)
        held.setFocus()
        clear(box)
        assert named(host) == ""  # not handed from one to the next
        rows(after, box)
        until(lambda expected=expected: named(host) == expected)  # type: ignore[misc]


def test_the_first_control_got_it_from_no_user(qtbot: QtBot, until: Until) -> None:
    """A dialog closes while the part behind it is built anew: the window then focuses what it has first."""
    host = QWidget()
    qtbot.addWidget(host)
    box, first = QVBoxLayout(host), button("first")
    part = QVBoxLayout()
    box.addWidget(first)
    box.addLayout(part)
    rows("ab", part)
    host.show()
    with qtbot.waitActive(host):
        host.activateWindow()
    next(b for b in host.findChildren(QPushButton) if b.accessibleName() == "b").setFocus()
    clear(part)
    rows("ab", part)
    first.setFocus()
    until(lambda: named(host) == "b")


def test_who_took_it_meanwhile_keeps_it(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    box, other = QVBoxLayout(host), button("other")
    outside = QVBoxLayout()
    rows("a", outside)
    box.addLayout(outside)
    box.addWidget(other)
    host.show()
    with qtbot.waitActive(host):
        host.activateWindow()
    host.findChildren(QPushButton)[0].setFocus()
    clear(outside)
    rows("a", outside)
    other.setFocus()
    qtbot.wait(50)
    assert named(host) == "other"


def test_the_case_page_stays_where_it_is_when_the_case_is_read_again(
    opened: MainWindow, until: Until, qtbot: QtBot
) -> None:
    opened.go(places.CASE)
    page = opened.pages[places.CASE]
    until(lambda: opened.bench.turns.idle)  # it begins at the top first
    scroller = page.findChild(QScrollArea)
    assert isinstance(scroller, QScrollArea)
    first = next(b for b in page.findChildren(QPushButton) if b.accessibleName() == "Record…")
    first.setFocus()
    seen = []
    QApplication.instance().focusChanged.connect(lambda old, new: seen.append(new))  # type: ignore[union-attr]
    assert opened.bench.case is not None
    opened.bench.case.refresh()
    until(lambda: len(seen) >= 2)
    qtbot.wait(100)
    assert [w is None or w.accessibleName() for w in seen] == [True, "Record…"]
    assert scroller.verticalScrollBar().value() == 0
