"""Marks on artifacts, in tables like those of tags, which are made with a case's first mark.

With them the catalogue gets the next format number: a program that knows nothing of marks must not seal
from it. Each change leaves in its own transaction what is still to be done about it elsewhere (`owed`): a
kill at any moment leaves neither a mark that the custody ledger doesn't tell nor one that a begun bundle
doesn't heed.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from forensics_app.catalog.database import FORMAT_WITH_MARKS, Database, is_there
from forensics_app.catalog.labels.tagging import LabelTables, Tagging
from forensics_app.catalog.lists.marked import MARKED, has_marks
from forensics_app.model.case import LabelChange, TagRecord
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
_OWED = "mark_changes_owed"
_OWED_SCHEMA = (
    f"CREATE TABLE IF NOT EXISTS {_OWED} (number INTEGER PRIMARY KEY, mark TEXT NOT NULL,"
    " count INTEGER NOT NULL, given INTEGER NOT NULL, behind INTEGER NOT NULL)"
)
SCHEMA = (*_SCHEMA[:-1], _OWED_SCHEMA)
"""All tables and indexes that marks bring."""


@dataclass(frozen=True, slots=True)
class UnfinishedChange:
    """A change of marks that the ledger was not yet seen to tell: marks given, or taken off.

    `behind`: how many events the ledger had that were acknowledged before it.
    """

    number: int
    mark: str
    count: int
    given: bool
    behind: int


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

    def standing(self) -> tuple[int, int]:
        return super().standing() if has_marks(self._database) else (0, 0)

    def undo(self) -> tuple[str, int] | None:
        return super().undo() if has_marks(self._database) else None

    def redo(self) -> tuple[str, int] | None:
        return super().redo() if has_marks(self._database) else None

    def to_undo(self) -> LabelChange | None:
        return super().to_undo() if has_marks(self._database) else None

    def to_redo(self) -> LabelChange | None:
        return super().to_redo() if has_marks(self._database) else None

    def owed(self) -> tuple[UnfinishedChange, ...]:
        """Changes whose consequences outside of the catalogue are not known to be complete, oldest first."""
        if not is_there(self._database.connection, "table", _OWED):
            return ()
        with self._database.errors():
            found = self._database.connection.execute(
                f"SELECT number, mark, count, given, behind FROM {_OWED} ORDER BY number"  # noqa: S608
            ).fetchall()
        return tuple(
            UnfinishedChange(number, mark, count, bool(given), at) for number, mark, count, given, at in found
        )

    def settled(self, change: UnfinishedChange) -> None:
        """Nothing more is to be done about this change."""
        with self._database.transaction() as connection:
            connection.execute(f"DELETE FROM {_OWED} WHERE number = ?", (change.number,))  # noqa: S608

    def _changed(self, connection: sqlite3.Connection, tag: str, count: int, *, given: bool) -> None:
        if count:
            connection.execute(_OWED_SCHEMA)
            connection.execute(
                f"INSERT INTO {_OWED} (mark, count, given, behind)"  # noqa: S608 - a constant
                " SELECT ?, ?, ?, custody_count FROM case_facts",
                (tag, count, given),
            )
