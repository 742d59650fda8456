"""Python's search for cycles runs in the window's own thread, out of its event loop, and nowhere else.

By default it runs in whichever thread happens to allocate, in the middle of whatever that thread does. A
widget that belongs to a cycle was then deleted by a thread that reads, or by this one while Qt was at work
on its parent; Qt allows neither (Qt, Threads and QObjects), and the program could end without a word.
"""

from __future__ import annotations

import gc
from time import monotonic

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 200
_FULL_SHARE = 0.01  # of the time, at most, goes into looking through everything


class _Holders:
    """How many objects hold the search back; it is Python's own again when there is none."""

    count = 0


class CollectedHere(QObject):
    """While it lives, cycles are looked for by its thread, between two events. `parent` lives as long."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._next_full = 0.0
        _Holders.count += 1
        gc.disable()
        self.destroyed.connect(_let_go)
        timer = QTimer(self)
        timer.setInterval(_EVERY_MS)
        timer.timeout.connect(self.collect)
        timer.start()

    def collect(self) -> None:
        """Look through as many generations as are due by Python's own thresholds."""
        due = [count > most for count, most in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if not due[0]:
            return
        if not due[1]:
            gc.collect(0)
        elif not due[2] or monotonic() < self._next_full:
            gc.collect(1)
        else:
            begun = monotonic()
            gc.collect()
            self._next_full = monotonic() + (monotonic() - begun) / _FULL_SHARE


def _let_go() -> None:
    _Holders.count -= 1
    if not _Holders.count:
        gc.enable()
