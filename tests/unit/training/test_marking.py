"""What answers are worth: credit by kind, and what hints, tries and time cost."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics_app.i18n.training import ANSWER_FORMS, requested_form
from forensics_app.i18n.translator import translator_for
from forensics_app.report.layout.seal_code import code_rows
from forensics_app.seal.containers.seal_info import show_code
from forensics_app.training.answer import Answer
from forensics_app.training.comparing import distance_m
from forensics_app.training.marking import Mark, Remark, mark_answer
from forensics_app.training.question import Hint, Question, QuestionKind
from forensics_app.training.scenario import Exercise
from forensics_app.training.sets.class_set import ClassSet, Task
from forensics_app.training.sets.results import Result, difficulties
from forensics_app.training.truth import (
    TRUTH_OF,
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
from forensics_app.training.words import words
from tests.world.cases import PROJECT

A = ArtifactPlace("laptop.raw", "/Invoices/one.pdf", "a" * 64)
A_ON_THE_STICK = ArtifactPlace("stick.raw", "/one.pdf", "a" * 64)
B = ArtifactPlace("laptop.raw", "/Invoices/two.pdf", "b" * 64)
C = ArtifactPlace("laptop.raw", "/notes.txt", "c" * 64)
LOST = ArtifactPlace("stick.raw", "/_LAN.TXT", None)
SUMMER = timezone(timedelta(hours=2))
CODE = "0123456789abcdef" * 4


def question(kind: QuestionKind, points: str = "4") -> Question:
    return Question("q1", kind, words(en="What?"), Decimal(points))


def mark(kind: QuestionKind, truth: Truth, **answered: object) -> Mark:
    return mark_answer(question(kind), truth, Answer("q1", **answered))  # type: ignore[arg-type]


def test_every_kind_has_its_truth() -> None:
    assert set(TRUTH_OF) == set(QuestionKind)


def test_no_answer_is_said_to_be_none() -> None:
    for answer in (None, Answer("q1"), Answer("q1", text="  ")):
        got = mark_answer(question(QuestionKind.NUMBER), NumberTruth(Decimal(1)), answer)
        assert (got.points, got.remarks) == (0, (Remark.UNANSWERED,))


@pytest.mark.parametrize(
    ("named", "points", "remarks"),
    [
        ((A,), "4", (Remark.RIGHT,)),
        ((replace(A, source=""),), "4", (Remark.RIGHT,)),
        ((A_ON_THE_STICK,), "2", (Remark.PARTLY, Remark.OTHER_COPY)),
        ((replace(A, sha256="d" * 64),), "0", (Remark.WRONG,)),
        ((B,), "0", (Remark.WRONG,)),
        ((A, B), "0", (Remark.WRONG, Remark.NAMED_TOO_MANY)),
    ],
)
def test_an_artifact(named: tuple[ArtifactPlace, ...], points: str, remarks: tuple[Remark, ...]) -> None:
    got = mark(QuestionKind.ARTIFACT, ArtifactTruth((A,)), artifacts=named)
    assert (got.points, got.remarks) == (Decimal(points), remarks)


def test_an_artifact_whose_content_nobody_can_read_is_named_by_its_path() -> None:
    assert mark(QuestionKind.ARTIFACT, ArtifactTruth((LOST,)), artifacts=(LOST,)).points == 4
    assert mark(QuestionKind.ARTIFACT, ArtifactTruth((LOST,)), artifacts=(C,)).points == 0


@pytest.mark.parametrize(
    ("named", "points", "remarks"),
    [
        ((A, B), "4", (Remark.RIGHT,)),
        ((B, A, A), "4", (Remark.RIGHT,)),
        ((A, B, LOST), "4", (Remark.RIGHT,)),
        ((A,), "2", (Remark.PARTLY, Remark.MISSING_SOME)),
        ((A, C), "0", (Remark.WRONG, Remark.MISSING_SOME, Remark.NAMED_TOO_MANY)),
        ((A, B, C), "2", (Remark.PARTLY, Remark.NAMED_TOO_MANY)),
        ((A, A_ON_THE_STICK), "2", (Remark.PARTLY, Remark.MISSING_SOME, Remark.OTHER_COPY)),
    ],
)
def test_a_set_of_artifacts(
    named: tuple[ArtifactPlace, ...], points: str, remarks: tuple[Remark, ...]
) -> None:
    got = mark(QuestionKind.ARTIFACTS, ArtifactsTruth((A, B), (LOST,)), artifacts=named)
    assert (got.points, got.remarks) == (Decimal(points), remarks)


def test_naming_everything_is_worth_nothing() -> None:
    many = tuple(ArtifactPlace("laptop.raw", f"/{n}", f"{n:064x}") for n in range(500))
    assert mark(QuestionKind.ARTIFACTS, ArtifactsTruth((A, B)), artifacts=(A, B, *many)).points == 0


@pytest.mark.parametrize(
    ("text", "points", "remark"),
    [
        ("2026-07-01T14:30:00+02:00", "4", Remark.RIGHT),
        ("2026-07-01T12:30:00Z", "4", Remark.RIGHT),
        ("2026-07-01 12:30 UTC", "4", Remark.RIGHT),
        ("2026-07-01 14:30 +02:00", "4", Remark.RIGHT),
        ("2026-07-01T17:30:59+05:00", "4", Remark.RIGHT),
        ("01.07.2026 14:30 UTC+2", "4", Remark.RIGHT),
        ("1.7.2026, 14:30:00 +0200", "4", Remark.RIGHT),
        ("2026/07/01 12:30:00 GMT", "4", Remark.RIGHT),
        ("٢٠٢٦-٠٧-٠١ ١٤:٣٠ +٠٢:٠٠", "4", Remark.RIGHT),
        ("07/01/2026 14:30 +02:00", "0", Remark.NOT_READABLE),
        ("2026-07-01T14:30:00", "2", Remark.ZONE_MISSING),
        ("2026-07-01 12:30", "2", Remark.ZONE_MISSING),
        ("2026-07-01T14:30:00Z", "2", Remark.ZONE_WRONG),
        ("2026-07-01T15:30:00Z", "0", Remark.WRONG),
        ("2026-07-01", "0", Remark.NOT_READABLE),
        ("half past two", "0", Remark.NOT_READABLE),
        ("0001-01-01T00:00:00+14:00", "0", Remark.NOT_READABLE),
        ("9999-12-31T23:59:59-12:00", "0", Remark.NOT_READABLE),
    ],
)
def test_a_time_with_its_zone(text: str, points: str, remark: Remark) -> None:
    truth = TimeTruth(datetime(2026, 7, 1, 14, 30, tzinfo=SUMMER), tolerance_s=60)
    got = mark(QuestionKind.TIME, truth, text=text)
    assert got.points == Decimal(points)
    assert remark in got.remarks


def test_a_zone_that_the_evidence_does_not_say_must_not_be_invented() -> None:
    truth = TimeTruth(datetime(2026, 7, 1, 14, 30, tzinfo=UTC), zone_known=False)
    assert mark(QuestionKind.TIME, truth, text="2026-07-01T14:30:00").points == 4
    invented = mark(QuestionKind.TIME, truth, text="2026-07-01T14:30:00Z")
    assert (invented.points, invented.remarks) == (2, (Remark.PARTLY, Remark.ZONE_INVENTED))


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("51.0123, 1.4567", "4"),
        ("51.0123;1.4567", "4"),
        ("51.0123° N, 1.4567° E", "4"),
        ("1.4567 E; 51.0123 N", "4"),
        ("51,0123; 1,4567", "4"),
        ("51,0123, 1,4567", "4"),
        ("51°00'44.3\" N 1°27'24.1\" E", "4"),
        ("N51 0123", "0"),
        ("51.0123 S, 1.4567 E", "0"),
        ("-51.0123 N, 1.4567 E", "0"),
        ("51.02 1.46", "2"),
        ("48.8566, 2.3522", "0"),
        ("1.4567, 51.0123", "0"),
        ("91, 0", "0"),
        ("at sea", "0"),
    ],
)
def test_a_place(text: str, points: str) -> None:
    assert mark(QuestionKind.PLACE, PlaceTruth(51.0123, 1.4567), text=text).points == Decimal(points)


def test_distance_between_two_known_cities() -> None:
    """Paris to London: 343.5 km (the great circle between 48.8566 N 2.3522 E and 51.5074 N 0.1278 W)."""
    assert distance_m(48.8566, 2.3522, 51.5074, -0.1278) == pytest.approx(343_560, abs=200)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("4860", "4"), ("4 860", "4"), ("4860.00", "4"), ("4860,5", "4"), ("4\u202f860", "4"), ("4865", "2"),
        ("4,860", "4"), ("4.860", "4"), ("4,860.00", "4"), ("4.860,50 EUR", "4"), ("€ 4'860", "4"),
        ("4860 minutes", "4"), ("\u0664\u0668\u0666\u0660", "4"), ("48,60", "0"), ("48 or 4860", "0"),
        ("4900", "0"), ("-4860", "0"), ("1e9", "0"), ("NaN", "0"), ("9" * 5000, "0"), ("\u0664\u0668", "0"),
    ],
)  # fmt: skip
def test_a_number(text: str, points: str) -> None:
    truth = NumberTruth(Decimal(4860), Decimal("0.5"), near=Decimal(10))
    assert mark(QuestionKind.NUMBER, truth, text=text).points == Decimal(points)


def test_one_of_several() -> None:
    truth = ChoiceTruth("overwritten", (("deleted", Decimal("0.25")),))
    assert mark(QuestionKind.CHOICE, truth, choice_ids=("overwritten",)).points == 4
    assert mark(QuestionKind.CHOICE, truth, choice_ids=("deleted",)).points == 1
    assert mark(QuestionKind.CHOICE, truth, choice_ids=("deleted", "overwritten")).points == 0


@pytest.mark.parametrize(
    ("order", "points"), [("abcd", "4"), ("bacd", "2.66"), ("dcba", "0"), ("abc", "0"), ("aabcd", "0")]
)
def test_an_order_of_events(order: str, points: str) -> None:
    got = mark(QuestionKind.ORDER, OrderTruth(tuple("abcd")), choice_ids=tuple(order))
    assert got.points == Decimal(points)


def test_a_seal_code() -> None:
    shown = show_code(CODE)
    assert mark(QuestionKind.SEAL_CODE, SealCodeTruth((CODE,)), text=shown.lower()).points == 4
    assert mark(QuestionKind.SEAL_CODE, SealCodeTruth((CODE,)), text=show_code("f" * 64)).points == 0
    rows = " ".join(f"{letter} {digits}" for letter, digits in code_rows(CODE)).upper()
    for typed in (CODE, CODE.upper(), rows):
        assert mark(QuestionKind.SEAL_CODE, SealCodeTruth((CODE,)), text=typed).points == 4
    other = mark(QuestionKind.SEAL_CODE, SealCodeTruth((CODE,)), text=CODE[:-1] + "0")
    assert (other.points, other.remarks) == (0, (Remark.WRONG,))
    assert Remark.NOT_READABLE in mark(QuestionKind.SEAL_CODE, SealCodeTruth((CODE,)), text="abc").remarks


def test_what_is_not_in_the_requested_form_has_the_form_beside_it() -> None:
    words = translator_for("en")
    for kind, truth in TRUTHS:
        remarks = mark(kind, truth, text="abc").remarks
        assert bool(requested_form(kind, remarks, words)) == (Remark.NOT_READABLE in remarks)


def test_a_seal_code_of_what_the_trainee_sealed() -> None:
    asked, answer = question(QuestionKind.SEAL_CODE), Answer("q1", text=show_code(CODE))
    assert mark_answer(asked, SealCodeTruth(), answer).points == 0
    assert mark_answer(asked, SealCodeTruth(), answer, sealed_codes=[CODE]).points == 4


def test_a_sentence_waits_for_the_trainer() -> None:
    asked, answer = question(QuestionKind.SENTENCE), Answer("q1", text="It was overwritten.")
    waiting = mark_answer(asked, SentenceTruth(), answer)
    assert (waiting.points, waiting.remarks) == (None, (Remark.FOR_THE_TRAINER,))
    marked = mark_answer(asked, SentenceTruth(), answer, trainer_credit=Decimal("0.75"))
    assert (marked.points, marked.remarks) == (3, (Remark.PARTLY, Remark.BY_THE_TRAINER))


def test_hints_and_further_tries_cost_points_and_never_more_than_there_are() -> None:
    hints = (Hint(words(en="Look at the streams."), Decimal("0.5")), Hint(words(en="In notes."), Decimal(1)))
    asked = replace(question(QuestionKind.NUMBER), hints=hints, try_cost=Decimal("0.5"), tries=4)
    right = Answer("q1", text="1")
    one = mark_answer(asked, NumberTruth(Decimal(1)), replace(right, hints=1))
    assert (one.points, one.remarks) == (Decimal("3.5"), (Remark.RIGHT, Remark.HINTS))
    both = mark_answer(asked, NumberTruth(Decimal(1)), replace(right, hints=7, tries=3))
    assert both.points == Decimal("1.5")
    assert mark_answer(asked, NumberTruth(Decimal(2)), replace(right, hints=2)).points == 0
    late = mark_answer(asked, NumberTruth(Decimal(1)), replace(right, tries=5))
    assert (late.points, late.credit, late.remarks[-1]) == (0, 1, Remark.TOO_MANY_TRIES)


def test_an_answer_after_the_time_limit_is_late() -> None:
    asked = replace(question(QuestionKind.NUMBER), time_limit_s=60)
    on_time, late = (Answer("q1", text="1", seconds=seconds) for seconds in (60, 61))
    assert mark_answer(asked, NumberTruth(Decimal(1)), on_time).points == 4
    assert mark_answer(asked, NumberTruth(Decimal(1)), late).remarks == (Remark.RIGHT, Remark.LATE)


TRUTHS: list[tuple[QuestionKind, Truth]] = [
    (QuestionKind.ARTIFACT, ArtifactTruth((A,))),
    (QuestionKind.ARTIFACTS, ArtifactsTruth((A, B))),
    (QuestionKind.TIME, TimeTruth(datetime(2026, 7, 1, tzinfo=UTC))),
    (QuestionKind.PLACE, PlaceTruth(1, 2)),
    (QuestionKind.NUMBER, NumberTruth(Decimal(5))),
    (QuestionKind.CHOICE, ChoiceTruth("a")),
    (QuestionKind.ORDER, OrderTruth(("a", "b"))),
    (QuestionKind.SEAL_CODE, SealCodeTruth((CODE,))),
]


@given(
    which=st.sampled_from(TRUTHS),
    text=st.text(max_size=300),
    choices=st.lists(st.sampled_from("abc"), max_size=4),
    named=st.lists(st.sampled_from([A, B, C, LOST]), max_size=5),
    tries=st.integers(0, 9),
    hints=st.integers(0, 9),
)
def test_whatever_is_answered_gets_between_no_and_all_points(
    which: tuple[QuestionKind, Truth],
    text: str,
    choices: list[str],
    named: list[ArtifactPlace],
    tries: int,
    hints: int,
) -> None:
    kind, truth = which
    answer = Answer("q1", text, tuple(named), tuple(choices), tries, hints)
    got = mark_answer(question(kind), truth, answer)
    assert got.points is not None
    assert 0 <= got.points <= got.possible


def test_the_example_of_a_place_is_no_answer_of_a_shipped_scenario() -> None:
    number = r"-?\d+\.\d+"
    latitude, longitude = map(float, re.findall(number, ANSWER_FORMS["place"]))
    pair = rf'(?:latitude = |place = \[)"({number})",\s*(?:longitude = )?"({number})"'
    texts = [path.read_text("utf-8") for path in (PROJECT / "resources" / "training").glob("*/*.toml")]
    places = [tuple(map(float, found)) for text in texts for found in re.findall(pair, text)]
    assert len(places) > 2
    assert all(distance_m(latitude, longitude, *place) > 100_000 for place in places)


# --- a class -------------------------------------------------------------------------------------------


def task(task_id: str, scenario: str, variant: int) -> Task:
    asked = (question(QuestionKind.NUMBER), replace(question(QuestionKind.NUMBER), question_id="q2"))
    exercise = Exercise(scenario, 1, "", words(en=scenario), words(en=""), 5, (), asked, ())
    return Task(task_id, exercise, variant)


def result(task_id: str, *points: str) -> Result:
    marks = tuple(
        ((task_id, f"q{n}"), Mark(f"q{n}", Decimal(one), Decimal(4), Decimal(one) / 4, ()))
        for n, one in enumerate(points, start=1)
    )
    return Result("Ann", "", 1, "", "", marks)


def test_a_question_of_several_variants_is_one_question() -> None:
    """Also where one scenario is in the set twice, and where nobody got the first variant."""
    tasks = [
        task(f"{name}{variant}{again}", name, variant)
        for variant in (1, 2)
        for name, again in (("fraud", ""), ("phone", ""), ("fraud", "-b"))
    ]
    class_set = ClassSet("0" * 32, "", "", b"", "", (*tasks, task("drill-01", "drill", 0)), "", 2)
    first_of = class_set.first_of()
    assert first_of == {
        "fraud1": "fraud1", "phone1": "phone1", "fraud1-b": "fraud1-b", "drill-01": "drill-01",
        "fraud2": "fraud1", "phone2": "phone1", "fraud2-b": "fraud1-b",
    }  # fmt: skip
    told = difficulties(
        [result("fraud2", "4", "0"), result("fraud1", "0", "1"), result("phone2", "3")], first_of
    )
    assert [(one.place, one.asked, one.right, one.share) for one in told] == [
        (("fraud1", "q1"), 2, 1, Decimal("0.5")),
        (("fraud1", "q2"), 2, 0, Decimal("0.125")),
        (("phone1", "q1"), 1, 0, Decimal("0.75")),
    ]
    assert told[0].places == (("fraud1", "q1"), ("fraud2", "q1"))
    assert told[2].places == (("phone2", "q1"),)


@pytest.mark.parametrize(
    ("got", "possible", "percent"),
    [("12.5", "28", "44.6"), ("1", "28", "3.6"), ("5", "80", "6.3"), ("28", "28", "100.0"), ("0", "0", "0")],
)
def test_percent_is_rounded_to_one_decimal(got: str, possible: str, percent: str) -> None:
    one = Mark("q", Decimal(got), Decimal(possible), None, ())
    assert Result("Ann", "", 1, "", "", ((("t", "q"), one),)).percent == Decimal(percent)


def test_a_pass_mark_is_compared_with_the_exact_share() -> None:
    """59.99 of 100 points are printed as 60.0 %, and do not pass at 60."""
    one = Mark("q", Decimal("59.99"), Decimal(100), None, ())
    almost = Result("Ann", "", 1, "", "", ((("t", "q"), one),))
    assert almost.percent == 60
    assert almost.share * 100 < 60
