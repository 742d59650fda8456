"""The first lines of a text, each on one line; what is too long ends in an ellipsis."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout

from forensics_app.i18n import tr
from ui.theme import px
from ui.widgets.text.text import Elided


class FirstLines(QFrame):
    """A card of its own."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.setAccessibleName(tr("First lines"))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(8), px(6), px(8), px(6))
        box.setSpacing(px(1))
        for line in lines:
            shown = Elided("dense")
            shown.set_text(line or " ")
            box.addWidget(shown)
