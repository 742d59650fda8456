"""What the window knows of a course: the class set in work, a class that was marked, an exchange practised.

It outlives the pages. What takes time runs as a job; questions are read here, since they are a small file.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from PySide6.QtCore import QObject

from forensics_app.errors import ForensicsError
from forensics_app.i18n import NC_, current, tr
from forensics_app.model.names import visible
from forensics_app.model.times import Clock, utc_text
from forensics_app.services.training.class_files import SET_SUFFIX, SUBMISSION_SUFFIX
from forensics_app.services.training.classes import UNPACKED, unpacked_evidence
from forensics_app.services.training.marking import give_credits
from forensics_app.services.training.solving import Asked
from forensics_app.training.marking import PASS_PERCENT
from ui.jobs.child_job import Trouble
from ui.jobs.desk import Ending, JobDesk, JobKind
from ui.settings.last_exercise import ExchangeSides, LastExercise, keep_exercise, last_exercise
from ui.settings.recent_training import RecentTraining
from ui.settings.settings import Settings
from ui.workbench.answering import Answering

Start = Callable[[JobKind, Sequence[str], str], bool]
_TRAINER = "training/trainer"
_SUCCESS_FROM = "training/pass-mark"
_TRUST, _SEALERS, _AUTHORITIES = "trust", "sealers.pem", "time.pem"


@dataclass(frozen=True, slots=True)
class ClassDraft:
    """What was chosen for the next class set; its seed is one that nobody guesses until another is typed."""

    scenarios: frozenset[str] = frozenset()
    seed: str = field(default_factory=lambda: secrets.token_hex(4))
    variants: int = 1


@dataclass(frozen=True, slots=True)
class ClassDrills:
    """Tamper drills that a trainer hands out: of the demo's bundle where `bundle` is None."""

    bundle: Path | None
    folder: Path
    level: int
    count: int
    seed: str
    trainer: str


