"""Row numbers put in an order: for lists that are short beside the catalogue."""

from __future__ import annotations

from array import array
from sqlite3 import Connection

LOOKED_UP_AT_ONCE = 1000


def in_order(
    connection: Connection, numbers: array[int], column: str | None, *, descending: bool
) -> array[int]:
    """Ascending row numbers by a column of `artifacts` and then by number, or by number alone."""
    if column is None:
        return numbers[::-1] if descending else numbers
    keys: list[tuple[object, int]] = []
    for at in range(0, len(numbers), LOOKED_UP_AT_ONCE):
        part = numbers[at : at + LOOKED_UP_AT_ONCE]
        marks = ", ".join("?" * len(part))
        keys += connection.execute(
            f"SELECT {column}, a.row FROM artifacts a WHERE a.row IN ({marks})",  # noqa: S608 - bound
            part.tolist(),
        )
    keys.sort(reverse=descending)
    return array("q", (row for _, row in keys))
