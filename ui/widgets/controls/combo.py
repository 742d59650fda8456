"""A choice of one from a list, with the caret that a style sheet leaves out."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QStyle, QStyleOptionComboBox, QStylePainter, QToolTip

from ui.theme import paint_icon, px, tokens
from ui.widgets.text import direction
from ui.words import gate

_SIDE, _CARET = 12, 28  # as the style sheet has them: margin, border and padding; the caret's part


class Combo(QComboBox):
    """The caret stands at the trailing end, where the sheet keeps room for it."""

    def setEditable(self, editable: bool) -> None:  # noqa: N802 - Qt's name and form
        """Suggestions drop down: completed in the line, Qt keeps the first Enter for itself."""
        super().setEditable(editable)
        completer = self.completer()
        if completer is not None:
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)

    def showPopup(self) -> None:  # noqa: N802 - Qt's name
        """As wide as its longest line, whatever room the choice itself has."""
        view = self.view()
        most = self.window().width()
        view.setMinimumWidth(min(most, view.sizeHintForColumn(self.modelColumn()) + px(_CARET)))
        super().showPopup()

    def event(self, event: QEvent) -> bool:
        """A choice that does not fit is told in full under the pointer."""
        if event.type() == QEvent.Type.ToolTip and not self.toolTip() and not self.isEditable():
            text = self.currentText()
            if self.fontMetrics().horizontalAdvance(text) > self.room:
                QToolTip.showText(cast("QHelpEvent", event).globalPos(), gate.tip(text), self)
                return True
        return super().event(event)

    @property
    def room(self) -> int:
        """The width that the words of the choice have."""
        icon = self.iconSize().width() + px(8) if not self.itemIcon(self.currentIndex()).isNull() else 0
        return self.width() - 2 * px(_SIDE) - px(_CARET) - icon

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
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, self.room
        )
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()
