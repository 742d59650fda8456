"""Tab goes as one reads, on every page and in every dialog, in both directions of writing."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QHBoxLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Until
from tests.ui.surfaces import DIALOGS, SURFACES, World, make_world, show_surface
from tests.ui.window.test_keyboard import spoken
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.tab_order import reading_order
from ui.window.main_window import MainWindow
from ui.window.preferences import choose_language
from ui.words import places

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def world(window: MainWindow, small: Path, demo: Path, tmp_path: Path, until: Until) -> World:
    return make_world(window, small, demo, tmp_path, until)


def stops(top: QWidget, qtbot: QtBot) -> list[QWidget]:
    """Where Tab goes, until it comes round."""
    focus = top.focusWidget()
    if focus is None:
        qtbot.keyClick(top, Qt.Key.Key_Tab)
    seen: list[QWidget] = []
    for _ in range(200):
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus in seen:
            return seen[seen.index(focus) :]
        seen.append(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    raise AssertionError("Tab never comes round")


def area(widget: QWidget, other: QWidget, top: QWidget) -> QRect:
    """Where it is; of what scrolls, and the other does not scroll with it, where it scrolls."""
    shown, above = widget, widget.parentWidget()
    while above is not None and above is not top and not above.isAncestorOf(other):
        if isinstance(above, QAbstractScrollArea):
            shown = above
        above = above.parentWidget()
    return QRect(shown.mapTo(top, QPoint(0, 0)), shown.size())


def goes_back(before: QWidget, after: QWidget, top: QWidget) -> bool:
    """Whether the second is read before the first: above it in its column, or further ahead in its line."""
    first, second = area(before, after, top), area(after, before, top)
    if first == second:
        return False
    right_to_left = top.layoutDirection() is Qt.LayoutDirection.RightToLeft
    leading = second.left() >= first.right() if right_to_left else second.right() <= first.left()
    trailing = second.right() <= first.left() if right_to_left else second.left() >= first.right()
    if second.bottom() <= first.top():
        return not trailing
    return leading and second.top() < first.center().y() < second.bottom()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_tab_goes_as_one_reads(world: World, qtbot: QtBot, until: Until, language: str) -> None:
    choose_language(world.window, language)
    wrong, too_large = [], []
    for name in SURFACES:
        top = show_surface(world, name, until)
        qtbot.wait(10)
        if top.width() > world.window.width() or top.height() > world.window.height():
            too_large.append((name, top.size()))  # its buttons are below the screen
        seen = stops(top, qtbot)
        order = list(reading_order(top))
        assert len(order) == len(set(order)), name
        buttons = [w for w in order if isinstance(w, Button) and w.isEnabled() and w.isVisible()]
        assert [spoken(w) for w in buttons if w not in seen] == [], name
        back = [(a, b) for a, b in pairwise([*seen, seen[0]]) if goes_back(a, b, top)]
        # one step leads back from the end to the beginning
        wrong += [(name, spoken(a), spoken(b)) for a, b in back] if len(back) > 1 else []
        if name in DIALOGS:
            top.close()
            top.deleteLater()
    assert wrong == []
    assert too_large == []


def test_what_is_made_later_stands_in_its_place(window: MainWindow, qtbot: QtBot, until: Until) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    box, inner, foot = QVBoxLayout(host), QVBoxLayout(), QHBoxLayout()
    first = Button("First")
    box.addWidget(first)
    box.addLayout(inner)
    box.addLayout(foot)
    foot.addWidget(Button("Cancel"))
    foot.addWidget(Button("Do it", kind="primary"))
    host.show()
    host.activateWindow()
    until(host.isActiveWindow)
    inner.addWidget(Button("Made later"))
    until(lambda: all(b.isVisible() for b in host.findChildren(Button)))
    first.setFocus()
    assert [spoken(w) for w in stops(host, qtbot)] == ["First", "Made later", "Cancel", "Do it"]


def test_after_a_check_the_focus_is_on_the_verdict_and_not_on_the_rail(
    world: World, qtbot: QtBot, until: Until
) -> None:
    window = world.window
    window.go(places.VERIFY)
    again = next(b for b in window.header.findChildren(Button) if spoken(b) == "Verify another…")
    again.setFocus()
    page = window.pages[places.VERIFY]
    held: list[bool] = []

    def inside() -> bool:
        focus = window.focusWidget()
        return focus is not None and page.isAncestorOf(focus)

    for _ in range(2):  # the second time from the result of the first, as a receiving laboratory goes on
        window.bench.check_bundle(world.bundle)
        until(lambda: inside() or not window.bench.check.running)
        held.append(inside())
        until(lambda: not window.bench.check.running)
        qtbot.wait(100)
        held.append(inside())
        next(b for b in window.header.findChildren(Button) if spoken(b) == "Verify another…").setFocus()
    assert held == [True] * 4


def test_a_new_case_is_one_key_away(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    start = window.pages[places.START]
    monkeypatch.setattr(type(start), "new_case", lambda page: asked.append(page))
    window.go(places.VERIFY)
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert asked == [start]
