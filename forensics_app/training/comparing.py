"""How right an answer is, a function for each kind of truth: the credit from 0 to 1, and the reasons.

Reasons are values of `marking.Remark`. A fraction, so that thirds stay thirds until points are rounded.
"""

from __future__ import annotations

import math
from datetime import UTC, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import TypeAlias

from forensics_app.seal.containers.seal_info import SealCodeError, read_code
from forensics_app.training.answer import Answer
from forensics_app.training.question import QuestionKind
from forensics_app.training.truth import (
    ArtifactPlace,
    ArtifactsTruth,
    ArtifactTruth,
    ChoiceTruth,
    NumberTruth,
    OrderTruth,
    PlaceTruth,
    SealCodeTruth,
    TimeTruth,
)
from forensics_app.training.typed_values import read_numbers, read_place, read_time

Credit: TypeAlias = tuple[Fraction, tuple[str, ...]]
_NONE, _HALF, _FULL = Fraction(0), Fraction(1, 2), Fraction(1)
_EARTH_RADIUS_M = 6_371_009  # mean radius (IUGG)
_LONGEST = 200  # characters of a code that are looked at


def artifact(truth: ArtifactTruth, answer: Answer) -> Credit:
    """Full for the artifact, half for its content at another place; no credit among several."""
    if len(answer.artifacts) != 1:
        return _NONE, ("named-too-many",) if answer.artifacts else ()
    return _best(truth.accepted, answer.artifacts[0])


def artifacts(truth: ArtifactsTruth, answer: Answer) -> Credit:
    """Of those expected, the share that was named, less the same share for each that doesn't belong."""
    left, found, strangers, copies = list(truth.expected), _NONE, 0, False
    for named in dict.fromkeys(answer.artifacts):
        right = next((one for one in left if _is(one, named)), None)
        if right is not None:
            left.remove(right)
            found += 1
        elif any(_is(one, named) for one in truth.optional):
            continue
        elif any(_same_content(one, named) for one in truth.expected):
            copies = True  # a copy of something asked for: no credit, and no harm
        else:
            strangers += 1
    credit = max((found - strangers) / len(truth.expected), _NONE) if truth.expected else _NONE
    reasons = [("missing-some", bool(left)), ("named-too-many", bool(strangers)), ("other-copy", copies)]
    return credit, tuple(reason for reason, holds in reasons if holds)


def _best(accepted: tuple[ArtifactPlace, ...], named: ArtifactPlace) -> Credit:
    if any(_is(one, named) for one in accepted):
        return _FULL, ()
    if any(_same_content(one, named) for one in accepted):
        return _HALF, ("other-copy",)
    return _NONE, ()


def _is(true: ArtifactPlace, named: ArtifactPlace) -> bool:
    """The same path on the same source; the content decides where both know it."""
    if true.source and named.source and true.source != named.source:
        return False
    return true.path == named.path and (None in (true.sha256, named.sha256) or true.sha256 == named.sha256)


def _same_content(true: ArtifactPlace, named: ArtifactPlace) -> bool:
    return true.sha256 is not None and true.sha256 == named.sha256


def time(truth: TimeTruth, answer: Answer) -> Credit:
    """Full for the instant, in whatever zone it is written; half for the clock's reading in another zone."""
    given = read_time(answer.text)
    if given is None:
        return _NONE, ("not-readable",)
    within = timedelta(seconds=truth.tolerance_s)
    reading = truth.instant.replace(tzinfo=None)
    same_reading = abs(given.replace(tzinfo=None) - reading) <= within
    if not truth.zone_known:
        if not same_reading:
            return _NONE, ()
        return (_FULL, ()) if given.tzinfo is None else (_HALF, ("zone-invented",))
    if given.tzinfo is None:
        utc = truth.instant.astimezone(UTC).replace(tzinfo=None)
        near = same_reading or abs(given - utc) <= within
        return (_HALF, ("zone-missing",)) if near else (_NONE, ())
    if abs(given - truth.instant) <= within:
        return _FULL, ()
    return (_HALF, ("zone-wrong",)) if same_reading else (_NONE, ())


def place(truth: PlaceTruth, answer: Answer) -> Credit:
    """Full within the tolerance, half within ten times that."""
    given = read_place(answer.text)
    if given is None:
        return _NONE, ("not-readable",)
    distance = distance_m(*given, truth.latitude, truth.longitude)
    if distance <= truth.tolerance_m:
        return _FULL, ()
    return (_HALF, ("nearly",)) if distance <= 10 * truth.tolerance_m else (_NONE, ())


def distance_m(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Metres along the great circle (haversine formula on the mean sphere)."""
    first, second = math.radians(latitude), math.radians(other_latitude)
    across = math.radians(other_longitude - longitude)
    half = math.sin((second - first) / 2) ** 2
    half += math.cos(first) * math.cos(second) * math.sin(across / 2) ** 2
    return 2 * _EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))


def number(truth: NumberTruth, answer: Answer) -> Credit:
    """The reading that is nearest, where a number can be read in two ways."""
    given = read_numbers(answer.text)
    if not given:
        return _NONE, ("not-readable",)
    away = min(abs(one - truth.value) for one in given)
    if away <= truth.tolerance:
        return _FULL, ()
    return (_HALF, ("nearly",)) if away <= truth.near else (_NONE, ())


def choice(truth: ChoiceTruth, answer: Answer) -> Credit:
    """The one that is right, or the share of one that is right in part."""
    if answer.choice_ids == (truth.choice_id,):
        return _FULL, ()
    if len(answer.choice_ids) != 1:
        return _NONE, ("named-too-many",)
    return Fraction(dict(truth.partly).get(answer.choice_ids[0], Decimal(0))), ()


def order(truth: OrderTruth, answer: Answer) -> Credit:
    """By pairs in the right order (Kendall): half of them is what guessing gives, and is worth nothing."""
    position = {choice_id: place for place, choice_id in enumerate(answer.choice_ids)}
    if len(position) != len(answer.choice_ids) or position.keys() - set(truth.choice_ids):
        return _NONE, ("named-too-many",)
    if position.keys() != set(truth.choice_ids):
        return _NONE, ("missing-some",)
    pairs = list(combinations(truth.choice_ids, 2))
    if not pairs:
        return _FULL, ()
    right = sum(position[first] < position[second] for first, second in pairs)
    return max(Fraction(2 * right, len(pairs)) - 1, _NONE), ()


def is_readable(kind: QuestionKind, text: str) -> bool:
    """Whether what was typed can be compared at all; True for kinds that are not typed in a form."""
    match kind:
        case QuestionKind.TIME:
            return read_time(text) is not None
        case QuestionKind.PLACE:
            return read_place(text) is not None
        case QuestionKind.NUMBER:
            return bool(read_numbers(text))
        case QuestionKind.SEAL_CODE:
            return _code(text) is not None
        case _:
            return True


def seal_code(truth: SealCodeTruth, answer: Answer) -> Credit:
    """The code in its short form or in full, however it is grouped."""
    given = _code(answer.text)
    if given is None:
        return _NONE, ("not-readable",)
    return (_FULL if any(code.startswith(given) for code in truth.codes) else _NONE), ()


def _code(text: str) -> str | None:
    try:
        return read_code(text[:_LONGEST])
    except SealCodeError:
        return None
