"""Ingest against a reader that follows a script: what happens when reading fails at a given place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from forensics_app.bundle.writing.source_export import source_objects
from forensics_app.errors import (
    CancelledError,
    EvidenceHoldsCaseError,
    ReadFailedError,
    SourceChangedError,
    SourceDamagedError,
    SourcePartlyReadError,
    SourcePermissionError,
    UsageError,
)
from forensics_app.evidence.parent.examine_pool import Found
from forensics_app.evidence.protocol.messages import Batch
from forensics_app.evidence.protocol.packed_entries import batch_of, unpack
from forensics_app.examine.record import record_of
from forensics_app.model.artifact import Gap
from forensics_app.model.case import HashState, IngestOptions, SourceRecord, SourceState
from forensics_app.model.digests import NO_DIGESTS, Digests
from forensics_app.model.evidence import (
    ContainerFormat,
    Layer,
    LayerKind,
    LayerState,
    Omission,
    OmissionStage,
    OpenedSource,
)
from forensics_app.model.progress import never_cancelled, silent
from forensics_app.services.cases.case import Case
from forensics_app.services.ingest.ingest import ingest
from forensics_app.services.ingest.outcome import IngestSummary
from forensics_app.services.sources import opening as ingest_opening
from tests.world.cases import make_case
from tests.world.catalogued import entry, found, source

COMPUTED = Digests("11" * 16, "22" * 20, "33" * 32)
WALK_OMISSION = Omission("directory-unreadable", "s1", "/bad", 1, OmissionStage.WALK)


@dataclass
class Script:
    """What the scripted reader says; `fail_at` raises `failure` when that entry's turn comes."""

    opened: OpenedSource
    entries: int = 1200
    stored: Digests = NO_DIGESTS
    open_error: Exception | None = None
    medium_error: Exception | None = None
    medium_gaps: tuple[Gap, ...] = ()
    fail_at: int | None = None
    failure: Exception = field(default_factory=lambda: SourceChangedError(path="x"))
    examined: list[int] = field(default_factory=list)


class ScriptedReader:
    files = ()
    locked = ()
    reads_here = True
    waits_for = None
    script: Script

    def __init__(self, spec: Any, *, workers: int, digesting: bool, cluster: object) -> None:
        self.spec = spec

    def __enter__(self) -> ScriptedReader:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def open(self) -> tuple[OpenedSource, tuple[Omission, ...]]:
        if self.script.open_error is not None:
            raise self.script.open_error
        return replace(self.script.opened, stored_digests=self.script.stored), ()

    def digest_medium(self, algorithms: object, *, unread: Callable[[Gap], None], **_: object) -> Digests:
        if self.script.medium_error is not None:
            raise self.script.medium_error
        for gap in self.script.medium_gaps:
            unread(gap)
        return COMPUTED

    def digest_layer(self, layer_id: str, algorithms: object, **_: object) -> Digests:
        return Digests(sha256="44" * 32)

    def walk_packed(self, layer_id: str) -> Iterator[Batch]:
        for first in range(0, self.script.entries, 100):
            yield batch_of(
                (entry(n, b"d/%d" % n) for n in range(first, min(first + 100, self.script.entries))),
                (WALK_OMISSION,) if first in (0, 100) else (),
            )

    def examine_packed(self, entries: Iterator[tuple[bytes, int]], options: object) -> Iterator[Found]:
        for packed, _ in entries:
            one = unpack(packed)
            if one.sequence == self.script.fail_at:
                raise self.script.failure
            self.script.examined.append(one.sequence)
            unreadable = Omission("content-unreadable", "s1", "/d/7", 1, OmissionStage.READ)
            yield (record_of(one, found()),), ((7, unreadable),) if one.sequence == 7 else ()


@dataclass
class Bench:
    case: Case
    path: str
    script: Script

    def run(self, cancelled: Callable[[], bool] = never_cancelled, **options: Any) -> IngestSummary:
        return ingest(self.case, [self.path], IngestOptions(**options), report=silent, cancelled=cancelled)

    def reasons(self) -> list[str | None]:
        return [e.reason for e in self.case.check_custody().events]


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    image = tmp_path / "image.dd"
    image.write_bytes(b"x")
    opened = source(1).opened
    assert opened is not None
    left_out = LayerState.OMITTED
    layers = (
        *opened.layers,
        Layer("s1.u1", "s1", LayerKind.UNALLOCATED, 4096, 512),
        Layer("s1.p2", "s1", LayerKind.PARTITION, 4608, 512, state=left_out),
        Layer("s1.p3", "s1", LayerKind.PARTITION, opened.size_bytes, 512, state=left_out),
    )
    script = Script(replace(opened, layers=layers))
    reader = type("Reader", (ScriptedReader,), {"script": script})
    monkeypatch.setattr(ingest_opening, "EvidenceReader", reader)
    with make_case(tmp_path / "case") as case:
        yield Bench(case, str(image), script)


