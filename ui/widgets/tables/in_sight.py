"""The current row of a list stays in sight when the list becomes smaller, as when a text above it grows."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView


def keep_in_sight(view: QAbstractItemView, event: QResizeEvent) -> None:
    """Call it from `resizeEvent`: scrolls only if the current row was in sight before, at least in part."""
    current = view.currentIndex()
    if not current.isValid():
        return
    row = view.visualRect(current)
    if row.bottom() >= 0 and row.top() < event.oldSize().height():
        sideways = view.horizontalScrollBar().value()
        view.scrollTo(current)
        view.horizontalScrollBar().setValue(sideways)
