"""Questions, truths and answers as JSON values, for class files and submissions; read back with limits.

Written and read from the dataclasses' own fields: enums by their values, decimal numbers as strings, times as
ISO 8601, and a truth beside the kind of its question. What is read comes from strangers: whoever reads a file
limits its size first, and here every list, text and number has its bound.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

from forensics_app.training.answer import Answer
from forensics_app.training.question import Question, QuestionKind
from forensics_app.training.scenario import EvidenceFile, Exercise
from forensics_app.training.truth import (
    TRUTH_OF,
    ArtifactPlace,
    ArtifactsTruth,
    ArtifactTruth,
    ChoiceTruth,
    NumberTruth,
    OrderTruth,
    SealCodeTruth,
    Truth,
)
from forensics_app.training.words import Words

MOST_QUESTIONS = 500
MOST_ENTRIES = 1000  # artifacts of an answer, choices, hints
LONGEST_TEXT = 20_000  # characters
MOST_POINTS = Decimal(1000)
MOST_COUNTED = 1_000_000  # tries, hints, seconds

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Head:
    """The fields of an exercise before its questions, in their order."""

    scenario: str
    version: int
    seed: str
    title: Words
    briefing: Words
    minutes: int
    evidence: tuple[EvidenceFile, ...]


class FormError(ValueError):
    """A value that is none of the form's; the message is a technical reason in English."""


def question_values(question: Question) -> dict[str, Any]:
    """A question as JSON values."""
    return _values(question)


def read_question(value: object) -> Question:
    """Raises FormError."""
    question = _read(value, Question)
    amounts = [question.points, question.try_cost, *(hint.cost for hint in question.hints)]
    if not all(amount.is_finite() and 0 <= amount <= MOST_POINTS for amount in amounts):
        raise FormError("points")
    texts = [question.text, *(hint.text for hint in question.hints), *(c.text for c in question.choices)]
    _check_words([*texts, *([question.explanation] if question.explanation else [])])
    _check_texts(
        [question.question_id, question.unit, *question.solve_it, *(c.choice_id for c in question.choices)]
    )
    _check_counts([len(question.hints), len(question.choices), len(question.solve_it)], MOST_ENTRIES)
    _check_counts([question.tries or 1, question.time_limit_s or 1], MOST_COUNTED)
    return question


def truth_values(truth: Truth) -> dict[str, Any]:
    """A truth as JSON values; which class it is says the kind of its question."""
    return _values(truth)


def read_truth(kind: QuestionKind, value: object) -> Truth:
    """Raises FormError."""
    truth: Truth = _read(value, TRUTH_OF[kind])
    if isinstance(truth, NumberTruth):
        amounts = [truth.value, truth.tolerance, truth.near]
        if not all(amount.is_finite() and abs(amount) < Decimal("1e30") for amount in amounts):
            raise FormError("number")
    if isinstance(truth, ChoiceTruth) and not all(
        share.is_finite() and 0 <= share <= 1 for _, share in truth.partly
    ):
        raise FormError("credit")
    match truth:
        case ArtifactTruth(accepted):
            _check_places(accepted)
        case ArtifactsTruth(expected, optional):
            _check_places((*expected, *optional))
        case ChoiceTruth(choice_id, partly):
            _check_texts([choice_id, *(one for one, _ in partly)])
        case OrderTruth(texts) | SealCodeTruth(texts):
            _check_texts(texts)
        case _:
            pass
    return truth


def answer_values(answer: Answer) -> dict[str, Any]:
    """An answer as JSON values."""
    return _values(answer)


def read_answer(value: object) -> Answer:
    """Raises FormError, also for an answer with more entries or a longer text than anyone gives."""
    answer = _read(value, Answer)
    _check_texts([answer.question_id, answer.text, *answer.choice_ids[: MOST_ENTRIES + 1]])
    _check_counts([len(answer.choice_ids)], MOST_ENTRIES)
    _check_places(answer.artifacts)
    _check_counts([answer.tries, answer.hints, answer.seconds or 0], MOST_COUNTED)
    return answer


def exercise_values(exercise: Exercise) -> dict[str, Any]:
    """An exercise without its truths: what a trainee may have."""
    return {**_values(_head_of(exercise)), "questions": [question_values(one) for one in exercise.questions]}


def truths_values(exercise: Exercise) -> dict[str, Any]:
    """The truths of an exercise by the ids of its questions: for the trainer alone."""
    return {question_id: truth_values(truth) for question_id, truth in exercise.truths}


def read_exercise(value: object, truths: object = None) -> Exercise:
    """An exercise, with its truths where `truths` are given. Raises FormError."""
    if not isinstance(value, dict):
        raise FormError("not an object")
    questions = value.get("questions", [])
    if not isinstance(questions, list | tuple) or len(questions) > MOST_QUESTIONS:
        raise FormError("questions")
    read = tuple(read_question(one) for one in questions)
    if len({question.question_id for question in read}) != len(read):
        raise FormError("two questions with one id")
    head = _read(value, _Head)
    _check_texts([head.scenario, head.seed, *(one.name for one in head.evidence)])
    _check_words([head.title, head.briefing])
    _check_counts([len(head.evidence)], MOST_ENTRIES)
    return Exercise(
        scenario=head.scenario,
        version=head.version,
        seed=head.seed,
        title=head.title,
        briefing=head.briefing,
        minutes=head.minutes,
        evidence=head.evidence,
        questions=read,
        truths=_read_truths(read, truths),
    )


def _head_of(exercise: Exercise) -> _Head:
    return _Head(*(getattr(exercise, one.name) for one in fields(_Head)))


def _read_truths(questions: Iterable[Question], truths: object) -> tuple[tuple[str, Truth], ...]:
    if truths is None:
        return ()
    if not isinstance(truths, dict):
        raise FormError("truths")
    try:
        return tuple((q.question_id, read_truth(q.kind, truths[q.question_id])) for q in questions)
    except KeyError as e:
        raise FormError(f"no truth for {e.args[0]}") from e


def evidence_values(evidence: Iterable[EvidenceFile]) -> list[dict[str, Any]]:
    """Files of evidence as JSON values."""
    return [_values(one) for one in evidence]


def _values(value: object) -> dict[str, Any]:
    built: dict[str, Any] = msgspec.to_builtins(value)
    return built


def _read(value: object, kind: type[T]) -> T:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as e:
        raise FormError(str(e)) from e


def _check_counts(counts: Iterable[int], most: int) -> None:
    if not all(0 <= count <= most for count in counts):
        raise FormError("too many")


def _check_texts(texts: Iterable[str]) -> None:
    if any(len(text) > LONGEST_TEXT for text in texts):
        raise FormError("a text is too long")


def _check_words(texts: Iterable[Words]) -> None:
    for text in texts:
        _check_counts([len(text.by_language)], MOST_ENTRIES)
        _check_texts(one for pair in text.by_language for one in pair)


def _check_places(places: tuple[ArtifactPlace, ...]) -> None:
    _check_counts([len(places)], MOST_ENTRIES)
    _check_texts(text for place in places for text in (place.source, place.path, place.sha256 or ""))
