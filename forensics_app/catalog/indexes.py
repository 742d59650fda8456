"""Indexes for the filter and sort pairs that are offered; made after a load, not during it."""

from __future__ import annotations

from forensics_app.catalog.database import Database

# name -> what it covers. In those that sort, the row number settles ties and makes paging by key possible,
# and the folder lets a large one be picked out without looking at the rows.
INDEXES = {
    "by_row": "(row)",  # narrow: counting and skipping need not touch the rows themselves
    "by_id": "(id)",
    "by_folder": "(folder, row)",
    "by_extension": "(extension, row)",
    "by_media_type": "(media_type, row)",
    "by_sha256": "(sha256)",
    "by_name": "(folded, row, folder)",
    "by_size": "(size, row, folder)",
    "by_modified": "(modified, row, folder)",
    "by_kind": "(kind, row)",
    "by_kind_name": "(kind, folded, row, folder)",
    "by_kind_size": "(kind, size, row, folder)",
    "by_kind_modified": "(kind, modified, row, folder)",
    "deleted": "(row, allocated) WHERE allocated = 0",
    "deleted_by_name": "(folded, row, allocated, folder) WHERE allocated = 0",
    "deleted_by_size": "(size, row, allocated, folder) WHERE allocated = 0",
    "deleted_by_modified": "(modified, row, allocated, folder) WHERE allocated = 0",
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
