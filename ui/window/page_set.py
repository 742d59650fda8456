"""The window's pages: each is made when first asked for, or in a quiet moment after the window was built.

A change of language or look shows the page in front at once; the others follow, one in a turn of the loop.
What pages would miss before they are there (a job's question, its ending) has all of them made first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer

from ui.pages.artifacts.page import ArtifactsPage
from ui.pages.case.page import CasePage
from ui.pages.custody.page import CustodyPage
from ui.pages.evidence.page import EvidencePage
from ui.pages.export.page import ExportPage
from ui.pages.start.page import StartPage
from ui.pages.timeline.page import TimelinePage
from ui.pages.training.page import TrainingPage
from ui.pages.verify.page import VerifyPage
from ui.widgets.layout.page import Page
from ui.words import places
from ui.workbench.workbench import Workbench

FIRST_QUIET_MS = 250  # the page in front is drawn and filled first
QUIET_MS = 50  # between two pages: what the user does comes first

_MAKERS: dict[int, Callable[[Workbench], Page]] = {
    places.START: StartPage,
    places.CASE: CasePage,
    places.EVIDENCE: EvidencePage,
    places.ARTIFACTS: ArtifactsPage,
    places.TIMELINE: TimelinePage,
    places.CUSTODY: CustodyPage,
    places.EXPORT: ExportPage,
    places.VERIFY: VerifyPage,
    places.TRAINING: TrainingPage,
}


class PageSet(QObject):
    """Page by number of its place; `take` puts a new one into the window. Lives in what is shown."""

    def __init__(self, bench: Workbench, take: Callable[[Page], None], parent: QObject) -> None:
        super().__init__(parent)
        self._bench, self._take = bench, take
        self._made: dict[int, Page] = {}
        self._quiet = QTimer(self)
        self._quiet.timeout.connect(self._make_next)
        bench.pages_needed.connect(self.make_all)
        bench.jobs.about_to_report.connect(self.make_all)

    def __getitem__(self, number: int) -> Page:
        if number not in self._made:
            page = _MAKERS[number](self._bench)
            self._made[number] = page
            self._take(page)
        return self._made[number]

    def __iter__(self) -> Iterator[int]:
        return iter(_MAKERS)

    @property
    def complete(self) -> bool:
        """Whether all are made."""
        return len(self._made) == len(_MAKERS)

    def make_all(self) -> None:
        """Now those that are not there yet."""
        self._quiet.stop()
        for number in _MAKERS:
            self[number]

    def make_rest_later(self) -> None:
        """One in each quiet moment."""
        self._quiet.start(FIRST_QUIET_MS)

    def _make_next(self) -> None:
        missing = next((number for number in _MAKERS if number not in self._made), None)
        if missing is None:
            self._quiet.stop()
        else:
            self[missing]
            self._quiet.start(QUIET_MS)
