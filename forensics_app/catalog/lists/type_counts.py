"""How many artifacts of a filter have which type and kind."""

from __future__ import annotations

from forensics_app.catalog.database import Database
from forensics_app.catalog.lists.filters import where
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.selection import ArtifactFilter


def count_media_types(database: Database, chosen: ArtifactFilter) -> dict[str, int]:
    """Media types, each with how many artifacts."""
    condition = where(database, chosen)
    with database.errors():
        found = database.connection.execute(
            "SELECT a.media_type, count(*) FROM artifacts a WHERE a.media_type IS NOT NULL"  # noqa: S608 - bound
            f" AND {condition.sql} GROUP BY a.media_type",
            condition.values,
        ).fetchall()
    return dict(found)


def count_kinds(database: Database, chosen: ArtifactFilter) -> dict[ArtifactKind, int]:
    """Kinds, each with how many artifacts."""
    condition = where(database, chosen)
    with database.errors():
        found = database.connection.execute(
            f"SELECT a.kind, count(*) FROM artifacts a WHERE {condition.sql} GROUP BY a.kind",  # noqa: S608 - bound
            condition.values,
        ).fetchall()
    return {ArtifactKind(kind): count for kind, count in found}
