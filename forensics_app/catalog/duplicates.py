"""Contents, not empty, that occur more than once in a case.

Finding them takes a walk through all digests. So they are kept in a temporary table of the connection, until
the catalogue changes.
"""

from __future__ import annotations

from forensics_app.catalog.database import Database

DUPLICATE = "a.row IN (SELECT row FROM temp.duplicate_rows)"
_STATE = "CREATE TEMP TABLE IF NOT EXISTS duplicate_state (version INTEGER, changes INTEGER)"
_ROWS = "CREATE TEMP TABLE IF NOT EXISTS duplicate_rows (row INTEGER PRIMARY KEY)"
_FIND = (
    "INSERT INTO temp.duplicate_rows SELECT x.row FROM artifacts x WHERE x.size <> 0 AND x.sha256 IN"
    " (SELECT sha256 FROM artifacts WHERE sha256 IS NOT NULL GROUP BY sha256 HAVING count(*) > 1)"
)


def duplicate_condition(database: Database) -> str:
    """An SQL condition on `artifacts a`; it can stand behind NOT."""
    connection = database.connection
    connection.execute(_STATE)
    connection.execute(_ROWS)
    (version,) = connection.execute("PRAGMA data_version").fetchone()  # what others committed
    kept = connection.execute("SELECT version, changes FROM temp.duplicate_state").fetchone()
    if kept is None or kept != (version, connection.total_changes):
        connection.execute("DELETE FROM temp.duplicate_rows")
        connection.execute(_FIND)
        connection.execute("DELETE FROM temp.duplicate_state")
        connection.execute("INSERT INTO temp.duplicate_state VALUES (?, 0)", (version,))
        connection.execute("UPDATE temp.duplicate_state SET changes = ?", (connection.total_changes + 1,))
    return DUPLICATE
