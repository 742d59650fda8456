"""Unallocated space of an image that was cut off: catalogue, list, extract, report and bundle agree on what
is missing."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

from forensics_app.bundle.layout import CATALOG
from forensics_app.evidence.spaces.beyond_end import beyond_end_bytes
from forensics_app.model.artifact import ReadOutcome
from forensics_app.model.case import IngestOptions
from forensics_app.model.progress import never_cancelled, silent
from forensics_app.model.selection import EVERYTHING, ArtifactFilter
from forensics_app.services.browsing.browse import Browser
from forensics_app.services.extracting.extract import extract
from forensics_app.services.ingest.ingest import ingest
from tests.integration.conftest import Run
from tests.made.fat import FatVolume, entry
from tests.world.sealing import make_bench, read

WHOLE_BYTES, THERE_BYTES = 12 << 20, 7 << 20


def test_all_say_that_an_area_of_a_cut_image_was_read_in_part(tmp_path: Path, run: Run) -> None:
    volume = FatVolume(tmp_path / "fat.raw")
    volume.store([5], b"all of it")
    volume.add(entry(b"WHOLE   TXT", 5, 9))
    image = volume.save()
    image.write_bytes(image.read_bytes()[:THERE_BYTES])
    bench = make_bench(tmp_path, files={"note.txt": b"whole"})
    with bench.open() as case:
        options = IngestOptions(workers=1, accept_truncated=True)
        options = replace(options, request=replace(options.request, unallocated=True))
        ingest(case, [str(image)], options, report=silent, cancelled=never_cancelled)
        (area,) = case.store.artifacts.stream(ArtifactFilter(text="$Unallocated"))
        omissions = case.store.queries.omissions("s2")
        (told,) = (o for o in omissions if o.locator == "s2:/$Unallocated")
        unread = ArtifactFilter(unread=True)
        assert [a.artifact_id for a in case.store.artifacts.stream(unread)] == [area.artifact_id]
        assert Browser(case).types(EVERYTHING).unread == 1
        done = extract(case, EVERYTHING, tmp_path / "out-files", report=silent, cancelled=never_cancelled)
        assert set(done.left_out) <= {"no-content"}  # folders
    missing = beyond_end_bytes(told.detail)
    assert missing is not None
    assert 0 < missing <= WHOLE_BYTES - THERE_BYTES
    assert area.examination.read.outcome is ReadOutcome.PARTIAL
    assert area.examination.read.reason == told.code == "image-truncated"
    text = (tmp_path / "out-files" / "extracted.csv").read_text("utf-8-sig")
    rows = {row["path"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    row = rows["/$Unallocated"]
    assert (row["gap_bytes"], row["reason"], row["detail"]) == (str(missing), told.code, told.detail)
    assert {row["gap_bytes"] for name, row in rows.items() if name != "/$Unallocated"} == {"0"}
    assert run("report", bench.case, "-o", tmp_path / "r.html")[0] == 0
    page = (tmp_path / "r.html").read_text()
    assert page.count("read in part") == 2  # where it is listed and where such are counted
    bench.seal("X-B01.zip")
    lines = [json.loads(line) for line in read(bench.out / "X-B01.zip", CATALOG).splitlines()]
    (sealed,) = (line for line in lines if line["id"] == area.artifact_id)
    assert sealed["read"] == {"gaps": [], "outcome": "partial", "reason": "image-truncated"}
    bench.assert_verified(bench.out / "X-B01.zip")
