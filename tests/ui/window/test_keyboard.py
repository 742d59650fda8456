"""The keyboard alone: Tab reaches every control of every page, each says what it is and shows its focus."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Until
from ui.widgets.text.text import Text
from ui.window.main_window import MainWindow
from ui.window.preferences import choose_language
from ui.words import places

PAGES = (
    places.START,
    places.CASE,
    places.EVIDENCE,
    places.ARTIFACTS,
    places.TIMELINE,
    places.CUSTODY,
    places.EXPORT,
    places.VERIFY,
)


def spoken(widget: QWidget) -> str:
    """What a screen reader calls it."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).strip()


def reachable(window: MainWindow) -> set[QWidget]:
    """Controls that can be operated and are shown."""
    kinds = (QAbstractButton, QAbstractItemView, QLineEdit)
    found = set()
    for widget in window.findChildren(QWidget):
        by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if by_tab and isinstance(widget, kinds) and widget.isVisible() and widget.isEnabled():
            found.add(widget)
    return found


def walk(window: MainWindow, qtbot: QtBot, key: Qt.Key) -> list[QWidget]:
    """Where the focus goes until it comes back to where it began."""
    seen: list[QWidget] = []
    for _ in range(150):
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus in seen:
            return seen
        seen.append(focus)
        qtbot.keyClick(focus, key)
    raise AssertionError("the focus never comes round")


def show(window: MainWindow, number: int, until: Until, demo: Path | None = None) -> None:
    if number == places.VERIFY and demo is not None:
        window.bench.check_bundle(next(demo.glob("*.zip")))
        until(lambda: not window.bench.check.running)
    window.go(number)
    until(lambda: window.bench.turns.idle)
    if number == places.TIMELINE:
        timeline = window.pages[number]
        until(lambda: timeline.view is not None and timeline.view.model.counted)  # type: ignore[attr-defined]
        until(lambda: not timeline.standing.isVisible())  # type: ignore[attr-defined]
    if number == places.EXPORT:
        until(lambda: any(t.text() == "Tag or filter" for t in window.findChildren(Text) if t.isVisible()))
        until(lambda: not any(t.text() == "Counting…" for t in window.findChildren(Text) if t.isVisible()))
    if number == places.ARTIFACTS:
        page = window.pages[number]
        until(lambda: page._model.rowCount() == 8 and page.panel._shown is not None)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("number", "language"),
    [
        *((number, "en") for number in PAGES),
        *((n, "ar") for n in (places.ARTIFACTS, places.TIMELINE, places.VERIFY)),
    ],
)
def test_tab_reaches_everything_and_everything_has_a_name(
    opened: MainWindow, qtbot: QtBot, until: Until, demo: Path, number: int, language: str
) -> None:
    choose_language(opened, language)
    show(opened, number, until, demo)
    qtbot.wait(20)
    forth = walk(opened, qtbot, Qt.Key.Key_Tab)
    assert reachable(opened) - set(forth) == set()
    assert [type(w).__name__ for w in forth if not spoken(w)] == []
    back = walk(opened, qtbot, Qt.Key.Key_Backtab)
    assert set(back) == set(forth)


@pytest.mark.parametrize("number", PAGES)
def test_the_focus_can_be_seen(opened: MainWindow, qtbot: QtBot, until: Until, number: int) -> None:
    show(opened, number, until)
    unseen = []
    for widget in walk(opened, qtbot, Qt.Key.Key_Tab):
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        with_focus = widget.grab().toImage()
        widget.clearFocus()
        if widget.grab().toImage() == with_focus:
            unseen.append((type(widget).__name__, spoken(widget), widget.isVisible()))
    assert unseen == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_enter_and_space_press_what_is_in_focus(opened: MainWindow, qtbot: QtBot, key: Qt.Key) -> None:
    opened.go(places.CASE)
    item = opened.rail.items[places.VERIFY]
    item.setFocus()
    qtbot.keyClick(item, key)
    assert opened.place == places.VERIFY


def test_arrows_move_in_tables_and_trees(opened: MainWindow, qtbot: QtBot, until: Until) -> None:
    show(opened, places.ARTIFACTS, until)
    page = opened.pages[places.ARTIFACTS]
    table, tree = page.table, page.where.tree  # type: ignore[attr-defined]
    table.setFocus()
    in_sight = table.viewport().height() // table.rowHeight(0)
    assert in_sight > 1
    paged = (Qt.Key.Key_PageUp, max(0, 6 - in_sight))
    for key, row in ((Qt.Key.Key_Down, 1), (Qt.Key.Key_End, 7), (Qt.Key.Key_Up, 6), paged):
        qtbot.keyClick(
            table,
            key,
            Qt.KeyboardModifier.ControlModifier if key == Qt.Key.Key_End else Qt.KeyboardModifier.NoModifier,
        )
        assert table.currentIndex().row() == row
    until(lambda: tree.model().rowCount() == 2)
    tree.setFocus()
    tree.setCurrentIndex(tree.model().index(0, 0))
    qtbot.keyClick(tree, Qt.Key.Key_Down)
    qtbot.keyClick(tree, Qt.Key.Key_Down)
    assert tree.currentIndex().parent().isValid()
