"""A field for a number, with carets that look like those of the other fields."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSpinBox, QStyle, QStyleOptionSpinBox

from ui.theme import paint_icon, px, tokens


class SpinBox(QSpinBox):
    """From `least` to `most`; the style sheet leaves its two buttons empty."""

    def __init__(self, least: int, most: int, value: int) -> None:
        super().__init__()
        self.setRange(least, most)
        self.setValue(value)
        self.lineEdit().setTextMargins(px(10), 0, px(10), 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        option = QStyleOptionSpinBox()
        self.initStyleOption(option)
        painter, size = QPainter(self), px(12)
        color = tokens().text if self.isEnabled() else tokens().muted
        for part, glyph in (
            (QStyle.SubControl.SC_SpinBoxUp, "caret-up"),
            (QStyle.SubControl.SC_SpinBoxDown, "caret-down"),
        ):
            area = self.style().subControlRect(QStyle.ComplexControl.CC_SpinBox, option, part, self)
            square = QRect(0, 0, size, size)
            square.moveCenter(area.center())
            paint_icon(painter, square, glyph, color)
