"""Labels on artifacts: tags, and marks (`marking`).

Every change is kept with what was before it, so that it can be undone; one that is undone is kept with what
was after it, so that it can be done again until something else is changed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from forensics_app.catalog.database import Database, is_there
from forensics_app.catalog.lists.alternatives import where_any
from forensics_app.catalog.lists.filters import where
from forensics_app.catalog.rows import LAYER_BITS, SEQUENCE_BITS
from forensics_app.catalog.withholding.withholding import NOT_WITHHELD
from forensics_app.model.case import LabelChange, TagRecord
from forensics_app.model.selection import ArtifactFilter


@dataclass(frozen=True, slots=True)
class LabelTables:
    """The names of the four tables of one kind of label; their columns are those of tags (schema.sql)."""

    names: str = "tags"
    given: str = "artifact_tags"
    changes: str = "tag_changes"
    change_rows: str = "tag_change_rows"


TAGS = LabelTables()
ALL_CHANGES = (TAGS.changes, "mark_changes")  # the second only after a case's first mark
_IN_FORCE, _GONE, _UNDONE = 0, 1, 2
"""`undone` of a change: one that is gone for good has lost what was after it, by a later change or an older
program."""
_NOW = "labels_now"
SOURCE_BITS = SEQUENCE_BITS + LAYER_BITS  # of a row's number, below its source


class Tagging:
    """Adding and removing labels by filter."""

    def __init__(self, database: Database, tables: LabelTables = TAGS) -> None:
        self._database = database
        self._tables = tables
        self._keep_before = (
            f"INSERT INTO {tables.change_rows} (change, row, was_tagged, note_before)"  # noqa: S608
            " SELECT ?, a.row, t.row IS NOT NULL, t.note FROM artifacts a"
        )

    def tags(self) -> tuple[TagRecord, ...]:
        """All tags with how many artifacts carry them, by name; none that exists by what was undone alone."""
        tables = self._tables
        with self._database.errors():
            found = self._database.connection.execute(
                "SELECT name, colour,"  # noqa: S608
                f" (SELECT count(*) FROM {tables.given} WHERE tag = name), created_at FROM {tables.names}"
                f" WHERE EXISTS (SELECT 1 FROM {tables.given} WHERE tag = name) OR EXISTS"
                f" (SELECT 1 FROM {tables.changes} WHERE tag = name AND undone = {_IN_FORCE}) ORDER BY name"
            ).fetchall()
        return tuple(TagRecord(*values) for values in found)

    def standing(self) -> tuple[int, int]:
        """Differs whenever labels do: the number of the latest change, and how many changes are in force."""
        changes = self._tables.changes
        with self._database.errors():
            latest, in_force = self._database.connection.execute(
                f"SELECT coalesce(max(number), 0), coalesce(sum(undone = {_IN_FORCE}), 0) FROM {changes}"  # noqa: S608
            ).fetchone()
        return int(latest), int(in_force)

    def sources_with_others(
        self, chosen: Sequence[ArtifactFilter], named: Collection[str]
    ) -> tuple[str, ...]:
        """Sources of which the filters (all, without any) take something with a note, or with a label that is
        none of `named`. Without what `Withholding.prepare` found."""
        condition = where_any(self._database, chosen)
        condition.add(NOT_WITHHELD)
        asked = ", ".join("?" * len(named))
        with self._database.errors():
            found = self._database.connection.execute(
                f"SELECT DISTINCT s.number, s.source_id FROM {self._tables.given} g"  # noqa: S608 - bound
                f" JOIN artifacts a ON a.row = g.row JOIN sources s ON s.number = a.row >> {SOURCE_BITS}"
                f" WHERE (coalesce(g.note, '') <> '' OR g.tag NOT IN ({asked})) AND {condition.sql}"
                " ORDER BY 1",
                (*named, *condition.values),
            ).fetchall()
        return tuple(source for _, source in found)

    def rows(self, chosen: Sequence[ArtifactFilter] = ()) -> list[int]:
        """The rows that have a label, of those that the filters take (all, without any), rising."""
        condition, given = where_any(self._database, chosen), self._tables.given
        with self._database.errors():
            if not chosen:
                query = f"SELECT DISTINCT row FROM {given} ORDER BY row"  # noqa: S608 - one of two names
            else:
                query = (
                    f"SELECT a.row FROM artifacts a WHERE a.row IN (SELECT row FROM {given})"  # noqa: S608 - bound
                    f" AND {condition.sql} ORDER BY a.row"
                )
            found = self._database.connection.execute(query, condition.values).fetchall()
        return [int(row) for (row,) in found]

    def set_colour(self, tag: str, colour: str | None) -> None:
        """The colour a tag is shown in; a name the window understands."""
        with self._database.transaction() as connection:
            connection.execute(
                f"UPDATE {self._tables.names} SET colour = ? WHERE name = ?",  # noqa: S608 - one of two names
                (colour, tag),
            )

    def add(self, tag: str, chosen: ArtifactFilter, *, note: str | None, at: str) -> int:
        """Tag what the filter chooses; a note replaces an earlier one. How many artifacts that were."""
        condition, tables = where(self._database, chosen), self._tables
        with self._database.transaction() as connection:
            connection.execute(
                f"INSERT OR IGNORE INTO {tables.names} (name, created_at) VALUES (?, ?)",  # noqa: S608
                (tag, at),
            )
            change = connection.execute(
                f"INSERT INTO {tables.changes} (tag, at) VALUES (?, ?)",  # noqa: S608
                (tag, at),
            ).lastrowid
            count = connection.execute(
                f"{self._keep_before} LEFT JOIN {tables.given} t ON t.row = a.row AND t.tag = ?"
                f" WHERE {condition.sql}",
                (change, tag, *condition.values),
            ).rowcount
            connection.execute(
                f"INSERT INTO {tables.given} (row, tag, note)"  # noqa: S608
                f" SELECT row, ?, ? FROM {tables.change_rows} WHERE change = ?"
                " ON CONFLICT DO UPDATE SET note = coalesce(excluded.note, note)",
                (tag, note, change),
            )
            if count == 0:
                connection.execute(
                    f"DELETE FROM {tables.changes} WHERE number = ?",  # noqa: S608
                    (change,),
                )
            else:
                self._forget_undone(connection)
            self._changed(connection, tag, int(count), given=True)
        return int(count)

    def forget_changes(self) -> None:
        """What was changed until now is no change of the user's, and can't be taken back."""
        with self._database.transaction() as connection:
            connection.execute(f"DELETE FROM {self._tables.change_rows}")  # noqa: S608 - one of two names
            connection.execute(f"DELETE FROM {self._tables.changes}")  # noqa: S608 - one of two names

    def remove(self, tag: str, chosen: ArtifactFilter, *, at: str) -> int:
        """Take the tag off what the filter chooses. How many artifacts carried it."""
        condition, tables = where(self._database, chosen), self._tables
        with self._database.transaction() as connection:
            change = connection.execute(
                f"INSERT INTO {tables.changes} (tag, at) VALUES (?, ?)",  # noqa: S608
                (tag, at),
            ).lastrowid
            count = connection.execute(
                f"{self._keep_before} JOIN {tables.given} t ON t.row = a.row AND t.tag = ?"
                f" WHERE {condition.sql}",
                (change, tag, *condition.values),
            ).rowcount
            connection.execute(
                f"DELETE FROM {tables.given} WHERE tag = ? AND row IN"  # noqa: S608
                f" (SELECT row FROM {tables.change_rows} WHERE change = ?)",
                (tag, change),
            )
            if count == 0:
                connection.execute(
                    f"DELETE FROM {tables.changes} WHERE number = ?",  # noqa: S608
                    (change,),
                )
            else:
                self._forget_undone(connection)
            self._changed(connection, tag, int(count), given=False)
        return int(count)

    def undo(self) -> tuple[str, int] | None:
        """Take back the latest change not yet undone: the tag and how many artifacts; None without one."""
        return self._turn(self._latest(), _UNDONE)

    def redo(self) -> tuple[str, int] | None:
        """Do again what was undone last, where nothing was changed since: as `undo`; None without one."""
        return self._turn(self._next(), _IN_FORCE)

    def to_undo(self) -> LabelChange | None:
        """The change that `undo` would take back; None without one."""
        return self._change(self._latest())

    def to_redo(self) -> LabelChange | None:
        """The change that `redo` would do again; None without one."""
        return self._change(self._next())

    def gives(self, change: LabelChange) -> bool | None:
        """Whether undoing or redoing the change, as far as it is either, gives artifacts its tag; False where
        it takes it from them, None where it changes only notes.
        """
        tables = self._tables
        with self._database.errors():
            given, taken = self._database.connection.execute(
                "SELECT total(r.was_tagged AND t.row IS NULL),"  # noqa: S608 - one of two names
                " total(NOT r.was_tagged AND t.row IS NOT NULL)"
                f" FROM {tables.change_rows} r JOIN {tables.changes} c ON c.number = r.change"
                f" LEFT JOIN {tables.given} t ON t.row = r.row AND t.tag = c.tag WHERE r.change = ?",
                (change.number,),
            ).fetchone()
        return None if given == taken else given > taken

    def _latest(self) -> str:
        return (
            f"SELECT number, tag, at FROM {self._tables.changes} WHERE undone = {_IN_FORCE}"  # noqa: S608
            " ORDER BY number DESC LIMIT 1"
        )

    def _next(self) -> str:
        changes = self._tables.changes
        return (
            f"SELECT number, tag, at FROM {changes} WHERE undone = {_UNDONE} AND number >"  # noqa: S608
            f" (SELECT coalesce(max(number), 0) FROM {changes} WHERE undone = {_IN_FORCE})"
            " ORDER BY number LIMIT 1"
        )

    def _change(self, which: str) -> LabelChange | None:
        with self._database.errors():
            found = self._database.connection.execute(which).fetchone()
        of_marks = self._tables != TAGS
        return None if found is None else LabelChange(of_marks, int(found[0]), str(found[2]))

    def _turn(self, which: str, undone: int) -> tuple[str, int] | None:
        """Give the rows of a change what is kept of them, and keep what they have now; how many differ."""
        tables = self._tables
        with self._database.transaction() as connection:
            found = connection.execute(which).fetchone()
            if found is None:
                return None
            change, tag, _ = found
            before = self._carriers(connection, tag)
            connection.execute(
                f"CREATE TEMP TABLE {_NOW} AS"  # noqa: S608
                " SELECT r.row AS row, t.row IS NOT NULL AS tagged, t.note AS note"
                f" FROM {tables.change_rows} r LEFT JOIN {tables.given} t ON t.row = r.row AND t.tag = ?"
                " WHERE r.change = ? ORDER BY r.row",
                (tag, change),
            )
            (changed,) = connection.execute(
                f"SELECT count(*) FROM {tables.change_rows} r JOIN {_NOW} n ON n.row = r.row"  # noqa: S608
                " WHERE r.change = ? AND (n.tagged <> r.was_tagged OR n.note IS NOT r.note_before)",
                (change,),
            ).fetchone()
            connection.execute(
                f"DELETE FROM {tables.given} WHERE tag = ? AND row IN"  # noqa: S608
                f" (SELECT row FROM {tables.change_rows} WHERE change = ?)",
                (tag, change),
            )
            connection.execute(
                f"INSERT INTO {tables.given} (row, tag, note)"  # noqa: S608
                f" SELECT row, ?, note_before FROM {tables.change_rows} WHERE change = ? AND was_tagged = 1",
                (tag, change),
            )
            count = connection.execute(
                f"DELETE FROM {tables.change_rows} WHERE change = ?",  # noqa: S608
                (change,),
            ).rowcount
            connection.execute(
                f"INSERT INTO {tables.change_rows} (change, row, was_tagged, note_before)"  # noqa: S608
                f" SELECT ?, row, tagged, note FROM {_NOW}",
                (change,),
            )
            connection.execute(f"DROP TABLE {_NOW}")
            connection.execute(
                f"UPDATE {tables.changes} SET undone = ? WHERE number = ?",  # noqa: S608
                (undone, change),
            )
            self._changed(connection, tag, int(count), given=self._carriers(connection, tag) > before)
        return str(tag), int(changed)

    def _forget_undone(self, connection: sqlite3.Connection) -> None:
        """After another change, what was undone of either kind of label can't be done again: it would mix two
        courses of events."""
        for changes in ALL_CHANGES:
            if is_there(connection, "table", changes):
                connection.execute(
                    f"UPDATE {changes} SET undone = {_GONE} WHERE undone = {_UNDONE}"  # noqa: S608
                )

    def _carriers(self, connection: sqlite3.Connection, tag: str) -> int:
        found = connection.execute(
            f"SELECT count(*) FROM {self._tables.given} WHERE tag = ?",  # noqa: S608 - one of two names
            (tag,),
        )
        return int(found.fetchone()[0])

    def _changed(self, connection: sqlite3.Connection, tag: str, count: int, *, given: bool) -> None:
        """What else belongs to a change of `count` artifacts, in its transaction: for tags nothing."""
