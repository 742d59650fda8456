"""A drill as an exercise: three questions of choice, and the answers that the verifier gave."""

from __future__ import annotations

from decimal import Decimal

from forensics_app.i18n.verdicts import AXIS_WORDS, VERDICT_WORDS
from forensics_app.model.findings import AXES, Axis, AxisState, Verdict
from forensics_app.training.drills.explaining import explanation, in_all_languages
from forensics_app.training.drills.folder_names import DRILL_TRUST
from forensics_app.training.drills.making import Drill
from forensics_app.training.drills.words import (
    ASK_AXIS,
    ASK_REASON,
    ASK_VERDICT,
    BRIEFING,
    NO_AXIS,
    REASON_WORDS,
    TITLE,
)
from forensics_app.training.question import Choice, Question, QuestionKind
from forensics_app.training.scenario import EvidenceFile, Exercise
from forensics_app.training.tampering.attack import Reason
from forensics_app.training.truth import ChoiceTruth, Truth

SCENARIO = "drill"
VERDICT, AXIS, REASON = "verdict", "axis", "reason"
NO_AXIS_ID = "none"
_MINUTES = 5
_HALF = Decimal("0.5")


def exercise_of(drill: Drill, evidence: tuple[EvidenceFile, ...], *, seed: str, level: int) -> Exercise:
    """The exercise with its truths; `evidence` are the files that the trainee gets."""
    return Exercise(
        scenario=SCENARIO,
        version=1,
        seed=seed,
        title=in_all_languages(lambda words: words.text(TITLE, level=level)),
        briefing=in_all_languages(lambda words: words.text(BRIEFING, folder=DRILL_TRUST)),
        minutes=_MINUTES,
        evidence=evidence,
        questions=_questions(drill),
        truths=_truths(drill),
    )


def _questions(drill: Drill) -> tuple[Question, ...]:
    def ask(message: str) -> Question:
        text = in_all_languages(lambda words: words.text(message, number=drill.number))
        return Question("", QuestionKind.CHOICE, text)

    verdict, axis, reason = ask(ASK_VERDICT), ask(ASK_AXIS), ask(ASK_REASON)
    return (
        Question(VERDICT, verdict.kind, verdict.text, Decimal(2), choices=_choices(VERDICT_WORDS)),
        Question(AXIS, axis.kind, axis.text, Decimal(1), choices=_axes()),
        Question(
            REASON,
            reason.kind,
            reason.text,
            Decimal(2),
            choices=_choices(REASON_WORDS),
            explanation=explanation(drill),
        ),
    )


def _choices(table: dict[Verdict, str] | dict[Reason, str]) -> tuple[Choice, ...]:
    return tuple(_choice(key.value, message) for key, message in table.items())


def _axes() -> tuple[Choice, ...]:
    named = [_choice(axis.value, message) for axis, message in AXIS_WORDS.items()]
    return (*named, _choice(NO_AXIS_ID, NO_AXIS))


def _choice(choice_id: str, message: str) -> Choice:
    return Choice(choice_id, in_all_languages(lambda words: words.text(message)))


def _truths(drill: Drill) -> tuple[tuple[str, Truth], ...]:
    """The axis that the verdict turns on; half for another one that is not as it should be either."""
    attack, report = drill.attack, drill.report
    axis = NO_AXIS_ID if attack.axis is None else attack.axis.value
    others = [a for a in AXES if report.axes[a] in (AxisState.FAIL, AxisState.UNCONFIRMED)]
    if attack.reason is Reason.NO_TIME:
        others = [Axis.TIME]
    partly = tuple((other.value, _HALF) for other in others if other.value != axis)
    return (
        (VERDICT, ChoiceTruth(report.verdict.value)),
        (AXIS, ChoiceTruth(axis, partly)),
        (REASON, ChoiceTruth(attack.reason.value)),
    )
