"""Reading artifacts: streamed in the one total order, or by id. A million never stand in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from forensics_app.catalog import rows
from forensics_app.catalog.database import Database
from forensics_app.catalog.hash_sets.matching import hits_of
from forensics_app.catalog.lists.alternatives import where_any
from forensics_app.catalog.lists.answers import Answers
from forensics_app.catalog.lists.content_hints import matches_of
from forensics_app.catalog.lists.counting import count_rows
from forensics_app.catalog.lists.filters import where
from forensics_app.catalog.lists.marked import marks_on
from forensics_app.catalog.lists.system_files import reserved_rows
from forensics_app.catalog.withholding.withholding import NOT_WITHHELD
from forensics_app.errors import ArtifactNotFoundError
from forensics_app.model.artifact import Artifact, ArtifactKind
from forensics_app.model.names import Components
from forensics_app.model.selection import EVERYTHING, ArtifactFilter

CHUNK = 1000
CACHED_FOLDERS = 20_000
_READ_BYTES = (
    "sum(CASE WHEN a.outcome IN ('complete', 'partial') AND a.sha256 IS NOT NULL AND a.size >= 0"
    " THEN a.size ELSE 0 END)"
)
_NOT_WHOLE = "a.kind <> 'directory' AND (a.outcome <> 'complete' OR a.sha256 IS NULL)"
_COLUMNS = ", ".join(f"a.{name}" for name in rows.COLUMNS)


@dataclass(frozen=True, slots=True)
class Measured:
    """What is chosen of one layer: how many artifacts, and the bytes of those whose content was read."""

    source_id: str
    layer_id: str
    exhibit: str
    artifacts: int
    content_bytes: int


@dataclass(frozen=True, slots=True)
class ContentRow:
    """What tells contents apart: place, size (-1 where unknown) and raw digests, without the rest."""

    artifact_id: str
    layer_id: str
    components: Components
    stream: bytes | None
    kind: str
    deleted: bool
    size: int
    md5: bytes | None
    sha1: bytes | None
    sha256: bytes | None


class ArtifactQueries:
    """Artifacts of one catalogue as values."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._paths: dict[int, Components] = {}
        self._layers: dict[int, tuple[str, str, str]] = {}

    def count(self, chosen: ArtifactFilter = EVERYTHING) -> int:
        """How many artifacts the filter chooses."""
        with self._database.snapshot():
            return count_rows(self._database, where(self._database, chosen))

    def find_count(self, chosen: ArtifactFilter, answers: Answers) -> int:
        """The same, kept in `answers` with what was found besides, which is of the same state."""
        with self._database.snapshot():
            return answers.find_count(self._database, where(self._database, chosen))

    def measure(self, *chosen: ArtifactFilter, sealable: bool = False) -> list[Measured]:
        """The amount of what at least one of the filters chooses (all, without any), layer by layer.

        `sealable`: without what `Withholding.prepare` found.
        """
        with self._database.errors():
            condition = where_any(self._database, chosen)
            if sealable:
                condition.add(NOT_WITHHELD)
            found = self._database.connection.execute(
                f"SELECT a.row >> {rows.SEQUENCE_BITS}, count(*), {_READ_BYTES}"  # noqa: S608 - bound
                f" FROM artifacts a WHERE {condition.sql} GROUP BY 1 ORDER BY 1",
                condition.values,
            ).fetchall()
            return [Measured(*self._layer(layer), count, size) for layer, count, size in found]

    def stream(
        self, *chosen: ArtifactFilter, sealable: bool = False, unread: bool = False
    ) -> Iterator[Artifact]:
        """What at least one of the filters chooses (all, without any), in the total order, each once.

        From one consistent state of the catalogue. `sealable`: without what `Withholding.prepare` found;
        `unread`: only what should have content and was not read whole.
        """
        with self._database.errors():
            condition = where_any(self._database, chosen)
            if sealable:
                condition.add(NOT_WITHHELD)
            if unread:
                condition.add(_NOT_WHOLE)
            cursor = self._database.connection.execute(
                f"SELECT {_COLUMNS} FROM artifacts a WHERE {condition.sql} ORDER BY a.row",  # noqa: S608 - bound
                condition.values,
            )
            while found := cursor.fetchmany(CHUNK):
                yield from self.to_artifacts(found)

    def contents(self) -> Iterator[ContentRow]:
        """Every artifact in the total order, in its short form: a third of the time of `stream`."""
        with self._database.errors():
            select = reserved_rows(self._database)
            told_apart = () if select is None else self._database.connection.execute(select)
            reserved = {row for (row,) in told_apart}
            cursor = self._database.connection.execute(
                "SELECT row, id, folder, name, stream, kind, allocated, size, md5, sha1, sha256"
                " FROM artifacts ORDER BY row"
            )
            while found := cursor.fetchmany(CHUNK):
                for row, artifact_id, folder, name, stream, kind, allocated, size, md5, sha1, sha256 in found:
                    parents = self._components(folder)
                    yield ContentRow(
                        artifact_id,
                        self._layer(rows.layer_of(row))[1],
                        parents if name is None else (*parents, name),
                        stream,
                        kind,
                        not allocated and kind != ArtifactKind.AREA.value and row not in reserved,
                        size,
                        md5,
                        sha1,
                        sha256,
                    )

    def get(self, artifact_id: str) -> Artifact:
        """One artifact by id. Raises ArtifactNotFoundError."""
        found = next(self.stream(ArtifactFilter(ids=(artifact_id,))), None)
        if found is None:
            raise ArtifactNotFoundError(path=str(self._database.path.parent), artifact=artifact_id)
        return found

    def number_of(self, artifact_id: str) -> int | None:
        """The row number of an artifact; None where there is none with this id."""
        return self._one_value("row", artifact_id)

    def folder_of(self, artifact_id: str) -> int | None:
        """The number of the folder that an artifact lies in."""
        return self._one_value("folder", artifact_id)

    def folder_way(self, folder: int) -> tuple[str, tuple[int, ...], tuple[bytes, ...]]:
        """The layer of a folder, and the numbers and names of folders from its root to the folder itself."""
        way: list[tuple[int, bytes]] = []
        with self._database.errors():
            (layer_id,) = self._database.connection.execute(
                "SELECT l.layer_id FROM folders f JOIN layers l ON l.number = f.layer WHERE f.number = ?",
                (folder,),
            ).fetchone()
            while folder:
                above, name = self._database.connection.execute(
                    "SELECT parent, name FROM folders WHERE number = ?", (folder,)
                ).fetchone()
                way.append((folder, bytes(name)))
                folder = above
        way.reverse()
        return str(layer_id), tuple(number for number, _ in way), tuple(name for _, name in way)

    def _one_value(self, column: str, artifact_id: str) -> int | None:
        with self._database.errors():
            found = self._database.connection.execute(
                f"SELECT {column} FROM artifacts WHERE id = ?",  # noqa: S608 - one of two names
                (artifact_id,),
            ).fetchone()
        return None if found is None else int(found[0])

    def ids_of(self, numbers: Sequence[int]) -> tuple[str, ...]:
        """The ids of rows by their numbers, in that order."""
        found: dict[int, str] = {}
        with self._database.errors():
            for at in range(0, len(numbers), CHUNK):
                part = numbers[at : at + CHUNK]
                marks = ", ".join("?" * len(part))
                found |= self._database.connection.execute(
                    f"SELECT row, id FROM artifacts WHERE row IN ({marks})",  # noqa: S608 - bound
                    tuple(part),
                ).fetchall()
        return tuple(found[number] for number in numbers if number in found)

    def same_content(self, artifact: Artifact, *, limit: int = 100) -> tuple[Artifact, ...]:
        """Other artifacts with the same SHA-256, in order."""
        digest = artifact.examination.digests.sha256
        if digest is None:
            return ()
        with self._database.errors():
            found = self._database.connection.execute(
                f"SELECT {_COLUMNS} FROM artifacts a WHERE a.sha256 = ? AND a.id <> ? ORDER BY a.row LIMIT ?",  # noqa: S608
                (bytes.fromhex(digest), artifact.artifact_id, limit),
            ).fetchall()
            return tuple(self.to_artifacts(found))

    def same_content_count(self, artifact: Artifact) -> int:
        """How many other artifacts have the same SHA-256."""
        digest = artifact.examination.digests.sha256
        if digest is None:
            return 0
        with self._database.errors():
            found = self._database.connection.execute(
                "SELECT count(*) FROM artifacts WHERE sha256 = ? AND id <> ?",
                (bytes.fromhex(digest), artifact.artifact_id),
            ).fetchone()
        return int(found[0])

    def by_rows(self, numbers: Sequence[int]) -> dict[int, Artifact]:
        """Artifacts by their row numbers, at most some thousands."""
        marks = ", ".join("?" * len(numbers))
        with self._database.errors():
            found = self._database.connection.execute(
                f"SELECT {_COLUMNS} FROM artifacts a WHERE a.row IN ({marks})",  # noqa: S608 - bound
                tuple(numbers),
            ).fetchall()
            return dict(zip((values[0] for values in found), self.to_artifacts(found), strict=True))

    def stored_rows(self, layer: int, sequences: Sequence[int]) -> set[int]:
        """Which of these places of a layer are filled already; `sequences` ascending."""
        if not sequences:
            return set()
        first, last = rows.row_number(layer, sequences[0]), rows.row_number(layer, sequences[-1])
        with self._database.errors():
            found = self._database.connection.execute(
                "SELECT row FROM artifacts WHERE row BETWEEN ? AND ?", (first, last)
            ).fetchall()
        return {row & ((1 << rows.SEQUENCE_BITS) - 1) for (row,) in found}

    def to_artifacts(self, found: Sequence[tuple[Any, ...]]) -> Iterator[Artifact]:
        """Rows of COLUMNS, in ascending order of row or not, as values with tags and hits in hash sets."""
        numbers = [values[0] for values in found]
        tags, hits = self._tags(numbers), hits_of(self._database, numbers)
        matches, marks = matches_of(self._database, numbers), marks_on(self._database, numbers)
        for values in found:
            source_id, layer_id, exhibit = self._layer(rows.layer_of(values[0]))
            artifact = rows.from_row(
                values,
                source_id=source_id,
                layer_id=layer_id,
                exhibit=exhibit,
                parents=self._components(values[2]),
                tags=tuple(tags.get(values[0], ())),
            )
            if values[0] in matches:
                examination = artifact.examination._replace(rules=matches[values[0]])
                artifact = replace(artifact, examination=examination)
            if values[0] in marks:
                artifact = replace(artifact, marks=tuple(marks[values[0]]))
            on_sets = hits.get(values[0])
            yield replace(artifact, hash_sets=tuple(on_sets)) if on_sets else artifact

    def _tags(self, numbers: list[int]) -> dict[int, list[tuple[str, str | None]]]:
        if not self._database.connection.execute("SELECT EXISTS (SELECT 1 FROM artifact_tags)").fetchone()[0]:
            return {}
        marks = ", ".join("?" * len(numbers))
        tags: dict[int, list[tuple[str, str | None]]] = {}
        for row, tag, note in self._database.connection.execute(
            f"SELECT row, tag, note FROM artifact_tags WHERE row IN ({marks}) ORDER BY row, tag",  # noqa: S608 - bound
            numbers,
        ):
            tags.setdefault(row, []).append((tag, note))
        return tags

    def _layer(self, number: int) -> tuple[str, str, str]:
        if number not in self._layers:
            self._layers[number] = self._database.connection.execute(
                "SELECT s.source_id, l.layer_id, s.exhibit FROM layers l"
                " JOIN sources s ON s.number = l.source WHERE l.number = ?",
                (number,),
            ).fetchone()
        return self._layers[number]

    def _components(self, folder: int) -> Components:
        """The path of a folder, by climbing to one that is known: folders may be thousands deep."""
        climbed: list[tuple[int, bytes]] = []
        while folder not in self._paths:
            name, parent = self._database.connection.execute(
                "SELECT name, parent FROM folders WHERE number = ?", (folder,)
            ).fetchone()
            if parent == 0:
                self._paths[folder] = ()
                break
            climbed.append((folder, bytes(name)))
            folder = parent
        path = self._paths[folder]
        if len(self._paths) > CACHED_FOLDERS:
            self._paths.clear()
        for number, name in reversed(climbed):
            path = self._paths[number] = (*path, name)
        return path
