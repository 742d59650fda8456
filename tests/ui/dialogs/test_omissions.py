"""The omission ledger in the window: every line with its reason, by source and reason, to be copied."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from forensics_app.model.evidence import Omission, OmissionStage
from tests.ui.conftest import Until
from tests.ui.shooting.filled import record
from tests.world.cases import make_case
from ui.dialogs.case.omissions import OmissionsDialog
from ui.models.tables.cells import CELL_ROLE
from ui.pages.evidence.page import EvidencePage
from ui.widgets.controls.pill import Pill
from ui.window.main_window import MainWindow
from ui.words import places

# the offscreen platform says so of every dialog that grows with what it shows
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")

SPOOFED = "papers/\u202egpj.exe"
LEDGER = {
    1: [
        Omission("encrypted-volume", "s1", "s1.p2", 1, OmissionStage.OPEN, "BitLocker"),
        Omission("content-unreadable", "s1", SPOOFED, 1, OmissionStage.READ, "[Errno 5]"),
        Omission("directory-unreadable", "s1", "papers/old", 3, OmissionStage.WALK),
    ],
    2: [
        Omission("content-unreadable", "s2", "a.bin", 40, OmissionStage.READ),
        Omission("code-of-a-later-version", "s2", None, 2, OmissionStage.OPEN),
    ],
}


@pytest.fixture
def reported(window: MainWindow, tmp_path: Path, until: Until) -> MainWindow:
    """A window on a case of two sources with 47 omissions."""
    case = make_case(tmp_path / "case")
    with case:
        for number, omissions in LEDGER.items():
            case.store.register_source(record(number), omissions, path=Path(f"/evidence/s{number}.dd"))
    window.bench.open_case(tmp_path / "case")
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    return window


def opened_ledger(window: MainWindow, until: Until) -> OmissionsDialog:
    until(lambda: window.dialogs.omissions is not None and window.dialogs.omissions._read)
    assert window.dialogs.omissions is not None
    return window.dialogs.omissions


def column(dialog: OmissionsDialog, at: int) -> list[str]:
    return [dialog.model.index(row, at).data(CELL_ROLE).text for row in range(dialog.model.rowCount())]


def visible_words(dialog: OmissionsDialog) -> str:
    QApplication.processEvents()
    return "\n".join(w.accessibleName() for w in dialog.findChildren(QLabel) if not w.isHidden())


def test_the_badge_has_the_count_and_leads_to_the_ledger(
    reported: MainWindow, qtbot: QtBot, until: Until
) -> None:
    for number in (places.CASE, places.EVIDENCE):
        reported.go(number)
        pill = next(
            p for p in reported.header.findChildren(Pill) if "omission" in p.text() and not p.isHidden()
        )
        assert pill.text() == "47 omissions"
    qtbot.mouseClick(pill, Qt.MouseButton.LeftButton)
    dialog = opened_ledger(reported, until)
    assert column(dialog, 0) == ["1", "3", "1", "2", "40"]
    assert column(dialog, 4) == ["opening", "listing", "reading", "opening", "reading"]
    assert column(dialog, 1)[0].startswith("This volume is encrypted.")
    assert "code-of-a-later-version" in column(dialog, 1)[3]
    assert "47 items" in visible_words(dialog)


def test_the_case_page_has_a_way_too(reported: MainWindow, qtbot: QtBot, until: Until) -> None:
    reported.go(places.CASE)

    def ways() -> list[QPushButton]:
        buttons = reported.pages[places.CASE].findChildren(QPushButton)
        return [b for b in buttons if b.accessibleName() == "Open the list of omissions"]

    until(lambda: len(ways()) == 1)
    (button,) = ways()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert opened_ledger(reported, until).model.rowCount() == 5


def test_by_source_and_by_reason(reported: MainWindow, until: Until) -> None:
    reported.go(places.EVIDENCE)
    page = reported.pages[places.EVIDENCE]
    assert isinstance(page, EvidencePage)
    page._table.opened.emit("s2")
    dialog = opened_ledger(reported, until)
    assert column(dialog, 0) == ["2", "40"]
    reasons = [dialog.reasons.itemData(at) for at in range(dialog.reasons.count())]
    assert reasons == ["", "content-unreadable", "code-of-a-later-version"]  # the most first
    dialog.reasons.setCurrentIndex(1)
    assert column(dialog, 3) == ["a.bin"]
    dialog.sources.setCurrentIndex(0)
    assert column(dialog, 0) == ["1", "40"]  # the reason stays chosen
    assert "41 items" in visible_words(dialog)
    dialog.sources.setCurrentIndex(1)
    dialog.reasons.setCurrentIndex(0)
    assert dialog.model.rowCount() == 3


def test_all_omissions_are_those_of_every_source(reported: MainWindow, until: Until) -> None:
    reported.go(places.EVIDENCE)
    page = reported.pages[places.EVIDENCE]
    assert isinstance(page, EvidencePage)
    page._table.select("s2")
    page._ledger_button.click()
    assert opened_ledger(reported, until).model.rowCount() == 5
    said = visible_words(opened_ledger(reported, until))
    assert "the receiver sees it, but without the places that lie in withheld items" in said


def test_the_selected_line_stands_in_full_and_names_hide_nothing(reported: MainWindow, until: Until) -> None:
    reported.bench.omissions_asked.emit("s1")
    dialog = opened_ledger(reported, until)
    dialog.table.select(LEDGER[1][1])
    assert "papers/[RLO]gpj.exe" in column(dialog, 3)
    assert "content-unreadable" in visible_words(dialog)
    assert "The content could not be read. It has no digest." in visible_words(dialog)


def test_copied_as_text_with_codes(reported: MainWindow, until: Until) -> None:
    reported.bench.omissions_asked.emit("")
    dialog = opened_ledger(reported, until)
    dialog.copy_button.click()
    lines = QApplication.clipboard().text().split("\n")
    assert len(lines) == 6
    assert lines[1].split("\t")[:2] == ["1", "encrypted-volume"]
    assert lines[1].split("\t")[3:] == ["EX-001", "s1", "s1.p2", "open", "BitLocker"]
    assert "\u202e" not in QApplication.clipboard().text()


def test_keys_reach_everything(reported: MainWindow, qtbot: QtBot, until: Until) -> None:
    reported.bench.omissions_asked.emit("")
    dialog = opened_ledger(reported, until)
    dialog.table.setFocus()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Down)
    assert dialog.table.current_key() == LEDGER[1][2]
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_case_without_omissions_has_no_badge(window: MainWindow, tmp_path: Path, until: Until) -> None:
    make_case(tmp_path / "empty").close()
    window.bench.open_case(tmp_path / "empty")
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    assert not [p for p in window.header.findChildren(Pill) if "omission" in p.text()]
    window.bench.omissions_asked.emit("")
    dialog = opened_ledger(window, until)
    assert dialog.table.isHidden()
    assert not dialog._nothing.isHidden()
    assert not dialog.copy_button.isEnabled()
