"""`ingest --slack` from outside: what stood behind a file is found, listed once, sealed and proved."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from forensics_app.model.case import ExamineRequest, IngestOptions
from forensics_app.model.progress import never_cancelled, silent
from forensics_app.model.rederivation import ProofOutcome
from forensics_app.services.ingest.ingest import ingest
from tests.integration.test_rederive import by_hand, run
from tests.reading.evidence_reading import CONTENT, read_source, sample
from tests.world.cases import COMMAND, PROJECT, command_line_case, environment, sealwright
from tests.world.sealing import lines, make_bench, read

SLACK = IngestOptions(workers=1, request=ExamineRequest(slack=True))
WORD = b"written before this file"


def with_word(folder: Path) -> Path:
    """An image with a word behind the end of a file, in its last block."""
    image = sample("ext2-names.raw", folder)
    entry = next(
        e
        for e, _ in read_source(image).found
        if e.allocated and e.kind in CONTENT and e.size_bytes and e.extents
    )
    _, offset, length = entry.extents[-1]
    assert offset is not None
    data = bytearray(image.read_bytes())
    data[offset + length : offset + length + len(WORD)] = WORD
    image.write_bytes(data)
    return image


def listed(case: Path) -> list[dict[str, object]]:
    done = sealwright("list", case, "--kind", "area", "--format", "jsonl")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_it_is_asked_for_listed_once_and_found_by_rules(tmp_path: Path) -> None:
    case, image, rules = command_line_case(tmp_path / "case"), with_word(tmp_path), tmp_path / "rules.yar"
    rules.write_text(f'rule word {{ strings: $a = "{WORD.decode()}" condition: $a }}')
    sealwright("ingest", case, image, "--slack", "--unallocated", "--yara", rules)
    names = [row["path"] for row in listed(case)]
    assert names[-2:] == ["/$Slack", "/$Unallocated"]
    found = sealwright("list", case, "--yara", "word", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["path"] for line in found] == ["/$Slack"]
    sealwright("ingest", case, image, "--slack", "--unallocated", "--yara", rules)
    assert [row["path"] for row in listed(case)] == names


def test_it_is_not_there_unless_asked_for_and_told_where_it_comes_too_late(tmp_path: Path) -> None:
    case, image = command_line_case(tmp_path / "case"), with_word(tmp_path)
    sealwright("ingest", case, image)
    assert "/$Slack" not in [row["path"] for row in listed(case)]
    assert "without --slack" in sealwright("ingest", case, image, "--slack").stderr
    # its input stays open: the end of that is how the window asks it to stop
    with subprocess.Popen(
        [*COMMAND, "--progress-json", "ingest", case, image, "--slack"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment(),
        cwd=PROJECT,
    ) as late:
        assert late.stdout is not None
        said = [json.loads(line) for line in late.stdout if line.startswith(b"{")]
    (source,) = next(line["sources"] for line in said if "sources" in line)
    assert source["without"] == ["--slack"]


def test_it_is_sealed_and_derived_again_from_the_image(tmp_path: Path) -> None:
    image = with_word(tmp_path)
    bench = make_bench(tmp_path, files={"a": b"a"})
    with bench.open() as case:
        ingest(case, [str(image)], SLACK, report=silent, cancelled=never_cancelled)
    sealed = bench.seal()
    bench.assert_verified(sealed.path)
    (line,) = [x for x in lines(sealed.path, "metadata/catalog.jsonl") if x["kind"] == "area" and x["data"]]
    assert line["allocated"] is True
    assert WORD in read(sealed.path, str(line["data"]))
    found = run(bench, sealed.path, image)
    assert found.outcomes()[str(line["id"])] == ProofOutcome.PROVED.value
    assert by_hand(sealed.path, image, tmp_path, source="s2")[str(line["id"])] == "proved"
