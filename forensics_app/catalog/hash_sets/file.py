"""The databases that hash sets are looked up in: our own compact copy of a list, or an NSRL RDS where it
lies.

Both are opened read-only and immutable, asked for batches of digests by index, and never loaded into memory.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from forensics_app.errors import CancelledError, DiskFullError, HashSetInvalidError, OutputNotWritableError
from forensics_app.model.digests import DigestAlgorithm
from forensics_app.model.hash_sets import HashSetEntry
from forensics_app.model.progress import IsCancelled

STRONGEST_FIRST = (DigestAlgorithm.SHA256, DigestAlgorithm.SHA1, DigestAlgorithm.MD5)
BATCH_DIGESTS = 500
_INSERT_ROWS = 5000
_CANCEL_STEPS = 200_000
_SCHEMA = "CREATE TABLE entries (md5 BLOB, sha1 BLOB, sha256 BLOB, category TEXT NOT NULL)"


class HashSetFile(Protocol):
    """A set that can be looked up. `batch` is how many digests one question best has."""

    algorithms: tuple[DigestAlgorithm, ...]
    batch: int

    def lookup(
        self, algorithm: DigestAlgorithm, digests: Sequence[bytes], cancelled: IsCancelled
    ) -> list[HashSetEntry]:
        """The entries with one of these digests. Raises HashSetInvalidError, CancelledError."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...


class EntryFile:
    """Our copy of a list: a row an entry, an index for each kind of digest."""

    batch = BATCH_DIGESTS

    def __init__(self, path: Path, algorithms: tuple[DigestAlgorithm, ...]) -> None:
        self._path = path
        self.algorithms = algorithms
        self._connection = open_immutable(path)

    def lookup(
        self, algorithm: DigestAlgorithm, digests: Sequence[bytes], cancelled: IsCancelled
    ) -> list[HashSetEntry]:
        """The entries with one of these digests."""
        with set_errors(self._path):
            found = self._connection.execute(
                f"WITH wanted (digest) AS (VALUES {', '.join(['(?)'] * len(digests))})"  # noqa: S608 - bound
                " SELECT DISTINCT e.md5, e.sha1, e.sha256, e.category FROM wanted w"
                f" CROSS JOIN entries e ON e.{algorithm.value} = w.digest",
                tuple(digests),
            ).fetchall()
        return [HashSetEntry(*values) for values in found]

    def count_without(self, algorithms: Sequence[DigestAlgorithm]) -> int:
        """How many entries have none of these kinds of digest."""
        condition = " AND ".join(f"{a.value} IS NULL" for a in algorithms) or "1"
        with set_errors(self._path):
            found = self._connection.execute(f"SELECT count(*) FROM entries WHERE {condition}")  # noqa: S608
            return int(found.fetchone()[0])

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


class EntryFileWriter:
    """Writes a copy of a list to a new file. Use it in a `with`: counts and indexes are made at its end.

    Raises DiskFullError, OutputNotWritableError.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.counts = dict.fromkeys(STRONGEST_FIRST, 0)
        self.entries = 0
        self._waiting: list[tuple[bytes | None, bytes | None, bytes | None, str]] = []

    def __enter__(self) -> EntryFileWriter:
        with written(self._path):
            self._connection = sqlite3.connect(self._path, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode = OFF")  # a copy that breaks off is thrown away
            self._connection.execute("PRAGMA synchronous = OFF")
            self._connection.execute(_SCHEMA)
            self._connection.execute("BEGIN")
        return self

    def add(self, entry: HashSetEntry) -> None:
        """One more entry."""
        self._waiting.append((entry.md5, entry.sha1, entry.sha256, entry.category))
        if len(self._waiting) >= _INSERT_ROWS:
            self._flush()

    def _count(self) -> None:
        found = self._connection.execute(
            "SELECT count(*), count(sha256), count(sha1), count(md5) FROM entries"
        ).fetchone()
        self.entries, self.counts = found[0], dict(zip(STRONGEST_FIRST, found[1:], strict=True))

    def _flush(self) -> None:
        with written(self._path):
            self._connection.executemany("INSERT INTO entries VALUES (?, ?, ?, ?)", self._waiting)
        self._waiting.clear()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._flush()
                with written(self._path):
                    self._count()
                    for algorithm in STRONGEST_FIRST:
                        name = algorithm.value
                        self._connection.execute(
                            f"CREATE INDEX by_{name} ON entries ({name}) WHERE {name} IS NOT NULL"
                        )
                    self._connection.execute("COMMIT")
        finally:
            self._connection.close()


def open_immutable(path: Path) -> sqlite3.Connection:
    """A connection that never writes, locks or makes files beside `path`. Raises HashSetInvalidError."""
    name = f"file:{quote(os.fsencode(path.absolute()))}?mode=ro&immutable=1"
    with set_errors(path):
        connection = sqlite3.connect(name, uri=True, isolation_level=None)
        connection.execute("PRAGMA trusted_schema = OFF")  # somebody else's schema runs no functions of ours
        connection.execute("PRAGMA query_only = ON")
    return connection


@contextmanager
def set_errors(path: Path) -> Iterator[None]:
    """Turns SQLite's exceptions while reading a set into ours."""
    try:
        yield
    except sqlite3.OperationalError as e:
        if getattr(e, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            raise CancelledError from e
        raise HashSetInvalidError(path=str(path), detail=str(e)) from e
    except sqlite3.Error as e:
        raise HashSetInvalidError(path=str(path), detail=str(e)) from e


@contextmanager
def stopped_by(connection: sqlite3.Connection, cancelled: IsCancelled) -> Iterator[None]:
    """While inside, a long query ends with CancelledError soon after `cancelled` says so."""
    connection.set_progress_handler(lambda: int(cancelled()), _CANCEL_STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)


@contextmanager
def written(path: Path) -> Iterator[None]:
    """Turns SQLite's exceptions while writing our own copy into ours."""
    try:
        yield
    except sqlite3.Error as e:
        code = getattr(e, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            raise DiskFullError(path=str(path.parent)) from e
        raise OutputNotWritableError(path=str(path.parent), reason=str(e)) from e
