"""Parts side by side with movable borders; where there is no room for all, one at a time with a switch."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import px
from ui.widgets.controls.pill import Choice
from ui.widgets.layout.side_splitter import SideSplitter


class Parts(QWidget):
    """`parts` are (name, widget, width at 100 % text); the one named `main` takes what is left over."""

    def __init__(self, parts: Sequence[tuple[str, QWidget, int]], *, main: int, fold_below: int) -> None:
        super().__init__()
        self._widgets = [widget for _, widget, _ in parts]
        self._fold_below, self._shown = px(fold_below), main
        self._folded = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        self._switch = QWidget()
        line = QHBoxLayout(self._switch)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(8))
        self._choices = []
        for at, (name, _, _) in enumerate(parts):
            choice = Choice(name)
            choice.clicked.connect(partial(self.show_part, at))
            line.addWidget(choice)
            self._choices.append(choice)
        line.addStretch(1)
        box.addWidget(self._switch)
        self._splitter = SideSplitter()
        for _, widget, _ in parts:
            self._splitter.addWidget(widget)
        self._splitter.setStretchFactor(main, 1)
        self._splitter.setSizes(
            [px(100_000 if at == main else width) for at, (_, _, width) in enumerate(parts)]
        )
        box.addWidget(self._splitter, 1)
        self._apply()

    def show_part(self, part: int) -> None:
        """Where only one fits, show this one."""
        self._shown = part
        self._apply()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        folded = event.size().width() < self._fold_below
        if folded != self._folded:
            self._folded = folded
            self._apply()

    def _apply(self) -> None:
        self._switch.setVisible(self._folded)
        for at, widget in enumerate(self._widgets):
            widget.setVisible(not self._folded or at == self._shown)
            self._choices[at].setChecked(at == self._shown)
