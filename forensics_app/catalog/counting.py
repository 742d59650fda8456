"""How many rows a condition leaves, found the cheapest way."""

from __future__ import annotations

from forensics_app.catalog.database import Database
from forensics_app.catalog.filters import Condition


def count_rows(database: Database, condition: Condition) -> int:
    """By an index of its own where there is one, else by one walk through the index of all rows."""
    if condition.broad and _has_index(database, "artifacts_by_row"):
        sql = (
            "SELECT count(*) FROM artifacts a INDEXED BY artifacts_by_row"  # noqa: S608 - bound
            f" WHERE {condition.sql_beside_order}"
        )
        found = database.connection.execute(sql, condition.walked_values).fetchone()
    else:
        found = database.connection.execute(
            f"SELECT count(*) FROM artifacts a WHERE {condition.sql}",  # noqa: S608 - bound
            condition.values,
        ).fetchone()
    return int(found[0])


def count_by_folder(database: Database, condition: Condition) -> dict[int, int]:
    """The same for each folder, without those below it; folders without any are left out."""
    walks = condition.in_index and not condition.few and bool(condition.parts)
    if walks and _has_index(database, "artifacts_by_folder"):
        found = database.connection.execute(
            "SELECT a.folder, count(*) FROM artifacts a INDEXED BY artifacts_by_folder"  # noqa: S608 - bound
            f" WHERE {condition.sql_beside_order} GROUP BY a.folder",
            condition.walked_values,
        )
    else:
        found = database.connection.execute(
            f"SELECT a.folder, count(*) FROM artifacts a WHERE {condition.sql} GROUP BY a.folder",  # noqa: S608
            condition.values,
        )
    return dict(found.fetchall())


def _has_index(database: Database, name: str) -> bool:
    """While evidence is read first there is none."""
    found = database.connection.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = ?", (name,)
    ).fetchone()
    return found is not None
