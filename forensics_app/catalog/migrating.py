"""Bringing a catalogue of an earlier format to this one: on a copy, which takes its place in one rename.

The catalogue of before is kept whole beside it. A kill at any moment leaves one of the two under the
catalogue's name, and at most a copy that is not finished, which the next try throws away.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from forensics_app.catalog.database import (
    FORMAT,
    FORMAT_WITH_MARKS,
    Database,
    connected,
    format_of,
    refuse_planted_catalogue,
)
from forensics_app.catalog.schema_check import refuse_foreign
from forensics_app.custody.own_files import open_own
from forensics_app.errors import CaseDamagedError
from forensics_app.system.syncing import sync

Step = Callable[[sqlite3.Connection], int]
STEPS: dict[int, Step] = {}
"""By format number: what brings a catalogue of it to a later format, which it returns. Format 7, and 8 with
marks, are those of versions 1.0.0 and 1.1.0, so there is none yet. Whoever changes the schema adds a step,
which runs inside a transaction and leaves the schema of `schema.sql`. A case of each version is kept in
`tests/integration/stored`.
"""
_UNFINISHED = ".migrating"
_PAGES_AT_ONCE = 4096


def kept_path(path: Path, version: int) -> Path:
    """Where the catalogue of before is kept."""
    return path.with_name(f"{path.name}.format-{version}")


def is_migratable(path: Path) -> bool:
    """Whether the catalogue at `path` is of an earlier format that this program brings to its own."""
    return path.is_file() and format_of(path) in STEPS


def migrate(path: Path) -> Path:
    """Bring the catalogue to this program's format; the one of before is at the path that is returned.

    The caller holds the lock of the case. Raises CaseDamagedError, CaseFileRefusedError, DiskFullError,
    OutputNotWritableError; the catalogue is as it was then.
    """
    refuse_planted_catalogue(path, write=True)
    version = format_of(path)
    kept, copy = kept_path(path, version), path.with_name(path.name + _UNFINISHED)
    _copy(path, copy)
    copy.replace(kept)
    sync(kept.parent)
    _copy(kept, copy)
    with _opened(copy) as database:
        _step_up(database)
    sync(copy)
    with (
        connected(path, "rw") as connection,
        closing(connection),
    ):  # its journal must not lie beside the new one
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
    copy.replace(path)
    sync(path.parent)
    return kept


def _copy(source: Path, target: Path) -> None:
    """One consistent state of `source`, with what its journal holds, in a file of its own, on the disk."""
    for name in (target, *(Path(f"{target}{ending}") for ending in ("-journal", "-wal", "-shm"))):
        name.unlink(missing_ok=True)  # of a try that was killed
    os.close(open_own(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
    with connected(source, "ro") as old, closing(old), connected(target, "rw") as new, closing(new):
        old.backup(new, pages=_PAGES_AT_ONCE)
    sync(target)


def _opened(copy: Path) -> closing[Database]:
    with connected(copy, "rw") as connection:
        return closing(Database(copy, connection))


def _step_up(database: Database) -> None:
    connection = database.connection
    with database.errors():
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    while version not in (FORMAT, FORMAT_WITH_MARKS):
        with database.transaction():
            version = STEPS[version](connection)
            connection.execute(f"PRAGMA user_version = {version}")
    with database.errors():
        found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise CaseDamagedError(path=str(database.path.parent), detail=str(found))
    refuse_foreign(database)
