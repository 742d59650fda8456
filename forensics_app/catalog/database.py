"""The one place that opens SQLite: journal, format number, and its exceptions turned into ours by name.

A writer uses WAL, so that other windows go on reading; where the case lies on a network share (where WAL's
shared memory doesn't work) the rollback journal, which `journal` tells.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

from forensics_app.custody.own_files import open_own, read_own, refuse_planted
from forensics_app.errors import (
    CaseDamagedError,
    CaseFileRefusedError,
    CaseInUseError,
    CaseNewerError,
    CaseNotFoundError,
    CaseVersionError,
    DiskFullError,
    OutputNotWritableError,
)
from forensics_app.system.limits import largest_file_bytes

APPLICATION_ID = 0x53574C54  # "SWLT"
FORMAT = 7
FORMAT_WITH_MARKS = 8  # the same, with the tables of `marking`
BUSY_TIMEOUT_S = 30.0
_NEW_PAGE_BYTES = (
    8192  # with the pages of 4096 that older catalogues have, loading writes three times as often
)
_PAGES_OF_WAL = 8000  # that a writer gathers before it moves them into the catalogue
WRITER_CACHE_KIB = 65_536
READER_CACHE_KIB = 16_384  # a window has several of them, and the computer keeps what they read as well
_NETWORK_FILE_SYSTEMS = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ncpfs", "fuse.sshfs")
)
_WRITES = (
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_SHMMAP,
)
SCHEMA = Path(__file__).with_name("schema.sql")  # importlib.resources would load zipfile for each command
_COMPANIONS = ("-wal", "-shm", "-journal")
_JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")
_PROBE_BYTES = 1 << 16
_KEPT = "CREATE TEMP TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, version INTEGER, changes INTEGER)"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Database:
    """A connection to one catalogue. It belongs to the thread that opened it."""

    def __init__(self, path: Path, connection: sqlite3.Connection, *, write: bool = True) -> None:
        self.path = path
        self.connection = connection
        self.write = write

    @property
    def journal(self) -> str:
        """`wal`, or `delete` on a network share."""
        return str(self.connection.execute("PRAGMA journal_mode").fetchone()[0])

    @property
    def own_changes(self) -> int:
        """Grows with what this connection changes; 0 for one that can change nothing but temporary tables."""
        return self.connection.total_changes if self.write else 0

    def state(self) -> tuple[int, int]:
        """Other than before whenever the catalogue may have changed, by this connection or another."""
        with self.errors():
            (others,) = self.connection.execute("PRAGMA data_version").fetchone()
        return int(others), self.own_changes

    def keep_little(self) -> None:
        """Keep no more pages in memory than a reader does: for work that reads rows in their order, once."""
        with self.errors():
            self.connection.execute(f"PRAGMA cache_size = -{READER_CACHE_KIB}")

    def keep_rows(self, table: str, find: Callable[[], str]) -> str:
        """A query for row numbers that take long to find: they stay in a temporary table until the catalogue
        changes. `find` gives the query that finds them.
        """
        with self.snapshot() as connection:
            connection.execute(_KEPT)
            connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} (row INTEGER PRIMARY KEY)")
            state = self.state()
            found = connection.execute("SELECT name, version, changes FROM temp.kept").fetchall()
            known = {name: (version, changes) for name, version, changes in found}
            if known.get(table) != state:
                current = [name for name in known if known[name] == state]
                connection.execute(f"DELETE FROM temp.{table}")  # noqa: S608 - a name of ours
                connection.execute(f"INSERT OR IGNORE INTO temp.{table} {find()}")
                connection.execute("REPLACE INTO temp.kept VALUES (?, ?, 0)", (table, state[0]))
                marks = ", ".join("?" * (len(current) + 1))
                changes = self.own_changes + self.write * (len(current) + 1)  # these are its own as well
                connection.execute(
                    f"UPDATE temp.kept SET changes = ? WHERE name IN ({marks})",  # noqa: S608 - bound
                    (changes, *current, table),
                )
        return f"SELECT row FROM temp.{table}"  # noqa: S608 - a name of ours

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Everything read inside is of one state of the catalogue."""
        with self.errors():
            if self.connection.in_transaction:
                yield self.connection
                return
            self.connection.execute("BEGIN")
            try:
                yield self.connection
            finally:
                if self.connection.in_transaction:
                    self.connection.execute("COMMIT")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Everything inside is stored together or not at all. Raises DiskFullError and its kin."""
        with self.errors():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise
            try:
                self.connection.execute("COMMIT")
            except sqlite3.Error:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turns SQLite's exceptions into ours."""
        try:
            yield
        except sqlite3.Error as e:
            raise_ours(self.path, e)

    @contextmanager
    def closed_on_failure(self) -> Iterator[None]:
        """For setting up: an exception closes the connection on its way."""
        try:
            yield
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the connection; the last writer's WAL is folded in by SQLite."""
        self.connection.close()


def is_there(connection: sqlite3.Connection, kind: str, name: str) -> bool:
    """Whether the catalogue has a `kind` (table, index) of this name."""
    found = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = ? AND name = ?)", (kind, name)
    )
    return bool(found.fetchone()[0])


def has_index(database: Database, name: str) -> bool:
    """Whether an index is there: while evidence is read first there is none."""
    return is_there(database.connection, "index", name)


