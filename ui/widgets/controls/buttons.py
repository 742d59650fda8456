"""Buttons. At most one primary button stands on a page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton

from ui.theme import icon, px, theme, tokens
from ui.words import gate


class Button(QPushButton):
    """`kind`: normal, primary, destructive or link. Its label is its accessible name.

    Enter in a field of a dialog presses the primary button.
    """

    def __init__(
        self,
        label: str,
        on_click: Callable[[], object] | None = None,
        *,
        kind: str = "normal",
        glyph: str | None = None,
        small: bool = False,
    ) -> None:
        # Fusion leaves 4 px between icon and text, too little at this size of icon
        super().__init__(label if glyph is None else f"\u2002{label}")
        self.setAccessibleName(gate.shown(label))
        self.setProperty("kind", kind)
        self.setProperty("small", small)
        role = "strong" if kind == "primary" else ("small" if small else "body")
        self.setFont(theme().font(role))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoDefault(False)
        self.setDefault(kind == "primary")
        if glyph is not None:
            size = 16 if small else 18
            color = tokens().on_accent if kind == "primary" else tokens().text
            self.setIcon(icon(glyph, color, px(size)))
            self.setIconSize(QSize(px(size), px(size)))
        if on_click is not None:
            self.clicked.connect(lambda: on_click())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        # Qt lets Enter press a button in dialogs only
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def glyph_button(glyph: str, words: str, act: Callable[[], object]) -> Button:
    """A small button of an icon alone; `words` for its tooltip and for screen readers."""
    button = Button(words, act, small=True, glyph=glyph)
    button.setText("")
    button.setToolTip(words)
    return button
