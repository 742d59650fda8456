"""A check box whose words may take several lines, which Qt's own can't."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent, QTextLayout
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import px
from ui.widgets.controls.choices import CheckBox
from ui.widgets.text.text import Text
from ui.words import gate


class Check(QWidget):
    """The words switch the box too. `toggled` as the box has it."""

    toggled = Signal(bool)

    def __init__(self, words: str, *, on: bool = False) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(4))
        self.box = CheckBox()
        self.box.setChecked(on)
        self.box.setAccessibleName(gate.shown(words))
        self.box.toggled.connect(self.toggled)
        self._words = Text(words, wrap=True)
        column = QVBoxLayout()
        column.setContentsMargins(0, _taller_by(words, self._words.font()) // 2, 0, 0)
        column.addWidget(self.box)
        column.addStretch()
        line.addLayout(column)
        self._words.setContentsMargins(0, px(4), 0, px(2))
        line.addWidget(self._words, 1, Qt.AlignmentFlag.AlignTop)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:  # noqa: N802 - Qt's name
        """The box has it. No focus proxy: Qt puts what has one in the wrong place of the Tab order."""
        self.box.setFocus(reason)

    @property
    def on(self) -> bool:
        """Whether it is checked."""
        return self.box.isChecked()

    def set_on(self, *, on: bool) -> None:
        """Check it or not."""
        self.box.setChecked(on)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.box.toggle()


class BoxWords(QWidget):
    """Holds the words of a box that stands apart from them, in a table: a click on them switches it."""

    def __init__(self, box: CheckBox) -> None:
        super().__init__()
        self._box = box

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        left = event.button() == Qt.MouseButton.LeftButton
        if left and self._box.isEnabled() and self.rect().contains(event.position().toPoint()):
            self._box.toggle()


def _taller_by(words: str, font: QFont) -> int:
    """By how many pixels a line of these words is higher than one of Latin letters: Arabic comes from another
    font, and the box belongs to the middle of the first line.
    """
    heights = []
    for text in (words, "x"):
        layout = QTextLayout(text, font)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(1 << 20)
        heights.append(line.height())
        layout.endLayout()
    return max(0, round(heights[0] - heights[1]))
