"""A line edit whose hint is always read in full: in the line, or under it where the line is too short."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame, QVBoxLayout, QWidget

from ui.widgets.text.text import Text
from ui.words import gate

_MARGIN = 2  # Qt's own, on both sides of what stands in a line


class HintedLine(QLineEdit):
    """`below` belongs under the line; it is shown once the hint did not fit, and then stays."""

    def __init__(self, hint: str = "") -> None:
        super().__init__()
        self._hint = ""
        self.below = Text("", "small", "muted", wrap=True)
        self.below.hide()
        self.setPlaceholderText(hint)

    @property
    def hint(self) -> str:
        """In the line or under it."""
        return self._hint

    @property
    def hint_below(self) -> str:
        """The hint where it stands under the line; a screen reader does not find it in the line then."""
        return "" if self.below.isHidden() else self._hint

    def setPlaceholderText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Another hint, which may fit where the last one did not."""
        self._hint = text
        super().setPlaceholderText(text)
        self.below.set_text(text)
        self.below.hide()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Only one way: with the hint under it, a page may scroll and its lines get shorter still."""
        if self.isVisible() and self.fontMetrics().horizontalAdvance(self.placeholderText()) > room_of(self):
            super().setPlaceholderText("")
            self.below.show()
            if not self.accessibleDescription():
                self.setAccessibleDescription(gate.shown(self._hint))


def with_hint(line: HintedLine) -> QWidget:
    """The line with its hint under it, for layouts that take one widget."""
    both = QWidget()
    box = QVBoxLayout(both)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    box.addWidget(line)
    box.addWidget(line.below)
    return both


def room_of(line: QLineEdit) -> int:
    """The width that words have in a line."""
    option = QStyleOptionFrame()
    line.initStyleOption(option)
    inside = line.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, line)
    return inside.marginsRemoved(line.textMargins()).width() - 2 * _MARGIN
