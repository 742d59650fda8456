"""Keeps the digest of a medium and the examination of its files close together on the disk.

What one of them has read the other finds in memory, so each byte comes from the disk once, even when the
medium is larger than memory. On two cores the two of them are the two halves of an ingest.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

from forensics_app.errors import CancelledError
from forensics_app.model.progress import IsCancelled

STEP_BYTES = 256 << 20
_SHORT_STEP_BYTES = 16 << 20
_NOTICED_BYTES = 4 << 20
_WAIT_S = 0.2
_MEMORY_INFO = Path("/proc/meminfo")


class ReadingPace:
    """Shared by two threads: the digest calls `digest_may_go_to`, the examination `examination_is_at`.

    Neither gets ahead of the other by more than `lead_bytes`; with `unpacked_once` the examination follows
    close behind the digest, whose worker lends what it has unpacked (evidence/shared_window).
    """

    def __init__(
        self, cancelled: IsCancelled, lead_bytes: int | None = None, *, unpacked_once: bool = False
    ) -> None:
        self._cancelled = cancelled
        self._lead_bytes = lead_bytes or max(STEP_BYTES, _available_bytes() // 4)
        self._step_bytes = _SHORT_STEP_BYTES if unpacked_once else STEP_BYTES
        self._follow_bytes = _SHORT_STEP_BYTES if unpacked_once else self._lead_bytes
        self._changed = threading.Condition()
        self._digested: int | None = 0
        self._examined: int | None = 0
        self._may_hold = not unpacked_once
        self._held_at: int | None = None
        self._end: int | None = None  # of the medium, once some of it is kept for later

    def digest_may_go_to(self, done_bytes: int) -> int:
        """How far the digest may go on from `done_bytes`, in its time. Raises CancelledError."""
        with self._changed:
            self._digested = done_bytes
            self._changed.notify_all()
            while self._examined is not None and (
                done_bytes > self._examined + self._lead_bytes or self._is_held(done_bytes)
            ):
                self._wait()
            may_go_to = done_bytes + self._step_bytes
            if self._examined is not None and self._held_at is not None and done_bytes < self._held_at:
                may_go_to = min(may_go_to, self._held_at)
            return may_go_to

    def keep_for_later(self, size_bytes: int, of_bytes: int) -> None:
        """Leave the last `size_bytes` of a medium of `of_bytes` until the examination is over, or as many as
        the two may be apart: for a core that would have nothing to do beside what comes then.
        """
        with self._changed:
            if self._may_hold and size_bytes > 0:
                self._held_at = of_bytes - min(size_bytes, self._follow_bytes)
                self._end = of_bytes

    def _is_held(self, done_bytes: int) -> bool:
        return self._held_at is not None and done_bytes >= self._held_at

    def examination_is_at(self, place: int) -> None:
        """The next content begins at `place` of the medium: in its time. Raises CancelledError."""
        if self._examined is not None and abs(place - self._examined) < _NOTICED_BYTES:
            return
        with self._changed:
            if self._end is not None:  # behind it nothing is digested: each would wait for the other
                place = min(place, self._end)
            self._examined = place
            self._changed.notify_all()
            while self._digested is not None and place > self._digested + self._follow_bytes:
                self._wait()

    def digest_is_over(self) -> None:
        """Nobody waits for the digest any more."""
        with self._changed:
            self._digested = None
            self._changed.notify_all()

    def examination_is_elsewhere(self) -> None:
        """Nobody waits for the examination: it is over, or its places are not those of the medium."""
        with self._changed:
            self._examined = None
            self._changed.notify_all()

    def _wait(self) -> None:
        if self._cancelled():
            raise CancelledError
        self._changed.wait(_WAIT_S)


def _available_bytes() -> int:
    """Memory that can be had without swapping, which is what the page cache can grow into."""
    with suppress(OSError, ValueError, IndexError):
        for line in _MEMORY_INFO.read_text("ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) << 10
    return 4 * STEP_BYTES
