"""Indexes for the filter and sort pairs that are offered; made after a load, not during it."""

from __future__ import annotations

from forensics_app.catalog.database import Database

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


def build_indexes(database: Database) -> None:
    """Make those that are missing, one transaction each, and let SQLite look at their shape."""
    for name, covers in INDEXES.items():
        with database.transaction() as connection:
            connection.execute(f"CREATE INDEX IF NOT EXISTS artifacts_{name} ON artifacts {covers}")
    with database.transaction() as connection:
        connection.execute("ANALYZE")


def drop_indexes(database: Database) -> None:
    """Drop all of them."""
    with database.transaction() as connection:
        for name in INDEXES:
            connection.execute(f"DROP INDEX IF EXISTS artifacts_{name}")
