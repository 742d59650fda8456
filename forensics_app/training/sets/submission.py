"""What one trainee hands in: answers to every task, and the trail of what was done on the way."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from forensics_app.training.answer import Answer
from forensics_app.training.json_forms import FormError, answer_values, read_answer

TYPE = "sealwright/submission/1"
MOST_ANSWERS = 5_000
MOST_TRAIL = 50_000
MAX_SUBMISSION_BYTES = 8 << 20
_LONGEST = 2_000  # characters of a name, a time, a line of the trail


class TooManyAnswersError(Exception):
    """More answers or lines of the trail than any class set asks for."""


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """Something that the trainee did: `at` UTC in sealed form, `what` a word such as `opened`, `tagged`,
    `sealed` or `verified`, `subject` what it was done to (of `sealed`: the seal code, 64 hex digits).
    """

    at: str
    what: str
    subject: str = ""

    @property
    def moment(self) -> str:
        """`at` in a form that sorts as time does: a whole second has no point, and sorts after its parts."""
        return self.at.removesuffix("Z")


@dataclass(frozen=True, slots=True)
class Submission:
    """`set_sha256` is the digest of the class set's signed text; `answers` are by task."""

    set_id: str
    set_sha256: str
    trainee: str
    organisation: str
    variant: int
    begun_at: str
    submitted_at: str
    answers: tuple[tuple[str, tuple[Answer, ...]], ...] = ()
    trail: tuple[TrailEntry, ...] = ()

    def answer_of(self, task_id: str, question_id: str) -> Answer | None:
        """The answer to one question; None where there is none."""
        answers = dict(self.answers).get(task_id, ())
        return next((one for one in answers if one.question_id == question_id), None)

    @property
    def sealed_codes(self) -> tuple[str, ...]:
        """Seal codes of what was sealed, by the trail."""
        return tuple(entry.subject for entry in self.trail if entry.what == "sealed" and entry.subject)


def write_submission(value: Submission) -> bytes:
    """The text that the trainee signs."""
    document = {
        "type": TYPE,
        "set_id": value.set_id,
        "set_sha256": value.set_sha256,
        "trainee": value.trainee,
        "organisation": value.organisation,
        "variant": value.variant,
        "begun_at": value.begun_at,
        "submitted_at": value.submitted_at,
        "answers": {task_id: [answer_values(one) for one in answers] for task_id, answers in value.answers},
        "trail": [[entry.at, entry.what, entry.subject] for entry in value.trail],
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def read_submission(data: bytes) -> Submission:
    """Raises FormError, TooManyAnswersError."""
    try:
        value = json.loads(data)
        if value["type"] != TYPE:
            raise FormError("type")
        answers, trail = value["answers"], value["trail"]
        if sum(len(one) for one in answers.values()) > MOST_ANSWERS or len(trail) > MOST_TRAIL:
            raise TooManyAnswersError
        return Submission(
            set_id=_text(value["set_id"]),
            set_sha256=_text(value["set_sha256"]),
            trainee=_text(value["trainee"]),
            organisation=_text(value["organisation"]),
            variant=_variant(value["variant"]),
            begun_at=_text(value["begun_at"]),
            submitted_at=_text(value["submitted_at"]),
            answers=tuple(
                (_text(task), tuple(read_answer(one) for one in given)) for task, given in answers.items()
            ),
            trail=tuple(TrailEntry(*map(_text, entry)) for entry in trail),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as e:
        raise FormError(str(e)) from e


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise FormError("text")
    return value


def _variant(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= 1000:
        raise FormError("variant")
    return value
