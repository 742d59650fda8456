"""The banner of something that is done and can't be undone."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import paint_icon, px, tokens
from ui.widgets.text.text import Text
from ui.words import gate


class _Mark(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(QSize(px(60), px(60)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        t = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(t.ok_fill))
        painter.drawRoundedRect(QRectF(self.rect()), px(8), px(8))
        side = px(36)
        square = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        paint_icon(painter, square, "circle-wavy-check", t.on_ok, heavy=True)


class SealedBanner(QWidget):
    """Word, one line, and the one act that comes first."""

    def __init__(self, word: str, line: str, button: QWidget) -> None:
        super().__init__()
        self.setAccessibleName(gate.spoken(word, line))
        box = QHBoxLayout(self)
        box.setContentsMargins(px(16), px(12), px(18), px(12))
        box.setSpacing(px(16))
        box.addWidget(_Mark(), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(Text(word, "display", "ok"))
        words.addWidget(Text(line, wrap=True))
        box.addLayout(words, 1)
        box.addWidget(button)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        t = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(t.ok_fill), 2))
        painter.setBrush(QColor(t.ok_tint))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(12), px(12))
