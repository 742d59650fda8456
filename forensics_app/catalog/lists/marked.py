"""Which artifacts carry marks. The tables are made with a case's first mark (`marking`)."""

from __future__ import annotations

from forensics_app.catalog.database import Database, is_there
from forensics_app.model.marks import Marked, PrivacyMark

MARKED = "artifact_marks"


def has_marks(database: Database) -> bool:
    """Whether anything of this case was ever marked."""
    return is_there(database.connection, "table", MARKED)


def marks_on(database: Database, numbers: list[int]) -> dict[int, list[Marked]]:
    """The marks of rows, by their numbers."""
    if not has_marks(database):
        return {}
    asked = ", ".join("?" * len(numbers))
    marks: dict[int, list[Marked]] = {}
    for row, mark, reason in database.connection.execute(
        f"SELECT row, tag, note FROM artifact_marks WHERE row IN ({asked}) ORDER BY row, tag",  # noqa: S608 - bound
        numbers,
    ):
        marks.setdefault(row, []).append(Marked(PrivacyMark(mark), reason or ""))
    return marks
