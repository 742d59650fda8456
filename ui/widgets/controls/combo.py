"""A choice of one from a list, with the caret that a style sheet leaves out."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QStyle, QStyleOptionComboBox, QStylePainter

from ui.theme import paint_icon, px, tokens
from ui.widgets.text import direction

_SIDE, _CARET = 12, 28  # as the style sheet has them: margin, border and padding; the caret's part


class Combo(QComboBox):
    """The caret stands at the trailing end, where the sheet keeps room for it."""

    def setEditable(self, editable: bool) -> None:  # noqa: N802 - Qt's name and form
        """Suggestions drop down: completed in the line, Qt keeps the first Enter for itself."""
        super().setEditable(editable)
        completer = self.completer()
        if completer is not None:
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        if self.isEditable():
            super().paintEvent(event)
        else:
            self._paint_choice()
        size, edge = px(16), px(10)
        left = edge if direction.right_to_left() else self.width() - edge - size
        square = QRect(left, (self.height() - size) // 2, size, size)
        painter = QPainter(self)
        paint_icon(painter, square, "caret-down", tokens().text if self.isEnabled() else tokens().muted)
        painter.end()

    def _paint_choice(self) -> None:
        """Words that don't fit end in an ellipsis; Qt would cut through a letter."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        room = self.width() - 2 * px(_SIDE) - px(_CARET)
        room -= 0 if option.currentIcon.isNull() else option.iconSize.width() + px(8)
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, room
        )
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()
