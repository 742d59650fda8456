"""NSRL RDS version 3: an SQLite database of up to 10^9 rows, looked up where it lies and never copied.

Two forms are published. The minimal sets have a table FILE (sha256, sha1, md5, crc32, file_name, file_size,
package_id) whose primary key begins with sha256, so SHA-256 is looked up by index, SHA-1 and MD5 not. The
full and curated sets have a table METADATA with the digests, and FILE is a view over it. Digests are
hexadecimal text in upper case; they are asked for in lower case and as bytes too, since others put such
databases together of rows in more than one form. VERSION names release and set. Schema files of release
2026.09.1 (minimal) and 2021.12.2 (curated).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from forensics_app.catalog.hash_sets.file import (
    BATCH_DIGESTS,
    STRONGEST_FIRST,
    open_immutable,
    set_errors,
    stopped_by,
)
from forensics_app.errors import HashSetInvalidError
from forensics_app.model.digests import DigestAlgorithm
from forensics_app.model.hash_sets import HashSetEntry
from forensics_app.model.progress import IsCancelled

SQLITE_MAGIC = b"SQLite format 3\x00"
_JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")
_WAL_HEADER_BYTES = 32
_PREFERRED = ("metadata", "file")
_SCAN_BATCH = 250_000
_VERSION_COLUMNS = ("version", "build_set")


class RdsDatabase:
    """An open RDS. `entries` is the highest row number of its table of digests.

    Raises HashSetInvalidError where the database is no RDS, or lacks changes that still lie beside it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        if _has_pending_changes(path):
            raise HashSetInvalidError(path=str(path), detail="changes to it lie in a file beside it")
        self._connection = open_immutable(path)
        try:
            with set_errors(path):
                self._table, columns = self._find_table()
                indexed = tuple(a for a in STRONGEST_FIRST if a in columns and self._is_indexed(columns[a]))
        except BaseException:
            self.close()
            raise
        self._columns = columns
        strongest = next(a for a in STRONGEST_FIRST if a in columns)
        # a case always has SHA-256: without an index for it, it is looked for in one pass over the table
        self._scanned = frozenset({strongest} - set(indexed))
        self.algorithms = tuple(a for a in STRONGEST_FIRST if a in indexed or a in self._scanned)
        self.batch = _SCAN_BATCH if self._scanned else BATCH_DIGESTS

    @property
    def version(self) -> str | None:
        """What the table VERSION says: release and set, such as `2026.03.1 modern minimal`."""
        with set_errors(self._path):
            columns = self._columns_of("VERSION")
            wanted = [columns[c] for c in _VERSION_COLUMNS if c in columns]
            if not wanted:
                return None
            found = self._connection.execute(
                f"SELECT {', '.join(map(_quoted, wanted))} FROM VERSION LIMIT 1"  # noqa: S608 - names of columns
            ).fetchone()
        return None if found is None else " ".join(str(value) for value in found if value) or None

    @property
    def entries(self) -> int:
        """The highest row number: counting 10^8 rows would read all of them."""
        with set_errors(self._path):
            found = self._connection.execute(f"SELECT max(rowid) FROM {_quoted(self._table)}").fetchone()  # noqa: S608
        return int(found[0] or 0)

    def lookup(
        self, algorithm: DigestAlgorithm, digests: Sequence[bytes], cancelled: IsCancelled
    ) -> list[HashSetEntry]:
        """An entry for each of these digests that the set holds."""
        with set_errors(self._path), stopped_by(self._connection, cancelled):
            column = self._columns[algorithm]
            wanted = {form: digest for digest in digests for form in _forms_of(digest)}
            find = self._scan if algorithm in self._scanned else self._search
            found = find(column, list(wanted))
        return [_entry(algorithm, digest) for digest in dict.fromkeys(wanted[form] for (form,) in found)]

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    # --- queries -----------------------------------------------------------------------------------------

    def _search(self, column: str, wanted: Sequence[object]) -> list[tuple[object]]:
        """By index, stopping at the first row: the empty file alone has hundreds of thousands."""
        found: list[tuple[object]] = []
        for start in range(0, len(wanted), BATCH_DIGESTS):
            part = tuple(wanted[start : start + BATCH_DIGESTS])
            found += self._connection.execute(
                f"WITH wanted (digest) AS (VALUES {', '.join(['(?)'] * len(part))})"  # noqa: S608 - bound
                f" SELECT w.digest FROM wanted w WHERE {self._condition(column)}",
                part,
            ).fetchall()
        return found

    def _condition(self, column: str) -> str:
        table = _quoted(self._table)
        return f"EXISTS (SELECT 1 FROM {table} f WHERE f.{_quoted(column)} = w.digest)"  # noqa: S608 - names

    def _scan(self, column: str, wanted: Sequence[object]) -> list[tuple[object]]:
        self._connection.execute("PRAGMA query_only = OFF")  # the file itself stays immutable
        self._connection.execute("CREATE TEMP TABLE wanted (digest PRIMARY KEY) WITHOUT ROWID")
        try:
            self._connection.execute("BEGIN")
            self._connection.executemany(
                "INSERT OR IGNORE INTO temp.wanted VALUES (?)", ((w,) for w in wanted)
            )
            self._connection.execute("COMMIT")
            return self._connection.execute(
                f"SELECT DISTINCT w.digest FROM {_quoted(self._table)} f"  # noqa: S608 - names of columns
                f" CROSS JOIN temp.wanted w ON w.digest = f.{_quoted(column)}"
            ).fetchall()
        finally:
            self._connection.execute("DROP TABLE temp.wanted")

    def _is_indexed(self, column: str) -> bool:
        plan = self._connection.execute(
            f"EXPLAIN QUERY PLAN WITH wanted (digest) AS (VALUES (?))"  # noqa: S608 - names of columns
            f" SELECT w.digest FROM wanted w WHERE {self._condition(column)}",
            ("",),
        ).fetchall()
        return any(row[3].startswith("SEARCH") and "AUTOMATIC" not in row[3] for row in plan)

    # --- schema ------------------------------------------------------------------------------------------

    def _find_table(self) -> tuple[str, dict[DigestAlgorithm, str]]:
        """The table with the digests and its columns for them: METADATA or FILE.

        Tables of digests are in other databases too; what being on one of those means, nobody said.
        """
        names = [
            str(name)
            for (name,) in self._connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                " ORDER BY name"
            )
        ]
        known = [name for name in names if name.lower() in _PREFERRED]
        for name in sorted(known, key=lambda name: _PREFERRED.index(name.lower())):
            columns = self._columns_of(name)
            found = {a: columns[a.value] for a in STRONGEST_FIRST if a.value in columns}
            if found:
                return name, found
        raise HashSetInvalidError(path=str(self._path), detail="a database, but no NSRL RDS")

    def _columns_of(self, table: str) -> dict[str, str]:
        """Plain names (`SHA-256` is `sha256`) to the columns' own."""
        rows = self._connection.execute("SELECT name FROM pragma_table_info(?)", (table,)).fetchall()
        return {str(name).lower().replace("-", ""): str(name) for (name,) in rows}


