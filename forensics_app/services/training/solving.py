"""A trainee's side: the questions of a set, and the signed submission."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from forensics_app.errors import QuestionUnknownError
from forensics_app.model.times import Clock, utc_text
from forensics_app.seal.certificates.making import Holder
from forensics_app.seal.home import home_folder
from forensics_app.services.training.class_files import OpenedSet, read_class_set, write_answers
from forensics_app.services.training.trail import bounded, since
from forensics_app.services.training.typed_answers import read_typed
from forensics_app.training.answer import Answer
from forensics_app.training.identity_files import trainee_identity
from forensics_app.training.question import Question
from forensics_app.training.sets.class_set import Task
from forensics_app.training.sets.submission import Submission, TrailEntry


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a trainee's tasks; `place` is how an answer names it (`drill-01.verdict`)."""

    place: str
    task: Task
    question: Question


def questions_of(opened: OpenedSet, trainee: str) -> tuple[Asked, ...]:
    """What a trainee of this name is asked, in order."""
    variant = opened.class_set.variant_of(trainee)
    return tuple(
        Asked(f"{task.task_id}.{question.question_id}", task, question)
        for task in opened.class_set.tasks_of(variant)
        for question in task.exercise.questions
    )


def read_all_typed(opened: OpenedSet, trainee: str, typed: Mapping[str, str]) -> dict[str, list[Answer]]:
    """Typed answers by task. Raises QuestionUnknownError, UsageError."""
    known = {asked.place: asked for asked in questions_of(opened, trainee)}
    answers: dict[str, list[Answer]] = {}
    for place, text in typed.items():
        if place not in known:
            raise QuestionUnknownError(path=str(opened.path), question=place)
        asked = known[place]
        answers.setdefault(asked.task.task_id, []).append(read_typed(asked.question, text))
    return answers


def submit(
    set_file: Path,
    out: Path,
    *,
    trainee: Holder,
    answers: Mapping[str, Sequence[Answer]],
    trail: Iterable[TrailEntry] = (),
    begun_at: str | None = None,
    clock: Clock,
) -> Submission:
    """Sign the answers with the trainee's training identity, and write the submission to a new file.

    Of the trail, what was done before the trainee began is left out; where nobody noted when that was, what
    was done before there was a class set.

    Raises ClassSetDamagedError, OutputExistsError, OutputNotWritableError, DiskFullError, UsageError.
    """
    opened = read_class_set(set_file)
    now = clock.now()
    value = Submission(
        set_id=opened.class_set.set_id,
        set_sha256=opened.sha256,
        trainee=trainee.name,
        organisation=trainee.organisation or "",
        variant=opened.class_set.variant_of(trainee.name),
        begun_at=begun_at or utc_text(now),
        submitted_at=utc_text(now),
        answers=tuple((task, tuple(given)) for task, given in answers.items()),
        trail=bounded(since(trail, begun_at or opened.class_set.made_at)),
    )
    write_answers(out, value, trainee_identity(home_folder(), trainee, now=now), at=now)
    return value
