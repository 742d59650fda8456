"""A bundle that adds to or corrects an earlier one of its case: which one, why, and the series of both."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SupplementKind(StrEnum):
    ADDS = "adds"
    CORRECTS = "corrects"


@dataclass(frozen=True, slots=True)
class SeriesPart:
    """An earlier part of a series: its reference, and its seal code (64 hex)."""

    reference: str
    seal_code: str


@dataclass(frozen=True, slots=True)
class Replacement:
    """An artifact of an earlier part by its id, and the one of this bundle that takes its place; None: the
    earlier one is withdrawn."""

    earlier: str
    later: str | None


@dataclass(frozen=True, slots=True)
class Supplement:
    """What a later part says of itself. `series` holds all earlier parts, oldest first; `supplements` is the
    seal code of the one that is added to or corrected; `lang` the language (BCP 47) of `reason`."""

    kind: SupplementKind
    supplements: str
    reason: str
    lang: str
    series: tuple[SeriesPart, ...]
    replaces: tuple[Replacement, ...] = ()

    @property
    def place(self) -> int:
        """Which part of the series this bundle is; the first one is 1."""
        return len(self.series) + 1

    @property
    def target(self) -> SeriesPart | None:
        """The part that is added to or corrected."""
        return next((part for part in self.series if part.seal_code == self.supplements), None)
