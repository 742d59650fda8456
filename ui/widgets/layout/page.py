"""What every page has in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from weakref import ref

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.jobs.turns import Turns


class Page(QWidget):
    """One place of the window. `head_changed` asks the window to show title, subtitle and controls anew."""

    head_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "page")
        self._behind: dict[Callable[[], None], None] = {}
        self.outer = QVBoxLayout(self)
        self.outer.setContentsMargins(0, 0, 0, 0)
        self.outer.setSpacing(0)

    def follow(self, turns: Turns, show: Callable[[], None]) -> None:
        """Show something anew: at once where the page is in sight, else when it comes into sight or in a turn
        of the event loop of its own, whichever is first. The page in front does not wait for those behind it.
        """
        if self.isVisible():
            show()
        elif show not in self._behind:
            self._behind[show] = None
            turns.put_off(self, self._catch_up_with_one)

    def takes_later(self, *parts: QWidget) -> None:
        """Widgets that get their place in a later turn. Where the page goes first, they go with it: what is
        connected to them would keep them, and the page's own object, for as long as the program runs.
        """
        self.destroyed.connect(partial(_delete_unplaced, tuple(map(ref, parts))))

    def no_longer(self, show: Callable[[], None]) -> None:
        """What was put off has no object any more."""
        self._behind.pop(show, None)

    def catch_up(self) -> None:
        """Do all that was put off while the page was out of sight."""
        behind, self._behind = self._behind, {}
        for show in behind:
            show()

    def _catch_up_with_one(self) -> None:
        """The first of what was put off: each has a turn, and this one is not for the others as well."""
        if self._behind:
            show = next(iter(self._behind))
            del self._behind[show]
            show()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self.catch_up()

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


def _delete_unplaced(parts: tuple[ref[QWidget], ...], _page: object = None) -> None:
    for part in parts:
        widget = part()
        if widget is not None and isValid(widget) and widget.parent() is None:
            widget.deleteLater()
