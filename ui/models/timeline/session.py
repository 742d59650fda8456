"""The timeline of the open case as the window has it: read in a thread of its own, on its own connection.

Counting a million times takes a moment, and the table of artifacts must not wait for it. The timeline is
built by a child process (`JobKind.TIMELINE`), beside whatever else is written; where another process builds
it too, it is built here for the moment.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from forensics_app.errors import CancelledError, ForensicsError
from forensics_app.model.progress import Progress
from forensics_app.model.times import Clock
from forensics_app.services.browsing.timeline import ListedEvents, Timeline
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.opening import open_case
from ui.jobs.reader import Reader
from ui.models.timeline.data import NOTHING, TimelineData, day_data


class Standing(Enum):
    """`stale`: what is shown is not all that is in the case now, or nothing is built yet."""

    UNREAD = "unread"
    STALE = "stale"
    BUILDING = "building"
    READY = "ready"


@dataclass(slots=True)
class TimelineReading:
    """What lives in the thread; `listed` is the list that is shown now, under its question."""

    case: Case
    timeline: Timeline
    question: object = None
    listed: ListedEvents | None = None


class TimelineSession(QObject):
    """`changed` when `data` or `standing` is new, `progressed` with the share that is built, `failed` with
    the error of a read, `lost` with the details of a fault that ended the thread."""

    changed = Signal()
    progressed = Signal(float)
    failed = Signal(object)
    lost = Signal(str)
    _reported = Signal(float)

    def __init__(self, path: Path, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path, self._clock = path, clock
        self._reader: Reader[TimelineReading] | None = None
        self._stop = threading.Event()
        self.data: TimelineData = NOTHING
        self.standing = Standing.UNREAD
        self._reported.connect(self.progressed, Qt.ConnectionType.QueuedConnection)

    # --- reading -----------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the counts as they are built now."""
        self.ask("load", _load, self._take, owner=self)

    def reopen(self) -> None:
        """Begin again on a new connection, for what was built in the case since; then `load`."""
        self.close()
        self._stop = threading.Event()
        self.standing = Standing.UNREAD
        self.load()

    def ask(
        self,
        key: object,
        work: Callable[[TimelineReading], Any],
        deliver: Callable[[Any], None],
        fail: Callable[[ForensicsError], None] | None = None,
        *,
        owner: QObject,
    ) -> None:
        """A read of the timeline, answered in this thread; not once `owner` is gone."""
        self._opened().ask(key, work, deliver, fail or self.failed.emit, owner=owner)

    def forget(self, key: object) -> None:
        """Withdraw a question that was not answered yet."""
        if self._reader is not None:
            self._reader.forget(key)

    def build_here(self) -> None:
        """Build what is missing on this connection, for as long as it is open."""
        if self.standing is Standing.BUILDING:
            return
        self.standing = Standing.BUILDING
        self.changed.emit()
        stop = self._stop

        def report(progress: Progress) -> None:
            if progress.total_items and not stop.is_set() and isValid(self):
                self._reported.emit(min(1.0, progress.items / progress.total_items))

        def work(reading: TimelineReading) -> TimelineData:
            reading.timeline.prepare(report=report, cancelled=stop.is_set)
            return _load(reading)

        self.ask("build", work, self._take, self._not_built, owner=self)

    def stop_building(self) -> None:
        """Let `build_here` end at the next safe place; what it built stays."""
        self._stop.set()

    def close(self) -> None:
        """Stop what runs and close the case; nothing is delivered any more.

        The thread ends by itself after the question it is at: the window does not wait for it.
        """
        self._stop.set()
        if self._reader is not None:
            self._reader.close(timeout_s=0.0)
            self._reader.deleteLater()
            self._reader = None

    def _not_built(self, error: ForensicsError) -> None:
        self._stop = threading.Event()
        self.standing = Standing.STALE
        self.data = replace(self.data, complete=False)
        self.changed.emit()
        if not isinstance(error, CancelledError):
            self.failed.emit(error)

    def _take(self, data: TimelineData) -> None:
        self.data = data
        self.standing = Standing.READY if data.complete else Standing.STALE
        self.changed.emit()

    def _opened(self) -> Reader[TimelineReading]:
        if self._reader is None:
            self._reader = Reader(self._open, lambda reading: reading.case.close(), self)
            self._reader.broken.connect(self.failed)
            self._reader.lost.connect(self.lost)
        return self._reader

    def _open(self) -> TimelineReading:
        case = open_case(self._path, write=False, clock=self._clock)
        return TimelineReading(case, Timeline(case))


def _load(reading: TimelineReading) -> TimelineData:
    timeline = reading.timeline
    reading.question = reading.listed = None  # a list of what was built before would be another one
    return day_data(
        timeline.day_counts(),
        complete=timeline.is_ready,
        without_time=timeline.without_time(),
        declared=timeline.declared(),
    )
