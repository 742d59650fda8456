"""What is true, a class for each kind of question: derived from the build, never from a reader of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

from forensics_app.training.question import QuestionKind


@dataclass(frozen=True, slots=True)
class ArtifactPlace:
    """An artifact, named as any case would: case keys differ, so an artifact's id says nothing elsewhere.

    `source` is the name of the evidence's file (`laptop.raw`), empty where it doesn't matter; `path` as lists
    show it (`/dir/name:stream`); `sha256` lower-case hex, None where the content can't be read.
    """

    source: str
    path: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class ArtifactTruth:
    """One artifact; any of `accepted` is right (a copy elsewhere, say, where both answer the question)."""

    accepted: tuple[ArtifactPlace, ...]


@dataclass(frozen=True, slots=True)
class ArtifactsTruth:
    """A set of artifacts. `optional` ones neither add nor cost anything."""

    expected: tuple[ArtifactPlace, ...]
    optional: tuple[ArtifactPlace, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeTruth:
    """A time. `instant` is aware, in the zone that the evidence stands in; `tolerance_s` in seconds.

    `zone_known` false: the evidence doesn't say its zone (as on FAT), so the right answer has none, and
    `instant` counts as a reading of the clock.
    """

    instant: datetime
    tolerance_s: int = 0
    zone_known: bool = True


@dataclass(frozen=True, slots=True)
class PlaceTruth:
    """A place on earth in degrees (WGS 84), right within `tolerance_m` metres, half within ten times."""

    latitude: float
    longitude: float
    tolerance_m: int = 500


@dataclass(frozen=True, slots=True)
class NumberTruth:
    """A number, right within `tolerance`, half right within `near` where that is wider."""

    value: Decimal
    tolerance: Decimal = Decimal(0)
    near: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class ChoiceTruth:
    """The right choice, and others that are right in part: (choice, credit from 0 to 1)."""

    choice_id: str
    partly: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class OrderTruth:
    """The events in their order, by the ids of the question's choices."""

    choice_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SealCodeTruth:
    """A bundle's seal code, 64 hex digits. Empty: that of a bundle which the trainee sealed, by the trail."""

    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SentenceTruth:
    """What a good sentence says: the trainer reads it beside the trainee's and gives the points."""

    model_answer: str = ""


Truth: TypeAlias = (
    ArtifactTruth
    | ArtifactsTruth
    | TimeTruth
    | PlaceTruth
    | NumberTruth
    | ChoiceTruth
    | OrderTruth
    | SealCodeTruth
    | SentenceTruth
)

TRUTH_OF: dict[QuestionKind, type[Truth]] = {
    QuestionKind.ARTIFACT: ArtifactTruth,
    QuestionKind.ARTIFACTS: ArtifactsTruth,
    QuestionKind.TIME: TimeTruth,
    QuestionKind.PLACE: PlaceTruth,
    QuestionKind.NUMBER: NumberTruth,
    QuestionKind.CHOICE: ChoiceTruth,
    QuestionKind.ORDER: OrderTruth,
    QuestionKind.SEAL_CODE: SealCodeTruth,
    QuestionKind.SENTENCE: SentenceTruth,
}
