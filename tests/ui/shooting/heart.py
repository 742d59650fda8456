"""How long the window's event loop stood still.

A gap counts by the processor time that the window's own thread spent in it: what other processes and threads
take of a busy machine is not the window's doing, what the window does itself is. Since a shared processor
also makes the same work take longer, such a test is marked `alone`, and a walk with a gap is made again: what
the window computes is in each.
"""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QObject, Qt, QTimer

TICK_MS = 5
MOST_MS = 50
ROUNDS = 12
FEWEST_BEATS = 20


class Heart(QObject):
    """Ticks in the event loop; remembers how much of each gap this thread computed, and what was going on."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[tuple[float, str]] = []
        self.doing = ""
        self._last = time.thread_time()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK_MS)

    def _tick(self) -> None:
        now = time.thread_time()
        self.gaps.append(((now - self._last) * 1000, self.doing))
        self._last = now

    def begin(self, doing: str) -> None:
        """What follows is named so where a gap is too long."""
        self._tick()
        self.doing = doing

    def stop(self) -> None:
        """What comes now is not measured."""
        self._timer.stop()

    def longest(self) -> tuple[float, str]:
        """The longest gap; a walk with hardly a beat, as on a machine that stands still, shows nothing."""
        self.stop()
        if len(self.gaps) <= FEWEST_BEATS:
            return math.inf, f"only {len(self.gaps)} beats"
        return max(self.gaps)


def never_stands_still(walk: Callable[[Heart], None]) -> None:
    """Fails where each of ROUNDS walks has a gap that is too long."""
    found = []
    with _memory_of_its_own():
        for _ in range(ROUNDS):
            heart = Heart()
            walk(heart)
            found.append(heart.longest())
            if found[-1][0] < MOST_MS:
                return
    pytest.fail(f"each walk has a gap of {MOST_MS} ms or more: {found}")


@contextmanager
def _memory_of_its_own() -> Iterator[None]:
    """What thousands of other tests left in memory is no work of this window's garbage collector."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