def test_what_cannot_be_listed_has_a_digest_where_it_has_bytes(bench: Bench) -> None:
    (outcome,) = bench.run().outcomes
    assert outcome.source is not None
    assert outcome.source.opened is not None
    found = {layer.layer_id: layer.digests.sha256 for layer in outcome.source.opened.layers}
    assert (found["s1.p2"], found["s1.p3"]) == ("44" * 32, None)


def test_everything_is_stored_once_with_its_omissions(bench: Bench) -> None:
    (outcome,) = bench.run().outcomes
    assert (outcome.artifacts, outcome.omissions) == (1200, 3)
    assert outcome.source is not None
    assert outcome.source.state is SourceState.COMPLETE
    assert (outcome.source.computed, outcome.source.hashes) == (COMPUTED, HashState.NONE_STORED)
    assert outcome.source.opened is not None
    area = outcome.source.opened.layers[1]
    assert area.digests.sha256 == "44" * 32
    assert bench.reasons() == ["case-created", "ingest-begun", "ingest-completed"]
    counts = {o.code: o.count for o in bench.case.store.queries.omissions()}
    assert counts == {"directory-unreadable": 2, "content-unreadable": 1}


def test_a_second_run_does_nothing(bench: Bench) -> None:
    bench.run()
    bench.script.examined.clear()
    (outcome,) = bench.run().outcomes
    assert outcome.already
    assert bench.script.examined == []
    assert bench.reasons()[-1] == "ingest-completed"


@pytest.mark.parametrize(
    ("stored", "state", "reason"),
    [
        (Digests(md5="11" * 16), HashState.AGREE, "stored-digests-agree"),
        (COMPUTED, HashState.AGREE, "stored-digests-agree"),
        (Digests(md5="11" * 16, sha1="99" * 20), HashState.DIFFER, "stored-digests-differ"),
    ],
)
def test_a_stored_hash_is_compared_and_never_hidden(
    bench: Bench, stored: Digests, state: HashState, reason: str
) -> None:
    bench.script.stored = stored
    (outcome,) = bench.run().outcomes
    assert outcome.source is not None
    assert outcome.source.hashes is state
    assert bench.reasons()[-2:] == [reason, "ingest-completed"]
    compared = bench.case.check_custody().events[-2]
    assert compared.digests_before == (("s1", stored),)
    assert compared.digests_after == (("s1", COMPUTED),)


@pytest.mark.parametrize("place", [0, 1, 499, 500, 501, 1199])
def test_a_failure_keeps_what_was_read_and_the_next_run_goes_on(bench: Bench, place: int) -> None:
    bench.script.fail_at = place
    (outcome,) = bench.run().outcomes
    assert isinstance(outcome.error, SourceChangedError)
    assert outcome.artifacts == place
    assert bench.reasons()[-1] == "ingest-stopped"
    bench.script.fail_at = None
    bench.script.examined.clear()
    (outcome,) = bench.run().outcomes
    assert outcome.error is None
    assert (outcome.artifacts, outcome.omissions) == (1200, 3)
    assert bench.script.examined == list(range(place, 1200)), "nothing is examined twice"
    assert bench.reasons()[-2:] == ["ingest-resumed", "ingest-completed"]


def test_a_stop_keeps_what_was_examined(bench: Bench) -> None:
    with pytest.raises(CancelledError):
        bench.run(cancelled=lambda: len(bench.script.examined) >= 700)
    assert bench.case.store.queries.total() == 700
    assert bench.reasons()[-1] == "ingest-stopped"
    (outcome,) = bench.run().outcomes
    assert (outcome.artifacts, outcome.omissions) == (1200, 3)


def test_a_medium_with_a_bad_sector_is_listed_and_its_lack_of_a_digest_told(bench: Bench) -> None:
    bench.script.stored = Digests(md5="11" * 16)
    bench.script.medium_error = ReadFailedError(
        path="x", layer="s1", offset_bytes=7, size_bytes=512, detail="io"
    )
    (outcome,) = bench.run().outcomes
    assert outcome.artifacts == 1200
    assert outcome.source is not None
    assert (outcome.source.computed, outcome.source.hashes) == (NO_DIGESTS, HashState.NOT_COMPUTED)
    omission = next(o for o in bench.case.store.queries.omissions() if o.code == "read-failed")
    assert (omission.locator, omission.detail) == (None, "512 bytes at 7 of s1: io")


def sealed_hashes(source: SourceRecord) -> list[object]:
    lines = (line for line in source_objects(source) if isinstance(line, dict))
    return [line["hashes"] for line in lines if line["parent"] is None]


