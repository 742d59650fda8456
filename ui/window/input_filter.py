"""What wheel, Tab and F1 do in the whole application: one filter, so that no page or dialog can forget it.

The wheel scrolls pages; it never changes a value that the pointer only happens to be over. Qt turns a closed
list and a number under the pointer, and even gives it the focus first: whoever scrolls through a form then
changes what it says without noticing. Tab goes in the order of the layout as it is now (`tab_order`). F1
asks for help in a dialog too, where Qt lets no shortcut of the window behind it through. For the same reason
a shortcut such as Alt+2 would reach the field that has the focus there, and a line edit types what it gets
with Alt as if it were pressed alone: a digit that nobody notices, in a passphrase too. Esc, and the window
manager's closing, ask before they drop what was typed into a form; its *Cancel* does not. A click outside an
open list reaches what is under it.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QScrollBar,
    QWidget,
)

from ui.dialogs.ask import ask_to_drop_typed
from ui.dialogs.typed import would_lose_typed
from ui.widgets.layout.focus_sight import follow_focus
from ui.widgets.layout.tab_order import arrange_tab_order
from ui.window.click_outside import CLICKS, ClickOutside

_MINE = (
    QEvent.Type.Wheel,
    QEvent.Type.Polish,
    QEvent.Type.KeyPress,
    QEvent.Type.FocusIn,
    QEvent.Type.Close,
    *CLICKS,
)
_VALUES = (QComboBox, QAbstractSpinBox, QAbstractSlider)
_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class InputFilter(QObject):
    """Watches the application. `help_pressed` comes from dialogs; the window has a shortcut of its own.

    A list of choices never takes the wheel while it is closed: after a choice it keeps the focus, just where
    the pointer is. A number, a date or a slider takes it while it has the focus.
    """

    help_pressed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._outside = ClickOutside()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        kind = event.type()
        if kind not in _MINE:
            return False
        if kind in CLICKS:
            return self._outside.takes(watched, event)
        if kind is QEvent.Type.FocusIn:
            if isinstance(watched, QWidget):
                follow_focus(watched, event)
            return False
        if kind is QEvent.Type.Close:
            return event.spontaneous() and _keeps_open(watched, event)
        if kind is QEvent.Type.KeyPress:
            return isinstance(event, QKeyEvent) and isinstance(watched, QWidget) and self._key(watched, event)
        if kind is QEvent.Type.Polish and isinstance(watched, QDialog) and watched.isModal():
            self._answer_help_in(watched)
        if not isinstance(watched, _VALUES) or isinstance(watched, QScrollBar):
            return False
        if kind is QEvent.Type.Polish:
            if watched.focusPolicy() is Qt.FocusPolicy.WheelFocus:
                watched.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            return False
        if watched.hasFocus() and not isinstance(watched, QComboBox):
            return False
        event.ignore()  # and so it goes on to what the value stands in
        return True

    def _answer_help_in(self, dialog: QDialog) -> None:
        """Whoever presses F1 while a dialog opens presses it in the window behind, whose keys Qt drops."""
        key = QShortcut(QKeySequence(Qt.Key.Key_F1), dialog)
        key.setContext(Qt.ShortcutContext.ApplicationShortcut)
        key.setAutoRepeat(False)
        key.activated.connect(self.help_pressed)

    def _key(self, watched: QWidget, event: QKeyEvent) -> bool:
        """Whether the key is used up here."""
        if event.key() in _TABS:
            _arrange(watched)
        elif event.key() == Qt.Key.Key_F1 and _in_a_dialog(watched):
            self.help_pressed.emit()
            return True
        elif event.matches(QKeySequence.StandardKey.Cancel):
            return _keeps_open(watched, event)  # after the fields, which may have had a use for it
        return _is_no_text(event)


def _keeps_open(watched: QObject, event: QEvent) -> bool:
    """Whether this is a form that stays open, since what was typed into it would be lost."""
    if isinstance(watched, QDialog) and would_lose_typed(watched) and not ask_to_drop_typed(watched):
        event.ignore() if event.type() is QEvent.Type.Close else event.accept()
        return True
    return False


def _is_no_text(event: QKeyEvent) -> bool:
    """Whether this is a character pressed with Alt, which no field types and no list searches for.

    AltGr writes characters: it is a modifier of its own, or Ctrl and Alt together. On macOS the option key,
    which Qt calls Alt, does.
    """
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.ShiftModifier
    typed = event.text()  # none for an arrow: Alt+Down opens a list or a calendar
    writes = bool(typed) and typed.isprintable()
    return writes and held == Qt.KeyboardModifier.AltModifier and sys.platform != "darwin"


def _in_a_dialog(watched: QWidget) -> bool:
    """Also in one that blocks nothing, as the help itself: a key of the window does not hold there."""
    return QApplication.activeModalWidget() is not None or isinstance(watched.window(), QDialog)


def _arrange(watched: QWidget) -> None:
    """Once for a key, which goes on to what the control stands in if that does not take it."""
    if watched.hasFocus():
        arrange_tab_order(watched.window())


def watch_input(application: QApplication) -> InputFilter:
    """Let one filter watch the application; a second call finds the first one."""
    found = application.findChild(InputFilter)
    if not isinstance(found, InputFilter):
        found = InputFilter(application)
        application.installEventFilter(found)
    return found
