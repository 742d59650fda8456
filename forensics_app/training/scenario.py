"""A scenario: evidence that can be built, a briefing and questions; and what one build of it gives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from forensics_app.training.question import Question
from forensics_app.training.truth import Truth
from forensics_app.training.words import Words


class Level(StrEnum):
    """For whom a scenario is meant."""

    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario's folder, read and checked. Texts may hold {fields} that a build fills in.

    `name` is the folder's name; `evidence` the names of the files that a build writes; `tools` the programs
    that a build runs; `goes_with` other scenarios of the same seed that this one needs (a key is there).
    """

    name: str
    version: int
    level: Level
    minutes: int
    title: Words
    summary: Words
    briefing: Words
    evidence: tuple[str, ...]
    questions: tuple[Question, ...]
    tools: tuple[str, ...] = ()
    goes_with: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file of evidence that a build wrote. `sha256` is of the file."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """One build of a scenario: the questions with their texts filled in, and the truth of each by its id."""

    scenario: str
    version: int
    seed: str
    title: Words
    briefing: Words
    minutes: int
    evidence: tuple[EvidenceFile, ...]
    questions: tuple[Question, ...]
    truths: tuple[tuple[str, Truth], ...]

    def truth_of(self, question_id: str) -> Truth:
        """Raises KeyError for a question that isn't of this exercise."""
        return dict(self.truths)[question_id]
