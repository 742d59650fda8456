"""What two sides hold, in one table on disk: filled row by row, then marked by a few statements.

Nothing is compared pair by pair: each statement looks a digest or a path up in an index, so that a million
items a side, or a million under one path, cost the same each. It is nobody's record: whoever asked for the
file deletes it.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from forensics_app.catalog.hash_sets.file import STRONGEST_FIRST, stopped_by, written
from forensics_app.errors import CancelledError, OutputExistsError, OutputNotWritableError
from forensics_app.model.comparison import ComparedItem, Relation, Side
from forensics_app.model.digests import DigestAlgorithm
from forensics_app.model.progress import IsCancelled, Progress, Report

RELATIONS = tuple(Relation)
SIDES = tuple(Side)
_OPEN = -1  # content that nothing is known of yet
_SCHEMA = """
CREATE TABLE items (n INTEGER PRIMARY KEY, side INTEGER, relation INTEGER, place TEXT, exhibit TEXT,
    path TEXT, key TEXT, id TEXT, size INTEGER, deleted INTEGER, md5 BLOB, sha1 BLOB, sha256 BLOB,
    algorithm INTEGER, same_path INTEGER NOT NULL DEFAULT 0, differs INTEGER NOT NULL DEFAULT 0,
    uncertain INTEGER NOT NULL DEFAULT 0);
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""
_AT_ONCE = 2000
_CACHE_KIB = 128 << 10
_LARGEST_ZEROS = 64 << 20
_BLOCK = bytes(1 << 16)
_EMPTY = {a: hashlib.new(a.value, b"", usedforsecurity=False).digest() for a in DigestAlgorithm}