def test_a_medium_read_with_gaps_is_not_said_to_differ(bench: Bench) -> None:
    """What counts as zeros can't be compared: neither the state nor the custody accuses the image."""
    bench.script.stored = Digests(md5="99" * 16)
    bench.script.medium_gaps = (Gap(512, 1024), Gap(8192, 512))
    (outcome,) = bench.run().outcomes
    assert outcome.source is not None
    assert (outcome.source.computed, outcome.source.hashes) == (COMPUTED, HashState.NOT_COMPARABLE)
    assert not {"stored-digests-agree", "stored-digests-differ"} & set(bench.reasons())
    assert sealed_hashes(outcome.source) == ["not-computed"]
    (omission,) = (o for o in bench.case.store.queries.omissions() if o.code == "content-partial")
    assert (omission.locator, omission.count) == (None, 2)
    assert omission.detail == "1024 bytes at 512, 512 bytes at 8192"


def test_gaps_that_hold_zeros_anyway_do_not_hide_that_the_hashes_agree(bench: Bench) -> None:
    bench.script.stored = Digests(md5="11" * 16)
    bench.script.medium_gaps = (Gap(512, 1024),)
    (outcome,) = bench.run().outcomes
    assert outcome.source is not None
    assert outcome.source.hashes is HashState.AGREE


def test_evidence_that_can_not_be_opened_is_kept_as_an_omission(bench: Bench) -> None:
    bench.script.open_error = SourceDamagedError(path=bench.path, format="E01", detail="section 3")
    (outcome,) = bench.run().outcomes
    assert outcome.error is bench.script.open_error
    assert outcome.source is not None
    assert (outcome.source.state, outcome.source.error_code) == (SourceState.FAILED, "source-damaged")
    (omission,) = bench.case.store.queries.omissions()
    assert (omission.code, omission.detail) == ("source-damaged", "format=E01 detail=section 3")
    bench.script.open_error = None
    (outcome,) = bench.run().outcomes
    assert outcome.source is not None
    assert (outcome.source.source_id, outcome.source.state) == ("s1", SourceState.COMPLETE)
    assert "source-damaged" not in [o.code for o in bench.case.store.queries.omissions()]


def test_a_slip_of_the_hand_leaves_no_trace(bench: Bench) -> None:
    bench.script.open_error = SourcePermissionError(path=bench.path)
    (outcome,) = bench.run().outcomes
    assert outcome.error is bench.script.open_error
    assert bench.case.store.queries.sources() == ()
    assert bench.case.store.queries.omissions() == ()


def test_other_layers_on_resume_are_another_source(bench: Bench) -> None:
    bench.script.fail_at = 600
    bench.run()
    bench.script.fail_at = None
    first, second, *_ = bench.script.opened.layers
    bench.script.opened = replace(
        bench.script.opened, layers=(first, replace(second, state=LayerState.EMPTY, offset_bytes=8192))
    )
    (outcome,) = bench.run().outcomes
    assert isinstance(outcome.error, SourceChangedError)
    assert outcome.artifacts == 600


def test_a_folder_that_was_away_in_part_says_what_to_read_instead(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is stored keeps its place in the list, so what was away can't come between it later."""
    folder = tmp_path / "folder"
    folder.mkdir()
    away = Omission("directory-unreadable", "s1", "s1:/d/away", 1, OmissionStage.WALK)
    monkeypatch.setattr(f"{__name__}.WALK_OMISSION", away)
    bench.path = str(folder)
    bench.script.opened = replace(bench.script.opened, format=ContainerFormat.FOLDER)
    (first,) = bench.run().outcomes
    assert first.not_read == (f"{folder}/d/away",)
    (again,) = bench.run().outcomes
    assert (again.already, again.not_read) == (True, first.not_read)
    (folder / "back").mkdir()
    (outcome,) = bench.run().outcomes
    assert isinstance(outcome.error, SourcePartlyReadError)
    assert (outcome.error.exhibit, outcome.error.places) == ("EX-001", f"{folder}/d/away")
    assert outcome.artifacts == 1200


def test_exhibits_are_numbered_like_sources_unless_named(bench: Bench, tmp_path: Path) -> None:
    (outcome,) = bench.run(exhibits=("Scellé 4",)).outcomes
    assert outcome.source is not None
    assert outcome.source.exhibit == "Scellé 4"
    assert next(bench.case.store.artifacts.stream()).exhibit == "Scellé 4"
    for bad in ("", " x", "a\nb", "a\u202eb"):
        with pytest.raises(UsageError):
            bench.run(exhibits=(bad,))


def test_a_case_does_not_read_itself(bench: Bench) -> None:
    for path in (bench.case.path, bench.case.path.parent):
        bench.path = str(path)
        with pytest.raises(EvidenceHoldsCaseError):
            bench.run()
    assert bench.case.store.queries.sources() == ()
