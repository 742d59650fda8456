"""What a report says of shadow copies, for each exhibit that could have some."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from forensics_app.model.trust import TrustStore
from forensics_app.services.reports.evidence_report import ReportAsked, write_evidence_report
from tests.made.fat import FatVolume, entry
from tests.world.sealing import make_bench
from tests.world.shared_data import shared

NTFS = "testdata/SecurityRonin_forensic-vfs-engine/tests/data/gpt_ntfs.E01"


@pytest.mark.parametrize("wanted", [True, False])
def test_an_exhibit_without_shadow_copies_is_said_to_have_none(tmp_path: Path, *, wanted: bool) -> None:
    volume = FatVolume(tmp_path / "stick.raw")
    volume.add(entry(b"APART   TXT", 0, 0))
    bench = make_bench(tmp_path, shared(NTFS), volume.save(), shadow_copies=wanted)
    out = tmp_path / "report.html"
    write_evidence_report(bench.case, out, ReportAsked("en"), trust=TrustStore(), clock=bench.clock)
    page = out.read_text()
    table = page[page.index("Reading options") :]
    rows = re.findall(r"<tr.*?</tr>", table[: table.index("</table>")], re.DOTALL)
    said = {re.findall(r"EX-00\d", row)[0]: "No shadow copies were found on the NTFS" in row for row in rows}
    assert said == {"EX-001": True, "EX-002": False}
    assert "Shadow copies are looked for on every NTFS volume that can be opened" in page
