"""Marks on artifacts, in tables like those of tags, which are made with a case's first mark.

With them the catalogue gets the next format number: a program that knows nothing of marks must not seal
from it.
"""

from __future__ import annotations

from forensics_app.catalog.database import FORMAT_WITH_MARKS, Database
from forensics_app.catalog.marked import MARKED, has_marks
from forensics_app.catalog.tagging import LabelTables, Tagging
from forensics_app.model.case import TagRecord
from forensics_app.model.selection import ArtifactFilter

MARKS = LabelTables("marks", MARKED, "mark_changes", "mark_change_rows")
_SCHEMA = (
    "CREATE TABLE marks (name TEXT PRIMARY KEY, colour TEXT, created_at TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE artifact_marks (row INTEGER NOT NULL, tag TEXT NOT NULL REFERENCES marks (name), note TEXT,"
    " PRIMARY KEY (row, tag)) WITHOUT ROWID",
    "CREATE INDEX marks_by_name ON artifact_marks (tag, row)",
    "CREATE TABLE mark_changes (number INTEGER PRIMARY KEY, tag TEXT NOT NULL, at TEXT NOT NULL,"
    " undone INTEGER NOT NULL DEFAULT 0)",
    "CREATE TABLE mark_change_rows (change INTEGER NOT NULL, row INTEGER NOT NULL,"
    " was_tagged INTEGER NOT NULL, note_before TEXT, PRIMARY KEY (change, row)) WITHOUT ROWID",
    f"PRAGMA user_version = {FORMAT_WITH_MARKS}",
)


class Marking(Tagging):
    """Giving and taking off marks by filter. The note of a label is here the reason of a mark."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, MARKS)

    def tags(self) -> tuple[TagRecord, ...]:
        return super().tags() if has_marks(self._database) else ()

    def add(self, tag: str, chosen: ArtifactFilter, *, note: str | None, at: str) -> int:
        if not has_marks(self._database):
            with self._database.transaction() as connection:
                for statement in _SCHEMA:
                    connection.execute(statement)
        return super().add(tag, chosen, note=note, at=at)

    def remove(self, tag: str, chosen: ArtifactFilter, *, at: str) -> int:
        return super().remove(tag, chosen, at=at) if has_marks(self._database) else 0

    def undo(self) -> tuple[str, int] | None:
        return super().undo() if has_marks(self._database) else None
