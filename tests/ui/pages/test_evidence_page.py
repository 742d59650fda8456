"""The Evidence and Case pages: what is wrong is never hidden, and evidence is read in a child process."""

from __future__ import annotations

import os
import shutil
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from forensics_app.model.case import HashState, SourceState
from forensics_app.model.evidence import Omission, OmissionStage
from forensics_app.model.times import SystemClock
from forensics_app.services.cases.opening import open_case
from tests.ui.conftest import Until
from tests.world.cases import make_case
from ui.dialogs.case.omissions import OmissionsDialog
from ui.jobs.desk import JobKind
from ui.models.case.next_steps import Act, next_steps
from ui.models.case.overview import CaseState, case_state, state_in
from ui.models.case.problems import problems
from ui.models.tables.cells import CELL_ROLE, Cell
from ui.pages.case.page import CasePage
from ui.pages.evidence.page import EvidencePage
from ui.pages.evidence.source_facts import SourceFacts
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.statements.notices import StepRow
from ui.window.main_window import MainWindow
from ui.words import places
from ui.words.codes import omission_sentence
from ui.words.sources import source_state

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def cells(page: EvidencePage | CasePage, row: int) -> list[Cell]:
    model = page._table.rows
    return [model.index(row, c).data(CELL_ROLE) for c in range(model.columnCount())]


def evidence(window: MainWindow) -> EvidencePage:
    window.go(places.EVIDENCE)
    page = window.pages[places.EVIDENCE]
    assert isinstance(page, EvidencePage)
    return page


def words(window: MainWindow) -> str:
    QApplication.processEvents()
    return "\n".join(w.accessibleName() for w in window.findChildren(QLabel) if w.isVisible())


@pytest.fixture
def empty(window: MainWindow, tmp_path: Path, until: Until) -> MainWindow:
    """A window on a case without evidence."""
    make_case(tmp_path / "empty").close()
    window.bench.open_case(tmp_path / "empty")
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    return window


def folder(path: Path, files: int, size: int = 1000) -> Path:
    path.mkdir()
    for number in range(files):
        (path / f"file-{number}.bin").write_bytes(os.urandom(16) + bytes(size))
    return path


# --- what is known is shown -------------------------------------------------------------------------


def test_stored_and_computed_hash_stand_side_by_side(opened: MainWindow) -> None:
    row = cells(evidence(opened), 0)
    assert (row[3].text, row[3].detail) == ("abab abab abab…", "MD5")
    assert (row[4].text, row[4].detail) == ("cdcd cdcd cdcd…", "MD5, SHA-1, SHA-256")
    assert (row[5].state, row[5].text) == (State.BAD, "Hashes differ")


def test_a_difference_is_the_first_problem_and_the_first_step(opened: MainWindow) -> None:
    page = evidence(opened)
    assert page._problems[0].state is State.BAD
    assert "stored hash differs" in page._problems[0].sentence
    overview = opened.bench.case.overview  # type: ignore[union-attr]
    assert overview is not None
    assert case_state(overview) is CaseState.DIFFER
    assert next_steps(overview, reading=False)[0].state is State.BAD


def test_what_is_missing_of_a_medium_comes_before_what_is_missing_of_a_file(opened: MainWindow) -> None:
    overview = opened.bench.case.overview  # type: ignore[union-attr]
    assert overview is not None
    source = replace(overview.sources[0], hashes=HashState.NONE_STORED)
    grave = ("encrypted-volume", "file-system-damaged", "image-truncated")
    codes = ("exif-not-read", "content-unreadable", *grave)
    said = "1 of 5 bytes"
    omissions = tuple(Omission(code, "s1", "s1", 1, OmissionStage.OPEN, said) for code in codes)
    cut = replace(overview, sources=(source,), omissions=omissions, locked=frozenset())
    cut = replace(cut, incomplete={"s1": (said,)})
    listed = [omission_sentence(code) for code in reversed(codes)]
    assert [p.sentence for p in problems(cut) if p.sentence in listed] == listed
    title = "The image of EX-001 is incomplete"
    (step,) = (s for s in next_steps(cut, reading=False) if s.title == title)
    assert "Incomplete: 4" in step.text
    titles = [s.title for s in next_steps(cut, reading=False)]
    assert titles.index(title) < titles.index("1 part of EX-001 could not be read")


