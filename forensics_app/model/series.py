"""A series of bundles as a receiver sees it: the first one, and those that add to or correct it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from forensics_app.model.findings import Verdict
from forensics_app.model.names import visible
from forensics_app.model.supplement import Supplement


@dataclass(frozen=True, slots=True)
class PartSeen:
    """One part of a series. `report` is its place among the reports, None where the bundle was not verified;
    `supplement` what it says of itself, None for the first part and what was not verified. `nearby`: where a
    bundle with its seal code lies that was not verified."""

    place: int
    reference: str
    seal_code: str
    report: int | None
    verdict: Verdict | None
    supplement: Supplement | None
    nearby: str | None = None


@dataclass(frozen=True, slots=True)
class SeriesProblem:
    """`code` is one of i18n.series; `subject` names a bundle, `expected` and `actual` are machine values."""

    code: str
    subject: str
    expected: str = ""
    actual: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """`parts` in their order, those that are not here among them. `names` of items by their ids, as far as a
    part that is here has them."""

    parts: tuple[PartSeen, ...]
    problems: tuple[SeriesProblem, ...]
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[PartSeen, ...]:
        return tuple(part for part in self.parts if part.report is None)

    def shown(self, item: str) -> str:
        """An item by its name and its id."""
        name = self.names.get(item)
        return item if name is None else f"{visible(name)} ({item})"

    def holds(self, report: int) -> bool:
        """Whether the report of this number is on a part of this series."""
        return any(part.report == report for part in self.parts)
