"""The open case as the window has it: read in one thread, written in short moments of the same thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from forensics_app.errors import ForensicsError
from forensics_app.model.choices.cluster import ClusterAddress
from forensics_app.model.credentials import Credential
from forensics_app.model.times import Clock
from forensics_app.services.browsing.browse import Browser
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.opening import open_case
from ui.jobs.reader import Reader
from ui.models.artifacts.pictures import Pictures
from ui.models.case.overview import CaseOverview
from ui.models.case.overview_reading import read_overview
from ui.models.contents.desk import ContentDesk
from ui.models.timeline.session import TimelineSession
from ui.models.timeline.state import TimelineState
from ui.workbench.counting_session import CountingSession
from ui.workbench.session_labels import SessionLabels


@dataclass(frozen=True, slots=True)
class Reading:
    """What lives in the reader thread."""

    case: Case
    browser: Browser


class CaseSession(QObject):
    """`loaded` when `overview` is new; `failed` with the error when the case can't be read, `lost` with
    the details when a fault of the program ended the reading."""

    loaded = Signal()
    failed = Signal(object)
    lost = Signal(str)

    def __init__(
        self,
        path: Path,
        clock: Clock,
        parent: QObject | None = None,
        *,
        cluster: ClusterAddress | None = None,
    ) -> None:
        """`cluster` makes the small pictures."""
        super().__init__(parent)
        self.path = path
        self.overview: CaseOverview | None = None
        self.timeline = TimelineSession(path, clock, self)  # opens the case when it is first asked
        self.timeline_state = TimelineState()
        self.labels = SessionLabels()
        self.timeline.failed.connect(self.failed)
        self.timeline.lost.connect(self.lost)

        def begin() -> Reading:
            case = open_case(path, write=False, clock=clock)
            return Reading(case, Browser(case))

        self.reader: Reader[Reading] = Reader(begin, lambda reading: reading.case.close(), self)
        self.reader.broken.connect(self.failed)
        self.reader.lost.connect(self.lost)
        self.contents = ContentDesk(path, clock, self)
        self.contents.lost.connect(self.lost)
        self.counting = CountingSession(path, clock, self)
        self.counting.failed.connect(self.failed)
        self.counting.lost.connect(self.lost)
        self.pictures = Pictures(path, clock, self, cluster=cluster)

    def refresh(self) -> None:
        """Read the overview again."""
        self.reader.ask("overview", lambda reading: read_overview(reading.case), self._take)

    def ask(
        self,
        key: object,
        work: Callable[[Reading], Any],
        deliver: Callable[[Any], None],
        fail: Callable[[ForensicsError], None] | None = None,
        *,
        owner: QObject,
    ) -> None:
        """A read of the case, answered in this thread; newest first. Not answered once `owner` is gone."""
        self.reader.ask(key, work, deliver, fail or self.failed.emit, owner=owner)

    def take_keys(self, credentials: tuple[Credential, ...]) -> None:
        """All keys that are kept for the volumes of this case."""
        self.contents.give(credentials)
        self.pictures.give(credentials)

    def forget_keys(self) -> None:
        """Forget every key, and close what was opened with one."""
        self.contents.lock()
        self.pictures.lock()

    def _take(self, overview: CaseOverview) -> None:
        self.overview = overview
        self.loaded.emit()

    def close(self) -> None:
        """Close the case; nothing is delivered any more."""
        self.timeline.close()
        self.contents.close()
        self.counting.close()
        self.pictures.close()
        self.reader.close()