def _forms_of(digest: bytes) -> tuple[object, ...]:
    """How a database may write a digest."""
    text = digest.hex()
    return text.upper(), text, digest


def _entry(algorithm: DigestAlgorithm, digest: bytes) -> HashSetEntry:
    return HashSetEntry(
        md5=digest if algorithm is DigestAlgorithm.MD5 else None,
        sha1=digest if algorithm is DigestAlgorithm.SHA1 else None,
        sha256=digest if algorithm is DigestAlgorithm.SHA256 else None,
    )


def _has_pending_changes(path: Path) -> bool:
    """Whether SQLite left a journal that belongs to the database's content: opened immutable, it isn't read.

    (https://www.sqlite.org/fileformat2.html, 3 and 4.1.)
    """
    companions = ((f"{path}-journal", _JOURNAL_MAGIC, 0), (f"{path}-wal", b"", _WAL_HEADER_BYTES))
    for name, magic, size in companions:
        with suppress(FileNotFoundError), Path(name).open("rb") as file:
            begin = file.read(size + 1 if size else len(magic))
            if begin.startswith(magic) and len(begin) > size:
                return True
    return False


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def is_sqlite(path: Path) -> bool:
    """Whether a file is an SQLite database, by its first bytes."""
    with path.open("rb") as file:
        return file.read(len(SQLITE_MAGIC)) == SQLITE_MAGIC
