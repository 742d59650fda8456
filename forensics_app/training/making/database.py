"""Databases in SQLite's format, as a browser or a chat program leaves them."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = str | int | float | bytes | None
_VERSION_AT, _CHANGES_AT = 96, 24
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns as they stand in CREATE TABLE (`url TEXT`), and its rows."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Value]]


def database(tables: Sequence[Table], *, deleted: Sequence[tuple[str, int]] = ()) -> bytes:
    """The file. `deleted`: (table, row counted from 1) that is taken out again and stays in free space.

    Raises ValueError for a table or column that SQLite doesn't take.
    """
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("PRAGMA secure_delete = OFF")
        for table in tables:
            # the statement holds names of a scenario's own recipe: what SQLite makes of them stays in memory
            columns = ", ".join(_declared(column) for column in table.columns)
            connection.execute(f'CREATE TABLE "{_name(table.name)}" ({columns})')
            marks = ", ".join("?" * len(table.columns))
            insert = f'INSERT INTO "{_name(table.name)}" VALUES ({marks})'  # noqa: S608 - a checked name
            connection.executemany(insert, table.rows)
        connection.commit()
        for name, row in deleted:
            connection.execute(f'DELETE FROM "{_name(name)}" WHERE rowid = ?', (row,))  # noqa: S608 - the same
        connection.commit()
        image = bytearray(connection.serialize())
    except sqlite3.Error as e:
        raise ValueError(str(e)) from e
    finally:
        connection.close()
    # the header names the library's release and counts changes: the same bytes from any release
    struct.pack_into(">I", image, _VERSION_AT, 3_040_000)
    image[_VERSION_AT - 4 : _VERSION_AT] = image[_CHANGES_AT : _CHANGES_AT + 4]
    return bytes(image)


def _name(name: str) -> str:
    if not name.replace("_", "").isalnum() or len(name) > _LONGEST_NAME:
        raise ValueError(f"{name!r} is no table's name")
    return name


def _declared(column: str) -> str:
    words = column.split()
    if not words or not all(word.replace("_", "").isalnum() for word in words):
        raise ValueError(f"{column!r} is no column")
    return f'"{words[0]}" ' + " ".join(words[1:])
