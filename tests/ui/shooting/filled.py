"""Builders for the window's tests: cases filled without reading any evidence, from small to a million."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from forensics_app.catalog import rows
from forensics_app.model.artifact import ArtifactKind, Read, ReadOutcome
from forensics_app.model.case import HashState, SourceRecord
from forensics_app.model.digests import Digests
from forensics_app.model.evidence import Layer, LayerKind, LayerState, Omission, OmissionStage
from forensics_app.model.facets import SIZE, SIZE_MASK, size_class
from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge
from forensics_app.services.cases.case import Case
from tests.world.cases import make_case
from tests.world.catalogued import add_batch, entry, found, source

SPOOFED = "docs/invoice_\u202egpj.exe".encode()
ARABIC = "docs/فاتورة.pdf".encode()
LOCAL_TIME = EvidenceTime(
    TimeKind.MODIFIED, "x", "2021-07-30T08:02:00", "2s", TimeZoneKnowledge.LOCAL_UNKNOWN
)
NOT_READ = "content-unreadable"
EXIF = (("Image Make", "Canon"), ("EXIF DateTimeOriginal", "2021:08:06 18:42:01"))
PART = rows.layer_number(1, 1)


def record(number: int = 1) -> SourceRecord:
    """An image with a medium, a walked partition, and an encrypted one that was left out."""
    made = source(number)
    assert made.opened is not None
    name = made.source_id
    part = Layer(
        f"{name}.p1", name, LayerKind.PARTITION, 1 << 20, 1 << 29, label="System", file_system="ntfs"
    )
    locked = Layer(f"{name}.p2", name, LayerKind.ENCRYPTED, 1 << 29, 1 << 28, label="BACKUP")
    layers = (
        Layer(name, None, LayerKind.MEDIUM, 0, 1 << 30),
        replace(part, state=LayerState.WALKED),
        replace(locked, state=LayerState.OMITTED),
    )
    stored = Digests(md5="ab" * 16)
    return replace(made, opened=replace(made.opened, layers=layers, stored_digests=stored))


def small_case(path: Path) -> Case:
    """Eight artifacts of different kinds, one layer left out; open for writing."""
    case = make_case(path)
    made = record()
    left_out = Omission("volume-encrypted", "s1", "s1.p2", 1, OmissionStage.OPEN)
    case.store.register_source(made, [left_out], path=Path("/evidence/s1.dd"))
    layer = {"layer": "s1.p1"}
    add_batch(case.store, PART,
        [
            (entry(0, b"docs", kind=ArtifactKind.DIRECTORY, size_bytes=None, **layer), found(None)),
            (entry(1, b"docs/letter.txt", **layer), found()),
            (entry(2, SPOOFED, size_bytes=412_000, **layer), found("application/x-dosexec")),
            (entry(3, ARABIC, size_bytes=846_000, times=(LOCAL_TIME,), **layer), found("application/pdf")),
            (
                entry(4, b"pictures/holiday.jpg", size_bytes=2_481_152, **layer),
                found("image/png", extension_mismatch=True, exif=EXIF, latitude=45.7489, longitude=4.8567),
            ),
            (entry(5, b"pictures/old.jpg", allocated=False, **layer), found("image/jpeg")),
            (entry(6, b"docs/letter.txt", stream=b"Zone", kind=ArtifactKind.STREAM, **layer), found()),
            (
                entry(7, b"broken.bin", **layer),
                found(None, digests=Digests(), read=Read(ReadOutcome.UNREADABLE, reason=NOT_READ)),
            ),
        ],
    )  # fmt: skip
    case.store.set_medium_digests(
        "s1", Digests(md5="cd" * 16, sha1="ef" * 20, sha256="01" * 32), HashState.DIFFER
    )
    case.store.set_layer_done("s1.p1", state=LayerState.WALKED)
    case.store.complete_source("s1")
    case.store.finish_load()
    return case


def large_case(path: Path, count: int) -> None:
    """`count` files in one folder, made by SQLite itself from one row; without indexes, to be quick."""
    case = make_case(path)
    case.store.register_source(record(), [], path=Path("/evidence/s1.dd"))
    case.store.prepare_load()
    add_batch(case.store, PART, [(entry(0, b"many/file-0000000.txt", layer="s1.p1"), found())])
    made = {
        "row": "a.row + n.i",
        "id": "printf('ID%014d', n.i)",
        "name": "cast(printf('file-%07d.txt', n.i) as blob)",
        "folded": "printf('file-%07d.txt', n.i)",
        "size": "(n.i * 7919) % 1000003",
        "facets": f"(a.facets & ~{SIZE_MASK << SIZE}) | (size_class((n.i * 7919) % 1000003) << {SIZE})",
    }
    chosen = ", ".join(made.get(c, f"a.{c}") for c in rows.COLUMNS)
    case.store.database.connection.create_function("size_class", 1, size_class, deterministic=True)
    with case.store.database.transaction() as connection:
        connection.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"  # noqa: S608 - columns
            f" INSERT INTO artifacts ({', '.join(rows.COLUMNS)}) SELECT {chosen} FROM artifacts a, n",
            (count - 1,),
        )
    case.store.set_layer_done("s1.p1", state=LayerState.WALKED)
    case.close()
