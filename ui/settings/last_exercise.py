"""The exercise between two laboratories as it stood last: what it is looked up in, and how far it was.

Kept for each user, in the window's settings. Entries that can't be read count as absent.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ui.settings.settings import Settings

_KEY = "training/exercise"
_SIDES = ("sender", "receiver", "trust")


@dataclass(frozen=True, slots=True)
class ExchangeSides:
    """Cases and folders of both sides; `trust` are certificates whose signatures count in the exercise."""

    sender: tuple[Path, ...] = ()
    receiver: tuple[Path, ...] = ()
    trust: tuple[Path, ...] = ()

    @property
    def named(self) -> bool:
        """Whether there is anything to look into."""
        return bool(self.sender or self.receiver)

    def arguments(self) -> list[str]:
        """For `train exercise`."""
        return [
            *_each("--sender", self.sender),
            *_each("--receiver", self.receiver),
            *_each("--trust", self.trust),
        ]


@dataclass(frozen=True, slots=True)
class LastExercise:
    """`done` of `steps` when the records of these sides were last read, at `read_at` (UTC, in sealed form);
    0 of 0 before that.
    """

    sides: ExchangeSides
    done: int = 0
    steps: int = 0
    read_at: str = ""


def last_exercise(settings: Settings) -> LastExercise | None:
    """The one that can be gone on with; None for none."""
    try:
        kept = json.loads(settings.text(_KEY) or "null")
        sides = ExchangeSides(*(tuple(Path(str(path)) for path in kept[side]) for side in _SIDES))
        found = LastExercise(sides, int(kept["done"]), int(kept["steps"]), str(kept["read_at"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return found if found.sides.named or found.sides.trust else None


def keep_exercise(settings: Settings, exercise: LastExercise) -> None:
    """Remember it instead of the one before."""
    values: dict[str, object] = {
        side: [str(path) for path in getattr(exercise.sides, side)] for side in _SIDES
    }
    values |= {"done": exercise.done, "steps": exercise.steps, "read_at": exercise.read_at}
    settings.set_text(_KEY, json.dumps(values))


def _each(option: str, paths: Iterable[Path]) -> Iterable[str]:
    return (part for path in paths for part in (option, str(path)))
