"""When artifacts were tagged and untagged: the changes that were kept for undoing, as a history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from forensics_app.catalog.database import Database

MOST_NAMED = 20
"""Artifacts that are named of one change; of the others only their number is given."""


@dataclass(frozen=True, slots=True)
class TagChange:
    """One change in force: `at` UTC in sealed form, `count` artifacts, of which `rows` are the first ones.

    `given` is whether any of them got the tag by it; else it was taken off, or a note was changed.
    """

    at: str
    tag: str
    count: int
    given: bool
    rows: tuple[int, ...]


def tag_changes(database: Database, *, most: int) -> Iterator[TagChange]:
    """The last `most` changes that were not undone, oldest first."""
    with database.errors():
        found = database.connection.execute(
            "SELECT number, at, tag FROM (SELECT number, at, tag FROM tag_changes WHERE undone = 0"
            " ORDER BY number DESC LIMIT ?) ORDER BY number",
            (most,),
        ).fetchall()
        for number, at, tag in found:
            count, before = database.connection.execute(
                "SELECT count(*), sum(was_tagged) FROM tag_change_rows WHERE change = ?", (number,)
            ).fetchone()
            rows = database.connection.execute(
                "SELECT row FROM tag_change_rows WHERE change = ? ORDER BY row LIMIT ?", (number, MOST_NAMED)
            ).fetchall()
            given = count > (before or 0)
            yield TagChange(at, tag, int(count), given, tuple(int(row) for (row,) in rows))
