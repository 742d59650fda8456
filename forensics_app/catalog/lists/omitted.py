"""Which artifacts the ledger of omissions names: its places are layer and path, as they are shown.

Where two artifacts have the same path (a deleted one beside its successor), the ledger means both.
"""

from __future__ import annotations

from collections.abc import Sequence

from forensics_app.catalog.database import Database
from forensics_app.catalog.rows import fold
from forensics_app.model.selection import ANY_OMISSION

NOT_ON_THE_MEDIUM = "acquisition-errors"
"""The code of contents that were read to their end, though parts of what was read are not what the medium
held: sectors that failed when the image was made."""
NOT_IN_FULL = (
    NOT_ON_THE_MEDIUM, "attributes-unreadable", "content-sparse-too-large", "details-unreadable",
    "directory-incomplete", "directory-unreadable", "image-truncated", "inode-unreadable",
    "volume-exceeds-partition",
)  # fmt: skip
"""The codes of artifacts that were not read in full although what became of their contents doesn't say so:
that one, and those of folders and metadata."""

_TABLES = (
    "CREATE TEMP TABLE IF NOT EXISTS omitted_places (layer TEXT, folder TEXT, name TEXT)",
    "CREATE TEMP TABLE IF NOT EXISTS omitted_rows (code TEXT, row INTEGER, PRIMARY KEY (code, row))"
    " WITHOUT ROWID",
)
# CROSS JOIN keeps this order: a few places, each looked up by name
_FIND = (
    "INSERT OR IGNORE INTO temp.omitted_rows SELECT ?, x.row FROM temp.omitted_places p"
    " CROSS JOIN artifacts x ON x.folded = p.name JOIN folders f ON f.number = x.folder AND f.path = p.folder"
    " JOIN layers l ON l.number = f.layer AND l.layer_id = p.layer"
)


def omission_condition(database: Database, *codes: str) -> tuple[str, str, str]:
    """An SQL condition on `artifacts a`, the same to be asked row by row, and the value of either: rows that
    the ledger names with one of these codes.

    The rows are looked up anew each time, since evidence may be read meanwhile.
    """
    code = " ".join(codes)
    connection = database.connection
    for table in _TABLES:
        connection.execute(table)
    connection.execute("DELETE FROM temp.omitted_places")
    connection.execute("DELETE FROM temp.omitted_rows WHERE code = ?", (code,))
    meant = "1" if ANY_OMISSION in codes else f"code IN ({_marks(codes)})"
    found = connection.execute(
        f"SELECT DISTINCT locator FROM omissions WHERE {meant} AND instr(locator, ':/')",  # noqa: S608 - bound
        () if ANY_OMISSION in codes else codes,
    ).fetchall()
    places = []
    for (locator,) in found:
        layer, _, path = locator.partition(":")
        folder, _, name = path.rpartition("/")
        places.append((layer, folder, fold(name.replace("\\x2f", "/"))))
    connection.executemany("INSERT INTO temp.omitted_places VALUES (?, ?, ?)", places)
    connection.execute(_FIND, (code,))
    found_by = "a.row IN (SELECT row FROM temp.omitted_rows WHERE code = ?)"
    one_by_one = "EXISTS (SELECT 1 FROM temp.omitted_rows o WHERE o.code = ? AND o.row = a.row)"
    return found_by, one_by_one, code


def names_artifacts(database: Database, *codes: str) -> bool:
    """Whether any line of the ledger with one of these codes names a single artifact."""
    return (
        database.connection.execute(
            f"SELECT 1 FROM omissions WHERE code IN ({_marks(codes)})"  # noqa: S608 - bound
            " AND instr(locator, ':/') LIMIT 1",
            codes,
        ).fetchone()
        is not None
    )


def _marks(codes: Sequence[str]) -> str:
    return ", ".join("?" * len(codes))


def omission_codes(database: Database) -> tuple[tuple[str, int], ...]:
    """The codes that name single artifacts, each with how many entries of the ledger."""
    with database.errors():
        found = database.connection.execute(
            "SELECT code, count(*) FROM omissions WHERE instr(locator, ':/') GROUP BY code ORDER BY code"
        ).fetchall()
    return tuple((code, count) for code, count in found)
