"""The register of checked bundles on the Verify page: what was checked, with its verdict at that time."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from forensics_app.model.bundle import bundle_stem
from forensics_app.model.findings import Verdict
from forensics_app.services.verifying.register import (
    MOST_BUNDLES,
    CheckedBundle,
    forget,
    note,
    register_file,
    registered,
)
from tests.ui.conftest import Until
from tests.ui.pages.test_verify_page import bundle_of, check, tampered
from ui.pages.verify.checked_card import CheckedCard
from ui.theme import theme
from ui.widgets.text.text import Text
from ui.window.main_window import MainWindow
from ui.words import places
from ui.workbench.checked import note_checked, take_over

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def entry(number: int) -> CheckedBundle:
    return CheckedBundle(
        f"/there/{number}.zip", f"B{number}", "LKA", "ab", "verified", "2026-04-17T09:00:00Z"
    )


def as_received(window: MainWindow) -> None:
    """As if the signer were no demonstration's: those are not registered."""
    found = window.bench.check
    seal = replace(found.reports[0].seal, demo=False)
    found.reports = (replace(found.reports[0], seal=seal),)
    note_checked(found)


def test_a_check_is_registered_and_can_be_made_again(
    window: MainWindow, demo: Path, tmp_path: Path, until: Until
) -> None:
    bundle = Path(shutil.copy(bundle_of(demo), tmp_path))
    page = check(window, bundle, until)
    assert registered() == []  # a demonstration is nobody's
    as_received(window)
    page._start_over()
    QApplication.processEvents()
    card = page.findChildren(CheckedCard)[-1]
    assert card.isVisibleTo(page)
    lines = [QFontMetrics(theme().font(role)).height() for role in ("body", "small")]
    assert card.table.rowHeight(0) >= sum(lines)  # the file's folder stands below its name
    (kept,) = registered()
    assert (kept.path, kept.reference) == (str(bundle), bundle_stem(bundle.name))
    assert f"{kept.case_reference}-B01" == kept.reference
    assert kept.verdict in {v.value for v in Verdict}
    bundle.write_bytes(tampered(demo, tmp_path, "altered").read_bytes())
    card.check_again()
    until(lambda: not window.bench.check.running and window.bench.check.report is not None)
    report = window.bench.check.report
    assert report is not None
    assert report.verdict is Verdict.ALTERED  # the old verdict is never taken for the new one


def test_entries_are_forgotten_one_by_one_and_the_oldest_of_too_many(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(entry(number) for number in range(MOST_BUNDLES + 3))
    assert len(registered()) == MOST_BUNDLES
    note([entry(5)])
    assert registered()[0] == entry(5)
    register_file().write_text("no JSON")
    assert registered() == []
    note([entry(1)])
    window.go(places.VERIFY)
    window.bench.check_changed.emit()
    card = window.pages[places.VERIFY].findChildren(CheckedCard)[-1]
    assert card.table.currentIndex().row() == 0  # what the buttons act on is marked
    answers = iter((False, True))
    monkeypatch.setattr("ui.pages.verify.checked_card.ask_to_forget_bundle", lambda *_: next(answers))
    card.forget_button.click()
    assert registered() == [entry(1)]
    card.forget_button.click()
    assert registered() == []
    assert not card.isVisibleTo(window)


def test_a_reference_that_comes_with_another_seal_is_noticed(
    window: MainWindow, demo: Path, tmp_path: Path, until: Until
) -> None:
    bundle = Path(shutil.copy(bundle_of(demo), tmp_path))
    check(window, bundle, until)
    report = window.bench.check.report
    assert report is not None
    reference = report.bundle.reference or ""
    before = CheckedBundle("/old/B01.zip", reference, "LKA", "cd" * 32, "verified", "2026-04-17T09:00:00Z")
    note([before])
    as_received(window)
    window.bench.check_changed.emit()
    QApplication.processEvents()
    page = window.pages[places.VERIFY]
    said = [text.accessibleName() for text in page.findChildren(Text) if text.isVisibleTo(page)]
    assert any("have different seals" in words and "/old/B01.zip" in words for words in said)
    page._start_over()  # type: ignore[attr-defined]
    QApplication.processEvents()
    card = page.findChildren(CheckedCard)[-1]
    assert any("have different seals" in text.accessibleName() for text in card.findChildren(Text))


def test_the_register_of_earlier_versions_is_taken_over(window: MainWindow) -> None:
    settings = window.bench.settings
    earlier = [asdict(replace(entry(number), fingerprint="")) for number in (1, 2)]
    for one in earlier:
        del one["fingerprint"]
    settings.set_text("verify/checked", json.dumps(earlier))
    take_over(settings)
    take_over(settings)
    assert registered() == [entry(1), entry(2)]


def test_a_bundle_is_opened_as_a_case(
    window: MainWindow, demo: Path, tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = Path(shutil.copy(bundle_of(demo), tmp_path))
    window.bench.check.trust_file = Path(shutil.copy(demo / "trust.pem", tmp_path))
    page = check(window, bundle, until)
    monkeypatch.setattr("ui.pages.verify.page.choose_parent_folder", lambda parent: tmp_path)
    page.open_as_case()
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    assert window.bench.case is not None
    assert window.bench.case.path == tmp_path / f"{bundle_stem(bundle.name)}-received"
    assert window.place == places.ARTIFACTS
    artifacts = window.pages[places.ARTIFACTS]
    until(lambda: artifacts._panes is not None and artifacts._model.counted)  # type: ignore[attr-defined]
    assert artifacts._model.rowCount() == 16  # type: ignore[attr-defined]


def test_heading_tells_files_of_one_name_apart(
    window: MainWindow, demo: Path, tmp_path: Path, until: Until
) -> None:
    bundle = Path(shutil.copy(bundle_of(demo), tmp_path))
    page = check(window, bundle, until)
    assert page.subtitle().split(" · ")[0] == bundle.name
    early = tmp_path / "mails" / tmp_path.name / bundle.name  # even its folder is called the same
    note([replace(entry(1), path=str(early)), replace(entry(2), path=str(bundle))])
    assert page.subtitle().split(" · ")[0] == f"{tmp_path.parent.name}/{tmp_path.name}/{bundle.name}"
    note([replace(entry(3), path=str(tmp_path / "early-mail" / bundle.name))])
    forget(next(b for b in registered() if b.path == str(early)))
    assert page.subtitle().split(" · ")[0] == f"{tmp_path.name}/{bundle.name}"
    window.bench.check.seconds = 0.04
    assert page.subtitle().endswith(" · checked in less than a second")
    window.bench.check.seconds = 1.2
    assert page.subtitle().endswith(" · checked in 1.2 s")
