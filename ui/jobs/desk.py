"""All jobs of the window: at most one of each kind, the newest on the job line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, Signal

from ui.jobs.child_job import ChildJob, Trouble
from ui.jobs.protocol import Done, PassphraseQuestion, Question, Working
from ui.jobs.speed import Speed


class JobKind(Enum):
    INGEST = "ingest"
    VERIFY = "verify"
    DEMO = "demo"
    HASH_SETS = "hash-sets"
    CASE = "case"
    RECEIPT = "receipt"
    PARCEL = "parcel"
    SEAL = "seal"
    SEAL_CHECK = "seal-check"
    COVER = "cover-sheet"
    SETTINGS = "settings"
    PROBE = "probe"
    RECHECK = "recheck"
    CONTENTS = "contents"
    SEALED_COPY = "sealed-copy"
    TIMELINE = "timeline"
    LIST = "list"
    COMPARE = "compare"
    REPORT = "report"
    SAVED_REPORT = "saved-report"
    FORM = "form"
    EXTRACT = "extract"
    TRAINING = "training"
    OPEN_BUNDLE = "open-bundle"


@dataclass(eq=False)
class RunningJob:
    """`title` in the window's language; `subject` is what it works on (a path)."""

    kind: JobKind
    subject: str
    job: ChildJob
    speed: Speed
    last: Working | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """How a job ended: exactly one of result, trouble, or neither when it was cancelled."""

    kind: JobKind
    subject: str
    result: Done | None = None
    trouble: Trouble | None = None

    @property
    def cancelled(self) -> bool:
        """Whether the user stopped it."""
        return self.result is None and self.trouble is None


class JobDesk(QObject):
    """`changed` at every progress line, `started` at every beginning; `asked` with the RunningJob and its
    Question; `ended` with an Ending. `about_to_report` comes before those two, so that the pages they concern
    exist by then."""

    about_to_report = Signal()
    changed = Signal()
    asked = Signal(object, object)
    started = Signal()
    ended = Signal(object)

    def __init__(
        self, parent: QObject | None = None, make_job: Callable[[Sequence[str]], ChildJob] = ChildJob
    ) -> None:
        super().__init__(parent)
        self._make_job = make_job
        self._running: dict[JobKind, RunningJob] = {}

    def start(self, kind: JobKind, arguments: Sequence[str], subject: str) -> RunningJob:
        """Start a job. Raises ValueError when one of its kind runs already: ask `running` first."""
        if kind in self._running:
            raise ValueError(kind)
        job = self._make_job(arguments)
        job.setParent(self)
        running = RunningJob(kind, subject, job, Speed())
        self._running[kind] = running
        job.working.connect(lambda w: self._working(running, w))
        job.asked.connect(lambda q: self._ask(running, q))
        job.done.connect(lambda d: self._end(running, Ending(kind, subject, result=d)))
        job.failed.connect(lambda t: self._end(running, Ending(kind, subject, trouble=t)))
        job.cancelled.connect(lambda: self._end(running, Ending(kind, subject)))
        job.start()
        self.started.emit()
        self.changed.emit()
        return running

    def running(self, kind: JobKind) -> RunningJob | None:
        """The job of that kind, while it runs."""
        return self._running.get(kind)

    @property
    def newest(self) -> RunningJob | None:
        """The job that the job line shows."""
        return next(reversed(self._running.values()), None)

    def cancel_all(self, timeout_ms: int) -> None:
        """Stop everything and wait for it; only for the moment when the window closes."""
        for running in list(self._running.values()):
            running.job.cancel()
        for running in list(self._running.values()):
            running.job.wait_for_end(timeout_ms)

    def _working(self, running: RunningJob, working: Working) -> None:
        running.last = working
        running.speed.add(working)
        self.changed.emit()

    def _ask(self, running: RunningJob, question: Question | PassphraseQuestion) -> None:
        self.about_to_report.emit()
        self.asked.emit(running, question)

    def _end(self, running: RunningJob, ending: Ending) -> None:
        self._running.pop(running.kind, None)
        running.job.deleteLater()
        self.changed.emit()
        self.about_to_report.emit()
        self.ended.emit(ending)
