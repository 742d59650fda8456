"""Builders for a catalogue without evidence behind it: entries, what was found in them, a store of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from forensics_app.catalog.store import Store
from forensics_app.examine.record import record_of
from forensics_app.model.artifact import (
    ArtifactKind,
    Entry,
    Examination,
    Extent,
    ExtentClass,
    Read,
    ReadOutcome,
)
from forensics_app.model.case import CaseFacts, ExamineRequest, HashState, SourceRecord, SourceState
from forensics_app.model.digests import NO_DIGESTS, Digests
from forensics_app.model.evidence import (
    AcquisitionFacts,
    ContainerFormat,
    Layer,
    LayerKind,
    LayerState,
    Omission,
    OpenedSource,
)
from forensics_app.model.locator import Locator
from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge

FACTS = CaseFacts("FR-2026-0417", "Invoice fraud", "A. Petit", "LAB Lyon", "FR", "2026-04-17T09:00:00Z")
CASE_KEY = bytes(range(32))


def entry(sequence: int, path: bytes, **more: object) -> Entry:
    """A file at `/`-separated `path`; other fields by name."""
    stream = more.pop("stream", None)
    layer = str(more.pop("layer", "s1"))
    values: dict[str, object] = {
        "kind": ArtifactKind.FILE,
        "allocated": True,
        "size_bytes": 10,
        "times": (EvidenceTime(TimeKind.MODIFIED, "1", "2021-07-22T14:07:38Z", "1s", TimeZoneKnowledge.UTC),),
        "inode": str(sequence),
        "extents": (Extent("s1", 512 * sequence, 10), Extent(None, None, 2)),
        "extent_class": ExtentClass.RUNS,
        **more,
    }
    locator = Locator("s1", layer, tuple(path.split(b"/")), stream, f"{sequence}-128-1")  # type: ignore[arg-type]
    return Entry(locator=locator, sequence=sequence, **values)  # type: ignore[arg-type]


def found(media_type: str | None = "text/plain", **more: object) -> Examination:
    """Something read completely."""
    values: dict[str, object] = {
        "digests": Digests(sha256="ab" * 32),
        "read": Read(ReadOutcome.COMPLETE),
        "media_type": media_type,
        **more,
    }
    return Examination(**values)  # type: ignore[arg-type]


def source(
    number: int = 1, *, layers: Sequence[str] | None = None, exhibit: str | None = None
) -> SourceRecord:
    """A raw image with the layers named."""
    source_id = f"s{number}"
    opened = OpenedSource(
        source_id=source_id,
        exhibit=exhibit or f"EX-{number:03d}",
        path=f"/evidence/{source_id}.dd",
        format=ContainerFormat.RAW,
        size_bytes=1 << 20,
        sector_size_bytes=512,
        segments=(),
        stored_digests=NO_DIGESTS,
        acquisition=AcquisitionFacts(),
        layers=tuple(
            Layer(name, None, LayerKind.MEDIUM, 0, 1 << 20, state=LayerState.WALKED)
            for name in layers or [source_id]
        ),
    )
    return SourceRecord(
        number=number,
        source_id=source_id,
        exhibit=opened.exhibit,
        path=opened.path,
        state=SourceState.READING,
        opened=opened,
        computed=NO_DIGESTS,
        hashes=HashState.NOT_COMPUTED,
        fingerprint="",
        request=ExamineRequest(),
    )


def make_store(folder: Path, *numbers: int) -> Store:
    """A catalogue with these sources registered and nothing in them."""
    store = Store.create(folder / "case.sqlite", FACTS, CASE_KEY)
    for number in numbers or (1,):
        record = source(number)
        store.register_source(record, (), path=Path(record.path))
    return store


def add_batch(
    store: Store,
    layer: int,
    pairs: Iterable[tuple[Entry, Examination]],
    omissions: Iterable[Omission] = (),
) -> None:
    """Store entries as the workers' records of them."""
    store.add_records(layer, [record_of(entry, found) for entry, found in pairs], omissions)


def fill(store: Store, pairs: Sequence[tuple[Entry, Examination]], *, complete: bool = True) -> None:
    """Store entries of `s1` as an ingest would."""
    add_batch(store, store.queries.layers("s1")[0].number, pairs)
    if complete:
        store.set_layer_done("s1")
        store.complete_source("s1")
        store.finish_load()
