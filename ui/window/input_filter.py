"""What wheel and Tab do in the whole application: one filter, so that no page and no dialog can forget it.

The wheel scrolls pages; it never changes a value that the pointer only happens to be over. Qt turns a closed
list and a number under the pointer, and even gives it the focus first: whoever scrolls through a form then
changes what it says without noticing. Tab goes in the order of the layout as it is now (`tab_order`).
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QScrollBar,
    QWidget,
)

from ui.widgets.layout.tab_order import arrange_tab_order

_MINE = (QEvent.Type.Wheel, QEvent.Type.Polish, QEvent.Type.KeyPress)
_VALUES = (QComboBox, QAbstractSpinBox, QAbstractSlider)
_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class InputFilter(QObject):
    """Watches the application.

    A list of choices never takes the wheel while it is closed: after a choice it keeps the focus, just where
    the pointer is. A number, a date or a slider takes it while it has the focus.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        kind = event.type()
        if kind not in _MINE:
            return False
        if kind is QEvent.Type.KeyPress:
            if isinstance(event, QKeyEvent) and event.key() in _TABS and isinstance(watched, QWidget):
                _arrange(watched)
            return False
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


def _arrange(watched: QWidget) -> None:
    """Once for a key, which goes on to what the control stands in if that does not take it."""
    if watched.hasFocus():
        arrange_tab_order(watched.window())


def watch_input(application: QApplication) -> None:
    """Let one filter watch the application; a second call does nothing."""
    if application.findChild(InputFilter) is None:
        application.installEventFilter(InputFilter(application))
