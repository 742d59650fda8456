"""A catalogue of millions of artifacts without evidence behind them, for measuring the window's list.

SQLite makes the rows from their numbers: names in no order, sizes over powers of ten, ten years of times,
one in ten deleted, one in four a picture. The same number of rows gives the same catalogue.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from forensics_app.catalog import rows
from forensics_app.catalog.database import Database
from forensics_app.examine.record import record_of
from forensics_app.model.artifact import ArtifactKind, Entry, Examination, Read, ReadOutcome
from forensics_app.model.case import ExamineRequest, HashState, SourceRecord, SourceState
from forensics_app.model.digests import NO_DIGESTS, Digests
from forensics_app.model.evidence import (
    AcquisitionFacts,
    ContainerFormat,
    Layer,
    LayerKind,
    LayerState,
    OpenedSource,
)
from forensics_app.model.facets import size_class
from forensics_app.model.locator import Locator
from forensics_app.model.selection import ArtifactFilter
from forensics_app.model.times import EvidenceTime, SystemClock, TimeKind, TimeZoneKnowledge
from forensics_app.services.cases.making import new_case

PART = rows.layer_number(1, 1)
FOLDERS = 1000
_MOMENT = "2016-01-01T00:00:00Z"


def make_catalogue(folder: Path, count: int) -> Path:
    """A case of `count` artifacts in `folder`, made when it isn't there."""
    path = folder / f"window-{count}"
    done = path / "done"
    if done.exists():
        return path
    shutil.rmtree(path, ignore_errors=True)
    facts = {
        "reference": "BENCH-2",
        "title": "Window",
        "examiner": "Bench",
        "agency": "Bench",
        "country": "FR",
    }
    with new_case(path, **facts, clock=SystemClock()) as case:
        store = case.store
        store.register_source(_source(), (), path=Path("/evidence/s1.dd"))
        store.prepare_load()
        first = [record_of(_entry(n), _found()) for n in range(FOLDERS)]
        store.add_records(PART, first)
        numbers = [
            number
            for (number,) in store.database.connection.execute(
                "SELECT DISTINCT folder FROM artifacts ORDER BY folder"
            )
        ]
        _multiply(store.database, count, first=numbers[0])
        store.set_layer_done("s1.p1", state=LayerState.WALKED)
        store.complete_source("s1")
        store.finish_load()
        store.tagging.add("relevant", ArtifactFilter(extension="pdf"), note=None, at=_MOMENT)
    done.touch()
    return path


def _multiply(database: Database, count: int, *, first: int) -> None:
    spread = "((n.i * 2654435761) % 4294967296)"
    moment = "strftime('%Y-%m-%dT%H:%M:%S', 1451606400 + {0} % 315360000, 'unixepoch')"
    made = {
        "row": "a.row + n.i",
        "id": "printf('ID%014d', n.i)",
        "folder": f"{first} + n.i % {FOLDERS}",
        "name": f"cast(printf('IMG_%08x_%d.', {spread}, n.i) || n.extension as blob)",
        "folded": f"printf('img_%08x_%d.', {spread}, n.i) || n.extension",
        "extension": "n.extension",
        "kind": "CASE n.i % 20 WHEN 0 THEN 'directory' WHEN 1 THEN 'stream' ELSE 'file' END",
        "allocated": "n.i % 10 <> 3",
        "size": f"{spread} % 1000 * (n.i % 9) * (n.i % 9) * 1000",
        "modified": moment.format(spread),
        "created": moment.format(f"({spread} / 7)"),
        "accessed": moment.format(f"({spread} / 11)"),
        "changed": moment.format(f"({spread} / 13)"),
        "sha256": "randomblob(32)",
        "media_type": "CASE n.extension WHEN 'jpg' THEN 'image/jpeg' WHEN 'pdf' THEN 'application/pdf'"
        " ELSE 'text/plain' END",
        "extension_mismatch": "n.i % 200 = 7",
        "outcome": "CASE n.i % 1000 WHEN 9 THEN 'partial' ELSE 'complete' END",
    }
    made["facets"] = _facets(made)
    chosen = ", ".join(made.get(c, f"a.{c}") for c in rows.COLUMNS)
    database.connection.create_function("size_class", 1, size_class, deterministic=True)
    with database.transaction() as connection:
        connection.execute(
            "WITH RECURSIVE n (i, extension) AS (SELECT ?, 'txt' UNION ALL SELECT i + 1,"  # noqa: S608 - columns
            " CASE (i + 1) % 4 WHEN 0 THEN 'jpg' WHEN 1 THEN CASE i % 1000 WHEN 0 THEN 'pdf' ELSE 'txt' END"
            " ELSE 'txt' END FROM n WHERE i < ?)"
            f" INSERT INTO artifacts ({', '.join(rows.COLUMNS)}) SELECT {chosen}"
            " FROM (SELECT * FROM artifacts ORDER BY row LIMIT 1) a CROSS JOIN n",
            (FOLDERS, count - 1),
        )
        connection.execute(
            "INSERT INTO positions SELECT row FROM artifacts WHERE media_type = 'image/jpeg' AND row % 40 = 0"
        )


