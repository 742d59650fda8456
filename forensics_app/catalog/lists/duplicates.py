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
_STATE = "CREATE TEMP TABLE IF NOT EXISTS duplicate_state (version INTEGER, changes INTEGER)"
_ROWS = "CREATE TEMP TABLE IF NOT EXISTS duplicate_rows (row INTEGER PRIMARY KEY)"


def duplicate_rows(database: Database) -> tuple[str, bool]:
    """A query for the numbers of their rows, and whether those are few."""
    connection = database.connection
    connection.execute(_STATE)
    connection.execute(_ROWS)
    with database.snapshot():
        version, changes = database.state()
        kept = connection.execute("SELECT version, changes FROM temp.duplicate_state").fetchone()
        if kept is None or kept != (version, changes):
            connection.execute("DELETE FROM temp.duplicate_rows")
            found = "SELECT row FROM list_duplicates" if has_summaries(connection) else FIND_DUPLICATES
            connection.execute(f"INSERT INTO temp.duplicate_rows {found}")
            connection.execute("DELETE FROM temp.duplicate_state")
            connection.execute("INSERT INTO temp.duplicate_state VALUES (?, 0)", (version,))
            changes = database.own_changes + database.write  # this change too is one of its own
            connection.execute("UPDATE temp.duplicate_state SET changes = ?", (changes,))
        few = connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM temp.duplicate_rows LIMIT ?)", (FEW + 1,)
        ).fetchone()[0]
    return "SELECT row FROM temp.duplicate_rows", int(few) <= FEW
