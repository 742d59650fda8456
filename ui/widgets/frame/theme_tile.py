"""A small picture of the window in one set of colours, to choose it by."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from ui.theme import Tokens, px, theme, tokens
from ui.widgets.controls.drawn_button import DrawnButton
from ui.widgets.text import direction


class ThemeTile(DrawnButton):
    """Drawn with `shown`, whatever the window's own colours are."""

    def __init__(self, shown: Tokens, label: str) -> None:
        super().__init__(label)
        self._shown = shown
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFont(theme().font("small"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        metrics = theme().font("small-strong")
        wide = max(px(132), self.fontMetrics().horizontalAdvance(self.text()) + px(24))
        return QSize(wide, px(88) + max(px(16), metrics.pixelSize()) + px(14))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        own, on = tokens(), self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        picture = QRectF(px(2), px(2), self.width() - px(4), px(84))
        ring = on or self.hasFocus()
        painter.setPen(QPen(QColor(own.accent if ring else own.control), px(3) if on else (2 if ring else 1)))
        painter.setBrush(QColor(self._shown.bg))
        painter.drawRoundedRect(picture, px(8), px(8))
        self._paint_window(painter, picture.adjusted(px(4), px(4), -px(4), -px(4)))
        below = self.rect().adjusted(0, px(90), 0, 0)
        painter.setFont(theme().font("small-strong" if on else "small"))
        painter.setPen(QColor(own.text))
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, self.text())
        if self.hasFocus():
            painter.setPen(QPen(QColor(own.accent), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(4), px(4))

    def _paint_window(self, painter: QPainter, room: QRectF) -> None:
        t, rtl = self._shown, direction.right_to_left()
        rail = QRectF(room)
        rail.setWidth(room.width() * 0.24)
        if rtl:
            rail.moveRight(room.right())
        painter.setPen(QPen(QColor(t.line), 1) if t.name == "high-contrast" else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(t.rail))
        painter.drawRoundedRect(rail, px(4), px(4))
        card = QRectF(
            room.left() + (0 if rtl else rail.width() + px(6)), room.top() + px(4),
            room.width() - rail.width() - px(6), room.height() - px(8),
        )  # fmt: skip
        painter.setPen(QPen(QColor(t.line), 1))
        painter.setBrush(QColor(t.surface))
        painter.drawRoundedRect(card, px(4), px(4))
        painter.setPen(Qt.PenStyle.NoPen)
        for at, (token, share) in enumerate((("text", 0.7), ("muted", 0.55), ("muted", 0.62))):
            wide = (card.width() - px(14)) * share
            left = card.right() - px(7) - wide if rtl else card.left() + px(7)
            painter.setBrush(QColor(getattr(t, token)))
            painter.drawRoundedRect(QRectF(left, card.top() + px(9 + at * 10), wide, px(3)), 1, 1)
        for at, token in enumerate(("accent", "ok_fill", "warn_fill", "bad_fill")):
            x = card.left() + px(14) + at * px(15)
            x = card.right() - (x - card.left()) if rtl else x
            painter.setBrush(QColor(getattr(t, token)))
            painter.drawEllipse(QPointF(x, card.bottom() - px(13)), px(5), px(5))