def test_hashes_over_gaps_are_said_not_to_be_comparable(opened: MainWindow, qtbot: QtBot) -> None:
    overview = opened.bench.case.overview  # type: ignore[union-attr]
    assert overview is not None
    source = replace(overview.sources[0], hashes=HashState.NOT_COMPARABLE)
    gapped = replace(overview, sources=(source,))
    (said,) = [p for p in problems(gapped) if "stored at acquisition can't be compared" in p.sentence]
    assert said.state is State.WARN
    assert case_state(gapped) is CaseState.PARTLY
    assert all("differ" not in step.title for step in next_steps(gapped, reading=False))
    assert source.opened is not None
    whole = replace(source, opened=replace(source.opened, layers=source.opened.layers[:1]))
    whole = replace(whole, state=SourceState.COMPLETE)
    assert source_state(whole) == (State.WARN, "Hashes can't be compared")
    facts = SourceFacts()
    qtbot.addWidget(facts)
    facts.show_source(source)
    shown = [label.text() for label in facts.findChildren(QLabel)]
    assert "not comparable" in shown
    assert not any("differs" in text for text in shown)


def test_layers_are_a_tree_and_what_was_left_out_is_a_row(opened: MainWindow) -> None:
    tree = evidence(opened)._tree.tree
    medium = tree.index(0, 0)
    assert tree.rowCount(medium) == 2
    assert tree.index(0, 0, medium).data(CELL_ROLE).text == "1 · System"
    assert tree.index(0, 2, medium).data(CELL_ROLE).raw == str(1 << 20)
    assert tree.index(0, 4, medium).data(CELL_ROLE).text == "8 artifacts"
    assert tree.index(1, 4, medium).data(CELL_ROLE).state is State.WARN


def test_not_read_stands_beside_what_was_read(opened: MainWindow, until: Until) -> None:
    opened.go(places.CASE)
    until(lambda: "volume-encrypted" in words(opened))
    said = words(opened)
    assert "Not read or left out, and why" in said
    assert "unknown to this version (volume-encrypted)" in said
    assert "Custody intact · 1 entry" in [
        w.text() for w in opened.header.findChildren(object) if hasattr(w, "text")
    ]


def test_problems_copy_as_text(opened: MainWindow) -> None:
    evidence(opened)._copy_problems()
    lines = QApplication.clipboard().text().splitlines()
    assert len(lines) == 2
    assert lines[0].endswith("EX-001, whole image")


def test_lists_of_what_is_wrong_name_places_as_the_rest_of_the_window_does(opened: MainWindow) -> None:
    """No id of a layer (`s1.p2`): the exhibit, and the volume by its name."""
    overview = opened.bench.case.overview  # type: ignore[union-attr]
    assert overview is not None
    (place,) = [p.place for p in problems(overview) if "volume-encrypted" in p.sentence]
    assert place == overview.place_of("s1.p2")
    assert place.startswith("EX-001 · 2")
    dialog = OmissionsDialog(opened.bench.case, parent=opened)  # type: ignore[arg-type]
    left_out = Omission("volume-encrypted", "s1", "s1.p2:/docs", 1, OmissionStage.OPEN)
    dialog.model.set_omissions([left_out], {"s1": "EX-001"}, dialog._names())
    shown = [cell.text for cell in dialog.model.cells(left_out)]
    assert any(text.startswith("2 · ") and text.endswith(" /docs") for text in shown)
    assert not any("s1.p2" in text for text in shown)


def test_an_empty_case_offers_one_step(empty: MainWindow) -> None:
    overview = empty.bench.case.overview  # type: ignore[union-attr]
    assert overview is not None
    assert [s.act for s in next_steps(overview, reading=False)] == [Act.ADD]
    assert "No evidence yet" in words(empty)


# --- reading ----------------------------------------------------------------------------------------