class ComparisonTable:
    """A new file, or one without a name where `path` is None. Close it after use."""

    def __init__(self, path: Path | None) -> None:
        """Raises OutputExistsError, OutputNotWritableError."""
        self.path = path
        self._place = path or Path(os.environ.get("TMPDIR") or "/tmp") / "comparison"  # noqa: S108 - for messages
        self._waiting: list[tuple[object, ...]] = []
        self._known: dict[Side, dict[DigestAlgorithm, tuple[bool, bool]]] = {}
        self._roots: dict[Side, str | None] = dict.fromkeys(SIDES)
        if path is not None:
            try:
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            except FileExistsError as e:
                raise OutputExistsError(path=str(path)) from e
            except OSError as e:
                raise OutputNotWritableError(path=str(path), reason=os.strerror(e.errno or 0)) from e
        with written(self._place):
            self.connection = sqlite3.connect("" if path is None else path, isolation_level=None)
            self.connection.execute("PRAGMA journal_mode = OFF")
            self.connection.execute("PRAGMA synchronous = OFF")
            self.connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            self.connection.executescript(_SCHEMA)
            self.connection.execute("BEGIN")

    def add(self, side: Side, item: ComparedItem, *, rooted: bool) -> None:
        """One item. `rooted`: what the absolute paths of this side have in common is not compared."""
        path = item.path
        if path is not None:
            path = path.encode("utf-8", "backslashreplace").decode()
            if rooted:
                self._roots[side] = _common(self._roots[side], path)
        self._waiting.append(
            (
                SIDES.index(side),
                _state(item),
                item.place,
                item.exhibit,
                path,
                path,
                item.item_id,
                item.size_bytes,
                item.deleted,
                item.md5,
                item.sha1,
                item.sha256,
            )
        )
        if len(self._waiting) >= _AT_ONCE:
            self._flush()

    def compare(self, *, report: Report, cancelled: IsCancelled) -> None:
        """Mark every item. Raises CancelledError, DiskFullError, OutputNotWritableError."""
        self._flush()
        steps = (
            self._drop_roots,
            self._index_digests,
            self._mark_zeros,
            self._mark_shared,
            self._mark_rest,
            self._index_paths,
            self._mark_paths,
            self._index_views,
        )
        for number, step in enumerate(steps):
            report(Progress("compare", items=number, total_items=len(steps)))
            if cancelled():
                raise CancelledError
            with self._stoppable(cancelled):
                step()

    def remember(self, name: str, value: str) -> None:
        """Keep a text beside the items."""
        with written(self._place):
            self.connection.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    def finish(self) -> None:
        """Everything is in the file."""
        with written(self._place):
            self.connection.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def algorithms(self, side: Side) -> tuple[DigestAlgorithm, ...]:
        """The kinds of digest that contents of a side have, strongest first."""
        return tuple(a for a, (some, _) in self._having(side).items() if some)

    # --- steps ----------------------------------------------------------------------------------------------

    def _drop_roots(self) -> None:
        for side, root in self._roots.items():
            cut = 0 if not root else root.rfind("/") + 1
            values = (cut + 1, SIDES.index(side))
            if cut:
                self.connection.execute("UPDATE items SET key = substr(key, ?) WHERE side = ?", values)

    def _index_digests(self) -> None:
        for algorithm in self._comparable_digests():
            name = algorithm.value
            self.connection.execute(
                f"CREATE INDEX by_{name} ON items ({name}, side) WHERE {name} IS NOT NULL"
            )

    def _mark_zeros(self) -> None:
        """By the digest of so many zero bytes: worked out once for each size that occurs, up to 64 MiB."""
        self.connection.execute(
            "CREATE TEMP TABLE zeros (size INTEGER PRIMARY KEY, md5 BLOB, sha1 BLOB, sha256 BLOB)"
        )
        sizes = self.connection.execute(
            "SELECT DISTINCT size FROM items WHERE relation = ? AND size BETWEEN 1 AND ? ORDER BY size",
            (_OPEN, _LARGEST_ZEROS),
        ).fetchall()
        self.connection.executemany(
            "INSERT INTO zeros VALUES (?, ?, ?, ?)", _zero_digests([s for (s,) in sizes])
        )
        zeros = RELATIONS.index(Relation.ZEROS)
        self.connection.execute(
            f"UPDATE items NOT INDEXED SET relation = {zeros} WHERE relation = {_OPEN}"  # noqa: S608
            " AND EXISTS (SELECT 1 FROM zeros z WHERE z.size = items.size AND CASE"
            " WHEN items.sha256 IS NOT NULL THEN z.sha256 = items.sha256"
            " WHEN items.sha1 IS NOT NULL THEN z.sha1 = items.sha1 ELSE z.md5 = items.md5 END)"
        )
        sizeless = self.connection.execute(
            "SELECT EXISTS (SELECT 1 FROM items WHERE relation = ? AND size IS NULL)", (_OPEN,)
        ).fetchone()
        for algorithm in STRONGEST_FIRST if sizeless[0] else ():  # lists without sizes
            name = algorithm.value
            self.connection.execute(
                f"UPDATE items NOT INDEXED SET relation = {zeros}"  # noqa: S608
                f" WHERE relation = {_OPEN} AND size IS NULL AND {name} IN (SELECT {name}"
                f" FROM items NOT INDEXED WHERE relation = {zeros} AND {name} IS NOT NULL)"
            )

    def _mark_shared(self) -> None:
        """By the strongest digest that both have: a weaker one counts only where no stronger one can."""
        shared = RELATIONS.index(Relation.SHARED)
        for algorithm in self._comparable_digests():
            name = algorithm.value
            self.connection.execute(
                f"UPDATE items NOT INDEXED SET relation = {shared},"  # noqa: S608
                f" algorithm = {STRONGEST_FIRST.index(algorithm)} WHERE relation = {_OPEN}"
                f" AND {name} IS NOT NULL AND EXISTS (SELECT 1 FROM items o"
                f" WHERE o.{name} = items.{name} AND o.side = 1 - items.side{_nothing_stronger(algorithm)})"
            )

    def _mark_rest(self) -> None:
        only, not_comparable = RELATIONS.index(Relation.ONLY), RELATIONS.index(Relation.NOT_COMPARABLE)
        for side, other in (SIDES, SIDES[::-1]):
            having = self._having(other)
            some = [a.value for a, (some, _) in having.items() if some]
            every = [a.value for a, (_, every) in having.items() if every]
            comparable = " OR ".join(f"{name} IS NOT NULL" for name in some) or "0"
            certain = " OR ".join(f"{name} IS NOT NULL" for name in every) or "0"
            number = SIDES.index(side)
            # against a side without any content everything is alone
            nothing = "1" if not some else "0"
            self.connection.execute(
                f"UPDATE items NOT INDEXED SET relation = CASE WHEN {nothing} OR {comparable} THEN {only}"  # noqa: S608
                f" ELSE {not_comparable} END, uncertain = NOT ({nothing} OR {certain})"
                f" WHERE relation = {_OPEN} AND side = {number}"
            )

    def _index_paths(self) -> None:
        for algorithm in self._comparable_digests():
            name = algorithm.value
            self.connection.execute(
                f"CREATE INDEX by_key_{name} ON items (key, side, {name})"
                f" WHERE key IS NOT NULL AND {name} IS NOT NULL"
            )

    def _mark_paths(self) -> None:
        """Equal under this path, or something there that could be compared and isn't equal."""
        same, there = [], []
        for algorithm in self._comparable_digests():
            name = algorithm.value
            at = (
                f"items.{name} IS NOT NULL AND EXISTS (SELECT 1 FROM items o WHERE o.key = items.key"  # noqa: S608
                f" AND o.side = 1 - items.side AND o.{name} IS NOT NULL{_nothing_stronger(algorithm)}"
            )
            same.append(f"({at} AND o.{name} = items.{name}))")
            there.append(f"({at}))")
        if not there:
            return
        equal, comparable = " OR ".join(same), " OR ".join(there)
        folder = RELATIONS.index(Relation.FOLDER)
        shared = RELATIONS.index(Relation.SHARED)
        self.connection.execute(
            f"UPDATE items NOT INDEXED SET same_path = 1"  # noqa: S608
            f" WHERE key IS NOT NULL AND relation <> {folder} AND ({equal})"
        )
        self.connection.execute(
            f"UPDATE items NOT INDEXED SET differs = 1 WHERE key IS NOT NULL AND relation <> {folder}"  # noqa: S608
            f" AND NOT same_path AND ({comparable})"
        )
        self.connection.execute(f"UPDATE items NOT INDEXED SET same_path = 0 WHERE relation <> {shared}")  # noqa: S608

    def _index_views(self) -> None:
        self.connection.execute("CREATE INDEX by_relation ON items (side, relation, n)")
        self.connection.execute("CREATE INDEX by_difference ON items (side, n) WHERE differs")

    # --- parts ----------------------------------------------------------------------------------------------

    def _comparable_digests(self) -> Iterator[DigestAlgorithm]:
        """The kinds of digest that can tell anything: those that both sides have, down to the first that all
        contents have.
        """
        a, b = (self._having(side) for side in SIDES)
        for algorithm in STRONGEST_FIRST:
            if a[algorithm][0] and b[algorithm][0]:
                yield algorithm
                if a[algorithm][1] and b[algorithm][1]:
                    return

    def _having(self, side: Side) -> dict[DigestAlgorithm, tuple[bool, bool]]:
        """Of each kind of digest whether some and whether all contents of a side have it."""
        if side not in self._known:
            with written(self._place):
                found = self.connection.execute(
                    "SELECT count(*), count(sha256), count(sha1), count(md5) FROM items"
                    " WHERE side = ? AND coalesce(sha256, sha1, md5) IS NOT NULL",
                    (SIDES.index(side),),
                ).fetchone()
            counts = zip(STRONGEST_FIRST, found[1:], strict=True)
            self._known[side] = {a: (n > 0, n == found[0]) for a, n in counts}
        return self._known[side]

    @contextmanager
    def _stoppable(self, cancelled: IsCancelled) -> Iterator[None]:
        with written(self._place), stopped_by(self.connection, cancelled):
            try:
                yield
            except sqlite3.OperationalError as e:
                if getattr(e, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
                    raise CancelledError from e
                raise

    def _flush(self) -> None:
        with written(self._place):
            self.connection.executemany(
                "INSERT INTO items"
                " (side, relation, place, exhibit, path, key, id, size, deleted, md5, sha1, sha256)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                self._waiting,
            )
        self._waiting.clear()


def _state(item: ComparedItem) -> int:
    """What an item is by itself."""
    if not item.has_content:
        return RELATIONS.index(Relation.FOLDER)
    strongest = next((a for a in STRONGEST_FIRST if getattr(item, a.value) is not None), None)
    if strongest is None:
        return RELATIONS.index(Relation.EMPTY if item.size_bytes == 0 else Relation.NO_DIGEST)
    if item.size_bytes in (0, None) and getattr(item, strongest.value) == _EMPTY[strongest]:
        return RELATIONS.index(Relation.EMPTY)
    return _OPEN


def _common(before: str | None, path: str) -> str:
    """The beginning that all paths have in common; nothing once one isn't absolute."""
    if not (path.startswith("/") or path[1:3] == ":/"):
        return ""
    if before is None:
        return path[: path.rfind("/") + 1]
    same = next((i for i, (x, y) in enumerate(zip(before, path, strict=False)) if x != y), len(before))
    return before[: min(same, len(path))]


def _nothing_stronger(algorithm: DigestAlgorithm) -> str:
    """That a stronger digest than this can't be asked of the pair."""
    stronger = STRONGEST_FIRST[: STRONGEST_FIRST.index(algorithm)]
    return "".join(f" AND (o.{a.value} IS NULL OR items.{a.value} IS NULL)" for a in stronger)


def _zero_digests(sizes: Iterable[int]) -> Iterator[tuple[int, bytes, bytes, bytes]]:
    """MD5, SHA-1 and SHA-256 of so many zero bytes, for sizes in rising order."""
    running = [hashlib.new(name, usedforsecurity=False) for name in ("md5", "sha1", "sha256")]
    done = 0
    for size in sizes:
        while done < size:
            piece = _BLOCK[: min(len(_BLOCK), size - done)]
            for one in running:
                one.update(piece)
            done += len(piece)
        md5, sha1, sha256 = (one.copy().digest() for one in running)
        yield size, md5, sha1, sha256
