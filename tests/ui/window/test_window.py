"""The window as a whole: places and shortcuts, languages, looks, text sizes, closing."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from forensics_app.i18n import LANGUAGES, current
from forensics_app.i18n.translator import NC_
from forensics_app.model.selection import ArtifactFilter
from tests.ui.conftest import Until
from ui.app import show_faults
from ui.jobs.desk import JobKind
from ui.theme import DARK, THEMES, Theme, theme
from ui.widgets.text.text import Elided, Text
from ui.window import main_window
from ui.window.main_window import MainWindow
from ui.window.preferences import choose_language, choose_theme
from ui.words import places

ALL = (places.START, *(p.number for p in places.PLACES))


def shown(window: MainWindow, kind: type[QWidget]) -> list[QWidget]:
    return [w for w in window.findChildren(kind) if w.isVisible()]


# --- places -----------------------------------------------------------------------------------------


def test_without_a_case_its_places_are_dimmed_and_lead_to_the_start(window: MainWindow) -> None:
    lit = {number for number, item in window.rail.items.items() if item.isEnabled()}
    assert lit == {places.VERIFY, places.TRAINING}
    window.go(places.EVIDENCE)
    assert window.place == places.START


@pytest.mark.parametrize("number", [1, 2, 3, 7, 8, 0])
def test_alt_and_a_digit_lead_to_each_place(opened: MainWindow, qtbot: QtBot, number: int) -> None:
    qtbot.keyClick(opened, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.AltModifier)
    assert opened.place == number
    assert opened.stack.currentWidget() is opened.pages[number]
    assert opened.windowTitle().endswith("Sealwright")


def test_numbers_of_places_that_do_not_exist_do_nothing(opened: MainWindow, qtbot: QtBot) -> None:
    opened.go(places.VERIFY)
    for number in (9,):
        qtbot.keyClick(opened, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.AltModifier)
    assert opened.place == places.VERIFY
    assert set(opened.rail.items) == {1, 2, 3, 4, 5, 6, 7, 8}


def test_slash_leads_to_the_search(opened: MainWindow, qtbot: QtBot) -> None:
    opened.go(places.CASE)
    qtbot.keyClick(opened, Qt.Key.Key_Slash)
    assert opened.place == places.ARTIFACTS
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    for place in (places.VERIFY, places.TRAINING):  # what they show is not of the case
        opened.go(place)
        qtbot.keyClick(opened, Qt.Key.Key_Slash)
        assert opened.place == place


# --- language ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_window_speaks_another_language(opened: MainWindow, language: str, until: Until) -> None:
    choose_language(opened, language)
    right = language == "ar"
    way = Qt.LayoutDirection.RightToLeft if right else Qt.LayoutDirection.LeftToRight
    assert opened.layoutDirection() == way
    assert opened.rail.items[places.EVIDENCE].text() == current().text(NC_("page", "Evidence"))
    assert opened.bench.settings.language == language
    opened.go(places.CASE)
    until(lambda: opened.rail.x() > 600 if right else opened.rail.x() == 0)
    yes = QMessageBox(QMessageBox.Icon.Question, "", "", QMessageBox.StandardButton.Cancel)
    cancel = {
        "en": "Cancel", "fr": "Annuler", "es": "Cancelar", "ar": "ألغِ",
        "de": "Abbrechen", "pt-BR": "Cancelar", "ru": "Отмена", "zh-Hans": "取消",
    }[language]  # fmt: skip
    assert yes.button(QMessageBox.StandardButton.Cancel).text().replace("&", "") == cancel
    yes.deleteLater()


def test_what_was_chosen_outlives_a_change_of_language(opened: MainWindow, until: Until) -> None:
    opened.go(places.ARTIFACTS)
    page = opened.pages[places.ARTIFACTS]
    until(lambda: page._model.rowCount() == 8)  # type: ignore[attr-defined]
    page._filtered(ArtifactFilter(extension="jpg"))  # type: ignore[attr-defined]
    until(lambda: page._model.rowCount() == 2)  # type: ignore[attr-defined]
    page.table.go_to(1)  # type: ignore[attr-defined]
    choose_language(opened, "ar")
    again = opened.pages[places.ARTIFACTS]
    assert opened.place == places.ARTIFACTS
    assert again is not page
    until(lambda: again._model.rowCount() == 2 and again.table.currentIndex().row() == 1)  # type: ignore[attr-defined]


def test_the_page_in_front_speaks_first_and_the_others_follow(opened: MainWindow, until: Until) -> None:
    opened.go(places.CASE)
    choose_language(opened, "de")
    assert not opened.pages.complete
    assert opened.stack.currentWidget() is opened.pages[places.CASE]
    assert opened.stack.count() == 1
    until(lambda: opened.pages.complete)
    assert {opened.stack.widget(i) for i in range(opened.stack.count())} == {opened.pages[n] for n in ALL}


@pytest.mark.parametrize("reports", ["job", "artifact"])
def test_no_page_misses_what_it_must_hear(opened: MainWindow, reports: str) -> None:
    """A job may end, or an artifact be asked for, between a change of language and a page's turn."""
    opened.go(places.CASE)
    choose_language(opened, "de")
    assert not opened.pages.complete
    if reports == "job":
        opened.bench.jobs.about_to_report.emit()
    else:
        opened.bench.show_artifact("0" * 16)
    assert opened.pages.complete


