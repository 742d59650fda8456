"""What stayed in the sender's case is counted wherever the contents of a bundle are, also on the page."""

from __future__ import annotations

import json
from pathlib import Path

from forensics_app.i18n.translator import translator_for
from forensics_app.report.layout.document import Document
from forensics_app.report.verification.report import make_document
from forensics_app.services.verifying.verify import report_fields
from tests.vectors.bundle import Files, Plan, build
from tests.vectors.make_vectors import ALL
from tests.web.runner import run, task
from tests.world.cases import sealwright
from tests.world.receiving import policy, verify_path

EN = translator_for("en")
PATH = "metadata/selection.json"


def _more_catalogued(files: Files) -> None:
    """As a case seals that has 55 artifacts more."""
    selection = json.loads(files[PATH])
    selection["catalogued"] = str(int(selection["catalogued"]) + 55)
    selection["not_selected"] = str(int(selection["not_selected"]) + 55)
    files[PATH] = (
        json.dumps(selection, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
    )


def _facts(document: Document) -> dict[str, str]:
    return {fact.label: fact.value for section in document.reports[0].sections for fact in section.facts}


def test_artifacts_that_were_not_selected_are_counted_by_every_verifier(node: str, tmp_path: Path) -> None:
    path = tmp_path / "B01.zip"
    built = build(Plan(lists=_more_catalogued))
    path.write_bytes(built.zip)
    left = int(json.loads(built.tree[PATH])["not_selected"])
    report = verify_path(path, policy())
    sound = next(v for v in ALL if v.name == "sound")
    [page] = run([task(path, sound.trust, tmp_path)], tmp_path)
    assert (report.verdict.value, page["verdict"]) == ("verified", "verified")
    assert report.bundle.not_selected == left >= 55
    assert page["bundle"]["not_selected"] == report_fields(report, EN)["bundle"]["not_selected"] == left
    said = f"{left} artifacts of the sender's case not in this bundle"
    assert said in sealwright("verify", path, check=False).stdout
    assert _facts(make_document([report], EN))["Artifacts of the sender's case not in this bundle"] == str(
        left
    )
