"""How much a choice is, before anything is looked for: counted in the catalogue alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.cases import Case
from forensics_app.services.seal import default_name
from forensics_app.services.sealing_preview import BrokenOff, broken_off
from forensics_app.services.sealing_selection import media_of


@dataclass(frozen=True, slots=True)
class ExhibitAmount:
    exhibit: str
    artifacts: int
    content_bytes: int


@dataclass(frozen=True, slots=True)
class Amount:
    """Sizes in bytes. `media_bytes`: of the images that the choice comes from, `media` of them."""

    artifacts: int
    content_bytes: int
    exhibits: tuple[ExhibitAmount, ...] = ()
    media: int = 0
    media_bytes: int = 0


NOTHING = Amount(0, 0)


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
    artifacts: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    sources = set()
    withheld = case.store.withholding.sources()
    for measured in case.store.artifacts.measure(*chosen, sealable=True):
        artifacts[measured.exhibit] += measured.artifacts
        sizes[measured.exhibit] += measured.content_bytes
        sources.add(measured.source_id)
    media = [
        medium.entry.size_bytes or 0
        for medium in media_of(case, chosen, sources)
        if medium.entry.locator.source_id not in withheld
    ]
    return Amount(
        artifacts=artifacts.total(),
        content_bytes=sizes.total(),
        exhibits=tuple(ExhibitAmount(name, artifacts[name], sizes[name]) for name in sorted(artifacts)),
        media=len(media),
        media_bytes=sum(media),
    )


def sealing_start(case: Case, choices: tuple[ArtifactFilter, ...]) -> SealingStart:
    """Raises CaseErrors."""
    case.store.withholding.prepare()
    amounts = tuple(_amount(case, (one,)) for one in choices)
    return SealingStart(default_name(case), amounts, broken_off(case))