def test_labels_of_a_right_to_left_window_stand_on_the_right(opened: MainWindow) -> None:
    choose_language(opened, "ar")
    opened.go(places.CASE)
    wrong = [
        label.text()
        for label in shown(opened, Text)
        if isinstance(label, QLabel) and not label.alignment() & Qt.AlignmentFlag.AlignAbsolute
        and not label.alignment() & Qt.AlignmentFlag.AlignHCenter
    ]  # fmt: skip
    assert wrong == []


def test_building_never_shows_a_second_window(opened: MainWindow, qtbot: QtBot) -> None:
    choose_language(opened, "fr")
    others = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not opened]
    assert others == []
    qtbot.waitUntil(lambda: opened.isActiveWindow() and QApplication.focusWidget() is not None, timeout=2_000)


# --- look -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", THEMES)
def test_every_look_draws_every_page(opened: MainWindow, name: str) -> None:
    choose_theme(opened, Theme(THEMES[name]))
    for number in ALL:
        opened.go(number)
        ground = opened.grab().toImage().pixelColor(opened.width() - 2, 120).name().upper()
        assert ground in (THEMES[name].bg, THEMES[name].surface, THEMES[name].control, THEMES[name].warn_fill)


def test_the_rail_switches_to_dark_and_back(window: MainWindow, qtbot: QtBot) -> None:
    def switch() -> QAbstractButton:
        return next(b for b in window.findChildren(QAbstractButton) if b.text() in ("Dark", "Light"))

    qtbot.mouseClick(switch(), Qt.MouseButton.LeftButton)
    assert theme().tokens is DARK
    assert window.bench.settings.theme.tokens is DARK
    qtbot.waitUntil(lambda: switch().text() == "Light", timeout=2_000)


def test_the_least_size_is_1280_by_720(window: MainWindow) -> None:
    assert (window.minimumWidth(), window.minimumHeight()) == (1280, 720)
    assert window.minimumSizeHint().width() <= 1280
    assert window.minimumSizeHint().height() <= 720


