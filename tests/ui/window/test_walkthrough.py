"""The demo ends on its verdict and leads through the case: five finds, nothing blocked, left at any time."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Until
from ui.app import open_first
from ui.models.artifacts.cells import NAME, name_of
from ui.models.case.walkthrough_stops import STOPS
from ui.pages.artifacts.page import ArtifactsPage
from ui.window.main_window import MainWindow
from ui.words import places

NAMES = ("ferry-03.jpg", "transfer-plan.txt", "ferry-01.jpg", "ledger.csv", "invoice_\u202egpj.exe")


@pytest.fixture
def led(window: MainWindow, demo: Path, until: Until) -> MainWindow:
    """A window that was opened on the folder of a demo."""
    open_first(window, demo)
    until(lambda: window.bench.check.report is not None and window.bench.demo_case)
    return window


def page(window: MainWindow) -> ArtifactsPage:
    found = window.pages[places.ARTIFACTS]
    assert isinstance(found, ArtifactsPage)
    return found


def shown_name(window: MainWindow) -> str:
    shown = page(window).panel._shown
    return "" if shown is None else name_of(shown)


def row_in_sight(shown: ArtifactsPage) -> bool:
    table = shown.table
    return table.viewport().rect().contains(table.visualRect(table.currentIndex().siblingAtColumn(NAME)))


def test_it_begins_on_the_verified_bundle_and_says_where_it_lies(led: MainWindow) -> None:
    assert led.place == places.VERIFY
    assert led.strip.isVisible()
    assert led.strip.folder_button.isVisible()
    assert not led.strip.back_button.isVisible()
    assert led.bench.check.report is not None
    assert led.bench.check.report.verdict.value == "verified"


def test_the_keyboard_alone_leads_to_each_find_and_to_the_end(
    led: MainWindow, until: Until, qtbot: QtBot
) -> None:
    led.resize(1280, 800)
    for at, name in enumerate(NAMES, start=1):
        until(lambda: QApplication.focusWidget() is led.strip.next_button)
        qtbot.keyClick(led.strip.next_button, Qt.Key.Key_Return)
        assert led.place == places.ARTIFACTS
        until(lambda: shown_name(led).endswith(name))  # noqa: B023 - called at once
        assert page(led).panel.tabs.currentIndex() == STOPS[at].tab
        until(lambda: row_in_sight(page(led)))  # however much room the words of the stop take
    assert led.strip.next_button.text() == "Finish"
    until(lambda: QApplication.focusWidget() is led.strip.next_button)
    qtbot.keyClick(led.strip.next_button, Qt.Key.Key_Return)
    assert not led.strip.isVisible()
    assert led.bench.demo_case
    until(lambda: QApplication.focusWidget() is page(led).first_focus())  # not whatever is next in the window


def test_whoever_looks_elsewhere_comes_back(led: MainWindow, until: Until, qtbot: QtBot) -> None:
    qtbot.mouseClick(led.strip.next_button, Qt.MouseButton.LeftButton)
    until(lambda: shown_name(led) == NAMES[0])
    led.go(places.CUSTODY)
    assert led.strip.isVisible()
    qtbot.mouseClick(led.strip.again_button, Qt.MouseButton.LeftButton)
    until(lambda: led.place == places.ARTIFACTS and shown_name(led) == NAMES[0])
    qtbot.mouseClick(led.strip.back_button, Qt.MouseButton.LeftButton)
    assert led.place == places.VERIFY


def test_it_is_left_and_begun_again_and_outlives_another_language(
    led: MainWindow, qtbot: QtBot, until: Until
) -> None:
    assert not led.band.walkthrough_button.isVisible()
    qtbot.mouseClick(led.strip.leave_button, Qt.MouseButton.LeftButton)
    assert not led.strip.isVisible()
    assert led.band.walkthrough_button.isVisible()
    qtbot.mouseClick(led.band.walkthrough_button, Qt.MouseButton.LeftButton)
    led.build()
    until(led.strip.isVisible)
    assert led.walkthrough.stop == 0


def test_another_case_ends_it(led: MainWindow, small: Path, until: Until) -> None:
    led.bench.open_case(small)
    until(lambda: led.bench.case is not None and led.bench.case.overview is not None)
    assert not led.strip.isVisible()
    assert not led.walkthrough.offered
