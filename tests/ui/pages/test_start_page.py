"""Start: a new case with complaints where something is missing, recent cases, the demo."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from forensics_app.model.findings import Verdict
from forensics_app.model.times import SystemClock
from forensics_app.services.cases.making import new_case
from forensics_app.services.identities.identities import Holder, new_identity
from tests.ui.conftest import Until
from ui.app import make_window, open_first
from ui.dialogs.case.new_case import NewCaseDialog
from ui.dialogs.case.tour import TourDialog
from ui.dialogs.preferences.sections import Section
from ui.jobs.desk import JobKind
from ui.models.case.recent_words import recent_state
from ui.pages.evidence.page import EvidencePage
from ui.pages.start.cards import BrokenOffCard, YouSignAsCard
from ui.pages.start.page import StartPage
from ui.settings.settings import MOST_RECENT, BrokenOff, RecentCase, Settings
from ui.window.main_window import MainWindow
from ui.words import places


def dialog(qtbot: QtBot, window: MainWindow) -> NewCaseDialog:
    made = NewCaseDialog(window.bench.settings, SystemClock(), window)
    qtbot.addWidget(made)
    return made


def fill(made: NewCaseDialog, folder: Path) -> None:
    for name, value in (
        ("title", "Fraud"),
        ("examiner", "C. Moreau"),
        ("agency", "Lab Lyon"),
    ):
        getattr(made.facts, name).edit.setText(value)
    made.facts.country.edit.set_value("fr")
    made.facts.reference.edit.setText("FR-2026-0417")
    made.facts.folder.edit.setText(str(folder))


def test_a_country_is_found_by_how_its_name_begins(qtbot: QtBot, window: MainWindow) -> None:
    """Algeria and Niger have “ger” in them too, and what was typed next stood behind “Choose a country”."""
    combo = dialog(qtbot, window).facts.country.edit
    combo.setEditText("ger")
    combo._settle()
    assert combo.value == "DE"


def test_each_field_says_what_it_lacks(qtbot: QtBot, window: MainWindow) -> None:
    made = dialog(qtbot, window)
    made.go_on()
    facts = made.facts
    complaints = {f.edit.accessibleName(): f.edit.accessibleDescription() for f in facts.fields}
    assert complaints["Reference"] == "Reference is missing."
    assert complaints["Country"].startswith("Choose the country")
    assert made.made is None
    assert made._stack.currentIndex() == 0
    assert not facts.reference._complaint.isHidden()
    facts.reference.edit.setText("x")
    assert facts.reference._complaint.isHidden()


def test_a_folder_that_cannot_be_is_refused_on_its_own_step(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    made = dialog(qtbot, window)
    for typed, said in (
        ("case", "Enter the full path, beginning with / or ~/."),
        ("~nobody-here/case", "Enter the full path, beginning with / or ~/."),
        (str(tmp_path / "file" / "case"), f"No folder can be created in {tmp_path / 'file'}."),
        (f"/{'n' * 300}/case", "This path can't be used."),
    ):
        fill(made, Path(typed))
        made.go_on()
        assert made._stack.currentIndex() == 0
        assert said in made.facts.folder.edit.accessibleDescription()
    fill(made, tmp_path / "deep" / "case")
    made.go_on()
    assert made._stack.currentIndex() == 1


def test_the_folder_follows_the_reference_until_it_is_typed(qtbot: QtBot, window: MainWindow) -> None:
    made = dialog(qtbot, window).facts
    qtbot.keyClicks(made.reference.edit, "FR 2026/0417")
    assert Path(made.folder.value).name == "FR-2026-0417"
    made.folder.edit.setText("")
    qtbot.keyClicks(made.folder.edit, "/cases/mine")
    qtbot.keyClicks(made.reference.edit, "9")
    assert made.folder.value == "/cases/mine"


def test_a_case_is_made_and_the_person_remembered(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    made = dialog(qtbot, window)
    fill(made, tmp_path / "new")
    assert made.facts.country.edit.currentText() == "France (FR)"
    made.make()
    assert made.made == tmp_path / "new"
    assert (tmp_path / "new" / "case.sqlite").is_file()
    again = dialog(qtbot, window).facts
    assert (again.examiner.value, again.agency.value, again.country.value) == ("C. Moreau", "Lab Lyon", "FR")
    assert again.reference.value == ""


def test_a_folder_in_use_is_refused_with_a_sentence(qtbot: QtBot, window: MainWindow, small: Path) -> None:
    made = dialog(qtbot, window)
    fill(made, small)
    made.make()
    assert made.made is None
    assert "already contains a case" in made._trouble.itemAt(0).widget().accessibleName()


@pytest.mark.qt_log_ignore("does not support propagateSizeHints")  # of dialogs, offscreen
def test_three_steps_make_a_case_with_its_request_and_look_at_the_first_evidence(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, until: Until
) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "a.txt").write_text("a", encoding="ascii")
    made = dialog(qtbot, window)
    fill(made, tmp_path / "new")
    made.go_on()
    assert made.make_button.isHidden()
    form = made.request.form
    form.instrument.setCurrentIndex(form.instrument.findData("mla-treaty"))
    form.deadline.edit.setText("soon")
    made.go_on()
    assert made._stack.currentIndex() == 1
    assert form.deadline.edit.accessibleDescription().startswith("Enter a date such as")
    form.deadline.edit.setText("2099-12-09")
    form.theirs.edit.setText("3207 Js\u202e 118/26")
    made.go_on()
    assert made._stack.currentIndex() == 1
    assert "Requesting authority's reference" in made._trouble.itemAt(0).widget().accessibleName()
    form.theirs.edit.setText("3207 Js 118/26")
    made.go_on()
    assert not made.make_button.isHidden()
    made.evidence.add([tmp_path / "papers", tmp_path / "papers"])
    assert made.sources == [tmp_path / "papers"]
    made.make()
    assert made.made is not None
    bench = window.bench
    bench.open_case(made.made, first=made.sources)
    evidence = window.pages[places.EVIDENCE]
    assert isinstance(evidence, EvidencePage)
    until(lambda: evidence.dialog is not None and evidence.dialog.read_button.isEnabled())
    assert window.place == places.EVIDENCE
    assert not bench.reading  # first it is said what they are
    assert evidence.dialog is not None
    evidence.dialog.read()
    until(lambda: bench.case is not None and bench.case.overview.total == 1 and not bench.reading)  # type: ignore[union-attr]
    assert bench.case is not None
    assert bench.case.overview is not None
    request = bench.case.overview.request
    assert (request.instrument, request.deadline) == ("mla-treaty", "2099-12-09")
    assert request.requesting_reference == "3207 Js 118/26"


def test_an_invalid_request_keeps_a_case_from_being_made(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    made = dialog(qtbot, window)
    fill(made, tmp_path / "new")
    made.request.form.deadline.edit.setText("soon")
    made.make()
    assert (made.made, (tmp_path / "new").exists(), made._stack.currentIndex()) == (None, False, 1)


@pytest.mark.qt_log_ignore("does not support propagateSizeHints")
def test_who_signs_follows_a_new_identity_and_change_leads_to_the_identities(
    window: MainWindow, qtbot: QtBot
) -> None:
    """“Nobody yet” stood there until the program was started again."""
    card = window.findChild(YouSignAsCard)
    assert card is not None
    assert "Nobody yet" in words_of(card)
    made = new_identity(Holder("Ana Weber", "Lab North", "DE"), b"a long passphrase", clock=SystemClock())
    window.bench.identities_changed.emit()
    qtbot.waitUntil(lambda: "Ana Weber" in words_of(card))
    assert "Nobody yet" not in words_of(card)
    (change,) = (b for b in card.findChildren(QPushButton) if b.accessibleName() == "Change who signs")
    change.click()
    dialog = window.dialogs.preferences
    assert dialog is not None
    assert dialog.section is Section.IDENTITIES
    other = new_identity(Holder("Ben Weber", "Lab North", "DE"), b"a long passphrase", clock=SystemClock())
    dialog.identities.show_all(other.identity_id)
    dialog.identities.offer_first()
    qtbot.waitUntil(lambda: "Ben Weber" in words_of(card))
    assert made.label not in words_of(card)


def words_of(card: YouSignAsCard) -> str:
    return " ".join(label.text() for label in card.findChildren(QLabel) if not label.isHidden())


def test_tour_is_three_steps_and_can_be_skipped(qtbot: QtBot, window: MainWindow) -> None:
    settings = window.bench.settings
    assert not settings.tour_seen
    tour = TourDialog(settings, window)
    qtbot.addWidget(tour)
    tour.skip_button.click()
    assert settings.tour_seen
    settings.tour_seen = False
    tour = TourDialog(settings, window)
    qtbot.addWidget(tour)
    for step in range(3):
        assert tour._stack.currentIndex() == step
        assert not settings.tour_seen
        tour.go_on()
    assert settings.tour_seen


@pytest.mark.parametrize(
    ("state", "stand", "words"),
    [
        ("empty", "", "No evidence yet"),
        ("read", "awaited", "Receipt awaited 6 days"),
        ("partly", "accepted", "Sealed, receipt received"),
        ("broken", "accepted", "Custody ledger broken"),
        ("read", "rejected", "Rejected by receipt"),
        ("read", "rejection-doubtful", "Rejected by receipt, not confirmed"),
        ("read", "sent-again", "Rejected, sent again; receipt awaited"),
        ("read", "untold", "Sealed; dispatch not recorded"),
        ("of-another-version", "accepted", "Unknown state"),
        ("read", "of-another-version", "Read"),
    ],
)
def test_recent_case_says_what_is_to_be_done_next(state: str, stand: str, words: str) -> None:
    recent = RecentCase("/x", "r", "t", state=state, stand=stand, sealed_at="2026-11-18T08:00:00Z")
    assert recent_state(recent, datetime(2026, 11, 24, 9, 0, tzinfo=UTC))[1] == words


def test_recent_cases_come_back_newest_first_and_can_be_taken_off(
    opened: MainWindow, small: Path, until: Until
) -> None:
    start = opened.pages[places.START]
    assert isinstance(start, StartPage)
    assert [r.path for r in opened.bench.settings.recent] == [str(small)]
    assert start._table is not None
    row = [start._table.rows.index(0, c).data() for c in range(4)]
    assert row[0] == "FR-2026-0417, Invoice fraud"
    assert row[3] == "Hashes differ"
    start._forget()
    assert opened.bench.settings.recent == []
    assert small.exists()


def test_a_case_named_from_its_folder_is_remembered_by_its_whole_path(
    window: MainWindow, small: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(small.parent)
    open_first(window, Path(small.name))
    until(lambda: bool(window.bench.settings.recent))
    assert [r.path for r in window.bench.settings.recent] == [str(small)]


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


def test_work_that_closing_stopped_is_offered_at_the_next_start_and_goes_on(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, until: Until
) -> None:
    large = tmp_path / "large.dd"
    with large.open("wb") as file:
        file.truncate(2_000_000_000)
    new_case(
        tmp_path / "new",
        reference="FR-1",
        title="t",
        examiner="e",
        agency="a",
        country="FR",
        clock=SystemClock(),
    ).close()
    bench = window.bench
    bench.open_case(tmp_path / "new")
    until(lambda: bench.case is not None and bench.case.overview is not None)
    bench.add_sources([large])
    until(
        lambda: (
            bench.case is not None and bench.case.overview is not None and bool(bench.case.overview.sources)
        )
    )
    assert bench.reading
    bench.close()
    kept = Settings(tmp_path / "window.ini").broken_off
    assert kept == BrokenOff(str(tmp_path / "new"), "FR-1", "ingest")

    second = make_window(Settings(tmp_path / "window.ini"))
    qtbot.addWidget(second)
    card = second.pages[places.START].findChild(BrokenOffCard)
    assert card is not None
    assert not card.isHidden()
    card.go_on_button.click()
    until(lambda: second.bench.reading)
    assert second.bench.settings.broken_off is None
    assert card.isHidden()
    running = second.bench.jobs.running(JobKind.INGEST)
    assert running is not None
    running.job.cancel()
    until(lambda: not second.bench.reading)
    second.bench.close()


def test_broken_off_work_can_be_put_off(qtbot: QtBot, window: MainWindow) -> None:
    window.bench.settings.broken_off = BrokenOff("/x", "FR-1", "seal")
    window.build()
    card = window.pages[places.START].findChild(BrokenOffCard)
    assert card is not None
    assert not card.isHidden()
    card.put_off_button.click()
    assert card.isHidden()
    assert window.bench.settings.broken_off is None
    window.bench.settings._store.setValue("broken_off", "nonsense")
    assert window.bench.settings.broken_off is None
