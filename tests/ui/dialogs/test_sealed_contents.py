"""Looking into a bundle from the Verify page; a seal or receipt alone; the seal code; the recipe."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from forensics_app.i18n import current
from forensics_app.model.findings import Verdict
from forensics_app.report.verification.report import make_document
from tests.ui.conftest import Until
from tests.ui.shooting.shoot_verify import receipt_alone
from ui.dialogs.bundles.receipt import ReceiptDialog
from ui.dialogs.bundles.recipe import RecipeDialog
from ui.dialogs.file_dialog import FileDialog
from ui.dialogs.sealed_contents.dialog import Part, SealedContentsDialog
from ui.jobs.desk import JobKind, RunningJob
from ui.jobs.protocol import Working
from ui.jobs.speed import Speed
from ui.pages.verify.page import VerifyPage
from ui.pages.verify.sealed_request_card import sealed_request_card
from ui.settings.last_folders import FOLDERS
from ui.settings.list_settings import ListSettings
from ui.theme.state import State
from ui.widgets.contents.first_lines import FirstLines
from ui.widgets.seals.code_compare import CodeCompare, typed_code, wrong_groups
from ui.widgets.seals.custody_entry import StoryRow
from ui.widgets.statements.handling_tag import HandlingTag
from ui.widgets.statements.read_progress import ReadProgress
from ui.widgets.text.text import Text
from ui.window.main_window import MainWindow
from ui.window.preferences import choose_language
from ui.words import places

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
CODE = "3GUR-PTCO-3ASQ-IBWC-L24G-TKBV-7ISA"


def check(window: MainWindow, path: Path, until: Until) -> VerifyPage:
    window.bench.check_and_show(path)
    until(lambda: not window.bench.check.running)
    QApplication.processEvents()
    page = window.pages[places.VERIFY]
    assert isinstance(page, VerifyPage)
    return page


def buttons(page: VerifyPage) -> dict[str, QAbstractButton]:
    return {b.accessibleName(): b for b in page.findChildren(QAbstractButton) if b.isVisible()}


def said(page: QWidget) -> str:
    return "\n".join(label.accessibleName() for label in page.findChildren(QLabel) if label.isVisible())


def looked_into(
    window: MainWindow, demo: Path, until: Until, part: Part = Part.FILES
) -> SealedContentsDialog:
    page = check(window, next(demo.glob("*.zip")), until)
    if part is Part.CUSTODY:
        page.read_custody()
    else:
        page.browse()
    dialog = page.other
    assert isinstance(dialog, SealedContentsDialog)
    until(lambda: dialog.ready and dialog.table.model().rowCount() == 16)
    until(lambda: part is Part.CUSTODY or dialog._row is not None)  # rows are fetched when they are in sight
    return dialog


# --- contents ---------------------------------------------------------------------------------------


def test_contents_are_listed_searched_and_told_in_full(window: MainWindow, demo: Path, until: Until) -> None:
    dialog = looked_into(window, demo, until)
    model = dialog.table.model()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    names = [model.index(row, 0).data() for row in range(16)]
    assert any("invoice_[RLO]gpj.exe" in name for name in names)
    dialog.search.setText("statement")
    until(lambda: model.rowCount() == 1 and dialog._row is not None and "statement" in dialog._row.path)
    until(lambda: "6,300 bytes" in [w.accessibleName() for w in dialog.panel.findChildren(QLabel)])
    shown = dialog.panel._artifact
    assert shown is not None
    dialog.panel.show_artifact(msgspec.structs.replace(shown, note="Payments\nSeen"))
    assert {"Payments", "Seen"} <= {w.accessibleName() for w in dialog.panel.findChildren(QLabel)}
    dialog.search.setText("nowhere at all")
    until(lambda: model.rowCount() == 0)
    assert not dialog.copy_button.isEnabled()
    dialog.search.clear()
    until(lambda: model.rowCount() == 16)
    dialog._exhibits["EX-002"].click()
    until(lambda: model.rowCount() == 4)
    dialog._exhibits["EX-001"].click()
    until(lambda: model.rowCount() == 12)


def test_several_or_all_are_copied_to_a_new_folder_and_one_is_previewed(
    window: MainWindow,
    demo: Path,
    until: Until,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog = looked_into(window, demo, until)
    dialog.table.setFocus()
    dialog.table.selectAll()
    assert dialog.copy_button.text() == "Copy 16 selected artifacts…"
    dialog.copy_to(tmp_path / "chosen", dialog._selected())
    until(lambda: (tmp_path / "chosen").is_dir() and window.bench.jobs.running(JobKind.SEALED_COPY) is None)
    dialog.copy_to(tmp_path / "all")
    until(lambda: (tmp_path / "all").is_dir() and window.bench.jobs.running(JobKind.SEALED_COPY) is None)
    made = [sorted(p.name for p in (tmp_path / f).rglob("*") if p.is_file()) for f in ("chosen", "all")]
    assert len(made[0]) == len(made[1]) == 18  # with the list of copies and its checksums
    words = [text.accessibleName() for text in dialog.findChildren(Text)]
    assert any(str(tmp_path / "all" / "copied.csv") in text for text in words)
    values: dict[str, object] = {"files": 6, "list": "x", "without": 1, "named": ["suppliers.csv"]}
    said = dialog._copied(values)
    assert "1 artifact was not copied" in said
    assert "suppliers.csv" in said
    dialog.search.setText("ferry-01")
    until(lambda: dialog._row is not None and "ferry-01" in dialog._row.path)
    until(lambda: dialog.preview.button.isEnabled())
    proposed: list[str] = []
    monkeypatch.setattr(FileDialog, "choose", lambda chooser: proposed.extend(chooser.selectedFiles()) or [])
    monkeypatch.setattr(FOLDERS, "_here", {"copy": str(tmp_path)})
    dialog._choose_copy()
    (tmp_path / "ferry-01.jpg").touch()
    dialog._choose_copy()
    assert [Path(one).name for one in proposed] == ["ferry-01.jpg", str(dialog._row.data).rpartition("/")[2]]
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    until(lambda: dialog.preview.picture is not None)
    picture = dialog.preview.picture
    assert picture is not None
    assert "ferry-01.jpg" in picture.accessibleName()
    kept = ListSettings(window.bench.settings)  # one setting for both: blurred until switched off
    until(lambda: picture.height() >= 100)  # it has its place in the layout
    seen = [picture.size()]

    def settled() -> bool:
        seen.append(picture.size())
        return len(seen) > 20 and set(map(QSize.toTuple, seen[-20:])) == {seen[-1].toTuple()}

    until(settled)  # on a loaded machine the layout takes some turns
    veiled, size = picture.grab().toImage(), picture.size()
    assert kept.blur
    dialog.preview.toggle_blur()
    assert not kept.blur
    until(lambda: picture.size() == size and picture.grab().toImage() != veiled)
    dialog.preview.toggle_blur()
    until(lambda: picture.size() == size and picture.grab().toImage() == veiled)
    assert sorted(p.name for p in dialog._folder.iterdir()) == ["listing"]
    dialog.search.setText("ledger.csv")
    until(lambda: dialog._row is not None and "ledger.csv" in dialog._row.path)
    assert dialog.preview.picture is None
    until(lambda: dialog.preview.button.isEnabled())
    dialog.preview.button.setFocus()
    dialog.preview.button.click()
    # and not on a filter of the list, which the next key would set
    until(lambda: dialog.focusWidget() is dialog.progress.cancel_button)
    assert dialog.progress.accessibleName() == "Preparing the preview"
    until(lambda: bool(dialog.preview.findChildren(FirstLines)))
    (lines,) = dialog.preview.findChildren(QPlainTextEdit)
    until(lambda: lines.height() >= round(lines.document().size().height()) * lines.fontMetrics().height())
    assert not lines.verticalScrollBar().isVisible()  # all of a short text is in sight
    until(lambda: dialog.focusWidget() is dialog.table)
    dialog.close()


def test_figures_of_the_job_before_do_not_stand_over_the_next(qtbot: QtBot) -> None:
    progress = ReadProgress("x")
    qtbot.addWidget(progress)
    job = SimpleNamespace(stopping=False)
    last = Working("copy", "Copying", done_bytes=9, total_bytes=9, items=33, total_items=33)
    ended = RunningJob(JobKind.CONTENTS, "a", job, Speed(), last)  # type: ignore[arg-type]
    progress.show_job(ended)
    assert "100 %" in {label.text() for label in progress.findChildren(QLabel)}
    progress.show_job(RunningJob(JobKind.SEALED_COPY, "b", job, Speed()))  # type: ignore[arg-type]
    shown = {label.text() for label in progress.findChildren(QLabel)}
    assert not shown & {"100 %", "33 of 33", "9 B of 9 B"}


def test_nothing_is_unpacked_and_the_list_goes_with_the_dialog(
    window: MainWindow, demo: Path, until: Until, tmp_path: Path
) -> None:
    before = sorted(p.name for p in demo.iterdir())
    dialog = looked_into(window, demo, until)
    folder = dialog._folder
    assert [p.name for p in folder.iterdir()] == ["listing"]
    assert folder.stat().st_mode & 0o077 == 0
    row = dialog._row
    assert row is not None
    dialog.copy(tmp_path / "copy.pdf")
    until(lambda: window.bench.jobs.running(JobKind.SEALED_COPY) is None)
    assert hashlib.sha256((tmp_path / "copy.pdf").read_bytes()).hexdigest() == row.sha256
    assert dialog.reports_button.isVisible()
    dialog.copy_report("report/report.en.pdf", tmp_path / "own.pdf")
    until(lambda: window.bench.jobs.running(JobKind.SEALED_COPY) is None)
    assert (tmp_path / "own.pdf").read_bytes().startswith(b"%PDF")
    dialog.accept()
    assert not folder.exists()
    assert sorted(p.name for p in demo.iterdir()) == before


def test_the_list_goes_when_the_pages_are_built_anew(window: MainWindow, demo: Path, until: Until) -> None:
    folder = looked_into(window, demo, until)._folder
    choose_language(window, "fr")
    until(lambda: not folder.exists())


def test_the_sealed_ledger_is_told_as_a_story(window: MainWindow, demo: Path, until: Until) -> None:
    dialog = looked_into(window, demo, until, Part.CUSTODY)
    until(lambda: len(dialog.custody.findChildren(StoryRow)) == 7)
    assert dialog.parts[Part.CUSTODY].isChecked()
    assert not dialog.copy_button.isVisible()


def test_a_bundle_that_vanished_is_told_in_the_dialog(
    window: MainWindow, demo: Path, until: Until, tmp_path: Path
) -> None:
    bundle = tmp_path / "it.zip"
    shutil.copy(next(demo.glob("*.zip")), bundle)
    page = check(window, bundle, until)
    bundle.unlink()
    page.browse()
    dialog = page.other
    assert isinstance(dialog, SealedContentsDialog)
    until(lambda: window.bench.jobs.running(JobKind.CONTENTS) is None)
    assert not dialog.ready
    assert any("There is no bundle" in w.accessibleName() for w in dialog.findChildren(QLabel))


def test_an_altered_bundle_is_not_looked_into(
    window: MainWindow, demo: Path, until: Until, tmp_path: Path
) -> None:
    data = bytearray(next(demo.glob("*.zip")).read_bytes())
    data[data.index(b"%PDF") + 64] ^= 1
    (tmp_path / "altered.zip").write_bytes(data)
    page = check(window, tmp_path / "altered.zip", until)
    assert not buttons(page)["Browse contents…"].isEnabled()
    assert "Read in full…" not in buttons(page)


def test_the_request_that_was_sealed_is_shown_with_its_handling_codes(
    window: MainWindow, demo: Path, until: Until
) -> None:
    page = check(window, next(demo.glob("*.zip")), until)
    record = window.bench.check.report.bundle.request  # type: ignore[union-attr]
    assert record is not None
    assert "Conditions for the receiver" in said(page)  # the demo's request says nothing else
    assert "Legal request that the bundle answers" not in said(page)
    assert "as the sender sealed it" in said(page)
    tags = [t.accessibleName() for t in page.findChildren(HandlingTag) if t.isVisible()]
    assert len(tags) == len(record.handling) > 0
    report = window.bench.check.report
    assert report is not None
    named = replace(report, bundle=replace(report.bundle, request=replace(record, offence="Fraud")))
    card = sealed_request_card(named)
    assert card is not None
    titles = [label.accessibleName() for label in card.findChildren(QLabel)]
    assert "Legal request that the bundle answers" in titles
    assert all(code.value in tag for code, tag in zip(record.handling, tags, strict=True))


def test_a_request_without_a_seal_is_not_called_sealed(
    window: MainWindow, demo: Path, tmp_path: Path, until: Until
) -> None:
    with zipfile.ZipFile(next(demo.glob("*.zip"))) as archive:
        archive.extractall(tmp_path)
    [seal] = tmp_path.glob("*/seal/*.asice")
    seal.unlink()
    page = check(window, seal.parent.parent, until)
    assert "Conditions for the receiver" in said(page)  # the demo's request says nothing else
    assert "Legal request that the bundle answers" not in said(page)
    assert said(page).count("as this copy has it; not confirmed by a seal") == 2  # and over the contents
    assert "sealed list" not in said(page)
    assert "as the sender sealed it" not in said(page)
    report = window.bench.check.report
    assert report is not None
    [part] = make_document([report], current()).reports
    [request] = [section for section in part.sections if section.title == "The legal request"]
    assert request.intro.startswith("As this copy has it; no seal confirms it.")


# --- parts alone ------------------------------------------------------------------------------------


def test_a_seal_alone_says_what_it_shows_and_gets_no_receipt(
    window: MainWindow, demo: Path, until: Until, tmp_path: Path
) -> None:
    alone = Path(shutil.copy(next(demo.glob("*.asice")), tmp_path))
    page = check(window, alone, until)
    assert "This is the seal of DEMO-2026-0042-B01, checked without the bundle" in said(page)
    assert "Choose bundle…" in buttons(page)
    assert not [name for name in buttons(page) if "receipt" in name.lower() or "rejection" in name.lower()]
    assert "Browse contents…" not in buttons(page)


def test_a_receipt_alone_says_what_it_is(
    window: MainWindow, demo: Path, until: Until, tmp_path: Path
) -> None:
    receipt = receipt_alone(next(demo.glob("*.zip")), tmp_path)
    page = check(window, receipt, until)
    report = window.bench.check.report
    assert report is not None
    assert report.verdict is Verdict.UNCONFIRMED
    assert "Receipt for DEMO-2026-0042-B01, checked without the bundle" in said(page)
    assert "Signed by" in said(page)
    assert "Sealed by" not in said(page)
    assert not [name for name in buttons(page) if name.startswith("Sign")]


def test_a_receipt_dropped_with_its_bundle_counts_for_it(
    window: MainWindow, demo: Path, until: Until, tmp_path: Path
) -> None:
    receipt = receipt_alone(next(demo.glob("*.zip")), tmp_path)
    window.go(places.VERIFY)
    page = window.pages[places.VERIFY]
    assert isinstance(page, VerifyPage)
    page._dropped([receipt, next(demo.glob("*.zip"))])
    until(lambda: not window.bench.check.running)
    report = window.bench.check.report
    assert report is not None
    assert [a.name for a in report.addenda] == [receipt.name]
    assert report.bundle.files == 17
    assert not window.trouble_bar.isVisible()
    page._again_with_second()
    until(lambda: not window.bench.check.running)
    report = window.bench.check.report
    assert report is not None
    assert len(report.addenda) == 1
    window.bench.check_bundle(next(demo.glob("*.asice")))
    until(lambda: not window.bench.check.running)
    report = window.bench.check.report
    assert report is not None
    assert report.addenda == ()


# --- the seal code ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("", ()),
        ("3gur ptco", ()),
        ("3GUR-PTCO-3ASQ-IBWC-L24G-TKBV-7ISA", ()),
        ("3GUR.PTC0.3ASQ.1BWC", ()),  # zero and one, read for O and I
        ("3GUR-PTCX-3ASQ", (2,)),
        ("3GUX-PTCX-3A", (1, 2)),
        ("3GUR-PTCO-3ASQ-IBWC-L24G-TKBV-7ISA-A", (8,)),
    ],
)
def test_groups_that_differ_are_named(typed: str, wrong: tuple[int, ...]) -> None:
    assert wrong_groups(typed_code(typed), typed_code(CODE)) == wrong


def test_the_code_of_the_cover_sheet_is_compared_as_it_is_typed(
    window: MainWindow, demo: Path, until: Until, qtbot: QtBot
) -> None:
    page = check(window, next(demo.glob("*.zip")), until)
    (compare,) = (c for c in page.findChildren(CodeCompare) if c.isVisible())
    code = window.bench.check.shown_code
    qtbot.keyClicks(compare.edit, code.lower())
    assert compare.shape._state is State.OK
    compare.edit.setText(code[:-1] + ("A" if code[-1] != "A" else "B"))
    assert compare.shape._state is State.BAD
    assert "Group 7 differs" in compare.said.accessibleName()
    report = window.bench.check.report
    assert report is not None
    assert report.seal.code is not None
    digits = report.seal.code  # the four rows, as they are copied out of the cover sheet
    rows = [f"{letter}   {digits[at : at + 16]}" for letter, at in zip("ABCD", range(0, 64, 16), strict=True)]
    compare.edit.setText(" ".join(rows[:2]))
    assert compare.shape._state is State.WAITING
    compare.edit.setText(" ".join(rows))
    assert compare.shape._state is State.OK
    compare.edit.setText(" ".join(rows).replace(digits[60:], "0000" if digits[60:] != "0000" else "1111"))
    assert compare.shape._state is State.BAD
    assert "Group 16 differs" in compare.said.accessibleName()
    page._receipt()  # whoever signs now is told, and decides
    assert isinstance(page.dialog, ReceiptDialog)
    assert "by the cover sheet, another bundle was sent" in said(page.dialog)
    assert not page.dialog.outcome.currentData()
    page.dialog.reject()
    compare.edit.setText(code)
    page._receipt()
    assert isinstance(page.dialog, ReceiptDialog)
    assert "by the cover sheet, another bundle was sent" not in said(page.dialog)
    page.dialog.reject()
    page._show()  # as after the signer was trusted
    (again,) = (c for c in page.findChildren(CodeCompare) if c is not compare)
    assert again.edit.text() == code


# --- without this program ---------------------------------------------------------------------------


def test_the_script_is_written_and_gives_the_same_answer(
    window: MainWindow, demo: Path, until: Until, tmp_path: Path
) -> None:
    bundle = next(demo.glob("*.zip"))
    page = check(window, bundle, until)
    page.recipe()
    dialog = page.other
    assert isinstance(dialog, RecipeDialog)
    dialog.save(tmp_path / "recipe.sh")
    dialog.copy()
    command = QApplication.clipboard().text()
    report = window.bench.check.report
    assert report is not None
    fingerprint = report.seal.fingerprint or ""
    filled = command.replace("FPR", fingerprint).replace("sender-ca.pem", str(demo / "trust.pem"))
    told = subprocess.run(
        ["bash", "-c", filled], cwd=tmp_path, capture_output=True, text=True, check=False
    )  # the command as the user would paste it
    assert told.stdout.startswith("PASS"), told.stderr
    dialog.save(tmp_path / "no" / "such" / "recipe.sh")
    assert any("could not be saved" in w.accessibleName() for w in dialog.findChildren(QLabel))
