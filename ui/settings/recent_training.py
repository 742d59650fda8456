"""The class sets that were opened last, and the submissions that were marked last, to go on with another day.

Kept for each user, in the window's settings. Entries that can't be read count as absent, as do files that are
gone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ui.settings.settings import Settings

_SETS, _MARKED = "training/sets", "training/marked"
MOST_SETS = 3


@dataclass(frozen=True, slots=True)
class RecentSet:
    """`title` as the set gave it."""

    path: Path
    title: str


class RecentTraining:
    """A view of the settings; holds nothing of its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def sets(self) -> tuple[RecentSet, ...]:
        """Newest first."""
        found = (RecentSet(Path(path), title) for path, title in _pairs(self._settings.text(_SETS)))
        return tuple(one for one in found if one.path.is_file())

    def note_set(self, path: Path, title: str) -> None:
        """Put a class set first."""
        others = [pair for pair in _pairs(self._settings.text(_SETS)) if pair[0] != str(path)]
        self._settings.set_text(_SETS, json.dumps([[str(path), title], *others][:MOST_SETS]))

    @property
    def marked(self) -> tuple[Path, ...]:
        """What was marked last: files, or a folder; what is gone is left out."""
        found = (Path(path) for path, _ in _pairs(self._settings.text(_MARKED)))
        return tuple(path for path in found if path.exists())

    def note_marked(self, paths: Sequence[Path]) -> None:
        """Remember it instead of what was before."""
        self._settings.set_text(_MARKED, json.dumps([[str(path), ""] for path in paths]))


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        found = json.loads(text or "[]")
        return [(str(one), str(other)) for one, other in found]
    except (ValueError, TypeError, RecursionError):
        return []