def test_a_dropped_folder_is_read_in_a_child_process(
    empty: MainWindow, tmp_path: Path, qtbot: QtBot, until: Until
) -> None:
    page = evidence(empty)
    source = folder(tmp_path / "source", 5)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(source))])
    drop = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.dropEvent(drop)
    dialog = page.dialog
    assert dialog is not None
    until(lambda: dialog.read_button.isEnabled())
    assert empty.bench.jobs.running(JobKind.INGEST) is None  # only looked at
    dialog.read()
    running = empty.bench.jobs.running(JobKind.INGEST)
    assert running is not None
    assert running.job.process_id not in (0, os.getpid())
    assert page._progress.isVisible()
    assert empty.job_line._cancel.isVisible()
    until(lambda: empty.bench.jobs.running(JobKind.INGEST) is None)
    until(lambda: page._table.rows.rowCount() == 1)
    assert not page._progress.isVisible()
    assert empty.job_line._text.accessibleName() == "Reading finished. Nothing was written to the evidence."
    until(lambda: empty.bench.case.overview.total >= 5)  # type: ignore[union-attr]
    empty.go(places.CASE)
    case = empty.pages[places.CASE]
    assert isinstance(case, CasePage)
    assert cells(case, 0)[4].state is State.OK


def test_cancel_stops_and_keeps_what_was_read(
    empty: MainWindow, tmp_path: Path, qtbot: QtBot, until: Until
) -> None:
    page = evidence(empty)
    empty.bench.add_sources([folder(tmp_path / "source", 400, size=200_000)])
    running = empty.bench.jobs.running(JobKind.INGEST)
    assert running is not None
    until(lambda: running.last is not None)
    qtbot.mouseClick(page._progress.cancel_button, Qt.MouseButton.LeftButton)
    until(lambda: empty.bench.jobs.running(JobKind.INGEST) is None)
    assert empty.job_line._text.accessibleName() == "Reading cancelled. What was read is kept."
    until(lambda: page._table.rows.rowCount() == 1)
    assert cells(page, 0)[5].text == "Not finished"
    overview = empty.bench.case.overview  # type: ignore[union-attr]
    assert overview is not None
    step = next(s for s in next_steps(overview, reading=False) if s.act is Act.READ_ON)
    empty.bench.read_again(step.subject)
    until(lambda: empty.bench.jobs.running(JobKind.INGEST) is None)
    until(lambda: cells(page, 0)[5].state is State.OK)


def test_a_source_that_cannot_be_read_is_one_sentence(
    empty: MainWindow, tmp_path: Path, until: Until
) -> None:
    (tmp_path / "nothing.dd").touch()
    empty.bench.add_sources([tmp_path / "nothing.dd"])
    until(lambda: empty.trouble_bar.isVisible())
    card = empty.trouble_bar._card
    assert card is not None
    assert "is empty (0 bytes)" in card.accessibleName()


def test_while_another_writes_reading_says_who(empty: MainWindow, tmp_path: Path, until: Until) -> None:
    with open_case(tmp_path / "empty", write=True, clock=SystemClock()):
        empty.bench.add_sources([folder(tmp_path / "source", 1)])
        until(lambda: empty.trouble_bar.isVisible())
    card = empty.trouble_bar._card
    assert card is not None
    assert f"process {os.getpid()}" in card.accessibleName()


def test_a_second_reading_waits_for_the_first(empty: MainWindow, tmp_path: Path, until: Until) -> None:
    empty.bench.add_sources([folder(tmp_path / "one", 3)])
    empty.bench.add_sources([folder(tmp_path / "two", 3)])
    assert "already being read" in (empty.trouble_bar._card or empty).accessibleName()
    until(lambda: empty.bench.jobs.running(JobKind.INGEST) is None)


def test_a_folder_that_is_no_case_is_said_to_be_none(
    window: MainWindow, tmp_path: Path, until: Until
) -> None:
    (tmp_path / "other").mkdir()
    window.bench.open_case(tmp_path / "other")
    until(lambda: window.trouble_bar.isVisible())
    assert window.bench.case is None
    assert window.place == places.START
    assert "is not a case folder" in (window.trouble_bar._card or window).accessibleName()


def test_an_image_that_was_cut_off_is_read_as_far_as_it_goes_and_shown_so(
    empty: MainWindow, demo: Path, tmp_path: Path, until: Until
) -> None:
    whole = (demo / "evidence" / "laptop.raw").read_bytes()
    cut = tmp_path / "cut.dd"
    cut.write_bytes(whole[:-512])
    empty.bench.add_sources([cut])
    until(lambda: empty.bench.reading)
    until(lambda: not empty.bench.reading)
    until(
        lambda: (
            [s.state for s in empty.bench.case.overview.sources]  # type: ignore[union-attr]
            == [SourceState.COMPLETE]
        )
    )
    overview = empty.bench.case.overview  # type: ignore[union-attr]
    assert overview is not None
    (source,) = overview.sources
    assert state_in(overview, source) == (State.WARN, "Incomplete: 512 B missing")
    empty.bench.go.emit(places.EVIDENCE)
    page = empty.pages[places.EVIDENCE]
    assert isinstance(page, EvidencePage)
    asked: list[str] = []
    empty.bench.omissions_asked.connect(asked.append)
    page._table.opened.emit(source.source_id)
    assert asked == [source.source_id]


