"""What gets the focus by a key is scrolled into sight."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from ui.theme import px

_KEYS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_AROUND = 12


def follow_focus(watched: QWidget, event: QEvent) -> None:
    """Scroll every area around a control that got the focus by Tab or a shortcut.

    Qt does so only while Tab goes on inside one area: a form that is entered from outside, from a button
    under it or from the step marks above it, would leave the focus where nobody sees it.
    """
    if not isinstance(event, QFocusEvent) or event.reason() not in _KEYS:
        return
    above = watched.parentWidget()
    while above is not None and not above.isWindow():
        if isinstance(above, QScrollArea):
            inner = above.widget()
            if inner is not None and inner.isAncestorOf(watched) and watched.height() <= above.height():
                # not ensureWidgetVisible, which is content with the text cursor of a field
                top = watched.mapTo(inner, QPoint(0, 0))
                above.ensureVisible(
                    top.x(), top.y() + watched.height() // 2, 0, watched.height() // 2 + px(_AROUND)
                )
        above = above.parentWidget()
