"""Contents, not empty, that occur more than once in a case.

Finding them takes a walk through all digests. So they are kept in a temporary table of the connection, until
the catalogue changes; a large catalogue has them stored (`summaries`).
"""

from __future__ import annotations

from forensics_app.catalog.database import Database
from forensics_app.catalog.lists.summary_state import has_summaries

FIND_DUPLICATES = (
    "SELECT x.row FROM artifacts x WHERE x.size <> 0 AND x.sha256 IN"
    " (SELECT sha256 FROM artifacts WHERE sha256 IS NOT NULL GROUP BY sha256 HAVING count(*) > 1)"
)
FEW = 50_000


def duplicate_rows(database: Database) -> tuple[str, bool]:
    """A query for the numbers of their rows, and whether those are few."""
    connection = database.connection
    with database.snapshot():
        found = database.keep_rows(
            "duplicate_rows",
            lambda: "SELECT row FROM list_duplicates" if has_summaries(connection) else FIND_DUPLICATES,
        )
        few = connection.execute(f"SELECT count(*) FROM ({found} LIMIT ?)", (FEW + 1,)).fetchone()[0]  # noqa: S608 - bound
    return found, int(few) <= FEW
