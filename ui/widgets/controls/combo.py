"""A choice of one from a list, with the caret that a style sheet leaves out."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QCompleter

from ui.theme import paint_icon, px, tokens
from ui.widgets.text import direction


class Combo(QComboBox):
    """The caret stands at the trailing end, where the sheet keeps room for it."""

    def setEditable(self, editable: bool) -> None:  # noqa: N802 - Qt's name and form
        """Suggestions drop down: completed in the line, Qt keeps the first Enter for itself."""
        super().setEditable(editable)
        completer = self.completer()
        if completer is not None:
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        size, edge = px(16), px(10)
        left = edge if direction.right_to_left() else self.width() - edge - size
        square = QRect(left, (self.height() - size) // 2, size, size)
        painter = QPainter(self)
        paint_icon(painter, square, "caret-down", tokens().text if self.isEnabled() else tokens().muted)
        painter.end()
