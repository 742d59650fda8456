"""Questions, truths and answers as JSON: what is written is read back, and strangers' values have bounds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from forensics_app.training import json_forms
from forensics_app.training.answer import Answer
from forensics_app.training.json_forms import FormError
from forensics_app.training.question import Choice, Hint, Question, QuestionKind
from forensics_app.training.scenario import EvidenceFile, Exercise
from forensics_app.training.truth import (
    ArtifactPlace,
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
from forensics_app.training.words import Words, words

PLACE = ArtifactPlace("laptop.raw", "/a:b", "a" * 64)
TRUTHS: dict[QuestionKind, Truth] = {
    QuestionKind.ARTIFACT: ArtifactTruth((PLACE,)),
    QuestionKind.ARTIFACTS: ArtifactsTruth((PLACE,), (ArtifactPlace("", "/c"),)),
    QuestionKind.TIME: TimeTruth(datetime(2026, 3, 29, 1, 30, tzinfo=UTC), 60, zone_known=False),
    QuestionKind.PLACE: PlaceTruth(51.0123, -1.4567, 200),
    QuestionKind.NUMBER: NumberTruth(Decimal("4860.00"), near=Decimal(10)),
    QuestionKind.CHOICE: ChoiceTruth("a", (("b", Decimal("0.5")),)),
    QuestionKind.ORDER: OrderTruth(("a", "b")),
    QuestionKind.SEAL_CODE: SealCodeTruth(("0" * 64,)),
    QuestionKind.SENTENCE: SentenceTruth("It was reused."),
}


def question(kind: QuestionKind) -> Question:
    return Question(
        f"q-{kind}",
        kind,
        words(en="What?", ar="ماذا؟"),
        Decimal("2.5"),
        (Hint(words(en="Look."), Decimal("0.5")),),
        tries=3,
        time_limit_s=600,
        choices=(Choice("a", words(en="A")), Choice("b", words(en="B"))),
        solve_it=("DFT-1059",),
        explanation=words(en="Because."),
    )


EXERCISE = Exercise(
    "fraud",
    1,
    "seed",
    words(en="Fraud"),
    words(en="Brief"),
    60,
    (EvidenceFile("laptop.raw", 10, "b" * 64),),
    tuple(question(kind) for kind in QuestionKind),
    tuple((f"q-{kind}", truth) for kind, truth in TRUTHS.items()),
)


def through_json(value: object) -> Any:
    return json.loads(json.dumps(value))


def test_an_exercise_comes_back_as_it_was() -> None:
    values = through_json(json_forms.exercise_values(EXERCISE))
    truths = through_json(json_forms.truths_values(EXERCISE))
    assert json_forms.read_exercise(values, truths) == EXERCISE


def test_what_a_trainee_gets_holds_no_truth() -> None:
    text = json.dumps(json_forms.exercise_values(EXERCISE))
    assert "a" * 64 not in text
    assert "4860" not in text
    assert json_forms.read_exercise(json.loads(text)).truths == ()


@pytest.mark.parametrize("kind", QuestionKind)
def test_an_answer_comes_back_as_it_was(kind: QuestionKind) -> None:
    answer = Answer(f"q-{kind}", "2026-03-29", (PLACE,), ("a",), 2, 1, 59)
    assert json_forms.read_answer(through_json(json_forms.answer_values(answer))) == answer


GOOD = json_forms.answer_values(Answer("q1", "x"))
ONE_PLACE = {"source": "", "path": "/a", "sha256": None}


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {},
        {**GOOD, "tries": -1},
        {**GOOD, "tries": 10**9},
        {**GOOD, "tries": "1"},
        {**GOOD, "text": "x" * 20_001},
        {**GOOD, "text": 1},
        {**GOOD, "choice_ids": ["a"] * 1001},
        {**GOOD, "artifacts": [ONE_PLACE] * 1001},
        {**GOOD, "artifacts": [{**ONE_PLACE, "path": "x" * 20_001}]},
        {**GOOD, "artifacts": "all"},
    ],
)
def test_answers_beyond_any_bound_are_refused(answer: object) -> None:
    with pytest.raises(FormError):
        json_forms.read_answer(answer)


@pytest.mark.parametrize(
    "changed", [{"points": "NaN"}, {"points": "-1"}, {"try_cost": "Infinity"}, {"kind": "x"}]
)
def test_questions_with_impossible_values_are_refused(changed: dict[str, object]) -> None:
    with pytest.raises(FormError):
        json_forms.read_question(
            {**through_json(json_forms.question_values(question(QuestionKind.TIME))), **changed}
        )


def test_an_exercise_with_a_question_without_truth_is_refused() -> None:
    values, truths = json_forms.exercise_values(EXERCISE), json_forms.truths_values(EXERCISE)
    truths.pop("q-time")
    with pytest.raises(FormError, match="no truth for q-time"):
        json_forms.read_exercise(values, truths)
    with pytest.raises(FormError):
        json_forms.read_exercise({**values, "questions": values["questions"] * 60})
    with pytest.raises(FormError, match="two questions"):
        json_forms.read_exercise({**values, "questions": values["questions"] * 2})


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e40"])
def test_a_truth_is_a_number(value: str) -> None:
    with pytest.raises(FormError):
        json_forms.read_truth(QuestionKind.NUMBER, {"value": value})


def test_words_fall_back_to_english_and_are_filled() -> None:
    text = Words((("en", "Pay {sum} to {who}"), ("fr", "Payez {sum} à {who}")))
    filled = text.filled({"sum": "5", "who": "{x}"})
    assert filled.in_language("fr") == "Payez 5 à {x}"
    assert filled.in_language("de") == "Pay 5 to {x}"
    with pytest.raises(KeyError):
        text.filled({"sum": "5"})
    with pytest.raises(ValueError, match="field"):
        words(en="{a.b}").filled({"a": "x"})
