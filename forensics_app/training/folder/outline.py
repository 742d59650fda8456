"""The forms of `scenario.toml` and of a file of messages. docs/trainer-guide.md explains them."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Strict(Struct, forbid_unknown_fields=True):
    """A table in which a key that nobody reads is a mistake."""


class TruthOutline(Strict):
    """Where the truth of a question comes from: the ids of files, or values with {fields}.

    Which keys there are, the question's kind decides: `building.truths` reads them.
    """

    artifact: str | list[str] | None = None
    artifacts: list[str] | None = None
    optional: list[str] = []
    time: str | None = None
    time_of: str | None = None
    tolerance_s: int = 1
    zone_known: bool = True
    place: tuple[str, str] | None = None
    place_of: str | None = None
    tolerance_m: int = 500
    number: str | None = None
    size_of: str | None = None
    count_of: list[str] | None = None
    tolerance: str = "0"
    near: str = "0"
    choice: str | None = None
    partly: dict[str, str] = {}
    order: list[str] | None = None
    codes: list[str] | None = None
    sealed: bool = False
    sentence: bool = False


class QuestionOutline(Strict):
    """A question; its words stand in the files of messages under its id."""

    id: str
    kind: Literal[
        "artifact", "artifacts", "time", "place", "number", "choice", "order", "seal-code", "sentence"
    ]
    truth: TruthOutline
    points: str = "1"
    hints: list[str] = []
    tries: int | None = None
    try_cost: str = "0"
    minutes: int | None = None
    choices: list[str] = []
    unit: str = ""
    solve_it: list[str] = []


class Outline(Strict):
    """The whole of `scenario.toml`."""

    version: int
    level: Literal["beginner", "intermediate", "advanced"]
    minutes: int
    languages: list[str]
    question: list[QuestionOutline]
    goes_with: list[str] = []


class QuestionMessages(Strict):
    """The words of one question."""

    text: str
    hints: list[str] = []
    choices: dict[str, str] = {}
    explanation: str = ""
    model_answer: str = ""


class Messages(Strict):
    """The whole of `messages/<language>.toml`."""

    title: str
    summary: str
    briefing: str
    question: dict[str, QuestionMessages] = {}
