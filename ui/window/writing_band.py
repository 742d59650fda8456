"""The band under the header of a case that this window only reads: who writes it, and taking over."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from forensics_app.i18n import tr
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.text.shapes import StateShape
from ui.widgets.text.text import Text
from ui.workbench.writing import Standing, Writing


class WritingBand(QFrame):
    """Hidden where this window writes."""

    def __init__(self, writing: Writing) -> None:
        super().__init__()
        self._writing = writing
        self.setProperty("part", "header")
        line = QHBoxLayout(self)
        line.setContentsMargins(px(24), px(6), px(24), px(6))
        line.setSpacing(px(10))
        line.addWidget(StateShape(State.LOCKED))
        self.words = Text("", wrap=True)
        line.addWidget(self.words, 1)
        self.take_button = Button(tr("Take over write access"), writing.take_over, small=True)
        line.addWidget(self.take_button)
        writing.changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Say how things stand now."""
        reason = self._writing.reason(received_too=True)  # of that, the header says it
        self.words.set_text(reason)
        self.take_button.setVisible(self._writing.standing is Standing.FREE)
        self.setVisible(bool(reason))
