"""A question of an exercise: what is asked, how it is answered, and what hints, tries and time cost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from forensics_app.training.words import Words


class QuestionKind(StrEnum):
    """How a question is answered; each kind has its class of truth and its field of an answer."""

    ARTIFACT = "artifact"
    ARTIFACTS = "artifacts"
    TIME = "time"
    PLACE = "place"
    NUMBER = "number"
    CHOICE = "choice"
    ORDER = "order"
    SEAL_CODE = "seal-code"
    SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class Hint:
    """Words that help, and the points that asking for them costs."""

    text: Words
    cost: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the things to choose from (kind `choice`) or to bring into order (kind `order`)."""

    choice_id: str
    text: Words


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `question_id` is unique in its exercise; points have at most two decimal places.

    `tries`: how often an answer may be given, None for any number; `try_cost`: points for each try after the
    first. `time_limit_s`: seconds from opening the question, None for none. `choices` are there for the
    kinds `choice` and `order` alone; `unit` is shown behind a number. `solve_it` are identifiers of the
    SOLVE-IT catalogue (https://github.com/SOLVE-IT-DF/solve-it). `explanation` is shown after marking.
    """

    question_id: str
    kind: QuestionKind
    text: Words
    points: Decimal = Decimal(1)
    hints: tuple[Hint, ...] = ()
    tries: int | None = None
    try_cost: Decimal = Decimal(0)
    time_limit_s: int | None = None
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    solve_it: tuple[str, ...] = ()
    explanation: Words | None = None
