"""A class set being answered in the window: by whom, what was answered, and what is kept of the way there.

What is answered is kept at once. The clock of a question runs from when it was first opened, whether the
window is open or not; answers that would not count any more are not taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from forensics_app.errors import ForensicsError
from forensics_app.i18n import current
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.i18n.training import task_text
from forensics_app.model.artifact import Artifact
from forensics_app.model.times import Clock, utc_text
from forensics_app.services.training.class_files import OpenedSet, kept_set, read_class_set
from forensics_app.services.training.kept_answers import (
    KeptAnswers,
    keep_answers,
    kept_trainees,
    make_holder,
    read_kept,
    rename_kept,
)
from forensics_app.services.training.solving import Asked, questions_of
from forensics_app.services.training.trail import place_text, tasks_of_case
from forensics_app.training.answer import Answer
from forensics_app.training.limits import Standing, standing
from forensics_app.training.sets.class_set import Task
from ui.jobs.child_job import Trouble


@dataclass(frozen=True, slots=True)
class OtherCase:
    """The open case, which is of `tasks` alone, none of them the one asked about; `own` is the trainee's case
    with the evidence of that.
    """

    path: Path
    tasks: tuple[Asked, ...]
    own: Path | None


LOOKED_AT_MS = 1000
"""How long an artifact is shown before the trail says that it was opened: not while a list is passed over."""


def task_name(asked: Asked) -> str:
    """What people call the task of a question: a drill by its number."""
    return task_text(asked.task.task_id, dict(asked.task.exercise.title.by_language), current())


class Answering(QObject):
    """`changed` whenever there is something else to show; `failed` with a Trouble.

    `kept` are the answers of whoever works on the set. `began` is False as long as nobody said who that is.
    """

    changed = Signal()
    failed = Signal(object)
    answered = Signal()  # an answer was given or a hint shown
    begun = Signal()  # somebody else works on the set from now on
    asked_for = Signal()  # another question is shown in the panel
    case_taken = Signal()  # another case is open, or none
    case_wanted = Signal(object)  # the path of one that shall be opened

    def __init__(self, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._clock = clock
        self.opened: OpenedSet | None = None
        self.kept = KeptAnswers("")
        self.began = False
        self.number = 0
        self.selection: Callable[[], list[tuple[str, Artifact]]] = list
        self._attempted: set[str] = set()  # places answered since the question was turned to
        self._case: Path | None = None  # the open one, where it is of this set's evidence
        self._tasks_here: frozenset[str] = frozenset()  # whose evidence the open case has
        self._shown, self._chosen_at = "", ""  # the artifact that is shown, and since when if it was chosen
        self._looking = QTimer(self)
        self._looking.setSingleShot(True)
        self._looking.setInterval(LOOKED_AT_MS)
        self._looking.timeout.connect(self._looked)

    @property
    def name(self) -> str:
        """Of whoever works on the set; '' as long as nobody said it."""
        return self.kept.trainee

    @property
    def marks_here(self) -> bool:
        """Whether the set in work was made on this computer, so that it is marked here too."""
        return self.opened is not None and kept_set(self.opened.class_set.set_id).is_file()

    def questions(self) -> tuple[Asked, ...]:
        """What is asked of whoever works on the set."""
        return () if self.opened is None or not self.began else questions_of(self.opened, self.name)

    def trainees(self) -> tuple[KeptAnswers, ...]:
        """Who has begun the set on this computer."""
        return () if self.opened is None else kept_trainees(self.opened)

    # --- who it is ---------------------------------------------------------------------------------

    def take_set(self, path: Path) -> None:
        """Open a class set. Raises ClassSetDamagedError.

        Drills for oneself begin at once; else somebody has to say who they are: the variant follows from it,
        and another one at this computer may have begun.
        """
        self.opened = read_class_set(path)
        self.began, self.number, self._case, self.kept = False, 0, None, KeptAnswers("")
        if self.marks_here and self.opened.class_set.variants == 1 and not self.trainees():
            self.begin("")

    def begin(self, name: str, organisation: str = "") -> None:
        """Go on with what was kept under a name, or begin."""
        if self.opened is None:
            return
        try:
            self.kept = read_kept(self.opened, make_holder(name, organisation), clock=self._clock)
        except ForensicsError as e:
            self._fail(e)
            return
        self.began = True
        self._attempted.clear()
        self._shows_nothing()
        self.begun.emit()
        self.changed.emit()

    def rename(self, name: str) -> bool:
        """Give the answers another name; whether that was done."""
        if self.opened is None:
            return False
        try:
            self.kept = rename_kept(self.opened, self.kept, make_holder(name, self.kept.organisation))
        except ForensicsError as e:
            self._fail(e)
            return False
        return True

    def same_variant(self, name: str) -> bool:
        """Whether another name is asked the same questions."""
        if self.opened is None:
            return True
        class_set = self.opened.class_set
        return class_set.variant_of(name) == class_set.variant_of(self.name)

    def forget(self) -> None:
        """No set is in work any more; what was answered is kept for the next time."""
        self.opened, self.began, self.kept, self._case = None, False, KeptAnswers(""), None
        self._shows_nothing()

    # --- questions ---------------------------------------------------------------------------------

    def number_of(self, asked: Asked) -> tuple[int, int]:
        """Which question of its task one is, from 1, and how many that task has: as marking calls it."""
        places = [one.place for one in self.questions() if one.task.task_id == asked.task.task_id]
        return places.index(asked.place) + 1, len(places)

    def current(self) -> Asked | None:
        """The question that the panel shows."""
        asked = self.questions()
        return asked[self.number] if self.number < len(asked) else None

    def go_to(self, number: int) -> None:
        """Show another question in the panel."""
        if 0 <= number < len(self.questions()):
            self.number = number
            self.turn()
            self.asked_for.emit()

    def go_to_task(self, task_id: str) -> None:
        """Show the first question of a task in the panel, if it shows another task's."""
        asked = self.current()
        if asked is not None and asked.task.task_id != task_id:
            found = (n for n, one in enumerate(self.questions()) if one.task.task_id == task_id)
            self.go_to(next(found, self.number))

    def turn(self) -> None:
        """Other questions are shown: what is answered from now on is another attempt."""
        self._attempted.clear()

    def standing(self, asked: Asked) -> Standing:
        """Time and attempts that are left for a question."""
        return standing(
            asked.question,
            self.kept.answers.get(asked.place),
            seconds_open=self.kept.seconds_open(asked.place, self._clock.now()),
            same_attempt=asked.place in self._attempted,
        )

    def open_question(self, asked: Asked) -> None:
        """A question is shown: its clock begins, if it wasn't opened before."""
        if self.opened is not None and asked.place not in self.kept.opened_at:
            self._keep(self.kept.with_opened(asked.place, at=self._now()))

    def give(self, asked: Asked, answer: Answer) -> bool:
        """Take an answer and keep it at once; False where it would not count any more."""
        before = self.kept.answers.get(asked.place)
        if before is None and answer.empty:
            return True
        if before is not None and before.said == answer.said:
            return True
        stands = self.standing(asked)
        if not stands.takes_answers:
            return False
        answer = replace(
            answer,
            tries=stands.attempt,
            hints=0 if before is None else before.hints,
            seconds=self.kept.seconds_open(asked.place, self._clock.now()) or 0,
        )
        first = asked.place not in self._attempted
        self._attempted.add(asked.place)
        kept = self.kept.with_answer(asked.place, answer)
        self._keep(kept.with_step("answered", asked.place, at=self._now()) if first else kept)
        return True

    def take_hint(self, asked: Asked) -> None:
        """Show one more hint of a question; it is counted."""
        before = self.kept.answers.get(asked.place) or Answer(asked.question.question_id, tries=0)
        if before.hints < len(asked.question.hints) and self.standing(asked).takes_answers:
            kept = self.kept.with_answer(asked.place, replace(before, hints=before.hints + 1))
            self._keep(kept.with_step("hint", asked.place, at=self._now()))
            self.asked_for.emit()

    def note_handed_in(self, path: Path, digest: str) -> None:
        """A submission was written, of answers with this digest."""
        self._keep(replace(self.kept, handed_in=str(path), handed_in_digest=digest))

    def is_answered(self, asked: Asked) -> bool:
        """Whether a question has an answer."""
        answer = self.kept.answers.get(asked.place)
        return answer is not None and not answer.empty

    # --- the trail ---------------------------------------------------------------------------------

    def note(self, what: str, subject: str) -> None:
        """An entry of the trail: something that was done in the window while a set is answered."""
        if self.opened is not None and self.began:
            self._keep(self.kept.with_step(what, subject, at=self._now()))

    def take_case(self, path: Path, sources: Iterable[Path]) -> None:
        """The case that is open now: its trail is handed in too, where it is of this set's evidence."""
        if path != self._case:
            self._shows_nothing()
        self._case = None
        self._take_tasks(frozenset())
        if self.opened is None or not self.began:
            return
        class_set = self.opened.class_set
        tasks = class_set.tasks_of(class_set.variant_of(self.name))
        others = (one for one in self.trainees() if one.trainee != self.name)
        if any(str(path) in one.cases for one in others):
            return  # what was done in it is the work of whoever took a turn before
        here = tasks_of_case(sources, tasks)
        if here:
            self._case = path
            kept = self.kept.with_case(str(path), here)
            if kept != self.kept:
                self._keep(kept)
        self._take_tasks(here)

    def leave_case(self) -> None:
        """No case is open, or another is about to be."""
        self._take_tasks(frozenset())

    def _take_tasks(self, here: frozenset[str]) -> None:
        if here != self._tasks_here:
            self._tasks_here = here
            self.case_taken.emit()

    def case_of_other_task(self, asked: Asked) -> OtherCase | None:
        """The open case, where it is known to be of other tasks than that of a question."""
        if self._case is None or not self._tasks_here or asked.task.task_id in self._tasks_here:
            return None
        firsts = {one.task.task_id: one for one in reversed(self.questions())}
        tasks = tuple(one for task_id, one in reversed(firsts.items()) if task_id in self._tasks_here)
        own = [path for path in self.cases_of(asked.task) if path != self._case]
        known = [path for path in own if str(path) in self.kept.case_tasks]
        return OtherCase(self._case, tasks, known[-1] if known else None)

    def cases_of(self, task: Task) -> list[Path]:
        """The trainee's cases with the evidence of a task, and those of which that is not known."""
        noted = self.kept.case_tasks
        paths = [Path(one) for one in self.kept.cases if task.task_id in noted.get(one, (task.task_id,))]
        return [path for path in paths if path.is_dir()]

    def look_at(self, source: str, artifact: Artifact, *, chosen: bool = True) -> None:
        """An artifact is shown; after a moment it counts as opened, from when it was chosen. One that nobody
        chose, such as the first of another list, doesn't.
        """
        if self._case is None or not self.began:
            return
        shown = place_text(source, artifact)
        if shown == self._shown and (self._chosen_at or not chosen):
            return
        self._looking.stop()
        self._shown, self._chosen_at = shown, self._now() if chosen else ""
        if chosen:
            self._looking.start()

    def use_selection(self) -> list[tuple[str, Artifact]]:
        """What is selected, to be answered with: whoever does that has looked at it."""
        chosen = self.selection()
        if any(place_text(*one) == self._shown for one in chosen):
            self._looking.stop()
            self._looked()
        return chosen

    def _looked(self) -> None:
        last = next((step for step in reversed(self.kept.trail) if step.what == "opened"), None)
        if self._case is not None and (last is None or last.subject != self._shown):
            self._keep(self.kept.with_step("opened", self._shown, at=self._chosen_at or self._now()))

    def _shows_nothing(self) -> None:
        """Another trainee, or another case."""
        self._looking.stop()
        self._shown = self._chosen_at = ""

    def _now(self) -> str:
        return utc_text(self._clock.now())

    def _keep(self, kept: KeptAnswers) -> None:
        self.kept = kept
        if self.opened is not None:
            try:
                keep_answers(self.opened, kept)
            except ForensicsError as e:
                self._fail(e)
        self.answered.emit()

    def _fail(self, error: ForensicsError) -> None:
        self.failed.emit(Trouble(window_sentence(error), repr(error), error.code))
