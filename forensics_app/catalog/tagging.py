"""Tags on artifacts. Every change is kept with what was before it, so that it can be undone."""

from __future__ import annotations

from forensics_app.catalog.database import Database
from forensics_app.catalog.filters import where
from forensics_app.model.case import TagRecord
from forensics_app.model.selection import ArtifactFilter

_KEEP_BEFORE = (
    "INSERT INTO tag_change_rows (change, row, was_tagged, note_before)"
    " SELECT ?, a.row, t.row IS NOT NULL, t.note FROM artifacts a"
)


class Tagging:
    """Adding and removing tags by filter."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def tags(self) -> tuple[TagRecord, ...]:
        """All tags with how many artifacts carry them, by name."""
        with self._database.errors():
            found = self._database.connection.execute(
                "SELECT name, colour, (SELECT count(*) FROM artifact_tags WHERE tag = name), created_at"
                " FROM tags ORDER BY name"
            ).fetchall()
        return tuple(TagRecord(*values) for values in found)

    def set_colour(self, tag: str, colour: str | None) -> None:
        """The colour a tag is shown in; a name the window understands."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE tags SET colour = ? WHERE name = ?", (colour, tag))

    def add(self, tag: str, chosen: ArtifactFilter, *, note: str | None, at: str) -> int:
        """Tag what the filter chooses; a note replaces an earlier one. How many artifacts that were."""
        condition = where(self._database, chosen)
        with self._database.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO tags (name, created_at) VALUES (?, ?)", (tag, at))
            change = connection.execute(
                "INSERT INTO tag_changes (tag, at) VALUES (?, ?)", (tag, at)
            ).lastrowid
            count = connection.execute(
                f"{_KEEP_BEFORE} LEFT JOIN artifact_tags t ON t.row = a.row AND t.tag = ?"
                f" WHERE {condition.sql}",
                (change, tag, *condition.values),
            ).rowcount
            connection.execute(
                "INSERT INTO artifact_tags (row, tag, note)"
                " SELECT row, ?, ? FROM tag_change_rows WHERE change = ?"
                " ON CONFLICT DO UPDATE SET note = coalesce(excluded.note, note)",
                (tag, note, change),
            )
            if count == 0:
                connection.execute("DELETE FROM tag_changes WHERE number = ?", (change,))
        return int(count)

    def remove(self, tag: str, chosen: ArtifactFilter, *, at: str) -> int:
        """Take the tag off what the filter chooses. How many artifacts carried it."""
        condition = where(self._database, chosen)
        with self._database.transaction() as connection:
            change = connection.execute(
                "INSERT INTO tag_changes (tag, at) VALUES (?, ?)", (tag, at)
            ).lastrowid
            count = connection.execute(
                f"{_KEEP_BEFORE} JOIN artifact_tags t ON t.row = a.row AND t.tag = ? WHERE {condition.sql}",
                (change, tag, *condition.values),
            ).rowcount
            connection.execute(
                "DELETE FROM artifact_tags WHERE tag = ? AND row IN"
                " (SELECT row FROM tag_change_rows WHERE change = ?)",
                (tag, change),
            )
            if count == 0:
                connection.execute("DELETE FROM tag_changes WHERE number = ?", (change,))
        return int(count)

    def undo(self) -> tuple[str, int] | None:
        """Take back the latest change not yet undone: the tag and how many artifacts; None without one."""
        with self._database.transaction() as connection:
            latest = connection.execute(
                "SELECT number, tag FROM tag_changes WHERE undone = 0 ORDER BY number DESC LIMIT 1"
            ).fetchone()
            if latest is None:
                return None
            change, tag = latest
            connection.execute(
                "DELETE FROM artifact_tags WHERE tag = ? AND row IN"
                " (SELECT row FROM tag_change_rows WHERE change = ?)",
                (tag, change),
            )
            connection.execute(
                "INSERT INTO artifact_tags (row, tag, note)"
                " SELECT row, ?, note_before FROM tag_change_rows WHERE change = ? AND was_tagged = 1",
                (tag, change),
            )
            connection.execute("UPDATE tag_changes SET undone = 1 WHERE number = ?", (change,))
            count = connection.execute(
                "SELECT count(*) FROM tag_change_rows WHERE change = ?", (change,)
            ).fetchone()[0]
        return str(tag), int(count)
