"""What an answer is worth: the one judge of answers, the same at the trainee's desk and at the trainer's.

Credit (0 to 1) says how right an answer is; points are the question's points times the credit, less what
hints and further tries cost, never below zero. Amounts are decimal and rounded down to hundredths.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from fractions import Fraction

from forensics_app.training import comparing
from forensics_app.training.answer import Answer
from forensics_app.training.question import Question
from forensics_app.training.truth import (
    ArtifactsTruth,
    ArtifactTruth,
    ChoiceTruth,
    NumberTruth,
    OrderTruth,
    PlaceTruth,
    SealCodeTruth,
    SentenceTruth,
    TimeTruth,
    Truth,
)

PASS_PERCENT = 60
"""From which share of the points on a certificate says that somebody passed, unless another is chosen."""

_HUNDREDTH = Decimal("0.01")


class Remark(StrEnum):
    """Why an answer got what it got; a mark may have several."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNANSWERED = "unanswered"
    NOT_READABLE = "not-readable"  # a time, place or number that is none
    OTHER_COPY = "other-copy"  # the right content at another place
    MISSING_SOME = "missing-some"
    NAMED_TOO_MANY = "named-too-many"
    ZONE_MISSING = "zone-missing"
    ZONE_WRONG = "zone-wrong"
    ZONE_INVENTED = "zone-invented"  # the evidence doesn't say it
    NEARLY = "nearly"
    HINTS = "hints"
    FURTHER_TRIES = "further-tries"
    TOO_MANY_TRIES = "too-many-tries"
    LATE = "late"
    TIME_UNKNOWN = "time-unknown"  # the question has a time limit, and nobody kept the time
    FOR_THE_TRAINER = "for-the-trainer"
    BY_THE_TRAINER = "by-the-trainer"
    CARRIED_OVER = "carried-over"  # given for the same sentence in another submission


@dataclass(frozen=True, slots=True)
class Mark:
    """What one answer got. `points` of `possible`; None as long as the trainer hasn't read a sentence."""

    question_id: str
    points: Decimal | None
    possible: Decimal
    credit: Decimal | None
    remarks: tuple[Remark, ...]


def mark_answer(
    question: Question,
    truth: Truth,
    answer: Answer | None,
    *,
    sealed_codes: Collection[str] = (),
    trainer_credit: Decimal | None = None,
    carried_over: bool = False,
) -> Mark:
    """Mark one answer; None is no answer.

    `sealed_codes` are the seal codes of what the trainee sealed, by the trail, for a SealCodeTruth without
    codes. `trainer_credit` (0 to 1) is the trainer's own word and goes before what the program would say;
    `carried_over`: it was given for the same sentence in another submission.
    """
    if answer is None or answer.empty:
        return _mark(question, Fraction(0), answer, (Remark.UNANSWERED,))
    if trainer_credit is not None:
        why = (Remark.BY_THE_TRAINER, Remark.CARRIED_OVER) if carried_over else (Remark.BY_THE_TRAINER,)
        return _mark(question, Fraction(trainer_credit), answer, why)
    if isinstance(truth, SentenceTruth):
        return Mark(question.question_id, None, question.points, None, (Remark.FOR_THE_TRAINER,))
    if isinstance(truth, SealCodeTruth) and not truth.codes:
        truth = SealCodeTruth(tuple(sealed_codes))
    credit, remarks = _CREDIT[type(truth)](truth, answer)
    return _mark(question, credit, answer, tuple(Remark(remark) for remark in remarks))


def _mark(question: Question, credit: Fraction, answer: Answer | None, why: tuple[Remark, ...]) -> Mark:
    """Points for a credit, less what help and time cost."""
    remarks = [_grade(credit), *why] if why != (Remark.UNANSWERED,) else list(why)
    points = Fraction(question.points) * credit
    if answer is not None:
        shown = question.hints[: answer.hints]
        if hint_costs := sum((Fraction(hint.cost) for hint in shown), Fraction(0)):
            remarks.append(Remark.HINTS)
        if try_costs := Fraction(question.try_cost) * max(answer.tries - 1, 0):
            remarks.append(Remark.FURTHER_TRIES)
        points = max(points - hint_costs - try_costs, Fraction(0))
        if question.tries is not None and answer.tries > question.tries:
            remarks.append(Remark.TOO_MANY_TRIES)
            points = Fraction(0)
        if question.time_limit_s is not None and answer.seconds is None and not answer.empty:
            remarks.append(Remark.TIME_UNKNOWN)
        elif question.time_limit_s is not None and (answer.seconds or 0) > question.time_limit_s:
            remarks.append(Remark.LATE)
            points = Fraction(0)
    return Mark(question.question_id, _decimal(points), question.points, _decimal(credit), tuple(remarks))


def _grade(credit: Fraction) -> Remark:
    if credit >= 1:
        return Remark.RIGHT
    return Remark.PARTLY if credit > 0 else Remark.WRONG


def _decimal(value: Fraction) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(_HUNDREDTH, rounding=ROUND_DOWN)


_CREDIT: dict[type[Truth], Callable[..., comparing.Credit]] = {
    ArtifactTruth: comparing.artifact,
    ArtifactsTruth: comparing.artifacts,
    TimeTruth: comparing.time,
    PlaceTruth: comparing.place,
    NumberTruth: comparing.number,
    ChoiceTruth: comparing.choice,
    OrderTruth: comparing.order,
    SealCodeTruth: comparing.seal_code,
}
