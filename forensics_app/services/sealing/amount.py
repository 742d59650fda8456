"""How much a choice is, before anything is looked for: counted in the catalogue alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.cases.case import Case
from forensics_app.services.sealing.choosing import media_of
from forensics_app.services.sealing.preview import BrokenOff, broken_off
from forensics_app.services.sealing.seal import default_name


@dataclass(frozen=True, slots=True)
class ExhibitAmount:
    exhibit: str
    artifacts: int
    content_bytes: int


@dataclass(frozen=True, slots=True)
class Amount:
    """`exhibits` are those with artifacts; `media`: the images that the choice comes from, each one artifact
    of its exhibit; `withheld_media` counts those that stay out, since something on them is marked.
    `withheld` counts the artifacts that the choice names and that no bundle takes: what is marked, and what
    repeats, holds or belongs to it."""

    exhibits: tuple[ExhibitAmount, ...] = ()
    media: tuple[ExhibitAmount, ...] = ()
    withheld_media: int = 0
    withheld: int = 0

    @property
    def artifacts(self) -> int:
        return sum(one.artifacts for one in self.exhibits)

    @property
    def content_bytes(self) -> int:
        return sum(one.content_bytes for one in self.exhibits)

    def with_media(self) -> Amount:
        """What is sealed where the images go along."""
        return Amount(_by_exhibit((*self.exhibits, *self.media)))


NOTHING = Amount()


@dataclass(frozen=True, slots=True)
class SealingStart:
    """What a sealing begins with: the next bundle's name, each choice by itself, one broken off."""

    name: str
    choices: tuple[Amount, ...]
    broken_off: BrokenOff | None


def amount(case: Case, chosen: tuple[ArtifactFilter, ...]) -> Amount:
    """Of what at least one filter takes and no mark withholds; nothing without any."""
    if not chosen:
        return NOTHING
    case.store.withholding.prepare()
    return _amount(case, chosen)


def _amount(case: Case, chosen: tuple[ArtifactFilter, ...]) -> Amount:
    withheld = case.store.withholding.sources()
    measured = case.store.artifacts.measure(*chosen, sealable=True)
    found = (ExhibitAmount(one.exhibit, one.artifacts, one.content_bytes) for one in measured)
    every = tuple(media_of(case, chosen, {one.source_id for one in measured}))
    media = tuple(
        ExhibitAmount(medium.exhibit, 1, medium.entry.size_bytes or 0)
        for medium in every
        if medium.entry.locator.source_id not in withheld
    )
    kept_back = sum(one.count for one in case.store.withholding.of(*chosen))
    return Amount(_by_exhibit(found), media, len(every) - len(media), kept_back)


def _by_exhibit(amounts: Iterable[ExhibitAmount]) -> tuple[ExhibitAmount, ...]:
    """Those of one exhibit together, in the order of their names."""
    artifacts: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for one in amounts:
        artifacts[one.exhibit] += one.artifacts
        sizes[one.exhibit] += one.content_bytes
    return tuple(ExhibitAmount(name, artifacts[name], sizes[name]) for name in sorted(artifacts))


def sealing_start(case: Case, choices: tuple[ArtifactFilter, ...]) -> SealingStart:
    """Raises CaseErrors."""
    case.store.withholding.prepare()
    amounts = tuple(_amount(case, (one,)) for one in choices)
    return SealingStart(default_name(case), amounts, broken_off(case))
