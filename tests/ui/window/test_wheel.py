"""Scrolling over a form changes nothing in it: every value of every page and dialog, under the wheel."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDateEdit,
    QScrollArea,
    QScrollBar,
    QSlider,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Until
from tests.ui.surfaces import DIALOGS, SURFACES, dialog_classes, make_world, show_surface
from ui.dialogs.file_dialog import FileDialog
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.spin_box import SpinBox
from ui.window.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
_VALUES = (QComboBox, QAbstractSpinBox, QAbstractSlider)


def values_of(top: QWidget) -> list[QWidget]:
    """Everything in it, shown or not, that Qt itself would turn by the wheel."""
    return [w for w in top.findChildren(QWidget) if isinstance(w, _VALUES) and not isinstance(w, QScrollBar)]


def state(widget: QWidget) -> object:
    if isinstance(widget, QComboBox):
        return widget.currentIndex()
    if isinstance(widget, QAbstractSpinBox):
        return widget.text()
    assert isinstance(widget, QAbstractSlider)
    return widget.value()


def turn(widget: QWidget, notches: int) -> None:
    """To the widget, and on to what it stands in until one takes it, as Qt passes on a real mouse's."""
    at: QWidget | None = widget
    while at is not None:
        event = QWheelEvent(
            QPointF(at.rect().center()),
            QPointF(at.mapToGlobal(at.rect().center())),
            QPoint(),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(at, event)
        if event.isAccepted() or at.isWindow():
            return
        at = at.parentWidget()


def test_no_page_and_no_dialog_changes_a_value_by_the_wheel(
    window: MainWindow, small: Path, demo: Path, tmp_path: Path, until: Until
) -> None:
    world = make_world(window, small, demo, tmp_path, until)
    changed, seen = [], 0
    for name in SURFACES:
        top = show_surface(world, name, until)
        for widget in values_of(top):
            seen += 1
            widget.clearFocus()
            before = state(widget)
            for notches in (-1, 1, 1):
                turn(widget, notches)
            if state(widget) != before or widget.hasFocus():
                changed.append((name, type(widget).__name__, widget.accessibleName()))
        if name in DIALOGS:
            top.close()
            top.deleteLater()
    assert changed == []
    assert seen > 40


def test_every_dialog_is_among_those_that_are_walked(
    window: MainWindow, small: Path, demo: Path, tmp_path: Path, until: Until
) -> None:
    world = make_world(window, small, demo, tmp_path, until)
    walked = set()
    for make in DIALOGS.values():
        dialog = make(world)
        walked.add(type(dialog))
        dialog.deleteLater()
    walked.add(FileDialog)  # what is in it is Qt's own, under the same filter
    assert {c.__name__ for c in dialog_classes() - walked} == set()


@pytest.fixture
def form(window: MainWindow, qtbot: QtBot) -> QScrollArea:
    """A long form with one of each; the window is there for the filter that it installs."""
    area, body = QScrollArea(), QWidget()
    box = QVBoxLayout(body)
    combo, number, slider, date = Combo(), SpinBox(0, 9, 5), QSlider(), QDateEdit()
    combo.addItems(["routine", "urgent", "emergency"])
    combo.setCurrentIndex(1)
    slider.setRange(0, 9)
    slider.setValue(5)
    for widget in (combo, number, slider, date):
        box.addWidget(widget)
    body.setMinimumHeight(3000)
    area.setWidget(body)
    qtbot.addWidget(area)
    area.resize(400, 300)
    area.show()
    area.activateWindow()
    qtbot.waitUntil(area.isActiveWindow)
    return area


def test_the_page_scrolls_instead(form: QScrollArea) -> None:
    bar = form.verticalScrollBar()
    for widget in values_of(form.widget()):
        widget.clearFocus()
        before, at = state(widget), bar.value()
        turn(widget, -1)
        assert (state(widget), bar.value() > at, widget.hasFocus()) == (before, True, False)


def test_a_closed_list_stays_even_with_the_focus_and_a_number_in_focus_turns(form: QScrollArea) -> None:
    combo = form.widget().findChild(Combo)
    number = form.widget().findChild(SpinBox)
    assert isinstance(combo, Combo)
    assert isinstance(number, SpinBox)
    combo.setFocus()
    turn(combo, -1)
    assert combo.currentText() == "urgent"
    number.setFocus()
    turn(number, 1)
    assert number.value() == 6
