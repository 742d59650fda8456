"""Looking a case's digests up in a hash set, and the hits that were found.

Every set is matched whole or says so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, TypeAlias

import msgspec

from forensics_app.catalog.database import Database
from forensics_app.catalog.hash_sets.file import STRONGEST_FIRST, HashSetFile
from forensics_app.errors import CancelledError
from forensics_app.model.digests import DigestAlgorithm
from forensics_app.model.evidence import Omission
from forensics_app.model.hash_sets import HashSetEntry, HashSetFacts, HashSetHit, MatchedHashSet
from forensics_app.model.progress import IsCancelled, Progress, Report

_BATCH_ROWS = 5000
_EMPTY_SHA256 = hashlib.sha256(b"").digest()
_EMPTY_LOOKED_AT = 1000  # sources differ in the digests that they have
_HIT = "INSERT OR IGNORE INTO hash_hits (row, hash_set, category, algorithm) VALUES (?, ?, ?, ?)"

_Row: TypeAlias = tuple[int, bytes | None, bytes | None, bytes | None]
"""Row number, MD5, SHA-1, SHA-256 of an artifact."""


class HashMatching:
    """The hash sets of one catalogue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- reading -----------------------------------------------------------------------------------------

    def sets(self) -> tuple[MatchedHashSet, ...]:
        """Every set that the case was matched with, by name."""
        with self._database.errors():
            found = self._database.connection.execute(
                "SELECT facts, matched_at, compared, not_comparable, entries_not_comparable, hits, number"
                " FROM hash_sets ORDER BY name"
            ).fetchall()
            with_digest = self._count("1") if found else 0
            with_empty = self._with_empty() if found else frozenset()
        return tuple(
            MatchedHashSet(
                facts=facts_from_text(facts),
                matched_at=at,
                hits=hits,
                compared=compared,
                not_comparable=not_comparable,
                entries_not_comparable=entries,
                left=max(0, with_digest - compared - not_comparable),
                empty_hits=number in with_empty,
            )
            for facts, at, compared, not_comparable, entries, hits, number in found
        )

    def _with_empty(self) -> frozenset[int]:
        """Numbers of the sets in which contents of 0 bytes stand: one does as all do."""
        found = self._database.connection.execute(
            "SELECT DISTINCT hash_set FROM hash_hits WHERE row IN"
            " (SELECT row FROM artifacts WHERE sha256 = ? LIMIT ?)",
            (_EMPTY_SHA256, _EMPTY_LOOKED_AT),
        )
        return frozenset(number for (number,) in found)

    def categories(self) -> tuple[tuple[str, str, int], ...]:
        """(set, category, artifacts) for every category that has hits; the category is '' without one."""
        with self._database.errors():
            return tuple(
                self._database.connection.execute(
                    "SELECT s.name, h.category, count(*) FROM hash_hits h JOIN hash_sets s"
                    " ON s.number = h.hash_set GROUP BY h.hash_set, h.category ORDER BY s.name, h.category"
                ).fetchall()
            )

    def computed(self) -> tuple[DigestAlgorithm, ...]:
        """The kinds of digest that every artifact with content has."""
        with self._database.errors():
            with_digest = self._count("1")
            return tuple(a for a in STRONGEST_FIRST if self._count(f"{a.value} IS NOT NULL") == with_digest)

    def not_comparable_by_source(self, algorithms: Sequence[DigestAlgorithm]) -> dict[int, int]:
        """By number of source: artifacts with content that have none of these digests."""
        missing = " AND ".join(f"{a.value} IS NULL" for a in algorithms)
        with self._database.errors():
            found = self._database.connection.execute(
                f"SELECT row >> 51, count(*) FROM artifacts WHERE {_WITH_DIGEST} AND {missing} GROUP BY 1"  # noqa: S608
            ).fetchall()
        return dict(found)

    # --- matching ----------------------------------------------------------------------------------------

    def match(
        self,
        facts: HashSetFacts,
        file: HashSetFile,
        *,
        entries_not_comparable: int,
        at: str,
        report: Report,
        cancelled: IsCancelled,
    ) -> MatchedHashSet:
        """Look every artifact up; earlier hits of a set of this name are forgotten first.

        A match that is stopped keeps its hits, and says how many artifacts it didn't reach. Raises
        CancelledError, HashSetInvalidError, DiskFullError.
        """
        number = self._begin(facts, at, entries_not_comparable)
        total = self._count("1")
        done = 0
        for batch in self._batches(max(_BATCH_ROWS, file.batch)):
            comparable = [row for row in batch if any(_digest(row, a) for a in file.algorithms)]
            hits = self._hits(number, comparable, file, cancelled)
            with self._database.transaction() as connection:
                connection.executemany(_HIT, hits)
                connection.execute(
                    "UPDATE hash_sets SET hits = hits + ?, compared = compared + ?,"
                    " not_comparable = not_comparable + ? WHERE number = ?",
                    (
                        len({row for row, *_ in hits}),
                        len(comparable),
                        len(batch) - len(comparable),
                        number,
                    ),
                )
            done += len(batch)
            report(Progress(stage="match", subject=facts.name, items=done, total_items=total))
            if cancelled():
                raise CancelledError
        return next(s for s in self.sets() if s.facts.name == facts.name)

    def forget(self, name: str) -> int:
        """Take a set and its hits out of the case. How many artifacts were on it."""
        with self._database.transaction() as connection:
            found = connection.execute("SELECT number FROM hash_sets WHERE name = ?", (name,)).fetchone()
            if found is None:
                return 0
            hits = connection.execute("DELETE FROM hash_hits WHERE hash_set = ?", found).rowcount
            connection.execute("DELETE FROM hash_sets WHERE number = ?", found)
        return int(hits)

    def replace_omissions(self, code: str, omissions: Sequence[Omission]) -> None:
        """Put these omissions in the place of all with this code."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM omissions WHERE code = ?", (code,))
            connection.executemany(
                "INSERT INTO omissions (code, source, locator, stage, count, detail)"
                " VALUES (?, ?, '', ?, ?, ?)",
                [(code, o.source_id, o.stage, o.count, o.detail) for o in omissions],
            )

    def _begin(self, facts: HashSetFacts, at: str, entries_not_comparable: int) -> int:
        self.forget(facts.name)
        with self._database.transaction() as connection:
            made = connection.execute(
                "INSERT INTO hash_sets (name, facts, matched_at, hits, compared, not_comparable,"
                " entries_not_comparable) VALUES (?, ?, ?, 0, 0, 0, ?)",
                (facts.name, facts_to_text(facts), at, entries_not_comparable),
            )
        return int(made.lastrowid or 0)

    def _batches(self, count: int) -> Iterator[list[_Row]]:
        """Artifacts with a digest, by row; each batch begins where the last one ended."""
        last = -1
        while True:
            with self._database.errors():
                batch = self._database.connection.execute(
                    f"SELECT row, md5, sha1, sha256 FROM artifacts WHERE row > ? AND {_WITH_DIGEST}"  # noqa: S608
                    " ORDER BY row LIMIT ?",
                    (last, count),
                ).fetchall()
            if not batch:
                return
            yield batch
            last = batch[-1][0]

    def _hits(
        self, number: int, batch: list[_Row], file: HashSetFile, cancelled: IsCancelled
    ) -> list[tuple[int, int, str, str]]:
        """Asked by the strongest digest first; an entry whose other digests differ collides, it is no hit."""
        hits: dict[tuple[int, str], tuple[int, int, str, str]] = {}
        for algorithm in file.algorithms:
            found = self._look_up(algorithm, batch, file, cancelled)
            for row in batch:
                for entry in found.get(_digest(row, algorithm) or b"", ()):
                    if entry.agrees(*row[1:]):
                        hits.setdefault(
                            (row[0], entry.category), (row[0], number, entry.category, algorithm.value)
                        )
        return list(hits.values())

    def _look_up(
        self, algorithm: DigestAlgorithm, batch: list[_Row], file: HashSetFile, cancelled: IsCancelled
    ) -> dict[bytes, dict[HashSetEntry, None]]:
        digests = sorted({digest for row in batch if (digest := _digest(row, algorithm)) is not None})
        found: dict[bytes, dict[HashSetEntry, None]] = {}
        for start in range(0, len(digests), file.batch):
            for entry in file.lookup(algorithm, digests[start : start + file.batch], cancelled):
                digest = getattr(entry, algorithm.value)
                found.setdefault(digest, {})[entry] = None
        return found

    def _count(self, condition: str) -> int:
        with self._database.errors():
            found = self._database.connection.execute(
                f"SELECT count(*) FROM artifacts WHERE {_WITH_DIGEST} AND {condition}"  # noqa: S608 - names
            ).fetchone()
        return int(found[0])


# SHA-256 is always computed where content was read, so it stands for having any digest, and it has an index
_WITH_DIGEST = "sha256 IS NOT NULL"


def hits_of(database: Database, numbers: Sequence[int]) -> dict[int, list[HashSetHit]]:
    """The hits of rows by number, by set and category."""
    connection = database.connection
    facts = {
        number: facts_from_text(text)
        for number, text in connection.execute("SELECT number, facts FROM hash_sets ORDER BY name").fetchall()
    }
    hits: dict[int, list[HashSetHit]] = {}
    if not facts:
        return hits
    marks = ", ".join("?" * len(numbers))
    found: list[tuple[Any, ...]] = connection.execute(
        f"SELECT row, hash_set, category, algorithm FROM hash_hits WHERE row IN ({marks})"  # noqa: S608 - bound
        " ORDER BY row, category",
        tuple(numbers),
    ).fetchall()
    order = {number: place for place, number in enumerate(facts)}
    for row, number, category, algorithm in sorted(found, key=lambda h: (h[0], order[h[1]], h[2])):
        one = facts[number]
        hits.setdefault(row, []).append(
            HashSetHit(one.name, one.kind, DigestAlgorithm(algorithm), category, one.label(category))
        )
    return hits


def facts_to_text(facts: HashSetFacts) -> str:
    """A set's facts as JSON."""
    return json.dumps(asdict(facts))


def facts_from_text(text: str) -> HashSetFacts:
    """The inverse."""
    return msgspec.convert(json.loads(text), HashSetFacts)


def _digest(row: _Row, algorithm: DigestAlgorithm) -> bytes | None:
    return row[_PLACES[algorithm]]  # type: ignore[return-value]


_PLACES = {DigestAlgorithm.MD5: 1, DigestAlgorithm.SHA1: 2, DigestAlgorithm.SHA256: 3}
