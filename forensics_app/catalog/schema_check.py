"""Whether a catalogue holds the tables, indexes and triggers of this program, and nothing besides.

A case folder may come from somebody else. A trigger or a view in its catalogue would run within our own
statements, so a catalogue is used only where its schema is what this program writes, word for word but for
comments and spaces. What is compared is the text that SQLite keeps; nothing of it is run.
"""

from __future__ import annotations

import re
import sqlite3
from functools import cache

from forensics_app.catalog.database import SCHEMA, Database
from forensics_app.catalog.labels import marking
from forensics_app.catalog.lists import indexes, summaries
from forensics_app.catalog.timeline.building import MOMENT_INDEX
from forensics_app.errors import CaseDamagedError

_Key = tuple[str, str, str]
_TOKEN = re.compile(r"'(?:[^']|'')*'|--[^\n]*|\s+|\w+|.", re.DOTALL)
_STATISTICS = re.compile(r"sqlite_stat[14]\Z")


def refuse_foreign(database: Database) -> None:
    """Raises CaseDamagedError where the catalogue has anything that this program doesn't make, or lacks what
    every catalogue has."""
    with database.errors():
        found = _read(database.connection)
    base, optional = _ours()
    for key, text in found.items():
        if key not in base and key not in optional and _STATISTICS.match(key[1]) and key[0] == "table":
            continue  # SQLite's own, made by ANALYZE; nobody else may use that name
        if {**optional, **base}.get(key, ("",)) != text:
            raise CaseDamagedError(path=str(database.path.parent), detail="foreign-schema")
    if not base.keys() <= found.keys():
        raise CaseDamagedError(path=str(database.path.parent), detail="foreign-schema")


@cache
def _ours() -> tuple[dict[_Key, tuple[str, ...]], dict[_Key, tuple[str, ...]]]:
    """What every catalogue has, and what one may have besides."""
    with_all = sqlite3.connect(":memory:", isolation_level=None)
    try:
        with_all.executescript(SCHEMA.read_text("utf-8"))
        base = _read(with_all)
        for statement in (*marking.SCHEMA, *summaries.schema(), *indexes.schema(), MOMENT_INDEX):
            with_all.execute(statement)
        return base, _read(with_all)
    finally:
        with_all.close()


def _read(connection: sqlite3.Connection) -> dict[_Key, tuple[str, ...]]:
    found = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")
    return {(str(kind), str(name), str(table)): _words(sql) for kind, name, table, sql in found}


def _words(sql: str | None) -> tuple[str, ...]:
    """The text without comments and spaces. Texts in quotes stay whole, so that nothing hides in them."""
    tokens = _TOKEN.findall("" if sql is None else str(sql))
    return tuple(t for t in tokens if not t.isspace() and not t.startswith("--"))
