"""Contents part by part from a worker: exact bytes, gaps, searches, and an error where there is nothing."""

from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics_app.errors import (
    CancelledError,
    ContentLockedError,
    ContentNotReadError,
    ReadFailedError,
    SourceChangedError,
    SourceNotFoundError,
)
from forensics_app.evidence.contents.stored_content import StoredContent
from forensics_app.evidence.contents.targets import Target
from forensics_app.evidence.protocol.messages import FindBytes
from forensics_app.evidence.worker.content_window import ContentWindow
from forensics_app.model.artifact import Artifact, ArtifactKind, Gap, ReadOutcome
from forensics_app.model.case import IngestOptions
from forensics_app.model.contents import Needle
from forensics_app.model.credentials import Credential, CredentialKind
from forensics_app.model.progress import never_cancelled, silent
from forensics_app.services.cases.case import Case
from forensics_app.services.contents.contents import STEP_BYTES, Contents, why_not_read
from forensics_app.services.ingest.ingest import ingest
from tests.reading.evidence_reading import sample, unpack
from tests.world.cases import make_case

DEMO = Path(__file__).resolve().parents[4] / "resources" / "demo" / "laptop.raw.gz"
LUKS_PASSWORD = "luks-SELF"
HUGE = (300 << 30) + 5  # so hollow that ingest does not read it: nothing is stored but its end


def read_in(case: Case, *paths: Path) -> None:
    ingest(
        case,
        [str(path) for path in paths],
        IngestOptions(workers=1),
        report=silent,
        cancelled=never_cancelled,
    )


def artifact(case: Case, name: str) -> Artifact:
    return next(
        a
        for a in case.store.artifacts.stream()
        if a.entry.locator.components and a.entry.locator.components[-1] == name.encode()
    )


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("laptop")
    image = unpack(DEMO, folder)
    with make_case(folder / "case") as case:
        read_in(case, image)
        yield case


@pytest.fixture
def papers(tmp_path: Path) -> Iterator[Case]:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "note.txt").write_bytes(b"first line\nThe Needle is here\n" + "Stra\u00dfe".encode("utf-16-le"))
    with (folder / "huge.bin").open("wb") as file:
        file.truncate(HUGE - 4)
        file.seek(HUGE - 4)
        file.write(b"END!")
    with make_case(tmp_path / "case") as case:
        read_in(case, folder)
        yield case


