"""What came after the seal, on the Verify page and in saved reports, from the JSON of a real check."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from forensics_app.i18n import current
from forensics_app.i18n.translator import translator_for
from forensics_app.model.findings import VerificationReport
from forensics_app.report.verification.report import make_document
from forensics_app.services.verifying.report_values import report_from_json, report_to_json
from forensics_app.services.verifying.verify import file_marks, report_fields
from tests.ui.conftest import Until
from tests.ui.pages.test_verify_page import check
from tests.vectors.make_vectors import ALL
from tests.world.receiving import policy, verify_path
from ui.models.bundles.report_json import report_from_values
from ui.widgets.statements.notices import StepRow
from ui.window.main_window import MainWindow

BY_NAME = {v.name: v for v in ALL}


def checked(name: str, folder: Path) -> tuple[Path, VerificationReport]:
    vector = BY_NAME[name]
    path = vector.make().write(folder)
    return path, verify_path(path, policy(vector.trust))


@pytest.mark.parametrize("name", ["sound-addenda", "addendum-garbage", "addendum-alone", "sound-rejected"])
def test_report_of_the_window_says_what_the_verifier_said(name: str, tmp_path: Path) -> None:
    report = checked(name, tmp_path)[1]
    assert report.addenda
    assert file_marks(report)
    back = report_from_values(report_fields(report, current()), file_marks(report))
    assert replace(back, addenda=()) == replace(report, addenda=())
    for language in ("en", "ar"):
        words = translator_for(language)
        assert make_document([back], words) == make_document([report], words)


def test_report_says_how_the_laboratory_knows_who_signed_afterwards(tmp_path: Path) -> None:
    report = checked("sound-receipt", tmp_path)[1]
    assert _later(report).count("on the trusted list of the verifying laboratory") == len(report.addenda)
    own = [
        replace(one, signers=tuple(replace(s, trust="own") for s in one.signers)) for one in report.addenda
    ]
    known = _later(replace(report, addenda=tuple(own)))
    assert known.count("an identity of the verifying laboratory itself") == len(own)
    assert "trusted list" not in known


def _later(report: VerificationReport) -> str:
    [part] = make_document([report], translator_for("en")).reports
    [section] = [s for s in part.sections if s.title == "After the seal"]
    return "\n".join(item.text for item in section.items)


def test_report_of_an_earlier_version_which_names_no_digest_of_the_file_can_be_read(tmp_path: Path) -> None:
    report = checked("sound-addenda", tmp_path)[1]
    values = report_fields(report, current())
    bundle = {k: v for k, v in values["bundle"].items() if not k.startswith("file_")}
    back = report_from_values({**values, "bundle": bundle})
    assert back.bundle.file is None
    assert back.verdict is report.verdict
    kept = report_to_json(report)
    assert isinstance(kept, dict)
    assert report_from_json(kept) == report
    del kept["bundle"]["file"]
    assert report_from_json(kept).bundle.file is None


def test_story_is_shown_with_its_end(window: MainWindow, tmp_path: Path, until: Until) -> None:
    path, report = checked("sound-receipt", tmp_path)
    page = check(window, path, until)
    rows = [w for w in page.findChildren(StepRow) if w.accessibleName().startswith(("Sent", "Receipt"))]
    assert [r.accessibleName().split(". ")[0] for r in rows] == [
        "Sent",
        "Receipt · accepted · every byte was checked · not confirmed",
    ]
    shown = {w.accessibleName().replace(" ", "") for w in page.findChildren(QWidget)}
    assert report.addenda[-1].event_sha256 in shown
