"""The evidence report in the window: of a bundle that was checked, of the open case, and the sender's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from forensics_app.model.report_parts import ReportPart
from tests.ui.conftest import Until
from tests.ui.pages.test_verify_page import bundle_of, check
from ui.dialogs.reports import evidence_report
from ui.dialogs.reports.evidence_report import EvidenceReportDialog
from ui.jobs.desk import JobKind
from ui.models.bundles.export_draft import ExportDraft
from ui.models.bundles.export_plan import plan
from ui.pages.case.page import CasePage
from ui.window.main_window import MainWindow
from ui.words import places


def written(window: MainWindow, path: Path, until: Until) -> str:
    """What the job wrote, once it is over."""
    until(lambda: window.bench.jobs.running(JobKind.REPORT) is None)
    assert window.bench.last_ending is not None
    assert window.bench.last_ending.trouble is None
    return path.read_text(encoding="utf-8")


pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def dialog_of(window: MainWindow) -> EvidenceReportDialog:
    """The one that is open."""
    return next(d for d in window.findChildren(EvidenceReportDialog) if d.isVisible())


def test_a_checked_bundle_s_report_is_made_anew(
    window: MainWindow, demo: Path, tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = check(window, bundle_of(demo), until)
    out = tmp_path / "evidence.html"
    monkeypatch.setattr(evidence_report, "choose_evidence_report", lambda *asked: out)
    page._save_evidence()
    dialog_of(window).save()
    page._save_evidence()
    dialog_of(window).save()  # a second one at the same time is refused
    assert window.trouble_bar.isVisible()
    made = written(window, out, until)
    assert "Created again on" in made
    assert "The sender&#x27;s own report is sealed in the bundle" in made


def test_the_open_case_s_report(
    opened: MainWindow, tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.go(places.CASE)
    page = opened.pages[places.CASE]
    assert isinstance(page, CasePage)
    out = tmp_path / "case.html"
    monkeypatch.setattr(evidence_report, "choose_evidence_report", lambda *asked: out)
    page.report_button.click()
    dialog = dialog_of(opened)
    assert dialog.pictures is not None
    assert not dialog.pictures.on
    dialog.language.setCurrentIndex(dialog.language.findData("de"))
    for part in (ReportPart.CUSTODY, ReportPart.EXIF):
        dialog.parts[part].box.setChecked(False)
    assert dialog.arguments() == ["--report-lang=de", "--without=exif", "--without=custody"]
    settings = opened.bench.settings
    settings.cluster, settings.cluster_keys = "tls://192.0.2.1:8786", "/keys"
    dialog.pictures.box.setChecked(True)
    assert "--cluster=tls://192.0.2.1:8786" in dialog.arguments()
    assert "--cluster-tls=/keys" in dialog.arguments()
    dialog.pictures.box.setChecked(False)  # then there is nothing for a cluster to do
    assert len(dialog.arguments()) == 3
    dialog.save()
    made = written(opened, out, until)
    assert '<html lang="de"' in made
    said = made.partition("Absichtlich nicht in diesem Bericht: ")[2].partition(".</")[0]
    assert said in (
        "Bilddaten (EXIF) und Register der Beweismittelkette",
        "Bilddaten (EXIF), Register der Beweismittelkette",
    )


def test_what_is_sealed_has_a_report_unless_it_is_switched_off() -> None:
    draft = ExportDraft(cover_languages=("fr", "ar"), name="X")
    said = "The evidence report is created from these lists"
    asked = draft.seal_arguments(Path("case"), picture=None)
    assert [one for one in asked if "report" in one] == ["--report-lang=fr", "--report-lang=ar"]
    assert (said, "Français, العربية") in plan(draft, [])
    draft.report = False
    asked = draft.seal_arguments(Path("case"), picture=None)
    assert [one for one in asked if "report" in one] == ["--no-report"]
    assert said not in dict(plan(draft, []))


def test_a_sealing_that_goes_on_remembers_whether_it_had_one() -> None:
    draft = ExportDraft()
    assert draft.go_on("/x/X.zip", {"reports": ["fr"]})
    assert draft.report
    assert draft.go_on("/x/X.zip", {"reports": []})
    assert not draft.report