def create(path: Path) -> Database:
    """A new, empty catalogue at `path`, which must not exist."""
    os.close(open_own(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))  # SQLite would let others read it
    with connected(path, "rw") as connection:
        connection.execute(f"PRAGMA page_size = {_NEW_PAGE_BYTES}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.executescript(f"BEGIN;{SCHEMA.read_text('utf-8')}COMMIT;")
    return Database(path, connection)


def open_database(path: Path, *, write: bool) -> Database:
    """Open an existing catalogue.

    Raises CaseNotFoundError, CaseFileRefusedError, CaseDamagedError, CaseVersionError,
    OutputNotWritableError.
    """
    if not path.is_file():
        raise CaseNotFoundError(path=str(path.parent))
    refuse_planted_catalogue(path, write=write)
    with connected(path, "rw" if write else "ro") as connection:
        _check_format(path, connection)
        if write:
            network = _file_system_type(path) in _NETWORK_FILE_SYSTEMS
            connection.execute(f"PRAGMA journal_mode = {'DELETE' if network else 'WAL'}")
            connection.execute(f"PRAGMA synchronous = {'FULL' if network else 'NORMAL'}")
            connection.execute(f"PRAGMA wal_autocheckpoint = {_PAGES_OF_WAL}")
    return Database(path, connection, write=write)


@contextmanager
def connected(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    """A new connection, closed again when setting it up fails."""
    connection = None
    try:
        connection = _connect(path, mode)
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute(f"PRAGMA cache_size = -{READER_CACHE_KIB if mode == 'ro' else WRITER_CACHE_KIB}")
        yield connection
    except sqlite3.Error as e:
        _close(connection)
        raise_ours(path, e)
    except BaseException:
        _close(connection)
        raise


def _close(connection: sqlite3.Connection | None) -> None:
    if connection is not None:
        connection.close()


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    name = f"file:{quote(os.fsencode(path.absolute()))}?mode={mode}"
    folder_writable = os.access(path.parent, os.W_OK)
    if mode == "ro" and not folder_writable and not Path(f"{path}-wal").exists():
        name += "&immutable=1"  # a read-only medium has no room for WAL's shared memory
    return sqlite3.connect(name, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None)


def refuse_planted_catalogue(path: Path, *, write: bool) -> None:
    """Raises CaseFileRefusedError where the catalogue, or a journal that SQLite would obey, is none of ours.

    A rollback journal may name a second file, which SQLite removes; this program never writes such a one.
    """
    for name in (path, *(Path(f"{path}{ending}") for ending in _COMPANIONS)):
        refuse_planted(name, write=write)
    journal = Path(f"{path}-journal")
    if journal.exists() and read_own(journal)[-len(_JOURNAL_MAGIC) :] == _JOURNAL_MAGIC:
        raise CaseFileRefusedError(path=str(journal), detail="case-journal-linked")


def format_of(path: Path) -> int:
    """The format number of the catalogue at `path`. Raises CaseDamagedError where it is none, and as
    `open_database` does.
    """
    with connected(path, "ro") as connection:
        try:
            return _format_of(path, connection)
        finally:
            connection.close()


def _format_of(path: Path, connection: sqlite3.Connection) -> int:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise CaseDamagedError(path=str(path.parent), detail="case.sqlite is not a catalogue")
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _check_format(path: Path, connection: sqlite3.Connection) -> None:
    version = _format_of(path, connection)
    if version > FORMAT_WITH_MARKS:
        raise CaseNewerError(path=str(path.parent), version=str(version))
    if version < FORMAT:
        raise CaseVersionError(path=str(path.parent), version=str(version))


def raise_ours(path: Path, e: sqlite3.Error) -> NoReturn:
    """The error of ours that says what SQLite met. A programmer's mistake stays what it is."""
    case = str(path.parent)
    code = getattr(e, "sqlite_errorcode", None)
    primary = None if code is None else code & 0xFF
    if primary == sqlite3.SQLITE_FULL:
        raise DiskFullError(path=case) from e
    if primary == sqlite3.SQLITE_IOERR:
        if code not in _WRITES:
            raise CaseDamagedError(path=case, detail=str(e)) from e
        reason = _why_not_written(path)
        if reason in _FULL:
            raise DiskFullError(path=case) from e
        raise OutputNotWritableError(path=case, reason=os.strerror(reason) if reason else str(e)) from e
    if primary in (
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_AUTH,
        sqlite3.SQLITE_CANTOPEN,
    ):
        raise OutputNotWritableError(path=case, reason=str(e)) from e
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise CaseInUseError(path=case, holder="?") from e
    if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_SCHEMA):
        raise CaseDamagedError(path=case, detail=str(e)) from e
    raise e


def _why_not_written(path: Path) -> int:
    """The errno of writing there, or 0: SQLite hides why a write failed (quota, limit, medium)."""
    most = largest_file_bytes()
    sizes = [p.stat().st_size for p in (path, Path(f"{path}-wal")) if p.exists()]
    if most is not None and max(sizes, default=0) + _PROBE_BYTES > most:
        return errno.EFBIG
    try:
        with tempfile.TemporaryFile(dir=path.parent) as probe:
            probe.write(bytes(_PROBE_BYTES))
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as e:
        return e.errno or 0
    return 0


def _file_system_type(path: Path) -> str:
    """The type of the mounted file system that holds `path`, from /proc/self/mountinfo."""
    real = os.fsencode(path.resolve())
    best, kind = b"", ""
    try:
        lines = Path("/proc/self/mountinfo").read_bytes().splitlines()
    except OSError:
        return ""
    for line in lines:
        before, _, after = line.partition(b" - ")
        mount = before.split()[4].replace(b"\\040", b" ")
        inside = real == mount or real.startswith(mount.rstrip(b"/") + b"/")
        if inside and len(mount) >= len(best):
            best, kind = mount, after.split()[0].decode("ascii", "replace")
    return kind
