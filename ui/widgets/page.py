"""What every page has in common."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget


class Page(QWidget):
    """One place of the window. `head_changed` asks the window to show title, subtitle and controls anew."""

    head_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "page")
        self.outer = QVBoxLayout(self)
        self.outer.setContentsMargins(0, 0, 0, 0)
        self.outer.setSpacing(0)

    def title(self) -> str:
        """Page title in the header."""
        return ""

    def subtitle(self) -> str:
        """The muted line under it."""
        return ""

    def head_widgets(self) -> list[QWidget]:
        """Pills and buttons of the header; made anew at each call."""
        return []

    def first_focus(self) -> QWidget | None:
        """What gets the focus when the page is shown."""
        return None

    def wants_drop(self) -> bool:
        """Whether files may be dropped anywhere on the page."""
        return False
