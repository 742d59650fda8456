"""`ingest --unallocated` from outside: one area for each volume, stored once and proved like a file."""

from __future__ import annotations

import hashlib
import json
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest

from forensics_app.errors import CancelledError
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.case import ExamineRequest, IngestOptions
from forensics_app.model.progress import never_cancelled, silent
from forensics_app.model.rederivation import ProofOutcome
from forensics_app.services.ingest.ingest import ingest
from forensics_app.services.ingest.medium_digest import MediumDigest
from tests.integration.test_rederive import by_hand, run
from tests.judging.judges import require_judge
from tests.reading.evidence_reading import sample
from tests.world.cases import command_line_case, sealwright
from tests.world.sealing import lines, make_bench, read

UNALLOCATED = IngestOptions(workers=1, request=ExamineRequest(unallocated=True))


def listed(case: Path) -> list[dict[str, object]]:
    done = sealwright("list", case, "--kind", "area", "--format", "jsonl")
    return [json.loads(line) for line in done.stdout.splitlines() if "$Unallocated" in line]


def test_it_is_asked_for_listed_last_and_stored_once(tmp_path: Path) -> None:
    case, image = command_line_case(tmp_path / "case"), sample("ext2-names.raw", tmp_path)
    sealwright("ingest", case, image, "--unallocated")
    theirs = subprocess.run([require_judge("blkls"), str(image)], capture_output=True, check=True).stdout
    (row,) = listed(case)
    assert (row["size"], row["sha256"]) == (str(len(theirs)), hashlib.sha256(theirs).hexdigest())
    every = sealwright("list", case, "--format", "jsonl").stdout.splitlines()
    assert json.loads(every[-1]) == row
    deleted = sealwright("list", case, "--deleted", "--format", "jsonl").stdout
    assert "$Unallocated" not in deleted
    table = sealwright("list", case, "--id", str(row["id"])).stdout
    assert [word for word in table.split() if word.lower() == "deleted"] == ["Deleted"]  # the heading
    sealwright("ingest", case, image, "--unallocated")
    assert listed(case) == [row]


def test_it_is_not_there_unless_asked_for_and_told_where_it_comes_too_late(tmp_path: Path) -> None:
    case, image = command_line_case(tmp_path / "case"), sample("ext2-names.raw", tmp_path)
    sealwright("ingest", case, image)
    assert listed(case) == []
    assert "without --unallocated" in sealwright("ingest", case, image, "--unallocated").stderr


@pytest.mark.parametrize("name", ["ext2-names.raw", "encrypted-twin-ntfs.raw"])
def test_it_is_sealed_and_derived_again_from_the_image(name: str, tmp_path: Path) -> None:
    image = sample(name, tmp_path)
    bench = make_bench(tmp_path, files={"a": b"a"})
    with bench.open() as case:
        ingest(case, [str(image)], UNALLOCATED, report=silent, cancelled=never_cancelled)
    sealed = bench.seal()
    bench.assert_verified(sealed.path)
    (line,) = [
        x for x in lines(sealed.path, "metadata/catalog.jsonl") if x["kind"] == "area" and not x["allocated"]
    ]
    theirs = subprocess.run([require_judge("blkls"), str(image)], capture_output=True, check=True).stdout
    assert line["kind"] == "area"
    assert read(sealed.path, str(line["data"])) == theirs
    found = run(bench, sealed.path, image)
    assert found.outcomes()[str(line["id"])] == ProofOutcome.PROVED.value
    assert by_hand(sealed.path, image, tmp_path, source="s2")[str(line["id"])] == "proved"


def test_it_waits_for_the_digest_of_the_medium_which_the_same_worker_computes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    awaited = threading.Event()
    digest, result, examine = (
        EvidenceReader.digest_medium, MediumDigest.result, EvidenceReader.examine_space
    )  # fmt: skip

    def slow_digest(self: EvidenceReader, *arguments: Any, **named: Any) -> object:
        awaited.wait(60)
        found = digest(self, *arguments, **named)
        order.append("digest")
        return found

    def awaited_result(self: MediumDigest, tell: Any) -> object:
        awaited.set()
        return result(self, tell)

    def seen(self: EvidenceReader, *arguments: Any, **named: Any) -> object:
        order.append("unallocated")
        awaited.set()
        return examine(self, *arguments, **named)

    monkeypatch.setattr(EvidenceReader, "digest_medium", slow_digest)
    monkeypatch.setattr(MediumDigest, "result", awaited_result)
    monkeypatch.setattr(EvidenceReader, "examine_space", seen)
    bench = make_bench(tmp_path, files={"a": b"a"})
    with bench.open() as case:
        image = str(sample("ext2-names.raw", tmp_path))
        ingest(case, [image], UNALLOCATED, report=silent, cancelled=never_cancelled)
    assert order == ["digest", "unallocated"]


def test_an_ingest_that_stopped_before_it_goes_on_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(self: EvidenceReader, *arguments: Any, **named: Any) -> object:
        raise CancelledError

    bench, image = make_bench(tmp_path, files={"a": b"a"}), sample("ext2-names.raw", tmp_path)
    monkeypatch.setattr(EvidenceReader, "examine_space", stopped)
    with bench.open() as case, pytest.raises(CancelledError):
        ingest(case, [str(image)], UNALLOCATED, report=silent, cancelled=never_cancelled)
    assert listed(bench.case) == []
    sealwright("ingest", bench.case, image)
    assert len(listed(bench.case)) == 1
