"""Several filters of which one is enough, as one SQL condition."""

from __future__ import annotations

from collections.abc import Sequence

from forensics_app.catalog.database import Database
from forensics_app.catalog.lists.filters import Condition, where
from forensics_app.model.selection import ArtifactFilter


def where_any(database: Database, chosen: Sequence[ArtifactFilter]) -> Condition:
    """What at least one of `chosen` takes, each row once; everything where there is none."""
    if len(chosen) < 2:
        return where(database, chosen[0]) if chosen else Condition()
    parts = [where(database, one) for one in dict.fromkeys(chosen)]
    condition = Condition()
    condition.add(f"({' OR '.join(f'({p.sql})' for p in parts)})", *(v for p in parts for v in p.values))
    return condition
