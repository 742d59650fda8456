"""The mouse wheel scrolls pages; it never changes a value that the pointer only happens to be over.

Qt turns a closed list and a number under the pointer, and even gives it the focus first. Whoever scrolls
through a form then changes what it says without noticing.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSlider, QAbstractSpinBox, QApplication, QComboBox, QScrollBar

_VALUES = (QComboBox, QAbstractSpinBox, QAbstractSlider)


class WheelFilter(QObject):
    """Watches the whole application, so that no page and no dialog of Qt's own can forget it.

    A list of choices never takes the wheel while it is closed: after a choice it keeps the focus, just where
    the pointer is. A number, a date or a slider takes it while it has the focus.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        kind = event.type()
        if kind not in (QEvent.Type.Wheel, QEvent.Type.Polish):
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


def keep_values_from_the_wheel(application: QApplication) -> None:
    """Let one filter watch the application; a second call does nothing."""
    if application.findChild(WheelFilter) is None:
        application.installEventFilter(WheelFilter(application))
