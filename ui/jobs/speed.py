"""How fast and how long still: a rate over the last seconds, not over the whole run."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from forensics_app.i18n import current, tr, trn
from ui.jobs.protocol import Working

WINDOW_S = 6.0


class Speed:
    """Fed with every progress line of one job. Times are seconds of a monotonic clock."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._seen: deque[tuple[float, int]] = deque()
        self._stage = ""

    def add(self, working: Working) -> None:
        """Take note of how much is done; a new stage begins anew."""
        if working.stage != self._stage or (self._seen and working.done_bytes < self._seen[-1][1]):
            self._seen.clear()
            self._stage = working.stage
        moment = self._now()
        self._seen.append((moment, working.done_bytes))
        while len(self._seen) > 2 and moment - self._seen[0][0] > WINDOW_S:
            self._seen.popleft()

    @property
    def bytes_per_second(self) -> float | None:
        """None until there is enough to tell."""
        if len(self._seen) < 2:
            return None
        (first_at, first), (last_at, last) = self._seen[0], self._seen[-1]
        if last_at - first_at < 0.3 or last <= first:
            return None
        return (last - first) / (last_at - first_at)

    def seconds_left(self, working: Working) -> float | None:
        """None while the total or the speed is unknown."""
        rate = self.bytes_per_second
        if rate is None or working.total_bytes is None:
            return None
        return max(0.0, (working.total_bytes - working.done_bytes) / rate)


def time_left(seconds: float) -> str:
    """For people: rounded so that it does not flicker."""
    if seconds < 60:
        return tr("{seconds} s left", seconds=max(1, round(seconds)))
    if seconds < 5400:
        return tr("{minutes} min left", minutes=round(seconds / 60))
    return tr("{hours} h left", hours=current().number(round(seconds / 3600)))


def amount(working: Working, speed: Speed) -> str:
    """`62 % · 148 MB/s · 3 min left`, as far as it is known."""
    parts = []
    if working.share is not None:
        parts.append(tr("{percent} %", percent=int(working.share * 100)))
    elif working.done_bytes:
        parts.append(current().size(working.done_bytes))
    rate = speed.bytes_per_second
    if rate is not None:
        parts.append(current().rate(rate))
    left = speed.seconds_left(working)
    if left is not None:
        parts.append(time_left(left))
    if not parts and working.items:
        parts.append(trn("{count} item", "{count} items", working.items))
    return " · ".join(parts)
