"""How far the copying of contents is, told and asked at once: every step may be the last."""

from __future__ import annotations

from dataclasses import replace

from forensics_app.errors import CancelledError
from forensics_app.model.artifact import Artifact
from forensics_app.model.progress import IsCancelled, Progress, Report


class CopyProgress:
    """Counts bytes and artifacts. `advance` and `check` raise CancelledError."""

    def __init__(self, total_bytes: int, report: Report, cancelled: IsCancelled) -> None:
        self._now = Progress("seal-contents", total_bytes=total_bytes)
        self._report = report
        self._cancelled = cancelled

    @property
    def done_bytes(self) -> int:
        return self._now.done_bytes

    def check(self) -> None:
        """Whether to go on at all."""
        if self._cancelled():
            raise CancelledError

    def advance(self, more_bytes: int, artifact: Artifact, *, items: int = 0) -> None:
        """More bytes of this artifact (fewer, where it is begun again), and artifacts that are done."""
        self.check()
        self._now = replace(
            self._now,
            subject=artifact.entry.locator.path_display(),
            done_bytes=self._now.done_bytes + more_bytes,
            items=self._now.items + items,
        )
        self._report(self._now)

    def found(self, size_bytes: int) -> None:
        """An artifact that an earlier run had done."""
        done, items = self._now.done_bytes + size_bytes, self._now.items + 1
        self._now = replace(self._now, done_bytes=done, items=items)
