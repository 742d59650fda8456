"""Reading what the catalogue holds about the case itself: facts, sources, layers, omissions, counts."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forensics_app.catalog import rows
from forensics_app.catalog.database import Database, is_there
from forensics_app.catalog.lists.counting import ROW_INDEX
from forensics_app.catalog.lists.summary_state import has_summaries
from forensics_app.catalog.lists.system_files import reserved_rows
from forensics_app.catalog.source_json import layer_from_text, opened_from_text, request_from_text
from forensics_app.errors import CaseDamagedError
from forensics_app.model import facets
from forensics_app.model.case import CaseFacts, HashState, SourceRecord, SourceState
from forensics_app.model.digests import Digests
from forensics_app.model.evidence import Layer, Omission, OmissionStage

_STAGES = tuple(OmissionStage)
REMARKS = (
    "SELECT code, source, locator, count, stage, detail FROM omissions"
    " WHERE source IN (SELECT source_id FROM sources)"
    " AND stage IN (?, ?, ?, ?, ?, ?) AND locator = ? ORDER BY code"
)
_SELECT_SOURCE = (
    "SELECT number, source_id, exhibit, shown_path, state, fingerprint, options, opened, md5, sha1, sha256,"
    " hashes, error_code FROM sources"
)
_LAYER = "number, facts, state, md5, sha1, sha256, done"


@dataclass(frozen=True, slots=True)
class LayerRecord:
    """A layer as catalogued: its number there, and whether everything of it is stored."""

    number: int
    layer: Layer
    done: bool


class Queries:
    """Questions to one catalogue; every answer is a value."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def case_facts(self) -> tuple[CaseFacts, bytes]:
        """The facts of the case and its key. Raises CaseDamagedError."""
        with self._database.errors():
            found = self._database.connection.execute(
                "SELECT reference, title, examiner, agency, country, created_at, case_key FROM case_facts"
            ).fetchone()
        if found is None:
            raise CaseDamagedError(path=str(self._database.path.parent), detail="no case facts")
        return CaseFacts(*found[:6]), bytes(found[6])

    def acknowledged_custody(self) -> tuple[int, str]:
        """Count and head (hex) of the ledger as last acknowledged; (0, '') when never."""
        with self._database.errors():
            count, head = self._database.connection.execute(
                "SELECT custody_count, custody_head FROM case_facts"
            ).fetchone()
        return int(count), str(head)

    # --- sources and layers --------------------------------------------------------------------------

    def sources(self) -> tuple[SourceRecord, ...]:
        """All sources in order of registration, with their layers."""
        layers: dict[int, list[Layer]] = {}
        with self._database.snapshot() as connection:
            found = connection.execute(f"{_SELECT_SOURCE} ORDER BY number").fetchall()
            for source, *facts in connection.execute(
                f"SELECT source, {_LAYER} FROM layers ORDER BY source, number"  # noqa: S608 - names of ours
            ):
                layers.setdefault(source, []).append(_layer(facts).layer)
        return tuple(_source(values, tuple(layers.get(values[0], ()))) for values in found)

    def registered(self, path: Path) -> SourceRecord | None:
        """The source registered under this absolute path."""
        with self._database.errors():
            found = self._database.connection.execute(
                f"{_SELECT_SOURCE} WHERE path = ?", (os.fsencode(path),)
            ).fetchone()
        return None if found is None else self._with_layers(found)

    def source(self, source_id: str) -> SourceRecord | None:
        """The source of this id, with its layers."""
        with self._database.errors():
            found = self._database.connection.execute(
                f"{_SELECT_SOURCE} WHERE source_id = ?", (source_id,)
            ).fetchone()
        return None if found is None else self._with_layers(found)

    def source_path(self, source_id: str) -> Path:
        """Where a source was when it was registered, as an absolute path."""
        with self._database.errors():
            found = self._database.connection.execute(
                "SELECT path FROM sources WHERE source_id = ?", (source_id,)
            ).fetchone()
        return Path(os.fsdecode(bytes(found[0])))

    def source_paths(self) -> dict[str, Path]:
        """The same of every source, by its id."""
        with self._database.errors():
            found = self._database.connection.execute("SELECT source_id, path FROM sources").fetchall()
        return {source_id: Path(os.fsdecode(bytes(path))) for source_id, path in found}

    def folder_path(self, folder: int) -> str:
        """Layer and path of a folder by its number, such as `s1.p2:/docs`; empty where there is none."""
        with self._database.errors():
            found = self._database.connection.execute(
                "SELECT l.layer_id || ':' || f.path FROM folders f JOIN layers l ON l.number = f.layer"
                " WHERE f.number = ?",
                (folder,),
            ).fetchone()
        return "" if found is None else str(found[0])

    def next_source_number(self) -> int:
        """The number that the next source gets."""
        with self._database.errors():
            found = self._database.connection.execute(
                "SELECT coalesce(max(number), 0) FROM sources"
            ).fetchone()
        return int(found[0]) + 1

    def exhibits(self) -> set[str]:
        """The exhibit numbers of all sources."""
        with self._database.errors():
            found = self._database.connection.execute("SELECT DISTINCT exhibit FROM sources").fetchall()
        return {str(exhibit) for (exhibit,) in found}

    def layers(self, source_id: str) -> tuple[LayerRecord, ...]:
        """The layers of a source, in the order in which opening found them."""
        with self._database.errors():
            found = self._database.connection.execute(
                f"SELECT {_LAYER} FROM layers WHERE source ="  # noqa: S608 - names of ours
                " (SELECT number FROM sources WHERE source_id = ?) ORDER BY number",
                (source_id,),
            ).fetchall()
        return tuple(map(_layer, found))

    def _with_layers(self, values: tuple[Any, ...]) -> SourceRecord:
        return _source(values, tuple(record.layer for record in self.layers(values[1])))

    # --- omissions -----------------------------------------------------------------------------------

    def omissions(self, source_id: str | None = None) -> tuple[Omission, ...]:
        """The omission ledger, of one source or of all: by source, stage, place and code, whatever the order
        of discovery.
        """
        with self._database.errors():
            found = self._database.connection.execute(
                "SELECT code, source, locator, count, stage, detail FROM omissions"
                " WHERE ? IS NULL OR source = ?",
                (source_id, source_id),
            ).fetchall()
        ledger = [_omission(values) for values in found]
        ledger.sort(key=lambda o: (int(o.source_id[1:]), _STAGES.index(o.stage), o.locator or "", o.code))
        return tuple(ledger)

    def remarks(self, place: str) -> tuple[Omission, ...]:
        """What the omission ledger says of one place, `s1.p1:/docs/a.txt`; by code.

        Every source and stage is named, so that the ledger's key finds it: a million lines take half a second
        to go through.
        """
        with self._database.errors():
            found = self._database.connection.execute(REMARKS, (*_STAGES, place)).fetchall()
        return tuple(map(_omission, found))

    def omission_count(self, source_id: str | None = None, *, code: str | None = None) -> int:
        """Sum of `count`, of one source or of all, of one code or of all."""
        with self._database.errors():
            found = self._database.connection.execute(
                "SELECT coalesce(sum(count), 0) FROM omissions"
                " WHERE (? IS NULL OR source = ?) AND (? IS NULL OR code = ?)",
                (source_id, source_id, code, code),
            ).fetchone()
        return int(found[0])

    # --- counts --------------------------------------------------------------------------------------

    def total(self, source_id: str | None = None) -> int:
        """How many artifacts there are, in one source or in all."""
        first, last = (0, (1 << 63) - 1) if source_id is None else rows.source_rows(int(source_id[1:]))
        with self._database.snapshot() as connection:
            if has_summaries(connection):
                found = connection.execute(
                    "SELECT coalesce(sum(count), 0) FROM list_layers WHERE layer BETWEEN ? AND ?",
                    (rows.layer_of(first), rows.layer_of(last)),
                ).fetchone()
            else:
                found = connection.execute(
                    "SELECT count(*) FROM artifacts WHERE row BETWEEN ? AND ?", (first, last)
                ).fetchone()
        return int(found[0])

    def classes(self) -> dict[str, Counter[facets.ArtifactClass]]:
        """How many artifacts of each class every layer holds, by its id; in one pass, or from the summaries.

        Large catalogues that are still being read have no index: each pass goes through all of their rows.
        """
        with self._database.snapshot() as connection:
            found = self._classes(connection)
            names = dict(connection.execute("SELECT number, layer_id FROM layers").fetchall())
            reserved = reserved_rows(self._database)
            if reserved is not None:
                told_apart = connection.execute(
                    f"SELECT row, facets FROM artifacts WHERE row IN ({reserved})"  # noqa: S608 - a name of ours
                )
                for row, number in told_apart:
                    counted, one = found[names[rows.layer_of(row)]], facets.class_of(number)
                    counted[one] -= 1
                    counted[one._replace(reserved=True)] += 1
            return found

    def _classes(self, connection: sqlite3.Connection) -> dict[str, Counter[facets.ArtifactClass]]:
        layers = connection.execute("SELECT number, layer_id FROM layers ORDER BY number").fetchall()
        found: dict[str, Counter[facets.ArtifactClass]] = {layer_id: Counter() for _, layer_id in layers}
        if has_summaries(connection):
            names = dict(layers)
            summed = connection.execute(
                "SELECT layer, low & ?, sum(count) FROM list_layers GROUP BY 1, 2", (facets.CLASS_BITS,)
            )
            for number, low, count in summed:
                found[names[number]][facets.class_of(low)] += count
            return found
        index = f" INDEXED BY {ROW_INDEX}" if is_there(connection, "index", ROW_INDEX) else ""
        for number, layer_id in layers:
            counted = connection.execute(
                f"SELECT facets & ?, count(*) FROM artifacts{index}"  # noqa: S608 - a name of ours
                " WHERE row BETWEEN ? AND ? GROUP BY 1",
                (facets.CLASS_BITS, *rows.layer_rows(number)),
            )
            for low, count in counted:
                found[layer_id][facets.class_of(low)] += count
        return found


