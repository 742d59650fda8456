"""Of a bundle with a file that was never sealed, nobody says that all that is there is as it was sealed."""

from __future__ import annotations

from pathlib import Path

from forensics_app.i18n.translator import translator_for
from forensics_app.i18n.verdicts import axis_sentence
from forensics_app.model.findings import Axis, AxisState
from forensics_app.report.verification.report import make_document
from tests.vectors.bundle import Files, Plan, build
from tests.vectors.vector import PINNED
from tests.web.runner import run, task
from tests.world.receiving import policy, verify_path

EN = translator_for("en")
SAID = "The sealed files that are present are unchanged, byte for byte."
SIZE = "Size of the sealed contents that are here"
ADDED = b"a file of 70 bytes that nobody sealed ".ljust(70, b".")


def _add(files: Files) -> None:
    files["data/EX-001/added.txt"] = ADDED


def test_what_is_said_of_the_contents_is_said_of_the_sealed_files(node: str, tmp_path: Path) -> None:
    path, sealed = tmp_path / "B01.zip", build(Plan())
    path.write_bytes(build(Plan(tree=_add)).zip)
    report = verify_path(path, policy())
    [page] = run([task(path, PINNED, tmp_path)], tmp_path)
    assert report.axes[Axis.CONTENT] is AxisState.PASS
    assert report.axes[Axis.COMPLETENESS] is AxisState.FAIL
    assert axis_sentence(report, Axis.CONTENT, EN) == page["axis_sentences"]["content"] == SAID
    size = sum(len(data) for name, data in sealed.tree.items() if name.startswith("data/"))
    assert report.bundle.payload_bytes == page["bundle"]["payload_bytes"] == size
    facts = {f.label: f.value for s in make_document([report], EN).reports[0].sections for f in s.facts}
    assert facts[SIZE] == EN.size(size)
