"""What a trainee answered. The fields of one kind are filled; all others are empty."""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.training.truth import ArtifactPlace


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was given last, and what came before it.

    `artifacts` answers the kinds `artifact` and `artifacts`; `text` a time (ISO 8601), a place
    (`latitude, longitude`), a number, a seal code or a sentence, as it was typed; `choice_ids` one choice or
    an order. `tries` counts how often the question was answered (0 where only a hint was shown), `hints`
    those
    that were shown, in their order; `seconds` is the time from opening the question to the last answer,
    None if
    that wasn't kept.
    """

    question_id: str
    text: str = ""
    artifacts: tuple[ArtifactPlace, ...] = ()
    choice_ids: tuple[str, ...] = ()
    tries: int = 1
    hints: int = 0
    seconds: int | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing was answered, though a hint may have been shown."""
        return not (self.text.strip() or self.artifacts or self.choice_ids)

    @property
    def said(self) -> tuple[object, ...]:
        """What was answered, without how often, how long and with which hints."""
        return self.text, self.artifacts, self.choice_ids