def _facets(made: dict[str, str]) -> str:
    """`model.facets` in SQL, for what is made here."""

    def month(column: str) -> str:
        return f"((substr({column}, 1, 4) - 1970) * 12 + substr({column}, 6, 2) + 1)"

    kind = "CASE n.i % 20 WHEN 0 THEN 3 WHEN 1 THEN 1 ELSE 0 END"
    family = "CASE n.extension WHEN 'jpg' THEN 1 WHEN 'pdf' THEN 5 ELSE 4 END"
    return (
        f"({kind}) | (({made['allocated']}) << 3) | ((CASE n.i % 1000 WHEN 9 THEN 1 ELSE 0 END) << 4)"
        f" | (({made['extension_mismatch']}) << 6) | (({family}) << 7) | (size_class({made['size']}) << 10)"
        f" | ({month(made['modified'])} << 16) | ({month(made['accessed'])} << 27)"
        f" | ({month(made['changed'])} << 38) | ({month(made['created'])} << 49)"
    )


def _source() -> SourceRecord:
    medium = Layer("s1", None, LayerKind.MEDIUM, 0, 1 << 40)
    part = Layer("s1.p1", "s1", LayerKind.PARTITION, 1 << 20, 1 << 39, label="Data", file_system="ntfs")
    opened = OpenedSource(
        source_id="s1",
        exhibit="EX-001",
        path="/evidence/s1.dd",
        format=ContainerFormat.RAW,
        size_bytes=1 << 40,
        sector_size_bytes=512,
        segments=(),
        stored_digests=NO_DIGESTS,
        acquisition=AcquisitionFacts(),
        layers=(medium, replace(part, state=LayerState.WALKED)),
    )
    return SourceRecord(
        number=1,
        source_id="s1",
        exhibit="EX-001",
        path=opened.path,
        state=SourceState.READING,
        opened=opened,
        computed=NO_DIGESTS,
        hashes=HashState.NOT_COMPUTED,
        fingerprint="",
        request=ExamineRequest(),
    )


def _entry(number: int) -> Entry:
    kinds = (TimeKind.MODIFIED, TimeKind.ACCESSED, TimeKind.CHANGED, TimeKind.CREATED)
    return Entry(
        locator=Locator(
            "s1", "s1.p1", (b"d%03d" % number, b"first-%d.txt" % number), None, f"{number}-128-1", 0
        ),
        kind=ArtifactKind.FILE,
        allocated=True,
        size_bytes=number,
        times=tuple(EvidenceTime(kind, "1", _MOMENT, "1s", TimeZoneKnowledge.UTC) for kind in kinds),
        sequence=number,
    )


def _found() -> Examination:
    return Examination(Digests(sha256="ab" * 32), Read(ReadOutcome.COMPLETE), "text/plain")
