"""Check boxes and radio buttons, drawn: Fusion's are too faint in the dark and stay small at 200 % text."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton

from ui.theme import paint_icon, px, tokens
from ui.widgets.text import direction

_MARK, _GAP, _PAD = 18, 8, 4


class CheckBox(QCheckBox):
    """A square with a tick."""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return _size(self)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return _size(self)

    def hitButton(self, pos: QPoint) -> bool:  # noqa: N802 - Qt's name
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        mark = _begin(painter, self)
        on = self.isChecked()
        painter.setBrush(QColor(_fill(self, on=on)))
        painter.drawRoundedRect(QRectF(mark).adjusted(1, 1, -1, -1), px(4), px(4))
        if on:
            inside = mark.adjusted(px(2), px(2), -px(2), -px(2))
            paint_icon(painter, inside, "check", tokens().on_accent if self.isEnabled() else tokens().muted)


class RadioButton(QRadioButton):
    """A ring with a dot."""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return _size(self)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return _size(self)

    def hitButton(self, pos: QPoint) -> bool:  # noqa: N802 - Qt's name
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        mark = _begin(painter, self)
        painter.setBrush(QColor(_fill(self, on=False)))
        painter.drawEllipse(QRectF(mark).adjusted(1, 1, -1, -1))
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens().accent if self.isEnabled() else tokens().muted))
            painter.drawEllipse(QRectF(mark).adjusted(px(5), px(5), -px(5), -px(5)))


def _size(button: QAbstractButton) -> QSize:
    metrics = button.fontMetrics()
    words = button.text()
    width = px(_MARK) + 2 * px(_PAD)
    if words:
        width += px(_GAP) + metrics.horizontalAdvance(words) + px(2)
    return QSize(width, max(px(_MARK), metrics.height()) + 2 * px(_PAD))


def _begin(painter: QPainter, button: QAbstractButton) -> QRect:
    """Draw focus and words, set the pen of the mark; where the mark goes."""
    t, rtl, size, pad = tokens(), direction.right_to_left(), px(_MARK), px(_PAD)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if button.hasFocus():
        painter.setPen(QPen(QColor(t.accent), 2))
        painter.drawRoundedRect(QRectF(button.rect()).adjusted(1, 1, -1, -1), px(4), px(4))
    left = button.width() - pad - size if rtl else pad
    mark = QRect(left, (button.height() - size) // 2, size, size)
    taken = pad + size + px(_GAP)
    room = button.rect().adjusted(pad if rtl else taken, 0, -taken if rtl else -pad, 0)
    painter.setPen(QColor(t.text if button.isEnabled() else t.muted))
    painter.drawText(room, direction.leading(), direction.sentence(button.text()))
    edge = t.accent if button.isChecked() else t.control
    painter.setPen(QPen(QColor(edge if button.isEnabled() else t.line), max(1.5, px(1.5))))
    return mark


def _fill(button: QAbstractButton, *, on: bool) -> str:
    if not on:
        return tokens().field
    return tokens().accent if button.isEnabled() else tokens().track
