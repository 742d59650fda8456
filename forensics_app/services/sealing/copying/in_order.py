"""Work done one piece after the other on a thread of its own, while the caller gets the next piece ready."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

_MOST_WAITING = 32


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """With Python's search for cycles far apart: work that makes values by the million makes no cycles."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class InOrder:
    """`do` pieces of work; after one that raises none is begun, and the next call raises the same."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="in-order")
        self._running: deque[Future[None]] = deque()
        self._failed = False

    def do(self, work: Callable[[], None]) -> None:
        """Have this done after all before it; waits while too much is waiting. Raises what those raised."""
        while len(self._running) >= _MOST_WAITING:
            self._running[0].result()
            self._running.popleft()
        self._running.append(self._thread.submit(self._guarded, work))

    def check(self) -> None:
        """Raises what something done so far raised."""
        while self._running and self._running[0].done():
            self._running.popleft().result()

    def drain(self) -> None:
        """Wait until all is done. Raises what it raised."""
        while self._running:
            self._running[0].result()
            self._running.popleft()

    def close(self) -> None:
        """Wait until all is done or given up; raises nothing."""
        self._thread.shutdown()

    def _guarded(self, work: Callable[[], None]) -> None:
        if self._failed:
            return
        self._failed = True
        work()
        self._failed = False
