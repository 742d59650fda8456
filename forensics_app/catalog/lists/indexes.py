"""Indexes for the filter and sort pairs that are offered; made after a load, not during it."""

from __future__ import annotations

from forensics_app.catalog.database import Database
from forensics_app.catalog.lists.summaries import drop_summaries, make_summaries

# name -> what it covers. Those that sort end in the row number, which settles ties and makes paging by key
# possible, and hold what the common filters look at, so that walking them needs no look-ups of rows.
_FILTERED = "row, folder, facets, extension"
INDEXES = {
    "by_row": f"({_FILTERED})",
    "by_name": f"(folded, {_FILTERED})",
    "by_size": f"(size, {_FILTERED})",
    "by_modified": f"(modified, {_FILTERED})",
    "by_created": f"(created, {_FILTERED})",
    "by_kind": "(kind, row)",
    "by_folder": "(folder, row, facets, extension)",
    "by_extension": "(extension, row)",
    "by_media_type": "(media_type, row)",
    "by_sha256": "(sha256)",
    "by_id": "(id)",
    "deleted": "(row, allocated) WHERE allocated = 0",
    "not_read": "(row) WHERE outcome IN ('partial', 'unreadable')",
    "mismatched": "(row) WHERE extension_mismatch = 1",
}

LARGE_INDEXES = {  # for the ends of ranges of times that no order sorts by
    "by_accessed": "(accessed, row, facets)",
    "by_changed": "(changed, row, facets)",
}


def schema() -> tuple[str, ...]:
    """The statements that make all of them."""
    return tuple(_statement(name, covers) for name, covers in (INDEXES | LARGE_INDEXES).items())


def _statement(name: str, covers: str) -> str:
    return f"CREATE INDEX IF NOT EXISTS artifacts_{name} ON artifacts {covers}"


def build_indexes(database: Database, *, large: bool = False, analyze: bool = True) -> None:
    """Make those that are missing, one transaction each, and with `analyze` let SQLite look at their shape.

    `large`: those too that only pay in a large catalogue, and its summaries.
    """
    for name, covers in (INDEXES | LARGE_INDEXES if large else INDEXES).items():
        with database.transaction() as connection:
            connection.execute(_statement(name, covers))
    if analyze:
        with database.transaction() as connection:
            connection.execute("ANALYZE")
    if large:
        make_summaries(database)


def drop_indexes(database: Database) -> None:
    """Drop all of them, and the summaries, which are read with them."""
    with database.transaction() as connection:
        drop_summaries(connection)
        for name in INDEXES | LARGE_INDEXES:
            connection.execute(f"DROP INDEX IF EXISTS artifacts_{name}")
