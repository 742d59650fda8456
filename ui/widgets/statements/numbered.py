"""Numbered lines with a figure at their end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QWidget

from forensics_app.i18n import current
from ui.theme import px
from ui.widgets.layout.card import clear
from ui.widgets.text.text import Text


class NumberedLines(QWidget):
    """`set_lines` replaces all of them: what happens, and a figure."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(6))
        self._grid.setColumnStretch(1, 1)

    def set_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Counted from 1."""
        clear(self._grid)
        for at, (words, figure) in enumerate(lines):
            self._grid.addWidget(Text(current().number(at + 1), "strong", "accent", end=True), at, 0)
            self._grid.addWidget(Text(words, wrap=True), at, 1)
            self._grid.addWidget(Text(figure, "small", "muted", end=True, wrap=True), at, 2)