def test_parts_of_any_size_are_the_bytes_that_were_digested(laptop: Case) -> None:
    compared = 0
    with Contents(laptop) as contents:
        for found in laptop.store.artifacts.stream():
            if found.examination.read.outcome is not ReadOutcome.COMPLETE:
                continue
            digest, at, size = hashlib.sha256(), 0, found.entry.size_bytes or 0
            step = max(1000, size // 3 + 7)
            while at < size:
                part = contents.part(found, at, step)
                assert (part.offset_bytes, part.size_bytes, part.gaps) == (at, size, ())
                digest.update(part.data)
                at += len(part.data)
            assert digest.hexdigest() == found.examination.digests.sha256, found.entry.locator
            compared += 1
    assert compared > 40


def test_a_whole_content_is_compared_with_the_catalogue(laptop: Case) -> None:
    with Contents(laptop) as contents:
        for found in laptop.store.artifacts.stream():
            if found.entry.allocated or why_not_read(found.entry) is not None or not found.entry.size_bytes:
                continue
            whole = contents.whole(found, most_bytes=64 << 20)
            assert whole is not None
            assert whole.as_catalogued
            assert contents.whole(found, most_bytes=found.entry.size_bytes - 1) is None
            return
    pytest.fail("the demo has a deleted file with content")


def test_a_byte_is_found_on_the_medium_and_back(laptop: Case, tmp_path: Path) -> None:
    source = laptop.store.queries.source_path("s1").read_bytes()
    checked = 0
    with Contents(laptop) as contents:
        for found in laptop.store.artifacts.stream():
            places, size = contents.places(found), found.entry.size_bytes or 0
            if not places or why_not_read(found.entry) is not None or size < 2000:
                continue
            for offset in (0, size // 2, size - 1):
                place = places.place(offset)
                assert place is not None
                if place.offset_bytes is None:
                    continue
                assert place.layer_id == "s1"
                assert (
                    source[place.offset_bytes : place.offset_bytes + 1]
                    == contents.part(found, offset, 1).data
                )
                assert place.sector == place.offset_bytes // 512
                assert places.offset_of_byte(place.offset_bytes) == offset
                back = places.offset_of_sector(place.sector)
                assert back is not None
                assert back <= offset < back + 512
                checked += 1
            assert places.place(size) is None or found.entry.extent_class.value == "runs"
            assert places.place(-1) is None
    assert checked > 20


def test_a_file_of_three_hundred_gib_opens_at_its_end_at_once(papers: Case) -> None:
    with Contents(papers) as contents:
        huge = artifact(papers, "huge.bin")
        assert why_not_read(huge.entry) is None
        part = contents.part(huge, HUGE - 6, 100)
        assert part.data == b"\0\0END!"
        assert contents.part(huge, HUGE, 10).data == b""
        assert contents.whole(huge, most_bytes=64 << 20) is None


def test_a_search_goes_step_by_step_forward_and_back(papers: Case) -> None:
    with Contents(papers) as contents:
        note, huge = artifact(papers, "note.txt"), artifact(papers, "huge.bin")
        found = contents.find(note, Needle((b"needle",), fold=True), 0)
        assert found.found_at == 15
        assert contents.find(note, Needle((b"needle",)), 0).found_at is None
        assert contents.find(note, Needle((b"xyz", "Stra\u00dfe".encode("utf-16-le"))), 0).found_at == 30
        assert contents.find(note, Needle((b"e",)), 15, backwards=True).found_at == 13
        step = contents.find(huge, Needle((b"END!",)), 0)
        assert (step.found_at, step.next_bytes) == (None, STEP_BYTES)
        at_end = contents.find(huge, Needle((b"END!",)), HUGE - 10)
        assert (at_end.found_at, at_end.next_bytes) == (HUGE - 4, None)
        # across the border between two steps of the worker's reading
        assert contents.find(huge, Needle((b"\0END",)), HUGE - (1 << 20) - 3).found_at == HUGE - 5


def test_a_needle_of_zeros_is_not_found_in_what_could_not_be_read() -> None:
    def read(offset_bytes: int, size_bytes: int) -> bytes:
        if offset_bytes < 200_000 and offset_bytes + size_bytes > 131_072:
            raise ReadFailedError(detail="injected")
        return b"x" * size_bytes

    window = ContentWindow(lambda target: StoredContent(300_000, read), lambda done: None)
    target = Target("s1", None, (b"a",), 300_000, "")
    part = window.part(target, 100_000, 100_000)
    assert part.gaps == (Gap(131_072, 68_928),)
    assert part.data[:31_072] == b"x" * 31_072
    assert not any(part.data[31_072:])
    for backwards in (False, True):
        sought = window.find(FindBytes(target, (b"\0\0",), False, 0, 300_000, backwards))
        assert sought.at_bytes is None
        assert sought.unread_bytes >= 68_928


def test_what_lies_beyond_the_end_of_a_cut_image_is_a_gap_and_not_zeros(tmp_path: Path) -> None:
    image = unpack(DEMO, tmp_path)
    whole = image.read_bytes()
    places = {}
    with make_case(tmp_path / "whole") as case:
        read_in(case, image)
        for found in case.store.artifacts.stream():
            ends = [
                e.offset_bytes + e.length_bytes for e in found.entry.extents if e.offset_bytes is not None
            ]
            if found.entry.locator.layer_id == "s1.p1" and ends and why_not_read(found.entry) is None:
                places[found.entry.locator.path_display()] = max(ends), found
    end, last = max(places.values(), key=lambda pair: pair[0])
    assert last.entry.size_bytes
    cut = end - min(last.entry.size_bytes, 512) // 2
    image.write_bytes(whole[:cut])
    options = IngestOptions(workers=1, accept_truncated=True)
    with make_case(tmp_path / "cut") as case:
        ingest(case, [str(image)], options, report=silent, cancelled=never_cancelled)
        partial = [
            a for a in case.store.artifacts.stream() if a.examination.read.outcome is ReadOutcome.PARTIAL
        ]
        assert partial
        with Contents(case) as contents:
            for found in partial:
                size = found.entry.size_bytes or 0
                part = contents.part(found, 0, size)
                gaps = found.examination.read.gaps
                assert part.gaps
                assert sum(g.length_bytes for g in part.gaps) == sum(g.length_bytes for g in gaps)
                assert part.gaps[0].offset_bytes == gaps[0].offset_bytes
                again = contents.whole(found, most_bytes=size)
                assert again is not None
                assert again.as_catalogued


def test_what_has_no_content_is_told_before_any_source_is_opened(laptop: Case) -> None:
    laptop_path = laptop.store.queries.source_path("s1")
    folder = next(a for a in laptop.store.artifacts.stream() if a.entry.kind is ArtifactKind.DIRECTORY)
    away = laptop_path.with_suffix(".away")
    laptop_path.rename(away)
    try:
        with Contents(laptop) as contents:
            with pytest.raises(ContentNotReadError) as raised:
                contents.part(folder, 0, 10)
            assert raised.value.reason == "no-content"
            file = next(a for a in laptop.store.artifacts.stream() if why_not_read(a.entry) is None)
            with pytest.raises(SourceNotFoundError, match="laptop"):
                contents.part(file, 0, 10)
    finally:
        away.rename(laptop_path)


def test_a_source_that_changed_is_refused(papers: Case) -> None:
    note = artifact(papers, "note.txt")
    path = papers.store.queries.source_path("s1") / "note.txt"
    with Contents(papers) as contents:
        assert contents.part(note, 0, 5).data == b"first"
        data = path.read_bytes()
        path.write_bytes(data.replace(b"first", b"FIRST"))
        with pytest.raises(SourceChangedError):
            contents.part(note, 0, 5)
    with Contents(papers) as contents:
        whole = contents.whole(note, most_bytes=1000)
        assert whole is not None
        assert whole.as_catalogued is False
        path.write_bytes(data + b"more")
        with pytest.raises(SourceChangedError):
            contents.part(note, 0, 5)


def test_a_worker_that_is_killed_costs_nothing_but_time(papers: Case) -> None:
    note = artifact(papers, "note.txt")
    with Contents(papers) as contents:
        contents.part(note, 0, 5)
        worker = contents._sources.reader(note.entry)._kept._worker
        assert worker is not None
        os.kill(worker.pid, signal.SIGKILL)
        assert contents.part(note, 0, 5).data == b"first"


def search_all(contents: Contents, huge: Artifact) -> None:
    for at in range(0, HUGE, STEP_BYTES):
        contents.find(huge, Needle((b"END!",)), at)


def test_closing_gives_up_what_is_being_read(papers: Case) -> None:
    asked = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 3

    with Contents(papers, cancelled=cancelled) as contents:
        huge = artifact(papers, "huge.bin")
        with pytest.raises(CancelledError):
            search_all(contents, huge)


def test_a_locked_volume_is_said_and_its_key_opens_it(tmp_path: Path) -> None:
    image = sample("luks1-xts.raw", tmp_path)
    key = Credential(CredentialKind.PASSWORD, LUKS_PASSWORD.encode())
    with make_case(tmp_path / "case") as case:
        options = IngestOptions(workers=1, credentials=(key,))
        ingest(case, [str(image)], options, report=silent, cancelled=never_cancelled)
        inside = next(
            a
            for a in case.store.artifacts.stream()
            if ".luks" in a.entry.locator.layer_id and why_not_read(a.entry) is None and a.entry.size_bytes
        )
        with Contents(case) as contents:
            with pytest.raises(ContentLockedError):
                contents.part(inside, 0, 10)
            volume = contents.locked(inside)
            assert volume is not None
            assert CredentialKind.PASSWORD in volume.accepts
            contents.unlock(Credential(CredentialKind.PASSWORD, b"not this one"))
            with pytest.raises(ContentLockedError):
                contents.part(inside, 0, 10)
            contents.unlock(key)
            whole = contents.whole(inside, most_bytes=64 << 20)
            assert whole is not None
            assert whole.as_catalogued
