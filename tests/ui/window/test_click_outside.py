"""A click outside an open list of suggestions or choices closes it and reaches the field that was clicked on.

The press and the release come at once, as from a real mouse on X11: the offscreen platform would let a later
click through by itself. `test_main_job` does the same by a real mouse.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui.app import make_application
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.country_combo import CountryCombo
from ui.widgets.controls.date_field import DateField
from ui.window.input_filter import watch_input

pytestmark = pytest.mark.qt_log_ignore("does not support")


@dataclass
class Form:
    """What is under test stands between a note and a button, far from both."""

    dialog: QDialog
    field: QWidget
    note: QPlainTextEdit
    button: QPushButton


@pytest.fixture
def form(qtbot: QtBot) -> Callable[[QWidget], Form]:
    watch_input(make_application())

    def made(field: QWidget) -> Form:
        dialog = QDialog()
        qtbot.addWidget(dialog)
        box = QVBoxLayout(dialog)
        found = Form(dialog, field, QPlainTextEdit(), QPushButton("Done"))
        found.note.setFixedHeight(60)
        for widget in (found.note, field):
            box.addWidget(widget)
        box.addStretch(1)
        box.addWidget(found.button)
        dialog.resize(500, 700)
        dialog.setModal(True)
        dialog.show()
        qtbot.waitExposed(dialog)
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        return found

    return made


def click(widget: QWidget) -> None:
    """As a real mouse: at the window that holds it, which is the open list as long as there is one."""
    at = widget.mapToGlobal(widget.rect().center())
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        holder = QApplication.activePopupWidget() or widget.window()
        handle = holder.windowHandle()
        assert handle is not None
        held = Qt.MouseButton.LeftButton if kind is QEvent.Type.MouseButtonPress else Qt.MouseButton.NoButton
        place = QPointF(handle.mapFromGlobal(at))
        none = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, place, QPointF(at), Qt.MouseButton.LeftButton, held, none)
        QCoreApplication.sendEvent(handle, event)


def names() -> Combo:
    combo = Combo()
    combo.setEditable(True)
    combo.addItems(["Relevant", "Private"])
    combo.setCurrentText("")
    return combo


def typed(combo: QComboBox, text: str, qtbot: QtBot) -> None:
    edit = combo.lineEdit()
    assert edit is not None
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, text)


def suggested_names(qtbot: QtBot, form: Callable[[QWidget], Form]) -> Form:
    found = form(names())
    typed(found.field, "Rel", qtbot)  # type: ignore[arg-type]
    return found


def suggested_countries(qtbot: QtBot, form: Callable[[QWidget], Form]) -> Form:
    found = form(CountryCombo("Country", "ES"))
    typed(found.field, "land", qtbot)  # type: ignore[arg-type]
    return found


def open_list(qtbot: QtBot, form: Callable[[QWidget], Form]) -> Form:
    found = form(names())
    assert isinstance(found.field, QComboBox)
    found.field.showPopup()
    return found


def open_calendar(qtbot: QtBot, form: Callable[[QWidget], Form]) -> Form:
    found = form(DateField("Due", "", lambda _: ""))
    assert isinstance(found.field, DateField)
    found.field.calendar.click()
    return found


OPENED = pytest.mark.parametrize("opened", [suggested_names, suggested_countries, open_list, open_calendar])
Opened = Callable[[QtBot, Callable[[QWidget], Form]], Form]


@OPENED
def test_what_is_typed_after_the_click_goes_where_was_clicked(
    qtbot: QtBot, form: Callable[[QWidget], Form], opened: Opened
) -> None:
    found = opened(qtbot, form)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    click(found.note)
    assert QApplication.activePopupWidget() is None
    assert found.dialog.focusWidget() is found.note
    qtbot.keyClicks(found.dialog.focusWidget(), "private")
    assert found.note.toPlainText() == "private"


@OPENED
def test_a_button_is_pressed_by_the_click_that_closes_the_list(
    qtbot: QtBot, form: Callable[[QWidget], Form], opened: Opened
) -> None:
    found = opened(qtbot, form)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    pressed: list[str] = []
    found.button.clicked.connect(lambda: pressed.append("once"))
    click(found.button)
    qtbot.wait(10)
    assert pressed == ["once"]  # nor twice, where the platform lets the click through too
    assert QApplication.activePopupWidget() is None


def test_the_field_itself_stays_usable_and_its_arrow_closes_the_list(
    qtbot: QtBot, form: Callable[[QWidget], Form]
) -> None:
    found = suggested_names(qtbot, form)
    assert isinstance(found.field, QComboBox)
    edit = found.field.lineEdit()
    assert edit is not None
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    click(edit)
    assert QApplication.activePopupWidget() is None
    qtbot.keyClicks(edit, "y")
    assert "y" in found.field.currentText()
    found.field.showPopup()
    click(found.field)
    assert QApplication.activePopupWidget() is None


def test_nothing_behind_a_dialog_gets_the_click(qtbot: QtBot, form: Callable[[QWidget], Form]) -> None:
    behind = QPlainTextEdit()
    qtbot.addWidget(behind)
    behind.setGeometry(700, 0, 200, 200)
    behind.show()
    qtbot.waitExposed(behind)
    found = suggested_names(qtbot, form)
    found.dialog.move(0, 0)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    click(behind)
    assert QApplication.activePopupWidget() is None
    assert not behind.hasFocus()
    assert found.dialog.isActiveWindow()


def test_a_menu_stays_as_the_platform_has_it(qtbot: QtBot, form: Callable[[QWidget], Form]) -> None:
    found = form(names())
    menu = QMenu(found.dialog)
    menu.addAction("Copy")
    menu.popup(found.dialog.mapToGlobal(QPoint(10, 300)))
    event = QMouseEvent(
        QEvent.Type.MouseButtonPress, QPointF(0, 0), QPointF(found.note.mapToGlobal(QPoint(5, 5))),
        Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    handle = menu.windowHandle()
    assert handle is not None
    assert not watch_input(make_application()).eventFilter(handle, event)
    assert menu.isVisible()
    menu.close()
