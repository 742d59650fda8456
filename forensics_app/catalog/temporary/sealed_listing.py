"""A temporary table of what a sealed bundle holds: made once from its catalogue, then read in pieces.

It is nobody's record: whoever asked for it deletes it. Every line is kept as it was sealed beside what a list
needs of it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from forensics_app.catalog.rows import fold
from forensics_app.errors import ListingLostError, OutputExistsError, OutputNotWritableError
from forensics_app.model.sealed_listing import SealedFilter, SealedRow

_SCHEMA = """
CREATE TABLE artifacts (number INTEGER PRIMARY KEY, path TEXT, folded TEXT, exhibit TEXT, kind TEXT,
    size INTEGER, media_type TEXT, deleted INTEGER, data TEXT, modified TEXT, zone TEXT, sha256 TEXT,
    tags TEXT, line BLOB);
CREATE TABLE others (part TEXT, number INTEGER, line BLOB, PRIMARY KEY (part, number)) WITHOUT ROWID;
"""
_COLUMNS = "number, path, exhibit, kind, size, media_type, deleted, data, modified, zone, sha256, tags"
_AT_ONCE = 2000


class ListingWriter:
    """A new file; it appears whole, or is removed again."""

    def __init__(self, path: Path) -> None:
        """Raises OutputExistsError, OutputNotWritableError."""
        self._path = path
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError as e:
            raise OutputExistsError(path=str(path)) from e
        except OSError as e:
            raise OutputNotWritableError(path=str(path), reason=os.strerror(e.errno or 0)) from e
        self._waiting: list[tuple[object, ...]] = []
        with self._written():
            self._connection = sqlite3.connect(path, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode = OFF")
            self._connection.execute("PRAGMA synchronous = OFF")
            self._connection.executescript(_SCHEMA)
            self._connection.execute("BEGIN")

    def add(self, row: SealedRow, line: bytes) -> None:
        """One line of the catalogue."""
        self._waiting.append(
            (
                row.number,
                row.path,
                fold(row.path),
                row.exhibit,
                row.kind,
                row.size_bytes,
                row.media_type,
                row.deleted,
                row.data,
                row.modified,
                row.modified_zone,
                row.sha256,
                "\n".join(row.tags),
                line,
            )
        )
        if len(self._waiting) >= _AT_ONCE:
            self._flush()

    def add_others(self, part: str, lines: Iterable[bytes]) -> int:
        """All lines of another part; how many there were."""
        count = 0
        with self._written():
            for line in lines:
                self._connection.execute("INSERT INTO others VALUES (?, ?, ?)", (part, count, line))
                count += 1
        return count

    def _flush(self) -> None:
        places = ", ".join("?" * 14)
        with self._written():
            self._connection.executemany(f"INSERT INTO artifacts VALUES ({places})", self._waiting)  # noqa: S608 - question marks
        self._waiting.clear()

    @contextmanager
    def _written(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as e:
            raise OutputNotWritableError(path=str(self._path), reason=str(e)) from e

    def __enter__(self) -> ListingWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        done = False
        try:
            if kind is None:
                self._flush()
                with self._written():
                    self._connection.execute("CREATE INDEX by_path ON artifacts (exhibit, folded, number)")
                    self._connection.execute("COMMIT")
                done = True
        finally:
            self._connection.close()
            if not done:
                self._path.unlink(missing_ok=True)


class Listing:
    """Reads such a file. It belongs to the thread that opened it."""

    def __init__(self, path: Path) -> None:
        """Raises ListingLostError."""
        self._path = path
        with self._read():
            self._connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
            try:
                self._connection.execute("SELECT count(*) FROM others").fetchone()
            except sqlite3.Error:
                self._connection.close()
                raise

    def count(self, chosen: SealedFilter) -> int:
        """How many rows the filter takes."""
        where, values = _condition(chosen)
        with self._read():
            found = self._connection.execute(f"SELECT count(*) FROM artifacts WHERE {where}", values)  # noqa: S608 - bound
            return int(found.fetchone()[0])

    def rows(self, chosen: SealedFilter, first: int, count: int) -> list[SealedRow]:
        """Rows `first` to `first + count` of the filter, by exhibit and path."""
        where, values = _condition(chosen)
        with self._read():
            found = self._connection.execute(
                f"SELECT {_COLUMNS} FROM artifacts WHERE {where}"  # noqa: S608 - bound
                " ORDER BY exhibit, folded, number LIMIT ? OFFSET ?",
                [*values, count, first],
            ).fetchall()
        return [_row(*values) for values in found]

    def line(self, number: int) -> bytes:
        """The line of a row as it was sealed."""
        with self._read():
            found = self._connection.execute("SELECT line FROM artifacts WHERE number = ?", (number,))
            row = found.fetchone()
        return b"" if row is None else bytes(row[0])

    def exhibits(self) -> tuple[str, ...]:
        """Every exhibit that the catalogue names."""
        with self._read():
            found = self._connection.execute("SELECT DISTINCT exhibit FROM artifacts ORDER BY exhibit")
            return tuple(row[0] for row in found.fetchall())

    def others(self, part: str) -> tuple[bytes, ...]:
        """The lines of another part, in their order."""
        with self._read():
            found = self._connection.execute(
                "SELECT line FROM others WHERE part = ? ORDER BY number", (part,)
            )
            return tuple(bytes(row[0]) for row in found.fetchall())

    @contextmanager
    def _read(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as e:
            raise ListingLostError(path=str(self._path)) from e

    def close(self) -> None:
        """Close the file; deleting it is its owner's business."""
        self._connection.close()


def _condition(chosen: SealedFilter) -> tuple[str, list[object]]:
    parts, values = ["1"], list[object]()
    if chosen.text:
        parts.append("instr(folded, ?)")
        values.append(fold(chosen.text))
    if chosen.sent is not None:
        parts.append("data IS NOT NULL" if chosen.sent else "data IS NULL")
    if chosen.exhibit is not None:
        parts.append("exhibit = ?")
        values.append(chosen.exhibit)
    return " AND ".join(parts), values


def _row(
    number: int,
    path: str,
    exhibit: str,
    kind: str,
    size: int | None,
    media_type: str | None,
    deleted: int,
    data: str | None,
    modified: str | None,
    zone: str | None,
    sha256: str | None,
    tags: str,
) -> SealedRow:
    """In the order of _COLUMNS."""
    return SealedRow(
        number=number,
        path=path,
        exhibit=exhibit,
        kind=kind,
        size_bytes=size,
        media_type=media_type,
        deleted=bool(deleted),
        data=data,
        modified=modified,
        modified_zone=zone,
        sha256=sha256,
        tags=tuple(tags.split("\n")) if tags else (),
    )
