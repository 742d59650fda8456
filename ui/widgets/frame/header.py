"""The header of every page: where one is, the state of evidence and custody, at most one primary button."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.pill import Pill
from ui.widgets.layout.card import clear
from ui.widgets.text import direction
from ui.widgets.text.text import Elided

PILLS_FROM = 820
WORDS = 360  # what title and subtitle have before pills do, if they need it
GRAVE = (State.WARN, State.BAD)  # their pills go last


class Header(QFrame):
    """Title over subtitle, and on the other side pills and buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "header")
        self.setMinimumHeight(px(72 if direction.right_to_left() else 64))
        box = QHBoxLayout(self)
        box.setContentsMargins(px(24), px(6), px(24), px(6))
        box.setSpacing(px(10))
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title = Elided("page")
        self._subtitle = Elided("small", "muted")
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        words.addStretch(1)
        box.addLayout(words, 1)
        self._end = QHBoxLayout()
        self._end.setSpacing(px(10))
        self._widgets: list[QWidget] = []
        self._pills: list[Pill] = []
        box.addLayout(self._end)

    def show_place(self, title: str, subtitle: str, widgets: list[QWidget]) -> None:
        """Replace everything in the header."""
        self._title.set_text(title)
        self._subtitle.set_text(subtitle)
        clear(self._end)
        for widget in widgets:
            self._end.addWidget(widget)
        self._widgets, self._pills = widgets, [w for w in widgets if isinstance(w, Pill)]
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Pills say what other places say too: they go first where there is no room for the words. One that
        `stays` goes only where the window is narrow."""
        wanted = min(px(WORDS), max(self._title.sizeHint().width(), self._subtitle.sizeHint().width()))
        gap = self._end.spacing()
        room = self.width() - 2 * px(24) - wanted - sum(w.sizeHint().width() + gap for w in self._widgets)
        for pill in sorted(self._pills, key=lambda pill: (pill.stays, pill.stands_for in GRAVE)):
            fits = self.width() >= px(PILLS_FROM) and (room >= 0 or pill.stays)
            pill.setVisible(fits)
            if not fits:
                room += pill.sizeHint().width() + gap
