"""Lines put into order on disk: a bundle's catalogue is sorted by id, and a list for people by place.

The database has no name and is gone when it is closed; nothing of it stays behind after a kill.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from forensics_app.catalog.hash_sets.file import written

_AT_ONCE = 1000


class LineOrder:
    """Takes lines with a number and a key, and gives those of one number back by key. Close it after use."""

    def __init__(self) -> None:
        """Raises DiskFullError, OutputNotWritableError, here and later."""
        self._waiting: list[tuple[int, bytes, bytes]] = []
        self._place = Path(tempfile.gettempdir()) / "lines"
        with written(self._place):
            self._connection = sqlite3.connect("", isolation_level=None)
            self._connection.execute("PRAGMA journal_mode = OFF")
            self._connection.execute("CREATE TABLE lines (number INTEGER, key BLOB, line BLOB)")
            self._connection.execute("BEGIN")

    def add(self, number: int, key: bytes, line: bytes) -> None:
        """One more line."""
        self._waiting.append((number, key, line))
        if len(self._waiting) >= _AT_ONCE:
            self._flush()

    def done(self) -> None:
        """All lines are there."""
        self._flush()
        with written(self._place):
            self._connection.execute("CREATE INDEX by_key ON lines (number, key)")

    def lines(self, number: int) -> Iterator[bytes]:
        """The lines of a number, by key; lines of equal keys as they came."""
        with written(self._place):
            cursor = self._connection.execute(
                "SELECT line FROM lines WHERE number = ? ORDER BY key, rowid", (number,)
            )
            while found := cursor.fetchmany(_AT_ONCE):
                for (one,) in found:
                    yield bytes(one)

    def close(self) -> None:
        """Throw everything away."""
        self._connection.close()

    def _flush(self) -> None:
        with written(self._place):
            self._connection.executemany("INSERT INTO lines VALUES (?, ?, ?)", self._waiting)
        self._waiting.clear()
