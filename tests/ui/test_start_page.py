"""Start: a new case with complaints where something is missing, recent cases, the demo."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from forensics_app.model.findings import Verdict
from forensics_app.model.times import SystemClock
from tests.ui.conftest import Until
from ui import places
from ui.dialogs.new_case import NewCaseDialog
from ui.jobs.desk import JobKind
from ui.main_window import MainWindow
from ui.pages.start import StartPage
from ui.settings import MOST_RECENT, RecentCase, Settings


def dialog(qtbot: QtBot, window: MainWindow) -> NewCaseDialog:
    made = NewCaseDialog(window.bench.settings, SystemClock(), window)
    qtbot.addWidget(made)
    return made


def fill(made: NewCaseDialog, folder: Path) -> None:
    for name, value in (
        ("title", "Fraud"),
        ("examiner", "C. Moreau"),
        ("agency", "Lab Lyon"),
        ("country", "fr"),
    ):
        getattr(made, name).edit.setText(value)
    made.reference.edit.setText("FR-2026-0417")
    made.folder.edit.setText(str(folder))


def test_each_field_says_what_it_lacks(qtbot: QtBot, window: MainWindow) -> None:
    made = dialog(qtbot, window)
    made.country.edit.setText("France")
    made.make()
    complaints = {f.edit.accessibleName(): f.edit.accessibleDescription() for f in made._fields}
    assert complaints["Reference"] == "Reference is missing."
    assert complaints["Country"].startswith("Two letters")
    assert made.made is None
    assert not made.reference._complaint.isHidden()
    made.reference.edit.setText("x")
    assert made.reference._complaint.isHidden()


def test_the_folder_follows_the_reference_until_it_is_typed(qtbot: QtBot, window: MainWindow) -> None:
    made = dialog(qtbot, window)
    qtbot.keyClicks(made.reference.edit, "FR 2026/0417")
    assert Path(made.folder.value).name == "FR-2026-0417"
    made.folder.edit.setText("")
    qtbot.keyClicks(made.folder.edit, "/cases/mine")
    qtbot.keyClicks(made.reference.edit, "9")
    assert made.folder.value == "/cases/mine"


def test_a_case_is_made_and_the_person_remembered(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    made = dialog(qtbot, window)
    fill(made, tmp_path / "new")
    made.make()
    assert made.made == tmp_path / "new"
    assert (tmp_path / "new" / "case.sqlite").is_file()
    again = dialog(qtbot, window)
    assert (again.examiner.value, again.agency.value, again.country.value) == ("C. Moreau", "Lab Lyon", "FR")
    assert again.reference.value == ""


def test_a_folder_in_use_is_refused_with_a_sentence(qtbot: QtBot, window: MainWindow, small: Path) -> None:
    made = dialog(qtbot, window)
    fill(made, small)
    made.make()
    assert made.made is None
    assert "There is a case in" in made._trouble.itemAt(0).widget().accessibleName()


def test_recent_cases_come_back_newest_first_and_can_be_taken_off(
    opened: MainWindow, small: Path, until: Until
) -> None:
    start = opened.pages[places.START]
    assert isinstance(start, StartPage)
    assert [r.path for r in opened.bench.settings.recent] == [str(small)]
    assert start._table is not None
    row = [start._table.rows.index(0, c).data() for c in range(5)]
    assert row[0] == "FR-2026-0417"
    assert row[4] == "Hashes differ"
    start._forget()
    assert opened.bench.settings.recent == []
    assert small.exists()


def test_enter_opens_a_recent_case(opened: MainWindow, small: Path, until: Until) -> None:
    opened.bench.close_case()
    assert opened.place == places.START
    start = opened.pages[places.START]
    assert isinstance(start, StartPage)
    assert start._table is not None
    start._table.opened.emit(str(small))
    until(lambda: opened.bench.case is not None and opened.bench.case.overview is not None)
    assert opened.place == places.CASE


def test_only_so_many_are_remembered_and_nonsense_counts_as_none(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "s.ini")
    for number in range(MOST_RECENT + 5):
        settings.remember_case(RecentCase(f"/{number}", "r", "t"))
    assert len(settings.recent) == MOST_RECENT
    assert settings.recent[0].path == f"/{MOST_RECENT + 4}"
    settings._store.setValue("recent", '[{"nonsense": 1}]')
    settings._store.setValue("text_scale", "huge")
    settings._store.setValue("theme", "pink")
    assert (settings.recent, settings.theme.scale, settings.theme.tokens.name) == ([], 1.0, "light")


def test_the_demo_runs_and_ends_on_its_verdict(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    window.bench.run_demo(tmp_path / "demo")
    assert window.bench.jobs.running(JobKind.DEMO) is not None
    qtbot.waitUntil(lambda: window.bench.check.report is not None, timeout=120_000)
    assert window.bench.check.report.verdict is Verdict.VERIFIED  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: window.bench.demo_case, timeout=20_000)
    assert window.bench.case is not None
    assert window.bench.case.path == tmp_path / "demo" / "case"


@pytest.mark.parametrize("number", [places.CASE, places.EVIDENCE, places.ARTIFACTS])
def test_a_practice_case_says_so_on_every_page(
    window: MainWindow, demo: Path, until: Until, number: int
) -> None:
    window.bench.open_case(demo / "case")
    until(lambda: window.bench.demo_case)
    window.go(number)
    assert window.band.isVisible()
    window.go(places.START)
    assert not window.band.isVisible()
