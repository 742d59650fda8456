"""A row that can be pressed: icon, words, and a figure at its end."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from ui.theme import paint_icon, px, theme, tokens
from ui.widgets.controls.drawn_button import DrawnButton
from ui.widgets.text import direction
from ui.words import gate


class LineButton(DrawnButton):
    """One line of a list of choices; `color` is the token of its icon."""

    def __init__(self, glyph: str, words: str, figure: str, *, color: str = "accent") -> None:
        super().__init__(words)
        self._glyph, self._figure, self._color = glyph, figure, color
        self.setFont(theme().font("body"))
        self.setAccessibleName(gate.shown(f"{words}, {figure}"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(120), max(px(26), self.fontMetrics().height() + px(4)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        t, rtl, size = tokens(), direction.right_to_left(), px(16)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hovered or self.hasFocus():
            painter.setPen(QPen(QColor(t.accent), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.tag) if self.hovered else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(4), px(4))
        left = self.width() - px(8) - size if rtl else px(8)
        square = QRect(left, (self.height() - size) // 2, size, size)
        paint_icon(painter, square, self._glyph, getattr(t, self._color), fill=True)
        room = self.rect().adjusted(px(8) if rtl else px(30), 0, -px(30) if rtl else -px(8), 0)
        painter.setFont(self.font())
        painter.setPen(QColor(t.muted))
        painter.drawText(room, direction.trailing(), self._figure)
        taken = self.fontMetrics().horizontalAdvance(self._figure) + px(8)
        room = room.adjusted(taken, 0, 0, 0) if rtl else room.adjusted(0, 0, -taken, 0)
        painter.setPen(QColor(t.text))
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, direction.leading(), direction.name(shown))
