"""On a worker of a cluster: processes that have answered and are kept for a while, for the next task."""

from __future__ import annotations

import threading
import time
from typing import Generic, Protocol, TypeVar

_KEPT_S = 20.0
_MOST_KEPT = 64


class Closable(Protocol):
    """A process, or what asks one."""

    def close(self) -> None:
        """Kill the process."""
        ...


_T = TypeVar("_T", bound=Closable)


class Kept(Generic[_T]):
    """Processes that have nothing to do, by what they have open; none of them for long."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[tuple[bytes, _T, float]] = []
        self._timer: threading.Timer | None = None

    def take(self, key: bytes) -> _T | None:
        """One that has this open; None where there is none."""
        with self._lock:
            for place, (its_key, kept, _) in enumerate(self._idle):
                if its_key == key:
                    del self._idle[place]
                    return kept
        return None

    def keep(self, key: bytes, idle: _T) -> None:
        """For whoever takes it next."""
        with self._lock:
            self._idle.append((key, idle, time.monotonic()))
            spare = [old for _, old, _ in self._idle[:-_MOST_KEPT]]
            del self._idle[:-_MOST_KEPT]
            if self._timer is None:
                self._wait()
        for old in spare:
            old.close()

    def _wait(self) -> None:
        self._timer = threading.Timer(_KEPT_S, self._let_go)
        self._timer.daemon = True
        self._timer.start()

    def _let_go(self) -> None:
        """An unused source is not held open: its share may be unmounted."""
        until = time.monotonic() - _KEPT_S
        with self._lock:
            old = [kept for _, kept, since in self._idle if since <= until]
            self._idle = [one for one in self._idle if one[2] > until]
            self._timer = None
            if self._idle:
                self._wait()
        for one in old:
            one.close()
