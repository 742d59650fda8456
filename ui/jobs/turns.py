"""What can wait a moment: one piece in a turn of the event loop, so that none of them together hold it up."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid


class Turns(QObject):
    """In the order in which it was put off; nothing of it is done once its owner is gone."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[tuple[QObject, Callable[[], None]]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._next)

    def put_off(self, owner: QObject, work: Callable[[], None]) -> None:
        """Do `work` in a turn of its own, for as long as `owner` is there."""
        self._waiting.append((owner, work))
        self._timer.start()

    @property
    def idle(self) -> bool:
        """Whether nothing waits."""
        return not self._waiting

    def _next(self) -> None:
        owner, work = self._waiting.pop(0)
        try:
            if isValid(owner):
                work()
        finally:  # started only now: timers that fell due meanwhile come before the next piece
            if self._waiting:
                self._timer.start()
