"""Reading a comparison that was made: counts, and rows by filter, block by block."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from forensics_app.catalog.hash_sets.file import STRONGEST_FIRST
from forensics_app.catalog.rows import fold
from forensics_app.catalog.temporary.comparison_table import RELATIONS, SIDES, ComparisonTable
from forensics_app.errors import ListingLostError
from forensics_app.model.comparison import ComparedRow, Relation, Show, Side, SideCounts
from forensics_app.model.digests import DigestAlgorithm

_COLUMNS = (
    "n, side, relation, path, key, place, exhibit, id, size, deleted, md5, sha1, sha256, algorithm,"
    " same_path, differs"
)
_AT_ONCE = 1000
_SHOWN = {
    Show.SHARED: (0, (Relation.SHARED,)),
    Show.ONLY_A: (0, (Relation.ONLY,)),
    Show.ONLY_B: (1, (Relation.ONLY,)),
    Show.APART: (None, (Relation.EMPTY, Relation.ZEROS)),
    Show.UNCOMPARED: (None, (Relation.NOT_COMPARABLE, Relation.NO_DIGEST)),
}


class ComparisonRows:
    """Reads a file that was made, or a table that is still open. It belongs to the thread that opened it."""

    def __init__(self, source: Path | ComparisonTable) -> None:
        """Raises ListingLostError."""
        self._path = Path() if isinstance(source, ComparisonTable) else source
        self._own: sqlite3.Connection | None = None
        with self._read():
            if isinstance(source, ComparisonTable):
                self._connection = source.connection
            else:
                self._own = self._connection = sqlite3.connect(
                    f"file:{source}?mode=ro", uri=True, isolation_level=None
                )
                self._connection.execute("SELECT count(*) FROM about").fetchone()
            self._connection.create_function("folded", 1, lambda path: fold(path or ""), deterministic=True)

    def about(self, name: str) -> str:
        """A text that was kept beside the items."""
        with self._read():
            found = self._connection.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return "" if found is None else str(found[0])

    def count(self, show: Show, text: str = "") -> int:
        """How many rows the filter takes."""
        where, values = _condition(show, text)
        with self._read():
            found = self._connection.execute(f"SELECT count(*) FROM items WHERE {where}", values)  # noqa: S608 - bound
            return int(found.fetchone()[0])

    def rows(self, show: Show, first: int, count: int, text: str = "") -> list[ComparedRow]:
        """Rows `first` to `first + count` of the filter, in the order in which they were read."""
        where, values = _condition(show, text)
        with self._read():
            found = self._connection.execute(
                f"SELECT {_COLUMNS} FROM items WHERE {where} ORDER BY n LIMIT ? OFFSET ?",  # noqa: S608 - bound
                [*values, count, first],
            ).fetchall()
            return [self._row(values) for values in found]

    def everything(self, show: Show | None = None) -> Iterator[ComparedRow]:
        """All rows, or those of a filter, one after the other; folders only where nothing was asked."""
        where, values = ("1", []) if show is None else _condition(show, "")
        last = -1
        while True:
            with self._read():
                found = self._connection.execute(
                    f"SELECT {_COLUMNS} FROM items WHERE ({where}) AND n > ? ORDER BY n LIMIT ?",  # noqa: S608 - bound
                    [*values, last, _AT_ONCE],
                ).fetchall()
                rows = [self._row(values) for values in found]
            yield from rows
            if not rows:
                return
            last = rows[-1].number

    def counts(self, side: Side) -> SideCounts:
        """The counts of a side, but for what could not be read."""
        number = SIDES.index(side)
        with self._read():
            by_relation = dict.fromkeys(Relation, 0)
            for relation, count in self._connection.execute(
                "SELECT relation, count(*) FROM items WHERE side = ? GROUP BY relation", (number,)
            ):
                by_relation[RELATIONS[relation]] = count
            same, uncertain = self._connection.execute(
                "SELECT coalesce(sum(same_path), 0), coalesce(sum(uncertain), 0) FROM items"
                " WHERE side = ? AND relation IN (?, ?)",
                (number, RELATIONS.index(Relation.SHARED), RELATIONS.index(Relation.ONLY)),
            ).fetchone()
            (differing,) = self._connection.execute(
                "SELECT count(*) FROM items WHERE side = ? AND differs", (number,)
            ).fetchone()
            (only,) = self._connection.execute(
                "SELECT count(DISTINCT coalesce(sha256, sha1, md5)) FROM items"
                " WHERE side = ? AND relation = ?",
                (number, RELATIONS.index(Relation.ONLY)),
            ).fetchone()
        shared, alone = by_relation[Relation.SHARED], by_relation[Relation.ONLY]
        return SideCounts(
            items=sum(by_relation.values()),
            folders=by_relation[Relation.FOLDER],
            without_digest=by_relation[Relation.NO_DIGEST],
            empty=by_relation[Relation.EMPTY],
            zeros=by_relation[Relation.ZEROS],
            contents=shared + alone + by_relation[Relation.NOT_COMPARABLE],
            shared=shared,
            same_path=same,
            only=alone,
            only_contents=only,
            not_comparable=by_relation[Relation.NOT_COMPARABLE],
            uncertain=uncertain,
            differing=differing,
        )

    def shared(self) -> tuple[int, int, tuple[tuple[DigestAlgorithm, int], ...]]:
        """Different contents that both have, their bytes, and items of A by the digest that told."""
        contents = size = 0
        by = []
        with self._read():
            for place, algorithm in enumerate(STRONGEST_FIRST):
                found, bytes_of, items = self._connection.execute(
                    "SELECT count(*), coalesce(sum(size), 0), coalesce(sum(items), 0)"  # noqa: S608
                    f" FROM (SELECT max(size) AS size, count(*) AS items FROM items"
                    f" WHERE side = 0 AND relation = ? AND algorithm = ?"
                    f" GROUP BY {algorithm.value})",
                    (RELATIONS.index(Relation.SHARED), place),
                ).fetchone()
                contents, size = contents + found, size + bytes_of
                if items:
                    by.append((algorithm, int(items)))
        return contents, size, tuple(by)

    def differing_paths(self) -> int:
        """How many paths have other content on both sides."""
        with self._read():
            found = self._connection.execute(
                "SELECT count(DISTINCT key) FROM items WHERE side = 0 AND differs"
            ).fetchone()
        return int(found[0])

    def close(self) -> None:
        """Close the file, if it was opened here."""
        if self._own is not None:
            self._own.close()

    def _row(self, values: tuple[Any, ...]) -> ComparedRow:
        """In the order of _COLUMNS."""
        number, side, relation, path, key, place, exhibit, item_id, size, deleted, *rest = values
        md5, sha1, sha256, by, same_path, differs = rest
        digests = dict(zip(STRONGEST_FIRST, (sha256, sha1, md5), strict=True))
        algorithm = STRONGEST_FIRST[by] if by is not None else next((a for a in digests if digests[a]), None)
        other: tuple[str | None, int | None, str | None] = (None, None, None)
        if differs:
            other = self._other_at(key, 1 - side, digests)
        elif RELATIONS[relation] is Relation.SHARED and algorithm is not None:
            other = (
                self._other_of(algorithm, digests[algorithm], 1 - side, key if same_path else None),
                size,
                None,
            )
        digest = None if algorithm is None else digests[algorithm]
        return ComparedRow(
            number=number,
            side=SIDES[side],
            relation=RELATIONS[relation],
            path=path,
            place=place,
            exhibit=exhibit,
            item_id=item_id,
            size_bytes=size,
            deleted=bool(deleted),
            algorithm=algorithm,
            digest=None if digest is None else digest.hex(),
            same_path=bool(same_path),
            differs=bool(differs),
            other_path=other[0],
            other_size_bytes=other[1],
            other_digest=other[2],
        )

    def _other_of(self, algorithm: DigestAlgorithm, digest: bytes, side: int, key: str | None) -> str | None:
        """A path of the same content on the other side: this one, or the first."""
        name = algorithm.value
        if key is not None:
            found = self._connection.execute(
                f"SELECT path FROM items WHERE key = ? AND side = ? AND {name} = ? LIMIT 1",  # noqa: S608 - one of three
                (key, side, digest),
            ).fetchone()
            if found is not None:
                return None if found[0] is None else str(found[0])
        found = self._connection.execute(
            f"SELECT path FROM items WHERE {name} = ? AND side = ? LIMIT 1",  # noqa: S608 - one of three
            (digest, side),
        ).fetchone()
        return None if found is None or found[0] is None else str(found[0])

    def _other_at(
        self, key: str, side: int, digests: dict[DigestAlgorithm, bytes | None]
    ) -> tuple[str | None, int | None, str | None]:
        """What lies under the same path on the other side."""
        for algorithm, digest in digests.items():
            if digest is None:
                continue
            name = algorithm.value
            found = self._connection.execute(
                f"SELECT path, size, {name} FROM items"  # noqa: S608 - one of three
                f" WHERE key = ? AND side = ? AND {name} IS NOT NULL LIMIT 1",
                (key, side),
            ).fetchone()
            if found is not None:
                return str(found[0]), found[1], bytes(found[2]).hex()
        return None, None, None

    @contextmanager
    def _read(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as e:
            raise ListingLostError(path=str(self._path)) from e


def _condition(show: Show, text: str) -> tuple[str, list[object]]:
    parts: list[str] = []
    values: list[object] = []
    if show is Show.DIFFERS:
        parts.append("side = 0 AND differs")
    else:
        side, relations = _SHOWN[show]
        numbers = ", ".join(str(RELATIONS.index(r)) for r in relations)
        parts.append(f"side {'IN (0, 1)' if side is None else f'= {side}'} AND relation IN ({numbers})")
    if text:
        parts.append("instr(folded(path), ?)")
        values.append(fold(text))
    return " AND ".join(parts), values
