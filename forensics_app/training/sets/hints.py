"""What looks like copying: reasons for the trainer to ask, and never proof of anything.

Right answers are the same by themselves; wrong ones of the same kind seldom are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from forensics_app.training.answer import Answer
from forensics_app.training.sets.class_set import one_spelling
from forensics_app.training.sets.results import Place, Result
from forensics_app.training.sets.standings import ALONE, Stand, Standing
from forensics_app.training.sets.submission import Submission

_FEW = 2  # wrong answers in common, from which on a pair is named
_MANY_SHARE = 3  # a wrong answer that a third of a class gives is a common mistake
_CLASS = 6  # below so many trainees, every common mistake is named


class HintCode(StrEnum):
    """Why the trainer may want to ask."""

    SAME_WRONG_ANSWERS = "same-wrong-answers"
    SAME_IDENTITY = "same-identity"
    OTHER_NAME = "other-name"
    OTHER_VARIANT = "other-variant"
    TWICE = "twice"
    SAME_NAME = "same-name"


@dataclass(frozen=True, slots=True)
class Hint:
    """`trainees` are one or two names; `places` where they have the same wrong answer; `at` when the
    submission was made that counts.
    """

    code: HintCode
    trainees: tuple[str, ...]
    places: tuple[Place, ...] = ()
    at: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """A submission with its result, the name in the certificate that signed it, and whether it counts."""

    submission: Submission
    result: Result
    signer: str
    stand: Stand = ALONE

    @property
    def counts(self) -> bool:
        return self.stand.standing is Standing.COUNTS


def hints(marked: Sequence[Handed]) -> tuple[Hint, ...]:
    """About submissions to one set, those that count before others of the same trainee. Of two trainees each
    kind is said once, however often they submitted.
    """
    found = [*_by_oneself(marked)]
    wrong = [_wrong_answers(one.submission, one.result) for one in marked]
    common = _common(marked, wrong)
    for (one, first), (other, second) in combinations(enumerate(marked), 2):
        names = (first.result.trainee, second.result.trainee)
        same_identity = first.result.fingerprint == second.result.fingerprint
        if _same(*names) and not same_identity:
            found.append(Hint(HintCode.SAME_NAME, (names[0],)))
        elif not _same(*names) and same_identity:
            found.append(Hint(HintCode.SAME_IDENTITY, names))
        shared = [place for place in wrong[one] if wrong[other].get(place) == wrong[one][place]]
        distinctive = tuple(place for place in shared if (place, wrong[one][place]) not in common)
        if len(distinctive) >= _FEW and not _same(*names):
            found.append(Hint(HintCode.SAME_WRONG_ANSWERS, names, distinctive))
    said: dict[tuple[str, ...], Hint] = {}
    for hint in found:
        said.setdefault((hint.code, hint.at, *map(one_spelling, hint.trainees)), hint)
    return tuple(said.values())


def _by_oneself(marked: Sequence[Handed]) -> list[Hint]:
    found = []
    for one in marked:
        result = one.result
        if not _same(one.signer.removeprefix("DEMO "), result.trainee):
            found.append(Hint(HintCode.OTHER_NAME, (result.trainee, one.signer)))
        if one.submission.variant != result.variant:
            found.append(Hint(HintCode.OTHER_VARIANT, (result.trainee,)))
        if one.stand.standing is Standing.REPLACED:
            found.append(Hint(HintCode.TWICE, (result.trainee,), at=one.stand.counting_at))
    return found


def _same(one: str, other: str) -> bool:
    return one_spelling(one) == one_spelling(other)


def _wrong_answers(submission: Submission, result: Result) -> dict[Place, str]:
    """What was answered wrongly, in one form. Sentences are the trainer's to compare."""
    found = {}
    for place, mark in result.marks:
        answer = submission.answer_of(*place)
        if answer is not None and mark.credit is not None and mark.credit < 1 and not answer.empty:
            found[place] = _form(answer)
    return found


def _form(answer: Answer) -> str:
    artifacts = sorted(f"{one.source}\0{one.path}" for one in answer.artifacts)
    return "\n".join([" ".join(answer.text.split()).casefold(), *answer.choice_ids, *artifacts])


def _common(marked: Sequence[Handed], wrong: Sequence[dict[Place, str]]) -> set[tuple[Place, str]]:
    """Mistakes that many make, by the submissions that count."""
    counted: dict[tuple[Place, str], int] = defaultdict(int)
    counting = [mistakes for one, mistakes in zip(marked, wrong, strict=True) if one.counts]
    for mistakes in counting:
        for item in mistakes.items():
            counted[item] += 1
    if len(counting) < _CLASS:
        return set()
    return {item for item, count in counted.items() if count * _MANY_SHARE > len(counting)}
