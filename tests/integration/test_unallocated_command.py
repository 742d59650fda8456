"""`ingest --unallocated` from outside: one area for each volume, stored once and proved like a file."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from forensics_app.model.case import ExamineRequest, IngestOptions
from forensics_app.model.progress import never_cancelled, silent
from forensics_app.model.rederivation import ProofOutcome
from forensics_app.services.ingest import ingest
from tests.cases import command_line_case, sealwright
from tests.evidence_reading import sample
from tests.integration.test_rederive import by_hand, run
from tests.judges import require_judge
from tests.sealing import lines, make_bench, read

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
