"""A second look at the open case, for what takes long and may wait: millions counted in a filter.

Rows of the list are read in the case's own thread and never wait for it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from forensics_app.errors import ForensicsError
from forensics_app.model.times import Clock
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.opening import open_case
from ui.jobs.reader import Reader


class CountingSession(QObject):
    """Opens the case when it is first asked. `failed` and `lost` as of CaseSession."""

    failed = Signal(object)
    lost = Signal(str)

    def __init__(self, path: Path, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path, self._clock = path, clock
        self._reader: Reader[Case] | None = None
        self._closed = False

    def ask(
        self, key: object, work: Callable[[Case], Any], deliver: Callable[[Any], None], *, owner: QObject
    ) -> None:
        """A question, answered in this thread unless `owner` is gone; newest first, one for each key."""
        if not self._closed:
            self._begun().ask(key, work, deliver, self._failed, owner=owner)

    def _begun(self) -> Reader[Case]:
        if self._reader is None:
            path, clock = self._path, self._clock
            self._reader = Reader(
                lambda: open_case(path, write=False, clock=clock), lambda case: case.close(), self
            )
            self._reader.broken.connect(self._failed)
            self._reader.lost.connect(self.lost)
        return self._reader

    def _failed(self, error: ForensicsError) -> None:
        self.failed.emit(error)

    def close(self) -> None:
        """End the thread; nothing is delivered any more."""
        self._closed = True
        if self._reader is not None:
            self._reader.close()
