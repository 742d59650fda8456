"""A line over a page whose content is not complete yet: why, how far it is, and what can be done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout

from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.statements.facts import Bar
from ui.widgets.text.shapes import StateShape
from ui.widgets.text.text import Text
from ui.words import gate


class StandingBar(QFrame):
    """Hidden until there is something to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "card")
        line = QHBoxLayout(self)
        line.setContentsMargins(px(12), px(6), px(12), px(6))
        line.setSpacing(px(10))
        self._shape = StateShape(State.INFO, 18)
        self.words = Text("", wrap=True)
        self._bar = Bar(0.0, height=6, width=140)
        self._act: Callable[[], object] = lambda: None
        self.button = Button("", lambda: self._act(), small=True)
        line.addWidget(self._shape)
        line.addWidget(self.words, 1)
        line.addWidget(self._bar)
        line.addWidget(self.button)
        self.hide()

    def say(
        self,
        state: State,
        words: str,
        button: str = "",
        act: Callable[[], object] = lambda: None,
        share: float | None = None,
        *,
        running: bool = False,
    ) -> None:
        """Why it is not complete; `share` of 1 while something runs. No button without `button`."""
        self._shape.set_state(state)
        self.words.set_text(words)
        self.setAccessibleName(gate.shown(words))
        self._bar.setVisible(running)
        self._bar.set_share(share)
        self._act = act
        self.button.setText(button)
        self.button.setAccessibleName(gate.shown(button))
        self.button.setVisible(bool(button))
        self.show()
