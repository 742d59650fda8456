"""Marking one submission against the answer key, and a class against itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from forensics_app.training.marking import Mark, mark_answer
from forensics_app.training.sets.answer_key import AnswerKey
from forensics_app.training.sets.class_set import ClassSet
from forensics_app.training.sets.submission import Submission

Place = tuple[str, str]  # the ids of task and question
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Result:
    """What one trainee got. `marks` by task and question in the order of the set; `open_places`: sentences
    that the trainer has still to read, which count as nothing until then.
    """

    trainee: str
    organisation: str
    variant: int
    fingerprint: str
    submitted_at: str
    marks: tuple[tuple[Place, Mark], ...]

    @property
    def points(self) -> Decimal:
        return sum((mark.points or Decimal(0) for _, mark in self.marks), Decimal(0))

    @property
    def possible(self) -> Decimal:
        return sum((mark.possible for _, mark in self.marks), Decimal(0))

    @property
    def percent(self) -> int:
        """Rounded down, so that a hundred means everything."""
        return int(self.points * _HUNDRED / self.possible) if self.possible else 0

    @property
    def open_places(self) -> tuple[Place, ...]:
        return tuple(place for place, mark in self.marks if mark.points is None)


@dataclass(frozen=True, slots=True)
class Difficulty:
    """How a class did on one question. `answered` of `asked`; `share` is the mean of what was got of its
    points, from 0 to 1, None where nobody's answer was marked.
    """

    place: Place
    asked: int
    answered: int
    right: int
    share: Decimal | None


def mark_submission(
    class_set: ClassSet,
    key: AnswerKey,
    submission: Submission,
    *,
    fingerprint: str,
    credits: Mapping[Place, Decimal] | None = None,
) -> Result:
    """The marks of every question of the trainee's variant; `credits` are the trainer's own words (0 to 1).

    The variant is the one that the trainee's name gives, whatever the submission states.
    """
    given = credits or {}
    variant = class_set.variant_of(submission.trainee)
    marks = []
    for task in class_set.tasks_of(variant):
        exercise = key.exercises[task.task_id]
        for question in exercise.questions:
            place = (task.task_id, question.question_id)
            mark = mark_answer(
                question,
                exercise.truth_of(question.question_id),
                submission.answer_of(*place),
                sealed_codes=submission.sealed_codes,
                trainer_credit=given.get(place),
            )
            marks.append((place, mark))
    return Result(
        trainee=submission.trainee,
        organisation=submission.organisation,
        variant=variant,
        fingerprint=fingerprint,
        submitted_at=submission.submitted_at,
        marks=tuple(marks),
    )


def difficulties(results: Sequence[Result]) -> tuple[Difficulty, ...]:
    """Of every question that anybody of these was asked, in the order of the set."""
    places = dict.fromkeys(place for result in results for place, _ in result.marks)
    return tuple(
        _difficulty(place, [dict(r.marks)[place] for r in results if place in dict(r.marks)])
        for place in places
    )


def _difficulty(place: Place, marks: Iterable[Mark]) -> Difficulty:
    all_marks = list(marks)
    answered = [mark for mark in all_marks if "unanswered" not in mark.remarks]
    marked = [mark.points / mark.possible for mark in all_marks if mark.points is not None and mark.possible]
    share = None if not marked else (sum(marked, Decimal(0)) / len(marked)).quantize(Decimal("0.01"))
    right = sum(mark.credit is not None and mark.credit >= 1 for mark in all_marks)
    return Difficulty(place, len(all_marks), len(answered), right, share)
