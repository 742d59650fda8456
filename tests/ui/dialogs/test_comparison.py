"""Comparing from the Case page: chosen, compared in a child process, listed, searched, saved, refused."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QLabel

from forensics_app.model.comparison import Show
from tests.ui.conftest import Until
from tests.ui.shooting.shoot_compare import other_list
from ui.dialogs.comparison.dialog import ComparisonDialog
from ui.jobs.desk import JobKind
from ui.window.main_window import MainWindow
from ui.window.preferences import choose_language
from ui.words import places

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def dialog(window: MainWindow, demo: Path, until: Until) -> ComparisonDialog:
    """On the demo's case, opened by its button."""
    window.bench.open_case(demo / "case")
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.go(places.CASE)
    page = window.pages[places.CASE]
    (button,) = (b for b in page.findChildren(QAbstractButton) if b.accessibleName() == "Compare…")
    button.click()
    assert window.dialogs.comparison is not None
    return window.dialogs.comparison


def said(dialog: ComparisonDialog) -> str:
    return "\n".join(label.accessibleName() for label in dialog.findChildren(QLabel) if label.isVisible())


def compared(dialog: ComparisonDialog, b: Path, until: Until) -> None:
    dialog.b.choose(b)
    dialog.compare()
    assert dialog.view is None, "nothing of an earlier comparison stays"
    until(lambda: dialog.view is not None and dialog._bench.jobs.running(JobKind.COMPARE) is None)


def test_what_both_hold_and_what_not(
    window: MainWindow, dialog: ComparisonDialog, demo: Path, until: Until, tmp_path: Path
) -> None:
    assert dialog.a.path == demo / "case"
    assert not dialog.compare_button.isEnabled()
    assert "Nothing compared yet" in said(dialog)
    compared(dialog, other_list(tmp_path / "list.csv"), until)
    view = dialog.view
    assert view is not None
    model = view.table.model()
    until(lambda: model.rowCount() == 1 and "ferry-01.jpg" in str(model.index(0, 0).data()))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert "/mnt/other/Users/x/ferry.jpg" in model.index(0, 3).data()
    assert {show: tile.text() for show, tile in view.tiles.items()} == {
        Show.SHARED: "1",
        Show.ONLY_A: "51",
        Show.ONLY_B: "29",
        Show.DIFFERS: "1",
    }
    view.tiles[Show.DIFFERS].click()
    until(lambda: model.rowCount() == 1 and "ferry-02.jpg" in str(model.index(0, 0).data()))
    assert "1111111111111111" in model.index(0, 3).data()
    view.lists[Show.UNCOMPARED].click()
    until(lambda: model.rowCount() == 9)
    view.tiles[Show.ONLY_B].click()
    until(lambda: model.rowCount() == 29)
    view.search.setText("MAIL/17")
    until(lambda: model.rowCount() == 1)
    view.search.setText("nowhere")
    until(lambda: "Nothing here" in said(dialog))
    out = tmp_path / "rows.csv"
    dialog.write_csv(out)
    until(lambda: "Written to" in said(dialog))
    assert len(list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"))))) == 113
    dialog.write_csv(out)
    until(lambda: "exists" in said(dialog))


def test_a_bundle_shows_its_verdict_and_a_bad_one_ends_it(
    window: MainWindow, dialog: ComparisonDialog, demo: Path, until: Until, tmp_path: Path
) -> None:
    bundle = next(demo.glob("*.zip"))
    compared(dialog, bundle, until)
    until(lambda: "the signer is not known to you yet" in said(dialog))
    data = bytearray(bundle.read_bytes())
    data[data.index(b"%PDF") + 64] ^= 1
    altered = tmp_path / "altered.zip"
    altered.write_bytes(data)
    assert dialog.csv_button.isEnabled()
    dialog.b.choose(altered)
    assert dialog.view is None
    assert "the signer is not known" not in said(dialog)
    assert not dialog.csv_button.isEnabled()
    dialog.compare()
    until(lambda: "altered.zip" in said(dialog) and dialog._bench.jobs.running(JobKind.COMPARE) is None)
    assert dialog.compare_button.isEnabled()
    assert dialog.view is None
    assert not dialog.csv_button.isEnabled()


def test_what_was_compared_goes_with_the_dialog(
    window: MainWindow, dialog: ComparisonDialog, until: Until, tmp_path: Path
) -> None:
    compared(dialog, other_list(tmp_path / "list.csv"), until)
    dialog._listing.unlink()
    dialog.write_csv(tmp_path / "rows.csv")
    until(lambda: not dialog.stop_button.isVisible() and "Writing" not in said(dialog))
    assert dialog._said.count() == 1, "a sentence says why nothing was written"
    assert dialog.csv_button.isEnabled()
    folder = dialog._folder
    assert folder.stat().st_mode & 0o077 == 0
    choose_language(window, "fr")
    until(lambda: not folder.exists())