def _source(values: tuple[Any, ...], layers: tuple[Layer, ...]) -> SourceRecord:
    (number, source_id, exhibit, shown, state, fingerprint, options, opened, md5, sha1, sha256) = values[:11]
    hashes, error = values[11:]
    path = os.fsdecode(shown)
    return SourceRecord(
        number=number,
        source_id=source_id,
        exhibit=exhibit,
        path=path,
        state=SourceState(state),
        opened=None if opened is None else opened_from_text(opened, path=path, layers=layers),
        computed=_digests(md5, sha1, sha256),
        hashes=HashState(hashes),
        fingerprint=fingerprint,
        request=request_from_text(options),
        error_code=error,
    )


def _layer(values: Sequence[Any]) -> LayerRecord:
    number, facts, state, md5, sha1, sha256, done = values
    layer = layer_from_text(facts, state=state, digests=_digests(md5, sha1, sha256))
    return LayerRecord(number=number, layer=layer, done=bool(done))


def _digests(md5: object, sha1: object, sha256: object) -> Digests:
    return Digests(md5=_hex(md5), sha1=_hex(sha1), sha256=_hex(sha256))


def _hex(value: object) -> str | None:
    return value.hex() if isinstance(value, bytes) else None


def _omission(values: tuple[Any, ...]) -> Omission:
    code, source, locator, count, stage, detail = values
    return Omission(
        code=code,
        source_id=source,
        locator=locator or None,
        count=count,
        stage=OmissionStage(stage),
        detail=detail,
    )
