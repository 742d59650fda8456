"""Archives from ingest to a verified bundle: catalogued, resumed, extended, sealed, proved."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from forensics_app.errors import CancelledError
from forensics_app.model.case import ExamineRequest, IngestOptions, SourceState
from forensics_app.model.evidence import ArchiveOptions
from forensics_app.model.progress import Progress, never_cancelled, silent
from forensics_app.model.rederivation import MediumMatch, ProofOutcome
from forensics_app.services.cases.case import Case
from forensics_app.services.ingest.ingest import ingest
from tests.integration.test_rederive import run
from tests.made.archives import DEFLATED, TAR_END, Zipped, make_zip, tar_member
from tests.world.cases import make_case
from tests.world.sealing import Bench, lines, make_bench, names, read

WORDS = b"words\n" * 3000
INSIDE = ExamineRequest(archives=ArchiveOptions(inside=True))
MEMBERS = tuple(Zipped(b"dir/%04d" % n, b"content %d" % n, DEFLATED if n % 2 else 0) for n in range(700))
HOSTILE = (
    Zipped(b"../../up", WORDS, DEFLATED),
    Zipped(b"/absolute//twice", WORDS),
    Zipped(b"nul\x00name", b"1"),
    Zipped(b"same", b"2"),
    Zipped(b"same", b"3"),
    Zipped(b"caf\x82", b"4"),
    Zipped(b"a/" * 2000 + b"deep", b"5"),
    Zipped(b"secret", b"6", flags=1),
    Zipped(b"wrong", WORDS, crc=1),
)


@dataclass
class Stop:
    """Cancels a run once it has examined so many entries."""

    at: int
    items: int = 0

    def report(self, progress: Progress) -> None:
        self.items = max(self.items, progress.items)

    def cancelled(self) -> bool:
        return self.items >= self.at


def read_into(case: Case, path: Path, request: ExamineRequest = INSIDE) -> None:
    options = IngestOptions(workers=2, request=request)
    summary = ingest(case, [str(path)], options, report=silent, cancelled=never_cancelled)
    assert not summary.errors


def everything(case: Case) -> list[tuple[object, ...]]:
    return [
        (a.entry.locator, a.entry.sequence, a.entry.extents, a.examination.digests, a.examination.read)
        for a in case.store.artifacts.stream()
    ]


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    root = tmp_path / "evidence"
    root.mkdir()
    (root / "many.zip").write_bytes(make_zip(*MEMBERS, *HOSTILE))
    tar = tar_member(b"in.zip", make_zip(*MEMBERS[:200])) + tar_member(b"words", WORDS) + TAR_END
    (root / "more.tar.gz").write_bytes(gzip.compress(tar, mtime=0))
    (root / "words.txt").write_bytes(WORDS)
    return root


def test_interrupted_ingest_fills_the_same_places(tmp_path: Path, evidence: Path) -> None:
    with make_case(tmp_path / "whole") as whole, make_case(tmp_path / "broken") as broken:
        read_into(whole, evidence)
        for stop_at in (1, 200, 300):
            stop = Stop(stop_at)
            options = IngestOptions(request=INSIDE)
            with pytest.raises(CancelledError):
                ingest(broken, [str(evidence)], options, report=stop.report, cancelled=stop.cancelled)
        # the resumed run asks what the first one did, whatever is asked now
        read_into(broken, evidence, ExamineRequest())
        assert everything(broken) == everything(whole)
        assert broken.store.queries.omissions() == whole.store.queries.omissions()


def test_source_that_was_read_without_archives_is_extended(tmp_path: Path, evidence: Path) -> None:
    with make_case(tmp_path / "later") as later, make_case(tmp_path / "once") as once:
        read_into(later, evidence, ExamineRequest())
        assert later.store.queries.total() == 3
        read_into(later, evidence)
        read_into(once, evidence)
        assert everything(later) == everything(once)
        (source,) = later.store.queries.sources()
        assert (source.state, source.request.archives.inside) == (SourceState.COMPLETE, True)
        read_into(later, evidence)
        assert everything(later) == everything(once)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    root = tmp_path_factory.mktemp("archives")
    phone = root / "phone.zip"
    phone.write_bytes(
        make_zip(*HOSTILE, Zipped(b"in.tgz", gzip.compress(tar_member(b"leaf", WORDS) + TAR_END)))
    )
    bench = make_bench(root, phone)
    with bench.open() as case:
        read_into(case, phone)
    return bench


def test_it_seals_and_verifies_with_names_as_they_are(bench: Bench) -> None:
    bundle = bench.seal(media=True).path
    bench.assert_verified(bundle)
    catalog = [line for line in lines(bundle, "metadata/catalog.jsonl") if line["kind"] != "area"]
    paths = ["/".join(line["path"]["display"]) for line in catalog]
    assert {"../../up", "/absolute//twice", "nul\x00name", "caf\\x82", "in.tgz/leaf"} <= set(paths)
    assert paths.count("same") == 2
    assert all(path.startswith(("data/", "metadata/", "seal/")) or "/" not in path for path in names(bundle))
    assert not [path for path in names(bundle) if ".." in path]


def test_the_bundle_says_what_the_archive_is(bench: Bench) -> None:
    bundle = bench.seal("X-B02.zip", media=True).path
    archive, inside = lines(bundle, "metadata/sources.jsonl")
    raw = bench.out.parent / "phone.zip"
    assert (archive["kind"], archive["format"], archive["file_system"]) == ("archive", "zip", "zip")
    assert archive["digests"]["sha256"] == hashlib.sha256(raw.read_bytes()).hexdigest()
    assert (inside["id"], inside["kind"], inside["parent"], inside["length"]) == (
        "s1.a",
        "archive",
        "s1",
        "0",
    )
    codes = {line["code"] for line in lines(bundle, "metadata/omissions.jsonl")}
    assert codes == {"content-encrypted", "content-checksum-differs"}
    graph = json.loads(read(bundle, "metadata/case.jsonld"))
    assert "observable:ArchiveFile" in json.dumps(graph)


def test_stored_members_are_proved_by_their_places(bench: Bench) -> None:
    bundle = bench.seal("X-B03.zip").path
    raw = (bench.out.parent / "phone.zip").read_bytes()
    catalog = [line for line in lines(bundle, "metadata/catalog.jsonl") if line["data"]]
    proved = [line for line in catalog if line["derivable"] == "yes"]
    for line in proved:
        lies = b"".join(raw[int(at) :][: int(length)] for _, at, length in line["extents"])
        assert lies == read(bundle, line["data"])
    assert {line["layer"] for line in proved} == {"s1"}
    assert len(proved) == 8
    assert len(catalog) == 10


def test_stored_members_are_derived_again_from_the_archive(bench: Bench) -> None:
    """The archive is the medium: whoever has it proves what lies in it as it is, and no more."""
    found = run(bench, bench.seal("X-B04.zip").path, bench.out.parent / "phone.zip", medium_digest=True)
    counts = found.counts()
    assert found.medium is MediumMatch.AGREES
    assert (counts[ProofOutcome.PROVED], counts[ProofOutcome.NOT_DERIVABLE]) == (8, 2)
