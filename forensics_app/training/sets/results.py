"""Marking one submission against the answer key, and a class against itself."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from forensics_app.training.marking import Mark, mark_answer
from forensics_app.training.sets.answer_key import AnswerKey
from forensics_app.training.sets.class_set import ClassSet
from forensics_app.training.sets.submission import Submission

Place = tuple[str, str]  # the ids of task and question
_HUNDRED, _TENTH, _THOUSANDTH = 100, Decimal("0.1"), Decimal("0.001")


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
    def share(self) -> Fraction:
        """The points of those possible, exactly: what a pass mark is compared with."""
        return Fraction(self.points) / Fraction(self.possible) if self.possible else Fraction(0)

    @property
    def percent(self) -> Decimal:
        """The share with one decimal, for people."""
        return _rounded(self.share * _HUNDRED, _TENTH)

    @property
    def open_places(self) -> tuple[Place, ...]:
        return tuple(place for place, mark in self.marks if mark.points is None)


@dataclass(frozen=True, slots=True)
class Difficulty:
    """How a class did on one question. `answered` of `asked`; `share` is the mean of what was got of its
    points, from 0 to 1. Nothing is known of it while sentences are `unmarked`: then `share` is None.

    `places` are where it was asked, one for each variant; `place` is that of the first variant in the set.
    """

    place: Place
    places: tuple[Place, ...]
    asked: int
    answered: int
    right: int
    share: Decimal | None
    unmarked: int = 0


def mark_submission(
    class_set: ClassSet,
    key: AnswerKey,
    submission: Submission,
    *,
    fingerprint: str,
    credits: Mapping[Place, Decimal] | None = None,
    carried: Mapping[Place, Decimal] | None = None,
) -> Result:
    """The marks of every question of the trainee's variant; `credits` are the trainer's own words (0 to 1);
    `carried` those for the same sentences in other submissions of the trainee, where there is none for this.

    The variant is the one that the trainee's name gives, whatever the submission states.
    """
    own = credits or {}
    given = {**(carried or {}), **own}
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
                carried_over=place not in own,
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


def difficulties(results: Sequence[Result], first_of: Mapping[str, str]) -> tuple[Difficulty, ...]:
    """Of every question that anybody of these was asked, over all variants, in the order of the set.

    `first_of` says which task of the first variant each task is (`ClassSet.first_of`).
    """
    found: dict[Place, list[tuple[Place, Mark]]] = {}
    for result in results:
        for (task_id, question_id), mark in result.marks:
            place = (first_of[task_id], question_id)
            found.setdefault(place, []).append(((task_id, question_id), mark))
    tasks = {task_id: number for number, task_id in enumerate(first_of)}
    order = sorted(found, key=lambda place: tasks[place[0]])  # stable: questions stay as they are asked
    return tuple(_difficulty(place, found[place]) for place in order)


def _difficulty(place: Place, asked: Sequence[tuple[Place, Mark]]) -> Difficulty:
    marks = [mark for _, mark in asked]
    answered = [mark for mark in marks if "unanswered" not in mark.remarks]
    marked = [
        Fraction(mark.points) / Fraction(mark.possible)
        for mark in marks
        if mark.points is not None and mark.possible
    ]
    unmarked = sum(mark.points is None for mark in marks)
    known = marked and not unmarked
    share = _rounded(sum(marked, Fraction(0)) / len(marked), _THOUSANDTH) if known else None
    right = sum(mark.credit is not None and mark.credit >= 1 for mark in marks)
    places = tuple(sorted({one for one, _ in asked}))
    return Difficulty(place, places, len(marks), len(answered), right, share, unmarked)


def _rounded(value: Fraction, to: Decimal) -> Decimal:
    """Half up, as everybody does it by hand."""
    return Decimal(math.floor(value / Fraction(to) + Fraction(1, 2))) * to
