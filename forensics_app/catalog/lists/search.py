"""Text looked for in paths, without case.

A path is its folder's path, `/` and the name (names never hold `/` in display form). So text lies in a path
when it lies in the name, in the folder's path, or across the one `/` between them; only names need an index.
Names are indexed by trigrams once their source is stored; shorter text, and sources still being read, are
looked through one by one.
"""

from __future__ import annotations

from forensics_app.catalog import rows
from forensics_app.catalog.database import Database
from forensics_app.model.case import SourceState

TRIGRAM = 3


def text_condition(database: Database, text: str) -> tuple[str, list[object]]:
    """An SQL condition on `artifacts a`, and its values."""
    wanted = rows.fold(text)
    parts: list[str] = []
    values: list[object] = []

    def either(sql: str, *bound: object) -> None:
        parts.append(sql)
        values.extend(bound)

    if "/" in wanted:
        before, _, after = wanted.rpartition("/")
        either(
            "(substr(a.folded, 1, ?) = ? AND a.folder IN (SELECT number FROM folders WHERE"
            " substr(folded, length(folded) - ? + 1) = ?))",
            len(after),
            after,
            len(before),
            before,
        )
    elif len(wanted) >= TRIGRAM:
        either("a.row IN (SELECT rowid FROM names WHERE names MATCH ?)", _phrase(wanted))
        for first, last in _not_indexed(database):
            either("(a.row BETWEEN ? AND ? AND instr(a.folded, ?))", first, last, wanted)
    else:
        either("a.folded LIKE ? ESCAPE '\\'", f"%{_escaped(wanted)}%")
    either("a.folder IN (SELECT number FROM folders WHERE instr(folded, ?))", wanted)
    return f"({' OR '.join(parts)})", values


def _phrase(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _not_indexed(database: Database) -> list[tuple[int, int]]:
    found = database.connection.execute(
        "SELECT number FROM sources WHERE state <> ?", (SourceState.COMPLETE.value,)
    ).fetchall()
    return [rows.source_rows(number) for (number,) in found]