@pytest.mark.parametrize(
    ("scale", "language"),
    [(1.0, "fr"), (1.0, "ar"), (1.25, "es"), (1.5, "fr"), (2.0, "en"), (2.0, "fr"), (2.0, "ar")],
)
def test_no_label_is_clipped(opened: MainWindow, scale: float, language: str, qtbot: QtBot) -> None:
    choose_theme(opened, Theme(scale=scale))
    choose_language(opened, language)
    opened.resize(1280, 720)
    qtbot.wait(30)
    assert (opened.width(), opened.height()) == (1280, 720)
    assert opened.rail.width() == (round(44 * scale) if scale > 1.25 else round(208 * scale))
    for number in ALL:
        opened.go(number)
        with suppress(qtbot.TimeoutError):  # what is read of the case comes a moment later
            qtbot.waitUntil(lambda: clipped(opened) == [], timeout=3_000)
        assert clipped(opened) == []


def clipped(window: MainWindow) -> list[tuple[str, QRect]]:
    """Labels and buttons that are smaller than what they say."""
    found = []
    for widget in shown(window, QWidget):
        if isinstance(widget, QLabel) and widget.text() and not isinstance(widget, Elided):
            width = widget.contentsRect().width()
            words = re.split(r"[\s/\-–·]+", widget.text()) if widget.wordWrap() else []
            longest = max((widget.fontMetrics().horizontalAdvance(w) for w in words), default=0)
            need = widget.heightForWidth(width) if widget.wordWrap() else widget.fontMetrics().height()
            wide = 0 if widget.wordWrap() else widget.fontMetrics().horizontalAdvance(widget.text())
            if widget.height() < need - 1 or width < max(wide, longest) - 1:
                found.append((widget.text(), widget.geometry()))
        elif isinstance(widget, QAbstractButton):
            grows = widget.sizePolicy().hasHeightForWidth()
            if widget.text() and not grows and widget.width() < widget.sizeHint().width() - 1:
                found.append((widget.text(), widget.geometry()))
    return found


def test_icons_alone_keep_names_and_tooltips(window: MainWindow) -> None:
    choose_theme(window, Theme(scale=2.0))
    window.resize(1280, 720)
    for item in window.rail.items.values():
        assert item.folded
        assert item.accessibleName()
        assert item.accessibleName() in item.toolTip()


# --- closing ----------------------------------------------------------------------------------------


def test_ctrl_q_closes(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert not window.isVisible()
    assert not window.bench.settings.geometry.isEmpty()


@pytest.mark.parametrize("stop", [False, True])
def test_closing_asks_while_work_runs(
    opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, until: Until, *, stop: bool
) -> None:
    asked: list[bool] = []

    def answer(parent: QWidget) -> bool:
        asked.append(True)
        return stop

    monkeypatch.setattr(main_window, "ask_to_stop", answer)
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "a.txt").write_bytes(b"x" * 100)
    opened.bench.add_sources([tmp_path / "evidence"])
    job = opened.bench.jobs.running(JobKind.INGEST)
    assert job is not None
    opened.close()
    assert asked == [True]
    assert opened.isVisible() is not stop
    until(lambda: not job.job.running)


def test_settings_are_found_again(window: MainWindow) -> None:
    choose_language(window, "es")
    choose_theme(window, Theme(DARK, 1.5))
    window.bench.settings.save()
    again = type(window.bench.settings)(Path(window.bench.settings._store.fileName()))
    assert (again.language, again.theme) == ("es", Theme(DARK, 1.5))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_while_reading_closes_the_case_and_says_so(opened: MainWindow, until: Until) -> None:
    case = opened.bench.case
    assert case is not None

    def fault(reading: object) -> None:
        raise ZeroDivisionError("of ours")

    case.ask("x", fault, print, owner=opened)
    until(lambda: opened.trouble_bar.isVisible())
    assert opened.bench.case is None
    assert opened.trouble_bar._card is not None
    opened.trouble_bar._card.copy()
    assert "ZeroDivisionError" in QApplication.clipboard().text()


def test_an_exception_nobody_caught_is_shown(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    show_faults(window)
    sys.excepthook(ZeroDivisionError, ZeroDivisionError("of ours"), None)
    assert window.trouble_bar.isVisible()
    assert "ZeroDivisionError" in capsys.readouterr().err
