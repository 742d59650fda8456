"""How a long job is told to stop: signals, a bound on how long it may take, and a line or an end on stdin."""

from __future__ import annotations

import os
import signal
import sys

if sys.platform == "win32":
    ALARM: signal.Signals | None = None
    INPUT_CAN_BE_LEFT = False  # a read of stdin ends with what is written there, or with the process

    def stop_this_process() -> None:
        """SIGTERM's handler runs in the main thread; `os.kill` would end the process without it."""
        signal.raise_signal(signal.SIGTERM)

    def interrupt_in(seconds: float) -> None:
        """Nothing: a job that comes to no safe place is interrupted by a second Ctrl-C alone."""

    def has_input(_handle: int, _seconds: float) -> bool:
        """Always: whoever reads waits there. `select` takes sockets alone."""
        return True

else:
    import select

    ALARM = signal.SIGALRM
    INPUT_CAN_BE_LEFT = True

    def stop_this_process() -> None:
        """SIGTERM to this process: its handler runs in the main thread."""
        os.kill(os.getpid(), signal.SIGTERM)

    def interrupt_in(seconds: float) -> None:
        """SIGALRM after so long; 0 takes that back."""
        signal.setitimer(signal.ITIMER_REAL, seconds)

    def has_input(handle: int, seconds: float) -> bool:
        """Whether something can be read, or its end, within so many seconds."""
        return bool(select.select([handle], [], [], seconds)[0])
