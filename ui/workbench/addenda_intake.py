"""Taking addenda that partners sent into the open case: one child process a file, one after the other.

It outlives the pages, like the workbench that owns it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from forensics_app.i18n import tr
from forensics_app.model.findings import AddendumFacts, Finding, VerificationReport
from ui.jobs.child_job import Trouble
from ui.jobs.desk import Ending, JobDesk, JobKind
from ui.models.bundles.addenda_json import addendum_from_values, finding_from_values

Start = Callable[[Sequence[str], str], bool]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file. `facts` is None where it was refused: `trouble` then says why.

    `findings` are about its place among the other addenda of the bundle.
    """

    name: str
    facts: AddendumFacts | None = None
    known_before: bool = False
    findings: tuple[Finding, ...] = ()
    trouble: Trouble | None = None


class AddendumIntake(QObject):
    """`changed` whenever `taken`, what became of the files given last, or `waiting` is new."""

    changed = Signal()

    def __init__(self, jobs: JobDesk, start: Start, parent: QObject) -> None:
        super().__init__(parent)
        self._start = start
        self._case = Path()
        self._queue: deque[Path] = deque()
        self._current: Path | None = None
        self.taken: list[Taken] = []
        jobs.ended.connect(self._ended)

    @property
    def waiting(self) -> int:
        """How many files are still to be taken in, with the one that is being checked."""
        return len(self._queue) + (self._current is not None)

    def take(self, case: Path, files: Sequence[Path]) -> None:
        """Check each file and take it into the case, unless such work goes on already."""
        if not files or self.waiting:
            return
        self.taken = []
        self._case = case
        self._queue.extend(files)
        self._next()

    def judge_by(self, reports: Iterable[VerificationReport]) -> None:
        """The case's addenda were judged again, perhaps by other trust: what was taken in is told by that."""
        known = {
            facts.event_sha256: (facts, report)
            for report in reports
            for facts in report.addenda
            if facts.event_sha256 is not None
        }
        judged = []
        for taken in self.taken:
            digest = None if taken.facts is None else taken.facts.event_sha256
            if digest is not None and digest in known:
                facts, report = known[digest]
                about = tuple(f for f in report.findings if facts.name in (f.subject, f.expected))
                taken = replace(taken, facts=facts, findings=about)
            judged.append(taken)
        if judged != self.taken:
            self.taken = judged
            self.changed.emit()

    def forget(self) -> None:
        """Another case is open, or none: nothing is told of this one any more."""
        self._queue.clear()
        self.taken = []
        self.changed.emit()

    def _next(self) -> None:
        self._current = self._queue.popleft() if self._queue else None
        if self._current is not None:
            arguments = ["addendum", "import", str(self._case), str(self._current.absolute())]
            if not self._start(arguments, self._current.name):
                self._stop(tr("The case is already being written to. Wait until that is finished."))
        self.changed.emit()

    def _stop(self, why: str) -> None:
        """Say of the current file and of all that wait why they were not taken in."""
        left = [] if self._current is None else [self._current]
        left += self._queue
        self.taken += [Taken(path.name, trouble=Trouble(why)) for path in left]
        self._queue.clear()
        self._current = None

    def _ended(self, ending: Ending) -> None:
        if self._current is None or ending.kind is not JobKind.CASE:
            return
        if ending.cancelled:
            self._stop(tr("Not imported: you cancelled."))
            self.changed.emit()
            return
        self.taken.append(_taken(self._current.name, ending))
        self._next()


def _taken(name: str, ending: Ending) -> Taken:
    if ending.result is None:
        return Taken(name, trouble=ending.trouble)
    values = ending.result.values
    try:
        return Taken(
            name,
            facts=addendum_from_values(values["addendum"]),
            known_before=bool(values["known_before"]),
            findings=tuple(finding_from_values(f) for f in values["findings"]),
        )
    except (KeyError, ValueError, TypeError) as e:
        said = tr("Imported, but the worker process's answer can't be shown.")
        return Taken(name, trouble=Trouble(said, repr(e)))
