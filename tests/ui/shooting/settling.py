"""Running the event loop by hand, for pictures."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication


def settle(until: Callable[[], bool], seconds: float = 60.0) -> None:
    """Run the event loop until something holds; what was closed before goes first, as with a real loop."""
    forget_the_old()
    end = time.monotonic() + seconds
    while not until() and time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)
    if not until():
        raise TimeoutError("the window did not get there")
    for _ in range(20):
        QApplication.processEvents()
        time.sleep(0.005)


def forget_the_old() -> None:
    """Delete what was closed or built anew: where no event loop runs, Qt keeps it, and styles it again at
    every change of look."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
