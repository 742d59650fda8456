"""The register of checked bundles on the Verify page: what was checked, with its verdict at that time."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from forensics_app.model.findings import Verdict
from tests.ui.conftest import Until
from tests.ui.pages.test_verify_page import bundle_of, check, tampered
from ui.pages.verify.checked_card import CheckedCard
from ui.settings.checked_bundles import MOST_BUNDLES, CheckedBundle, CheckedBundles
from ui.window.main_window import MainWindow
from ui.words import places
from ui.workbench.checked import note_checked

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
    note_checked(found, window.bench.settings)


def test_a_check_is_registered_and_can_be_made_again(
    window: MainWindow, demo: Path, tmp_path: Path, until: Until
) -> None:
    bundle = Path(shutil.copy(bundle_of(demo), tmp_path))
    page = check(window, bundle, until)
    assert CheckedBundles(window.bench.settings).all == []  # a demonstration is nobody's
    as_received(window)
    page._start_over()
    QApplication.processEvents()
    card = page.findChildren(CheckedCard)[-1]
    assert card.isVisibleTo(page)
    (kept,) = CheckedBundles(window.bench.settings).all
    assert (kept.path, kept.reference) == (str(bundle), bundle.stem)
    assert kept.verdict in {v.value for v in Verdict}
    bundle.write_bytes(tampered(demo, tmp_path, "altered").read_bytes())
    card.check_again()
    until(lambda: not window.bench.check.running and window.bench.check.report is not None)
    report = window.bench.check.report
    assert report is not None
    assert report.verdict is Verdict.ALTERED  # the old verdict is never taken for the new one


def test_entries_are_forgotten_one_by_one_and_the_oldest_of_too_many(window: MainWindow) -> None:
    register = CheckedBundles(window.bench.settings)
    for number in range(MOST_BUNDLES + 3):
        register.note(entry(number))
    assert len(register.all) == MOST_BUNDLES
    register.note(entry(5))
    assert register.all[0] == entry(5)
    window.bench.settings.set_text("verify/checked", "no JSON")
    assert register.all == []
    register.note(entry(1))
    window.go(places.VERIFY)
    window.bench.check_changed.emit()
    card = window.pages[places.VERIFY].findChildren(CheckedCard)[-1]
    card.forget()
    assert register.all == []
    assert not card.isVisibleTo(window)
