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
from forensics_app.training.sets.results import Place, Result
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


@dataclass(frozen=True, slots=True)
class Hint:
    """`trainees` are one or two names; `places` where they have the same wrong answer."""

    code: HintCode
    trainees: tuple[str, ...]
    places: tuple[Place, ...] = ()


def hints(marked: Sequence[tuple[Submission, Result, str]]) -> tuple[Hint, ...]:
    """About submissions to one set, each with its result and the name in the certificate that signed it."""
    found = [*_by_oneself(marked)]
    wrong = [_wrong_answers(submission, result) for submission, result, _ in marked]
    common = _common(wrong)
    for (one, first), (other, second) in combinations(enumerate(marked), 2):
        names = (first[1].trainee, second[1].trainee)
        if _same(*names):
            found.append(Hint(HintCode.TWICE, (names[0],)))
        elif first[1].fingerprint == second[1].fingerprint:
            found.append(Hint(HintCode.SAME_IDENTITY, names))
        shared = [place for place in wrong[one] if wrong[other].get(place) == wrong[one][place]]
        distinctive = tuple(place for place in shared if (place, wrong[one][place]) not in common)
        if len(distinctive) >= _FEW and not _same(*names):
            found.append(Hint(HintCode.SAME_WRONG_ANSWERS, names, distinctive))
    return tuple(found)


def _by_oneself(marked: Sequence[tuple[Submission, Result, str]]) -> list[Hint]:
    found = []
    for submission, result, signer in marked:
        if not _same(signer.removeprefix("DEMO "), result.trainee):
            found.append(Hint(HintCode.OTHER_NAME, (result.trainee, signer)))
        if submission.variant != result.variant:
            found.append(Hint(HintCode.OTHER_VARIANT, (result.trainee,)))
    return found


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


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


def _common(wrong: Sequence[dict[Place, str]]) -> set[tuple[Place, str]]:
    """Mistakes that many make."""
    counted: dict[tuple[Place, str], int] = defaultdict(int)
    for one in wrong:
        for item in one.items():
            counted[item] += 1
    if len(wrong) < _CLASS:
        return set()
    return {item for item, count in counted.items() if count * _MANY_SHARE > len(wrong)}