class TrainingDesk(Answering):
    """`marked` is the JSON of `train mark`, None while nothing was marked; `steps` that of `train "
    "exercise`."""

    def __init__(
        self, start: Start, jobs: JobDesk, parent: QObject, clock: Clock, settings: Settings
    ) -> None:
        super().__init__(clock, parent)
        self._settings = settings
        self.recent = RecentTraining(settings)
        self.evidence: Path | None = None
        self._start = start
        self._jobs = jobs
        self.marked: dict[str, Any] | None = None
        self.submissions: tuple[Path, ...] = ()
        self.trainee_shown = ""  # the submission whose marks are shown, by its path
        self.unsaved_points: dict[
            str, dict[str, str]
        ] = {}  # chosen by the trainer, by submission and question
        self.exchange: ExchangeSides | None = None
        self.steps: list[dict[str, Any]] | None = None
        self.empty: tuple[Path, ...] = ()  # folders of the exercise in which nothing was found
        self.uncounted = 0  # addenda of the exercise that prove no step
        self._marked_in = ""  # the language of its words
        self._set_file: Path | None = None
        self.made: Path | None = None  # the class set that was written last
        self.made_alike: tuple[str, ...] = ()  # its scenarios whose evidence no variant changes
        self.made_from: tuple[tuple[str, ...], str, int] | None = None  # its scenarios, seed, variants
        self.draft = ClassDraft()
        self.drills_made: ClassDrills | None = None  # written last for a class; its folder, as it lies there
        self._drills_asked: ClassDrills | None = None
        self.written: tuple[Path, ...] = ()  # the report that was written last
        self.uncertified: tuple[str, ...] = ()  # who got no certificate in it
        self.outdated: tuple[Path, ...] = ()  # certificates beside it, of submissions that were replaced
        self._step = ""
        self._handing_in = ""  # the digest of the answers that a submission is being written of
        jobs.ended.connect(self._ended)

    @property
    def running(self) -> bool:
        """Whether a job of the course goes on."""
        return self._jobs.running(JobKind.TRAINING) is not None

    @property
    def trainer(self) -> str:
        """The name that class sets bear, as it was typed last, in this session or an earlier one."""
        return self._settings.text(_TRAINER)

    @trainer.setter
    def trainer(self, name: str) -> None:
        self._settings.set_text(_TRAINER, name)

    @property
    def pass_mark(self) -> int:
        """Percent of the points from which a certificate says that somebody passed, as it was chosen last."""
        kept = self._settings.text(_SUCCESS_FROM)
        return int(kept) if kept.isdecimal() and int(kept) <= 100 else PASS_PERCENT

    @pass_mark.setter
    def pass_mark(self, percent: int) -> None:
        self._settings.set_text(_SUCCESS_FROM, str(percent))

    @property
    def unsaved_count(self) -> int:
        """Answers for which the trainer chose points that are not saved."""
        return sum(map(len, self.unsaved_points.values()))

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
        return self.opened.path.absolute().parent / asked.task.folder / evidence[0].name

    def drill_of(self, bundle: Path) -> Asked | None:
        """The first question of the drill that a bundle is of: those of all drills have one name."""
        place = bundle.absolute()
        return next((one for one in self.questions() if self.bundle_of(one) == place), None)

    def note_verified(self, bundle: Path) -> None:
        """An entry of the trail. A drill's bundle is named with its folder: all drills' have one name."""
        asked = self.drill_of(bundle)
        name = bundle.name if asked is None else f"{asked.task.folder}/{bundle.name}"
        self.note("verified", name)

    # --- acts --------------------------------------------------------------------------------------

    def practise(self, level: int, count: int) -> None:
        """Drills on the demo's bundle, with a seed that nobody chose."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        folder = user_data_path("sealwright") / f"training-{stamp}"
        self._run("drill", [str(folder), *_drawn(level, count)], tr(NC_("training", "drills")))

    def drill(self, bundle: Path, folder: Path, level: int, count: int) -> None:
        """Drills on a bundle of the user's."""
        self._run("drill", [str(bundle), str(folder), *_drawn(level, count)], bundle.name)

    def drill_class(self, drills: ClassDrills) -> None:
        """Drills for others to solve: they are not opened here."""
        self._drills_asked, self.trainer = drills, drills.trainer
        base = [] if drills.bundle is None else [str(drills.bundle)]
        chosen = [
            f"--level={drills.level}",
            f"--count={drills.count}",
            f"--seed={drills.seed}",
            f"--trainer={drills.trainer}",
        ]
        self._run("drill", [*chosen, "--", *base, str(drills.folder)], drills.folder.name, then="drill-class")

    def make(self, out: Path, scenarios: Sequence[str], seed: str, variants: int, *, trainer: str) -> None:
        """A class set from scenarios, which bears the trainer's name."""
        self.made_from, self.trainer = (tuple(scenarios), seed, variants), trainer
        chosen = [part for name in scenarios for part in ("--scenario", name)]
        drawn = ["--seed", seed, "--variants", str(variants), "--trainer", trainer]
        self._run("new", [str(out), *chosen, *drawn], out.name)

    def open(self, path: Path) -> None:
        """Begin to work on a class set."""
        try:
            self.take_set(path)
        except ForensicsError as e:
            self._fail(e)
            return
        self.marked, self.submissions, self.steps, self.exchange = None, (), None, None
        self.recent.note_set(path, self.opened.class_set.title if self.opened is not None else "")
        if not self.began:
            self.changed.emit()

    def begin(self, name: str, organisation: str = "") -> None:
        self._look_for_evidence(name)
        super().begin(name, organisation)
        if self.began and self.kept.set_aside is not None:
            said = tr(
                "The answers kept under this name can't be read, so you start with none. The damaged "
                "file was kept as {path}.",
                path=visible(str(self.kept.set_aside)),
            )
            self.failed.emit(Trouble(said))

    def unpack(self) -> None:
        """Write the evidence of the set beside it, for a case."""
        if self.opened is not None:
            folder = self.opened.path.parent / f"{UNPACKED}{secrets.token_hex(3)}"
            named = ["--name", self.name or "-", "--evidence", str(folder)]
            self._run("solve", [str(self.opened.path), *named], folder.name)
            self._step = "unpack"

    def _look_for_evidence(self, name: str) -> None:
        """Whether the evidence that this name asks for was unpacked beside the set, now or another day."""
        self.evidence = None if self.opened is None else unpacked_evidence(self.opened, name)

    def close(self) -> None:
        """Back to the beginning; answers that were not handed in are kept for the next time."""
        self.forget()
        self.marked, self.submissions, self.exchange, self.steps = None, (), None, None
        self.written, self.uncertified, self.outdated = (), (), ()
        self.changed.emit()

    def hand_in(self, name: str) -> None:
        """Sign the answers and write the submission beside the class set."""
        if self.opened is None or (name != self.name and not self.rename(name)):
            return
        self._handing_in = self.kept.digest
        out = _free(self.opened.path.parent, name)
        arguments = [str(self.opened.path), "--name", name, "--kept", "-o", str(out)]
        self._run("solve", arguments, out.name)

    def mark(self, paths: Sequence[Path]) -> None:
        """Mark submissions, or all in a folder; a class set among them is the one that they answer."""
        sets = [path for path in paths if path.suffix == SET_SUFFIX]
        self.submissions = tuple(path for path in paths if path not in sets) or tuple(paths)
        self._set_file = sets[0] if sets and len(paths) > 1 else None
        self._mark_again()

    def follow_language(self) -> None:
        """Mark again what was marked in another language: titles and explanations stand in that."""
        if self.marked is not None and self._marked_in != current().language and not self.running:
            self._mark_again()

    def give_points(self, points: Mapping[Path, Mapping[str, str]]) -> None:
        """Keep the trainer's own credit (0 to 1) for answers of submissions, and mark the class again."""
        try:
            for path, given in points.items():
                give_credits(path, given, set_file=self._set_file)
        except ForensicsError as e:
            self._fail(e)
            return
        self._mark_again()

    def _mark_again(self) -> None:
        self._run("mark", [*self._marked_arguments()], self.submissions[0].name)

    def _marked_paths(self) -> tuple[Path, ...]:
        return self.submissions if self._set_file is None else (*self.submissions, self._set_file)

    def _marked_arguments(self) -> list[str]:
        given = [] if self._set_file is None else ["--set", str(self._set_file)]
        return [*map(str, self.submissions), *given]

    def write_tables(self, out: Path) -> None:
        """Results and difficulty as CSV."""
        self._report("--csv", out)

    def write_certificates(self, folder: Path) -> None:
        """A signed PDF for each trainee."""
        self._report("--certificates", folder, "--pass-mark", str(self.pass_mark))

    def _report(self, option: str, out: Path, *more: str) -> None:
        self._run("report", [*self._marked_arguments(), option, str(out), *more], out.name)

    def follow_exchange(self, sides: ExchangeSides | None = None) -> None:
        """Show the exercise between two laboratories, and look its steps up where a side is named. What it is
        looked up in is remembered from the first one on, for when somebody goes on with it.
        """
        if sides is not None:
            last = self.last_exercise
            begins_anew = self.exchange is None and sides == ExchangeSides()
            if not begins_anew and (last is None or sides != last.sides):
                keep_exercise(self._settings, LastExercise(sides))
        if sides is not None or self.exchange is None:
            self.exchange, self.steps, self.empty = sides or ExchangeSides(), None, ()
        if self.exchange.named:
            self.steps = None
            self._run("exercise", self.exchange.arguments(), tr("Two laboratories"))
        else:
            self.changed.emit()

    @property
    def last_exercise(self) -> LastExercise | None:
        """The exercise that can be gone on with, now or another day."""
        return last_exercise(self._settings)

    def _take_steps(self, steps: list[dict[str, Any]]) -> None:
        self.steps = steps
        if self.exchange is not None:
            done = sum(map(is_done, steps))
            read_at = utc_text(self._clock.now())
            keep_exercise(self._settings, LastExercise(self.exchange, done, len(steps), read_at))

    def _run(self, step: str, arguments: Sequence[str], subject: str, *, then: str = "") -> None:
        """`then`: what its end is, where one step of the command line serves two purposes."""
        if self._start(JobKind.TRAINING, ["train", step, *arguments], subject):
            self._step, self.written, self.uncertified, self.outdated = then or step, (), (), ()
            self.changed.emit()

    def _ended(self, ending: Ending) -> None:
        if ending.kind is not JobKind.TRAINING:
            return
        values = None if ending.result is None else ending.result.values
        if values is not None and self._step == "drill":
            self.open(Path(values["set"]))
        elif values is not None and self._step == "drill-class" and self._drills_asked is not None:
            self.drills_made = replace(self._drills_asked, folder=Path(values["folder"]))
        elif values is not None and self._step == "solve" and self.marks_here:
            self.mark([Path(values["path"])])
            return
        elif self._step == "unpack":
            self._look_for_evidence(self.name)
        elif values is not None and self._step == "solve":
            self.submissions = (Path(values["path"]),)
            self.note_handed_in(self.submissions[0], self._handing_in)
        elif values is not None and self._step == "new":
            self.made, self.made_alike = Path(values["path"]), tuple(values["same_in_variants"])
        elif values is not None and self._step == "mark":
            self.marked, self._marked_in = values, current().language
            self.recent.note_marked(self._marked_paths())
        elif values is not None and self._step == "report":
            self.written = tuple(Path(path) for path in values["files"])
            self.uncertified = tuple(values["without_certificate"])
            self.outdated = tuple(Path(path) for path in values["outdated_certificates"])
        elif values is not None and self._step == "exercise":
            self._take_steps(values["steps"])
            self.empty = tuple(Path(path) for path in values["empty"])
            self.uncounted = values["uncounted"]
        self.changed.emit()


def is_done(step: Mapping[str, Any]) -> bool:
    """Whether the records show a step of the exercise between two laboratories."""
    return str(step["done"]).lower() == "true"


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
