"""Where the contents of a list were made, as their EXIF says: all positions of a filter."""

from __future__ import annotations

from dataclasses import dataclass, replace

from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.cases.case import Case

MOST_MARKS = 50_000


@dataclass(frozen=True, slots=True)
class Mark:
    """Degrees, north and east positive (WGS 84 by EXIF's usage; the content itself may claim anything)."""

    artifact_id: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Positions:
    """`total`: artifacts of the filter that hold a position; beyond MOST_MARKS they have no mark."""

    marks: tuple[Mark, ...] = ()
    total: int = 0


def positions_in(case: Case, chosen: ArtifactFilter) -> Positions:
    """The positions of what a filter chooses, in the order of the catalogue."""
    placed = replace(chosen, position=True)
    artifacts = case.store.artifacts
    marks: list[Mark] = []
    with case.store.database.snapshot():
        total = artifacts.count(placed)
        for artifact in artifacts.stream(placed):
            found = artifact.examination
            if found.latitude is not None and found.longitude is not None:
                marks.append(Mark(artifact.artifact_id, found.latitude, found.longitude))
            if len(marks) >= MOST_MARKS:
                break
    return Positions(tuple(marks), total)
