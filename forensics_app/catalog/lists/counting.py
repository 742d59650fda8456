"""How many rows a condition leaves, found the cheapest way."""

from __future__ import annotations

from forensics_app.catalog.database import Database, has_index
from forensics_app.catalog.lists.filters import Condition
from forensics_app.catalog.lists.summed import exact_count

ROW_INDEX = "artifacts_by_row"


def count_rows(database: Database, condition: Condition) -> int:
    """By stored summaries where they can tell, by an index of its own, or by a walk through that of all rows.

    To be asked within one snapshot of the catalogue.
    """
    known = exact_count(database, condition)
    if known is not None:
        return known
    if condition.broad and has_index(database, ROW_INDEX):
        sql = (
            f"SELECT count(*) FROM artifacts a INDEXED BY {ROW_INDEX}"  # noqa: S608 - bound
            f" WHERE {condition.sql_without_order}"
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
    if walks and has_index(database, "artifacts_by_folder"):
        found = database.connection.execute(
            "SELECT a.folder, count(*) FROM artifacts a INDEXED BY artifacts_by_folder"  # noqa: S608 - bound
            f" WHERE {condition.sql_without_order} GROUP BY a.folder",
            condition.walked_values,
        )
    else:
        found = database.connection.execute(
            f"SELECT a.folder, count(*) FROM artifacts a WHERE {condition.sql} GROUP BY a.folder",  # noqa: S608
            condition.values,
        )
    return dict(found.fetchall())
