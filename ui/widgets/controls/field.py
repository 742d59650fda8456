"""Fields of forms: a label above, the control, and one line under it that says what is missing or wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from ui.theme import px
from ui.widgets.controls.hinted_line import HintedLine
from ui.widgets.text.text import Text
from ui.words import gate

_LINES = 3


class Field(QWidget):
    """A line edit, its label above it, and its complaint below it. `check` gives a complaint or nothing."""

    def __init__(self, label: str, hint: str, check: Callable[[str], str], *, width: int = 0) -> None:
        super().__init__()
        self.label = label
        self._check = check
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(2))
        self.edit = HintedLine(hint)
        self.edit.setAccessibleName(gate.shown(label))
        if width:
            self.edit.setMaximumWidth(px(width))
        self._complaint = Text("", "small", "bad", wrap=True)
        self._complaint.hide()
        title = Text(label, "small", "muted")
        title.setBuddy(self.edit)
        self._line = QHBoxLayout()
        self._line.setSpacing(px(8))
        self._line.addWidget(self.edit)
        if width:
            self._line.setAlignment(self.edit, Qt.AlignmentFlag.AlignLeft)  # Qt mirrors it
        box.addWidget(title)
        box.addLayout(self._line)
        box.addWidget(self.edit.below)
        box.addWidget(self._complaint)
        self.edit.textChanged.connect(self._forget_complaint)

    def add_button(self, button: QWidget) -> None:
        """A button that belongs to the edit: on its line, whatever complaint stands under both."""
        self._line.addWidget(button)

    @property
    def value(self) -> str:
        """What was typed, without spaces around it."""
        return self.edit.text().strip()

    def complain(self) -> bool:
        """Show the complaint if there is one; True where the value can be used."""
        text = self._check(self.value)
        self.refuse(text)
        return not text

    def refuse(self, text: str) -> None:
        """Say under the edit what is wrong with it, whoever found it; nothing for an empty text."""
        self._complaint.set_text(text)
        self._complaint.setVisible(bool(text))
        self._mark("error" if text else "")
        self.edit.setAccessibleDescription(gate.shown(text or self.edit.hint_below))

    def _forget_complaint(self) -> None:
        self._complaint.hide()
        self._mark("")

    def _mark(self, state: str) -> None:
        self.edit.setProperty("state", state)
        self.edit.style().unpolish(self.edit)
        self.edit.style().polish(self.edit)


class TextField(QWidget):
    """A few lines of free text under their label; Tab leaves it."""

    def __init__(self, label: str, hint: str = "") -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(2))
        self.edit = QPlainTextEdit()
        self.edit.setPlaceholderText(hint)
        self.edit.setAccessibleName(gate.shown(label))
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(self.edit.fontMetrics().lineSpacing() * _LINES + px(18))
        title = Text(label, "small", "muted")
        title.setBuddy(self.edit)
        box.addWidget(title)
        box.addWidget(self.edit)

    @property
    def value(self) -> str:
        """What was typed, without spaces around it."""
        return self.edit.toPlainText().strip()
