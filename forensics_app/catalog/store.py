"""Writing the catalogue: one writer, whole batches, nothing twice. Reading is in `queries`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from forensics_app.catalog import rows
from forensics_app.catalog.artifacts import ArtifactQueries
from forensics_app.catalog.database import Database, create, open_database
from forensics_app.catalog.folders import FolderTable
from forensics_app.catalog.hash_sets.matching import HashMatching
from forensics_app.catalog.labels.marking import Marking
from forensics_app.catalog.labels.tagging import Tagging
from forensics_app.catalog.lists.content_hints import RuleTable, add_hints
from forensics_app.catalog.lists.indexes import build_indexes, drop_indexes
from forensics_app.catalog.lists.summaries import SUMMARIZED_FROM, drop_summaries
from forensics_app.catalog.queries import Queries
from forensics_app.catalog.schema_check import refuse_foreign
from forensics_app.catalog.source_json import layer_to_text, opened_to_text, request_to_text
from forensics_app.catalog.withholding.withholding import Withholding
from forensics_app.examine.record import Record
from forensics_app.model.case import CaseFacts, HashState, SourceRecord, SourceState
from forensics_app.model.digests import Digests
from forensics_app.model.evidence import LayerState, Omission
from forensics_app.model.locator import artifact_id_of

_INSERT_ARTIFACT = (
    f"INSERT INTO artifacts ({', '.join(rows.COLUMNS)}) VALUES ({', '.join('?' * len(rows.COLUMNS))})"  # noqa: S608 - names of columns
)
_ADD_OMISSION = (
    "INSERT INTO omissions (code, source, locator, stage, count, detail) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET count = count + excluded.count"
)
_SET_OMISSION = (
    "INSERT INTO omissions (code, source, locator, stage, count, detail) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET count = max(count, excluded.count)"
)
REBUILD_INDEXES_BELOW = 200_000
_REBUILD_SHARE = 8  # from an eighth as many new rows on, building indexes anew costs less than adding to them


class Store:
    """The catalogue of one case. Reading works on any store, writing on one opened for it.

    Raises DiskFullError, OutputNotWritableError, CaseDamagedError; what was committed before stays.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.queries = Queries(database)
        self.artifacts = ArtifactQueries(database)
        self.tagging = Tagging(database)
        self.marking = Marking(database)
        self.withholding = Withholding(database)
        self.hash_sets = HashMatching(database)
        self.rules = RuleTable(database)
        with database.closed_on_failure():
            self.facts, self._case_key = self.queries.case_facts()
        self._folders = FolderTable(database)
        self._finished_at: int | None = None  # how many artifacts there were when its load was finished
        self._rows_to_add: int | None = None  # so many more in this load, and its indexes are dropped

    @staticmethod
    def create(path: Path, facts: CaseFacts, case_key: bytes) -> Store:
        """A new catalogue at `path`. `case_key` is 32 random bytes."""
        database = create(path)
        with database.closed_on_failure(), database.transaction() as connection:
            connection.execute(
                "INSERT INTO case_facts VALUES (1, ?, ?, ?, ?, ?, ?, ?, 0, '')",
                (
                    facts.reference,
                    facts.title,
                    facts.examiner,
                    facts.agency,
                    facts.country,
                    facts.created_at,
                    case_key,
                ),
            )
        return Store(database)

    @staticmethod
    def open(path: Path, *, write: bool) -> Store:
        """An existing catalogue. Raises CaseNotFoundError, CaseDamagedError, CaseVersionError too."""
        database = open_database(path, write=write)
        with database.closed_on_failure():
            refuse_foreign(database)
        return Store(database)

    @property
    def case_key(self) -> bytes:
        """The key behind artifact ids. It never leaves the case."""
        return self._case_key

    def close(self) -> None:
        """Close the connection of this thread."""
        self.database.close()

    # --- custody -----------------------------------------------------------------------------------

    def acknowledge_custody(self, *, count: int, head: str) -> None:
        """Remember the ledger's head, so that a ledger cut behind the program's back is noticed."""
        with self.database.transaction() as connection:
            connection.execute("UPDATE case_facts SET custody_count = ?, custody_head = ?", (count, head))

    # --- sources -----------------------------------------------------------------------------------

    def register_source(self, source: SourceRecord, omissions: Sequence[Omission], *, path: Path) -> None:
        """Enter a source with its layers and what opening it left out, or one that could not be opened.

        `path` is absolute. The same source again replaces what was known of opening it, and nothing else.
        """
        opened = source.opened
        with self.database.transaction() as connection:
            connection.execute(
                "INSERT INTO sources (number, source_id, exhibit, path, shown_path, state, fingerprint,"
                " options, opened, hashes, error_code) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (number) DO UPDATE SET state = excluded.state,"
                " fingerprint = excluded.fingerprint, options = excluded.options,"
                " opened = excluded.opened, error_code = excluded.error_code",
                (
                    source.number,
                    source.source_id,
                    source.exhibit,
                    os.fsencode(path),
                    os.fsencode(source.path),
                    source.state,
                    source.fingerprint,
                    request_to_text(source.request),
                    None if opened is None else opened_to_text(opened),
                    source.hashes,
                    source.error_code,
                ),
            )
            connection.executemany(
                "INSERT OR IGNORE INTO layers (number, source, layer_id, facts, state)"
                " VALUES (?, ?, ?, ?, ?)",
                [
                    (
                        rows.layer_number(source.number, place),
                        source.number,
                        layer.layer_id,
                        layer_to_text(layer),
                        layer.state,
                    )
                    for place, layer in enumerate(() if opened is None else opened.layers)
                ],
            )
            connection.executemany(  # an encrypted volume that could be opened this time
                "UPDATE layers SET state = ? WHERE layer_id = ? AND state = ?",
                [
                    (LayerState.AREA, layer.layer_id, LayerState.OMITTED)
                    for layer in (() if opened is None else opened.layers)
                    if layer.state is LayerState.AREA
                ],
            )
            connection.execute(
                "DELETE FROM omissions WHERE source = ? AND stage = 'open'", (source.source_id,)
            )
            connection.executemany(_ADD_OMISSION, [_omission_values(o) for o in omissions])

    def set_medium_digests(self, source_id: str, digests: Digests, hashes: HashState) -> None:
        """What the whole medium digested to, and how that compares with what the container stores."""
        with self.database.transaction() as connection:
            connection.execute(
                "UPDATE sources SET md5 = ?, sha1 = ?, sha256 = ?, hashes = ? WHERE source_id = ?",
                (*_raw(digests), hashes, source_id),
            )

    def set_layer_done(
        self, layer_id: str, *, state: LayerState | None = None, digests: Digests | None = None
    ) -> None:
        """Everything of this layer is stored; a resumed ingest passes over it."""
        with self.database.transaction() as connection:
            if state is not None:
                connection.execute("UPDATE layers SET state = ? WHERE layer_id = ?", (state, layer_id))
            if digests is not None:
                connection.execute(
                    "UPDATE layers SET md5 = ?, sha1 = ?, sha256 = ? WHERE layer_id = ?",
                    (*_raw(digests), layer_id),
                )
            connection.execute("UPDATE layers SET done = 1 WHERE layer_id = ?", (layer_id,))

    def prepare_load(self) -> None:
        """Drop the indexes of a small catalogue: building them once afterwards is cheaper. Those of a large
        one are dropped when much has been added to it.
        """
        self._finished_at = None
        total = self.queries.total()
        if total < REBUILD_INDEXES_BELOW:
            drop_indexes(self.database)
            self._rows_to_add = None
        else:
            self._rows_to_add = total // _REBUILD_SHARE

    def complete_source(self, source_id: str) -> None:
        """Everything of this source is stored: make its names searchable."""
        self.index_names(source_id)
        with self.database.transaction() as connection:
            connection.execute(
                "UPDATE sources SET state = ? WHERE source_id = ?", (SourceState.COMPLETE, source_id)
            )

    def index_names(self, source_id: str) -> None:
        """Make the names of a source searchable, all but those that are: when no name comes before them."""
        first, last = rows.source_rows(int(source_id[1:]))
        with self.database.transaction() as connection:
            done = connection.execute(  # layers that are added later come behind these
                "SELECT rowid FROM names WHERE rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT 1",
                (first, last),
            ).fetchone()
            first = first if done is None else int(done[0]) + 1
            connection.execute(
                "INSERT INTO names (rowid, folded) SELECT row, folded FROM artifacts"
                " WHERE row BETWEEN ? AND ?",
                (first, last),
            )

    def finish_load(self) -> None:
        """Build the indexes that are missing, and what a large catalogue has besides.

        May be called while a medium is still being digested, and again: what is there stays.
        """
        total = self.queries.total()
        build_indexes(self.database, large=total >= SUMMARIZED_FROM, analyze=total != self._finished_at)
        self._finished_at = total

    def finish_interrupted_load(self) -> None:
        """The same where somebody waits for the end: a large catalogue gets its indexes later."""
        if self.queries.total() < REBUILD_INDEXES_BELOW:
            build_indexes(self.database)

    # --- artifacts ---------------------------------------------------------------------------------

    def add_records(
        self,
        layer: int,
        records: Sequence[Record],
        omissions: Iterable[Omission] = (),
        *,
        ids: Sequence[str] | None = None,
    ) -> None:
        """Store artifacts of one layer that are not there yet, with the omissions of their content. `ids`:
        under these, which a bundle gave them.
        """
        key, number = self._case_key, self._folders.number
        with self._folders.as_stored(), self.database.transaction() as connection:
            values = [
                rows.to_row(
                    record,
                    row=rows.row_number(layer, record.sequence),
                    artifact_id=artifact_id_of(key, record.locator) if ids is None else ids[at],
                    folder=number(layer, record.parents),
                )
                for at, record in enumerate(records)
            ]
            drop_summaries(connection)
            connection.executemany(_INSERT_ARTIFACT, values)
            add_hints(connection, zip([row[0] for row in values], records, strict=True))
            connection.executemany(_ADD_OMISSION, [_omission_values(o) for o in omissions])
        self._count_added(len(records))

    def _count_added(self, count: int) -> None:
        if self._rows_to_add is None:
            return
        self._rows_to_add -= count
        if self._rows_to_add <= 0:
            self._rows_to_add = None
            drop_indexes(self.database)

    def set_omissions(self, omissions: Iterable[Omission]) -> None:
        """Store omissions whose count is the whole count so far; a lower one of an earlier run is raised."""
        with self.database.transaction() as connection:
            connection.executemany(_SET_OMISSION, [_omission_values(o) for o in omissions])


def _omission_values(omission: Omission) -> tuple[object, ...]:
    return (
        omission.code,
        omission.source_id,
        "" if omission.locator is None else rows.storable(omission.locator),
        omission.stage,
        omission.count,
        None if omission.detail is None else rows.storable(omission.detail),
    )


def _raw(digests: Digests) -> tuple[bytes | None, ...]:
    return tuple(None if d is None else bytes.fromhex(d) for d in (digests.md5, digests.sha1, digests.sha256))