def test_a_source_with_omissions_is_not_shown_as_simply_read(opened: MainWindow) -> None:
    overview = opened.bench.case.overview  # type: ignore[union-attr]
    assert overview is not None
    source = replace(
        overview.sources[0], hashes=HashState.NONE_STORED, opened=None, state=SourceState.COMPLETE
    )
    two = replace(overview, omitted_by_source={source.source_id: 2}, locked=frozenset(), incomplete={})
    assert state_in(two, source) == (State.WARN, "2 omissions")
    none = replace(two, omitted_by_source={})
    assert state_in(none, source)[0] is State.OK


def test_a_volume_with_items_in_doubt_leads_to_their_list(
    window: MainWindow, demo: Path, tmp_path: Path, until: Until
) -> None:
    shutil.copytree(demo / "case", tmp_path / "case")
    window.bench.open_case(tmp_path / "case")
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.resize(1280, 800)
    window.show()
    page = evidence(window)
    asked: list[str] = []
    window.bench.omissions_asked.disconnect()  # opens the list; here it is enough that it is asked for
    window.bench.omissions_asked.connect(asked.append)
    tree = page._tree
    tree.opened.emit("s1.p1")
    assert asked == []
    tree.select("s1.p3")
    tree.opened.emit("s1.p3")
    assert asked == ["s1"]
    [link] = [b for b in page._layer_facts.findChildren(Button) if b.text() == "All omissions…"]
    link.click()
    assert asked == ["s1", "s1"]
    assert [row.accessibleName() for row in page._layer_facts.findChildren(StepRow)] == ["3 items in doubt"]
    last = tree.currentIndex().siblingAtColumn(tree.tree.columnCount() - 1)
    assert str(last.data()).startswith("3 items in doubt · ")
    assert tree.columnWidth(last.column()) >= tree.sizeHintForIndex(last).width()
    assert tree.visualRect(last).right() <= tree.viewport().width()
    tree.select("s1.p1")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not page._layer_facts.findChildren(StepRow)


def test_an_image_that_was_refused_can_be_read_as_far_as_it_goes(
    empty: MainWindow, demo: Path, tmp_path: Path, until: Until
) -> None:
    whole = (demo / "evidence" / "laptop.raw").read_bytes()
    cut = tmp_path / "cut.dd"
    cut.write_bytes(whole[: len(whole) * 3 // 4])
    empty.bench.add_sources([cut], replace(empty.bench.reading_options, strict=True))
    until(lambda: empty.trouble_bar.isVisible())
    until(lambda: bool(empty.bench.case.overview.sources))  # type: ignore[union-attr]
    overview = empty.bench.case.overview  # type: ignore[union-attr]
    assert overview is not None
    step = next_steps(overview, reading=False)[0]
    assert step.act is Act.READ_TRUNCATED
    case = empty.pages[places.CASE]
    assert isinstance(case, CasePage)
    case._do(step)
    until(lambda: empty.bench.reading)
    until(lambda: not empty.bench.reading)
    until(lambda: empty.bench.case.overview.total > 0)  # type: ignore[union-attr]


def test_a_crash_of_the_child_is_one_message_with_details_to_copy(
    empty: MainWindow, tmp_path: Path, until: Until
) -> None:
    empty.bench.add_sources([folder(tmp_path / "source", 400, size=200_000)])
    running = empty.bench.jobs.running(JobKind.INGEST)
    assert running is not None
    until(lambda: running.last is not None)
    os.kill(running.job.process_id, signal.SIGKILL)
    until(lambda: empty.trouble_bar.isVisible())
    card = empty.trouble_bar._card
    assert card is not None
    assert "ended unexpectedly" in card.accessibleName()
    card.copy()
    assert "signal 9" in QApplication.clipboard().text()
    assert empty.job_line._text.accessibleName() == "Reading ended with an error."
    assert empty.bench.jobs.newest is None
