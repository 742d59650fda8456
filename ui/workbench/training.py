"""What the window knows of a course: the class set in work, the answers so far, and a class that was marked.

It outlives the pages. What takes time runs as a job; questions are read here, since they are a small file.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from PySide6.QtCore import QObject, Signal

from forensics_app.errors import ForensicsError
from forensics_app.i18n import NC_, tr
from forensics_app.i18n.sentences import error_sentence
from forensics_app.model.artifact import Artifact
from forensics_app.model.times import Clock, utc_text
from forensics_app.services.training.class_files import (
    SUBMISSION_SUFFIX,
    OpenedSet,
    kept_set,
    read_class_set,
)
from forensics_app.services.training.kept_answers import KeptAnswers, keep_answers, make_holder, read_kept
from forensics_app.services.training.solving import Asked, questions_of
from forensics_app.services.training.typed_answers import read_typed
from forensics_app.training.answer import Answer
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
    answered = Signal()  # an answer was given or a hint shown
    asked_for = Signal()  # another question is shown in the panel

    def __init__(self, start: Start, jobs: JobDesk, parent: QObject, clock: Clock) -> None:
        super().__init__(parent)
        self._clock = clock
        self._shown_at = clock.now()
        self.number = 0
        self.kept = KeptAnswers("")
        self.case: Path | None = None  # whose trail is handed in
        self.evidence: Path | None = None
        self.selection: Callable[[], list[tuple[str, Artifact]]] = list
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
        self.marked, self.number, self.evidence, self.submissions = None, 0, None, ()
        self.kept = read_kept(self.opened, make_holder(self.name), clock=self._clock)
        self.answers = {
            place: _typed(answer) for place, answer in self.kept.answers.items() if not answer.empty
        }
        self._shown_at = self._clock.now()
        self.changed.emit()

    # --- the panel ---------------------------------------------------------------------------------

    def current(self) -> Asked | None:
        """The question that the panel shows."""
        asked = self.questions()
        return asked[self.number] if self.number < len(asked) else None

    def go_to(self, number: int) -> None:
        """Show another question in the panel."""
        if 0 <= number < len(self.questions()):
            self.number, self._shown_at = number, self._clock.now()
            self.asked_for.emit()

    def give(self, asked: Asked, answer: Answer) -> None:
        """Take an answer and keep it at once; one that differs from the last one counts as a try."""
        before = self.kept.answers.get(asked.place)
        spent = int((self._clock.now() - self._shown_at).total_seconds())
        if before is None:
            answer = replace(answer, seconds=spent)
        elif _said(before) == _said(answer):
            return
        else:
            tries = before.tries if before.empty else before.tries + 1
            answer = replace(answer, tries=tries, hints=before.hints, seconds=(before.seconds or 0) + spent)
        self._shown_at = self._clock.now()
        if answer.empty:
            self.answers.pop(asked.place, None)
        else:
            self.answers[asked.place] = _typed(answer)
        self._keep(self.kept.with_answer(asked.place, answer))

    def take_hint(self, asked: Asked) -> None:
        """Show one more hint of a question; it is counted."""
        before = self.kept.answers.get(asked.place) or Answer(asked.question.question_id)
        if before.hints < len(asked.question.hints):
            self._keep(self.kept.with_answer(asked.place, replace(before, hints=before.hints + 1)))
            self.asked_for.emit()

    def note(self, what: str, subject: str) -> None:
        """An entry of the trail: something that was done in the window while a set is open."""
        if self.opened is not None:
            self._keep(self.kept.with_step(what, subject, at=utc_text(self._clock.now())))

    def _keep(self, kept: KeptAnswers) -> None:
        self.kept = kept
        if self.opened is not None:
            try:
                keep_answers(self.opened, kept)
            except ForensicsError as e:
                self.failed.emit(Trouble(error_sentence(e), repr(e), e.code))
        self.answered.emit()

    def unpack(self) -> None:
        """Write the evidence of the set beside it, for a case."""
        if self.opened is not None:
            self.evidence = self.opened.path.parent / f"evidence-{secrets.token_hex(3)}"
            named = ["--name", self.name or "-", "--evidence", str(self.evidence)]
            self._run("solve", [str(self.opened.path), *named], self.evidence.name)
            self._step = "unpack"

    def close(self) -> None:
        """Back to the beginning; answers that were not handed in are kept for the next time."""
        self.opened, self.answers, self.marked, self.submissions = None, {}, None, ()
        self.changed.emit()

    def hand_in(self) -> None:
        """Sign the answers and write the submission beside the class set."""
        if self.opened is None:
            return
        out = _free(self.opened.path.parent, self.name)
        kept = replace(self.kept, trainee=self.name)
        for asked in self.questions():
            text, before = self.answers.get(asked.place), kept.answers.get(asked.place)
            if text is not None and (before is None or _typed(before) != text):
                typed = read_typed(asked.question, text)
                typed = replace(typed, hints=0 if before is None else before.hints)
                kept = kept.with_answer(asked.place, typed)
        self._keep(kept)
        trail = [] if self.case is None else ["--case", str(self.case)]
        arguments = [str(self.opened.path), "--name", self.name, "--kept", *trail, "-o", str(out)]
        self._run("solve", arguments, out.name)

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


def _said(answer: Answer) -> tuple[object, ...]:
    return answer.text, answer.artifacts, answer.choice_ids


def _typed(answer: Answer) -> str:
    """An answer as it would be typed."""
    if answer.artifacts:
        return "; ".join(f"{place.source}:{place.path}" for place in answer.artifacts)
    return ", ".join(answer.choice_ids) or answer.text.strip()


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
