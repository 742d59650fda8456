"""A part that was just built is scrolled into sight, and again while what is around it gets its place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from ui.widgets.layout.columns import scroll_to

QUIET_MS = 250
_PLACED = (QEvent.Type.Show, QEvent.Type.Move, QEvent.Type.Resize)


class _InSight(QObject):
    """Goes once its widget has not been placed anew for a while, so that nobody's scrolling is undone."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self.deleteLater)
        self._quiet.start()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() in _PLACED:
            self._quiet.start()
            # after the page has grown by it, which is scrolled no further than it knows to reach
            QTimer.singleShot(0, self, lambda: scroll_to(self._widget))
        return False


def keep_in_sight_until_placed(widget: QWidget) -> None:
    """Of a widget that was added to a shown page in this turn: it has no place yet."""
    _InSight(widget)
