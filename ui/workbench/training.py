"""What the window knows of a course: the class set in work, the answers so far, and a class that was marked.

It outlives the pages. What takes time runs as a job; questions are read here, since they are a small file.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from PySide6.QtCore import QObject, Signal

from forensics_app.errors import ForensicsError
from forensics_app.i18n import NC_, tr
from forensics_app.i18n.sentences import error_sentence
from forensics_app.services.training.class_files import (
    SUBMISSION_SUFFIX,
    OpenedSet,
    kept_set,
    read_class_set,
)
from forensics_app.services.training.solving import Asked, questions_of
from ui.jobs.child_job import Trouble
from ui.jobs.desk import Ending, JobDesk, JobKind

Start = Callable[[JobKind, Sequence[str], str], bool]
_TRUST, _SEALERS, _AUTHORITIES = "trust", "sealers.pem", "time.pem"


class TrainingDesk(QObject):
    """`changed` whenever there is something else to show; `failed` with a Trouble.

    `answers` by question (`drill-01.verdict`) as the command line takes them; `marked` is the JSON of
    `train mark`, None while nothing was marked.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, start: Start, jobs: JobDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._start = start
        self._jobs = jobs
        self.opened: OpenedSet | None = None
        self.name = ""
        self.answers: dict[str, str] = {}
        self.marked: dict[str, Any] | None = None
        self.submissions: tuple[Path, ...] = ()
        self._step = ""
        jobs.ended.connect(self._ended)

    @property
    def running(self) -> bool:
        """Whether a job of the course goes on."""
        return self._jobs.running(JobKind.TRAINING) is not None

    @property
    def marks_here(self) -> bool:
        """Whether the set in work was made on this computer, so that it is marked here too."""
        return self.opened is not None and kept_set(self.opened.class_set.set_id).is_file()

    def questions(self) -> tuple[Asked, ...]:
        """What is asked of whoever works on the set."""
        return () if self.opened is None else questions_of(self.opened, self.name)

    def drill_trust(self) -> tuple[Path, Path] | None:
        """Certificates to accept while solving drills: of signers, of time-stamp authorities."""
        if self.opened is None:
            return None
        folder = self.opened.path.parent / _TRUST
        files = (folder / _SEALERS, folder / _AUTHORITIES)
        return files if all(path.is_file() for path in files) else None

    def bundle_of(self, asked: Asked) -> Path | None:
        """The bundle that a drill is about."""
        evidence = asked.task.exercise.evidence
        if self.opened is None or self.drill_trust() is None or not evidence:
            return None
        return self.opened.path.parent / asked.task.folder / evidence[0].name

    # --- acts --------------------------------------------------------------------------------------

    def practise(self, level: int, count: int) -> None:
        """Drills on the demo's bundle, with a seed that nobody chose."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        folder = user_data_path("sealwright") / f"training-{stamp}"
        self._run("drill", [str(folder), *_drawn(level, count)], tr(NC_("training", "drills")))

    def drill(self, bundle: Path, folder: Path, level: int, count: int) -> None:
        """Drills on a bundle of the user's."""
        self._run("drill", [str(bundle), str(folder), *_drawn(level, count)], bundle.name)

    def make(self, out: Path, scenarios: Sequence[str], seed: str, variants: int) -> None:
        """A class set from scenarios."""
        chosen = [part for name in scenarios for part in ("--scenario", name)]
        self._run("new", [str(out), *chosen, "--seed", seed, "--variants", str(variants)], out.name)

    def open(self, path: Path) -> None:
        """Begin to work on a class set."""
        try:
            self.opened = read_class_set(path)
        except ForensicsError as e:
            self.failed.emit(Trouble(error_sentence(e), repr(e), e.code))
            return
        self.answers, self.marked = {}, None
        self.changed.emit()

    def close(self) -> None:
        """Back to the beginning; answers that were not handed in are gone."""
        self.opened, self.answers, self.marked, self.submissions = None, {}, None, ()
        self.changed.emit()

    def hand_in(self) -> None:
        """Sign the answers and write the submission beside the class set."""
        if self.opened is None:
            return
        out = _free(self.opened.path.parent, self.name)
        given = [part for place, text in self.answers.items() for part in ("--answer", f"{place}={text}")]
        self._run("solve", [str(self.opened.path), "--name", self.name, *given, "-o", str(out)], out.name)

    def mark(self, paths: Sequence[Path]) -> None:
        """Mark submissions, or all in a folder."""
        self.submissions = tuple(paths)
        self._run("mark", [str(path) for path in paths], paths[0].name)

    def write_tables(self, out: Path) -> None:
        """Results and difficulty as CSV."""
        self._report("--csv", out)

    def write_certificates(self, folder: Path) -> None:
        """A signed PDF for each trainee."""
        self._report("--certificates", folder)

    def _report(self, option: str, out: Path) -> None:
        self._run("report", [*(str(path) for path in self.submissions), option, str(out)], out.name)

    def _run(self, step: str, arguments: Sequence[str], subject: str) -> None:
        if self._start(JobKind.TRAINING, ["train", step, *arguments], subject):
            self._step = step
            self.changed.emit()

    def _ended(self, ending: Ending) -> None:
        if ending.kind is not JobKind.TRAINING:
            return
        values = None if ending.result is None else ending.result.values
        if values is not None and self._step == "drill":
            self.open(Path(values["set"]))
        elif values is not None and self._step == "solve" and self.marks_here:
            self.mark([Path(values["path"])])
            return
        elif values is not None and self._step == "solve":
            self.submissions = (Path(values["path"]),)
        elif values is not None and self._step == "mark":
            self.marked = values
        self.changed.emit()


def _drawn(level: int, count: int) -> list[str]:
    return ["--level", str(level), "--count", str(count), "--seed", secrets.token_hex(4)]


def _free(folder: Path, name: str) -> Path:
    """A new file for a submission: its trainee's name, and a number where that is taken."""
    stem = "".join(c if c.isalnum() else "-" for c in name).strip("-") or "answers"
    number, path = 1, folder / f"{stem}{SUBMISSION_SUFFIX}"
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{SUBMISSION_SUFFIX}"
    return path
