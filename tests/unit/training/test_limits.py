"""Time and attempts of a question, as a trainee is told and as marking counts them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from forensics_app.training.answer import Answer
from forensics_app.training.limits import standing
from forensics_app.training.marking import Remark, mark_answer
from forensics_app.training.question import Question, QuestionKind
from forensics_app.training.truth import NumberTruth
from forensics_app.training.words import words

QUESTION = Question("n", QuestionKind.NUMBER, words(en="?"), tries=2, time_limit_s=60)
TRUTH = NumberTruth(Decimal(7))


@pytest.mark.parametrize(
    ("tries", "same", "attempt", "takes"),
    [(None, False, 1, True), (0, False, 1, True), (1, False, 2, True), (1, True, 1, True),
     (2, True, 2, True), (2, False, 3, False)],
)  # fmt: skip
def test_attempts(tries: int | None, same: bool, attempt: int, takes: bool) -> None:
    answer = None if tries is None else Answer("n", text="7", tries=tries)
    found = standing(QUESTION, answer, seconds_open=0, same_attempt=same)
    assert (found.attempt, found.takes_answers, found.attempts_over) == (attempt, takes, not takes)
    assert found.used == (tries or 0)  # what is said: the one that comes is not used yet


@pytest.mark.parametrize(
    ("seconds", "left", "takes"),
    [(None, 60, False), (0, 60, True), (59, 1, True), (60, 0, False), (99, 0, False)],
)
def test_time(seconds: int | None, left: int, takes: bool) -> None:
    """The clock runs from the first look; before it the question is not even open."""
    found = standing(QUESTION, None, seconds_open=seconds, same_attempt=False)
    assert (found.seconds_left, found.takes_answers) == (left, takes)
    assert found.opened is (seconds is not None)


def test_without_limits_everything_is_taken() -> None:
    free = replace(QUESTION, tries=None, time_limit_s=None)
    found = standing(free, Answer("n", text="1", tries=9), seconds_open=None, same_attempt=False)
    assert found.takes_answers
    assert (found.attempts, found.seconds_left) == (None, None)


@pytest.mark.parametrize(
    ("seconds", "remark", "points"),
    [(59, None, "1.00"), (60, None, "1.00"), (61, Remark.LATE, "0.00"), (None, Remark.TIME_UNKNOWN, "1.00")],
)
def test_what_marking_says_of_the_time(seconds: int | None, remark: Remark | None, points: str) -> None:
    mark = mark_answer(QUESTION, TRUTH, Answer("n", text="7", seconds=seconds))
    assert mark.points == Decimal(points)
    assert [r for r in mark.remarks if r in (Remark.LATE, Remark.TIME_UNKNOWN)] == (
        [remark] if remark else []
    )


def test_a_hint_alone_is_no_attempt() -> None:
    mark = mark_answer(QUESTION, TRUTH, Answer("n", tries=0, hints=1))
    assert mark.remarks == (Remark.UNANSWERED,)
