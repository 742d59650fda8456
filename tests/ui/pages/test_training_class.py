"""A class set in the window: who answers, clock and attempts, the trail, and the trainer's own points."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from forensics_app.model.case import IngestOptions
from forensics_app.model.progress import never_cancelled, silent
from forensics_app.model.selection import ArtifactFilter
from forensics_app.model.times import SystemClock
from forensics_app.seal.certificates.making import Holder
from forensics_app.services.cases.making import new_case
from forensics_app.services.extracting.safe_names import safe_name
from forensics_app.services.ingest.ingest import ingest
from forensics_app.services.selection.tag import tag
from forensics_app.services.training.class_files import read_answers, read_class_set
from forensics_app.services.training.classes import Plan, make_class_set, unpack_evidence
from forensics_app.services.training.marking import give_credits, mark_class
from forensics_app.services.training.solving import submit
from forensics_app.training.answer import Answer
from forensics_app.training.marking import Mark, Remark
from forensics_app.training.sets.results import Difficulty
from forensics_app.training.two_labs import Step
from tests.judging.judges import require_judge
from tests.ui.conftest import Until
from ui.app import make_window
from ui.dialogs.case.new_case import NewCaseDialog
from ui.pages.artifacts.page import ArtifactsPage
from ui.pages.training import results
from ui.pages.training.answer_fields import AnswerField
from ui.pages.training.begin import BeginView
from ui.pages.training.exchange import ExchangeView
from ui.pages.training.one_marked import state_of
from ui.pages.training.page import TrainingPage
from ui.pages.training.question_block import QuestionBlock
from ui.pages.training.results import ResultsView
from ui.pages.training.solving import SolvingView
from ui.pages.training.who import WhoView
from ui.settings.settings import Settings
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.spin_box import SpinBox
from ui.widgets.tables.tables import RowsTable
from ui.widgets.text.text import Path as BrokenText
from ui.widgets.text.text import Text
from ui.window.main_window import MainWindow
from ui.words import places

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")

SCENARIO = {
    "scenario.toml": """version = 1
level = "beginner"
minutes = 5
languages = ["en"]
[[question]]
id = "file"
kind = "artifact"
hints = ["0.5"]
truth = { artifact = "note" }
[[question]]
id = "count"
kind = "number"
tries = 2
try_cost = "0.5"
minutes = 1
truth = { number = "7" }
[[question]]
id = "why"
kind = "sentence"
points = "2"
truth = { sentence = true }
""",
    "evidence.toml": """[draw.word]
one_of = ["A", "B", "C", "D", "E", "F"]
[[volume]]
id = "v"
file_system = "fat16"
label = "DEMO"
size_mib = 5
formatted = "2026-01-02T08:00:00Z"
[[evidence]]
file = "stick.raw"
volumes = ["v"]
[[file]]
id = "note"
volume = "v"
path = "note.txt"
modified = "2026-01-03T08:00:00Z"
lines = ["DEMO {word}"]
""",
    "messages/en.toml": """title = "DEMO: A stick"
summary = "DEMO"
briefing = "DEMO. A stick."
[question.file]
text = "Which file?"
hints = ["The only one."]
[question.count]
text = "How many?"
[question.why]
text = "Why?"
model_answer = "Because it is so."
""",
}


class LaterClock(SystemClock):
    """The computer's clock, some seconds later."""

    later_s = 0

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self.later_s)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A class set of two variants, and the home of the trainer who made it."""
    require_judge("mcopy")
    place = tmp_path_factory.mktemp("class")
    for name, text in SCENARIO.items():
        path = place / "stick" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEALWRIGHT_HOME", str(place / "home"))
        plan = Plan("DEMO class", (str(place / "stick"),), "a", variants=2)
        make_class_set(place / "a.sealwright-class", plan, trainer="T", clock=SystemClock())
    return place / "a.sealwright-class", place / "home"


@pytest.fixture
def page(window: MainWindow, made: tuple[Path, Path], tmp_path: Path, qtbot: QtBot) -> TrainingPage:
    """The page with the set opened at a trainee's computer."""
    shutil.copy(made[0], tmp_path / "a.sealwright-class")
    window.bench.training._clock = LaterClock()
    window.go(places.TRAINING)
    found = window.pages[places.TRAINING]
    assert isinstance(found, TrainingPage)
    window.bench.training.open(tmp_path / "a.sealwright-class")
    qtbot.wait(50)
    return found


def press(page: QWidget, label: str, qtbot: QtBot) -> None:
    (button,) = [b for b in page.findChildren(Button) if b.accessibleName() == label and b.isVisibleTo(page)]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.wait(50)


def begin(page: TrainingPage, name: str, qtbot: QtBot) -> None:
    (who,) = page.findChildren(WhoView)
    who.name.edit.setText(name)
    press(page, "Begin", qtbot)


def test_who_answers_is_asked_before_any_question(
    window: MainWindow, page: TrainingPage, tmp_path: Path, qtbot: QtBot
) -> None:
    """The variant follows from the name, and the next trainee at the computer sees nothing of the last."""
    desk = window.bench.training
    press(page, "Begin", qtbot)
    assert desk.questions() == ()
    begin(page, "Ann", qtbot)
    (view,) = page.findChildren(SolvingView)
    qtbot.waitUntil(lambda: page.window().focusWidget() is view.first)  # not in “Your name” at the end of it
    file = desk.questions()[0]
    assert file.task.variant == desk.opened.class_set.variant_of("Ann") if desk.opened else False
    why = desk.questions()[2]
    desk.give(why, Answer("why", text="Ann's"))
    desk.close()
    desk.open(tmp_path / "a.sealwright-class")
    qtbot.wait(50)
    begin(page, "ann ", qtbot)
    assert not desk.began, "that name is taken: it goes on from its row"
    begin(page, "Bob", qtbot)
    assert not desk.kept.answers
    desk.close()
    desk.open(tmp_path / "a.sealwright-class")
    qtbot.wait(50)
    press(page, "Continue as Ann", qtbot)
    assert desk.kept.answers[why.place].text == "Ann's"
    desk.close()
    qtbot.wait(50)
    press(page, "Continue with DEMO class", qtbot)  # nobody has to find the file again
    assert desk.opened is not None
    assert desk.opened.path == tmp_path / "a.sealwright-class"


def test_a_clock_runs_from_opening_the_question(window: MainWindow, page: TrainingPage, qtbot: QtBot) -> None:
    begin(page, "Ann", qtbot)
    desk = window.bench.training
    _, count, why = desk.questions()
    assert not desk.give(count, Answer("count", text="7")), "it is not even open"
    press(page, "Open the question", qtbot)
    assert _limits(page) == "Attempts used: 0 of 2 · each attempt after the first costs 0.5 points"
    assert desk.give(count, Answer("count", text="6"))
    assert desk.give(count, Answer("count", text="7")), "the same attempt, as long as it is in sight"
    assert desk.kept.answers[count.place].tries == 1
    assert _limits(page) == "Attempts used: 1 of 2 · each attempt after the first costs 0.5 points"
    desk.go_to(2)
    desk.go_to(1)
    desk.answered.emit()
    assert _limits(page) == "Attempts used: 1 of 2 · another answer costs 0.5 points"
    assert desk.give(count, Answer("count", text="8"))
    desk.go_to(2)
    desk.go_to(1)
    assert desk.standing(count).attempts_over
    assert not desk.give(count, Answer("count", text="9"))
    assert desk.give(why, Answer("why", text="w"))
    desk._clock.later_s = 61  # type: ignore[attr-defined]
    assert desk.standing(count).time_over
    (view,) = page.findChildren(SolvingView)
    desk.answered.emit()
    blocks = {block.asked.place: block for block in view.findChildren(QuestionBlock)}
    field = blocks[count.place].field
    assert field is not None
    assert not field.isEnabled()
    assert (desk.kept.answers[count.place].text, desk.kept.answers[count.place].tries) == ("8", 2)


def _limits(page: TrainingPage) -> str:
    """What is said of attempts, without the time that is left."""
    said = (t.text() for t in page.findChildren(Text) if t.isVisibleTo(page))
    return next(text for text in said if "Attempts used" in text).partition(" · ")[2]


def test_an_answer_that_can_t_be_read_is_said_to_be_none_at_once(
    window: MainWindow, page: TrainingPage, qtbot: QtBot
) -> None:
    """And it is kept as it was typed; another attempt that can be read takes the words away."""
    begin(page, "Ann", qtbot)
    desk = window.bench.training
    count = desk.questions()[1]
    press(page, "Open the question", qtbot)
    fields = [f for f in page.findChildren(AnswerField) if f.first is not None and f.isVisibleTo(page)]
    (edit,) = [f.first for f in fields if isinstance(f.first, QLineEdit)]
    words = "This is not in the requested form and would earn no points. It is kept as typed."

    def said() -> bool:
        return any(t.isVisibleTo(page) and t.accessibleName() == words for t in page.findChildren(Text))

    for typed, doubtful in (("seven", True), ("7", False)):
        edit.setFocus()
        edit.clear()
        qtbot.keyClicks(edit, typed)
        qtbot.keyClick(edit, Qt.Key.Key_Tab)
        assert desk.kept.answers[count.place].text == typed
        assert said() is doubtful


def _difficulties(view: ResultsView) -> dict[str, str]:
    """How many answered each question right, by what the table calls it without its text."""
    table = next(
        t for t in view.findChildren(RowsTable) if t.accessibleName() == "Difficulty of each question"
    )
    rows = [[str(table.model().index(n, c).data()) for c in (0, 1)] for n in range(table.model().rowCount())]
    return {name.rpartition(", ")[0]: right for name, right in rows}


def test_the_trail_and_the_trainer_s_own_points(
    window: MainWindow, page: TrainingPage, made: tuple[Path, Path], tmp_path: Path, qtbot: QtBot,
    until: Until, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    begin(page, "Ann", qtbot)
    desk = window.bench.training
    file, count, why = desk.questions()
    desk.open_question(count)
    desk.give(count, Answer("count", text="7f" * 60))
    unpack_evidence(made[0], "Ann", tmp_path / "evidence")
    (stick,) = (tmp_path / "evidence").rglob("*.raw")
    clock = SystemClock()
    facts = {"reference": "D", "title": "D", "examiner": "E", "agency": "A", "country": "XX"}
    other = tmp_path / "other"
    with new_case(other, clock=clock, **facts) as case:
        ingest(case, [str(made[0])], IngestOptions(), report=silent, cancelled=never_cancelled)
    with new_case(tmp_path / "case", clock=clock, **facts) as case:
        ingest(case, [str(stick)], IngestOptions(), report=silent, cancelled=never_cancelled)
        tag(case, "relevant", ArtifactFilter(text="note"), note=None, clock=clock)
    for path in (other, tmp_path / "case"):
        window.bench.open_case(path)
        until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
        assert desk.kept.cases == (() if path == other else (str(path),))
    window.go(places.ARTIFACTS)
    desk.go_to(0)
    desk._looking.setInterval(0)
    artifacts = window.pages[places.ARTIFACTS]
    assert isinstance(artifacts, ArtifactsPage)
    until(lambda: artifacts._panes is not None)

    def rows() -> list[int]:
        read = ((n, artifacts._model.artifact(n)) for n in range(artifacts._model.rowCount()))
        return [n for n, one in read if one is not None and one.entry.locator.path_display() == "/note.txt"]

    until(lambda: bool(rows()))
    (row,) = rows()

    def opened() -> list[str]:
        return [step.subject for step in desk.kept.trail if step.what == "opened"]

    qtbot.wait(50)
    assert opened() == []  # the list selected its first row by itself
    desk._looking.setInterval(60_000)
    artifacts.table.selectRow(row)
    press(window.questions, "Use selection", qtbot)  # before the moment after which it counts
    assert [step.what for step in desk.kept.trail][-2:] == ["opened", "answered"]
    desk._looking.setInterval(0)
    artifacts._filtered(ArtifactFilter(text="DEMO"))
    until(lambda: not rows())
    artifacts._filtered(ArtifactFilter())
    until(lambda: bool(rows()))
    qtbot.wait(50)
    assert opened() == ["stick.raw:/note.txt"]
    place = artifacts.table.visualRect(artifacts._model.index(0, 0)).center()
    qtbot.mouseClick(artifacts.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    until(lambda: len(opened()) == 2)
    desk.give(why, Answer("why", text="It is so."))
    window.go(places.TRAINING)
    told: list[tuple[list[str], list[str]]] = []
    asking = "ui.pages.training.solving.ask_to_submit"
    monkeypatch.setattr(asking, lambda _, *questions: told.append(questions) or True)
    press(page, "Submit", qtbot)
    assert told == [([], ["DEMO: A stick: How many?"])]  # 7f7f… is no number
    until(lambda: not desk.running and bool(desk.submissions))
    qtbot.waitUntil(lambda: page.findChildren(SolvingView)[0].first is page.window().focusWidget())
    assert "Ann" in window.job_line._text.accessibleName()
    assert f"Submitted as {desk.submissions[0]}" in _said(page)
    desk.give(why, Answer("why", text="It is not so."))
    qtbot.wait(50)
    assert "Your answers are no longer those in" in _said(page)
    desk.close()
    desk.open(tmp_path / "a.sealwright-class")
    qtbot.wait(50)
    press(page, "Continue as Ann", qtbot)  # as on another day
    assert "Your answers are no longer those in" in _said(page)
    desk.give(why, Answer("why", text="It is so."))
    qtbot.wait(50)
    assert "Your answers are no longer those in" not in _said(page)
    desk.submissions = (tmp_path / "Ann.sealwright-answers",)
    handed = read_answers(desk.submissions[0]).submission
    trail = [(step.what, step.subject) for step in handed.trail]
    assert ("opened", "stick.raw:/note.txt") in trail
    assert ("tagged", "relevant · stick.raw:/note.txt") in trail
    assert ("answered", file.place) in trail
    assert not any("other" in subject for _, subject in trail)
    desk.close()
    desk.open(tmp_path / "a.sealwright-class")
    qtbot.wait(50)
    begin(page, "Bob", qtbot)
    assert "Ann" not in window.job_line._text.accessibleName()
    assert desk.kept.cases == ()  # the case that is still open is Ann's work
    desk.submissions = (tmp_path / "Ann.sealwright-answers", _of_the_other_variant(made[0], tmp_path))

    monkeypatch.setenv("SEALWRIGHT_HOME", str(made[1]))
    desk.mark(desk.submissions)
    until(lambda: not desk.running and desk.marked is not None)
    qtbot.wait(50)
    (view,) = page.findChildren(ResultsView)
    assert view._rows[0]["points"] == "1.00"
    head = view._table.model().headerData(2, Qt.Orientation.Horizontal)
    assert head == "DEMO: A stick"  # and not the name of its folder
    assert "2 files chosen there" in _said(BeginView(window.bench))  # the folder may have more
    other = tmp_path / "elsewhere" / "Cyd.sealwright-answers"
    other.parent.mkdir()
    other.touch()
    desk.recent.note_marked((*desk.submissions, other))
    assert "2 files chosen there · 1 file in other folders" in _said(BeginView(window.bench))
    desk.write_certificates(tmp_path / "certificates")
    until(lambda: not desk.running)
    qtbot.wait(50)
    (view,) = page.findChildren(ResultsView)
    said = " ".join(text.text() for text in view.findChildren(Text))
    offered: list[str] = []
    monkeypatch.setattr(results, "choose_list_csv", lambda _, name: offered.append(name))
    view._save_csv()
    assert offered == [f"{safe_name(view._values['title'])}.csv"]
    assert offered != ["class.csv"]
    desk.write_tables(tmp_path / "class.csv")
    until(lambda: not desk.running)
    qtbot.wait(50)
    head, *_ = csv.reader((tmp_path / "class.csv").read_text("utf-8-sig").splitlines())
    asked = [f"DEMO: A stick, question {n}" for n in (1, 2, 3)]  # one column each, not one for each variant
    assert [name.partition(" [")[0] for name in head[-3:]] == asked
    assert len(head) == 13
    (view,) = page.findChildren(ResultsView)
    assert _difficulties(view) == {
        asked[0]: "1 of 2",
        asked[1]: "0 of 2",
    }  # of the third nothing is known yet
    assert view._table.model().columnCount() == 3
    assert "No training certificate for Ann yet" in said  # it said Done, and nothing was there
    assert "Requested: a number in digits" in said
    broken = {path.accessibleName(): path for path in view.findChildren(BrokenText)}
    assert "Correct answer: 7" in broken
    answer = broken[f"Answer: {'7f' * 60}"]
    until(lambda: answer.height() > 0)  # it was laid out
    assert answer.height() >= answer.heightForWidth(answer.width()) > answer.fontMetrics().lineSpacing()
    (points,) = [c for c in view.findChildren(Combo) if c.accessibleName().startswith("Your points for")]
    points.setCurrentIndex(points.findData("0.75"))
    asked_about: list[int] = []
    refusing = "ui.window.main_window.ask_without_points"
    monkeypatch.setattr(refusing, lambda parent, count: asked_about.append(count))
    assert not window.close()  # what was chosen is not lost without a word
    assert asked_about == [1]
    press(page, "Save points (1 answer)", qtbot)
    until(lambda: not desk.running)
    qtbot.wait(50)
    (view,) = page.findChildren(ResultsView)
    assert view._rows[0]["points"] == "2.50"
    assert _difficulties(view) == {asked[0]: "1 of 2", asked[1]: "0 of 2", asked[2]: "0 of 2"}
    role = Qt.ItemDataRole.AccessibleTextRole
    trail = [str(t.model().index(n, 0).data(role)) for t in view.findChildren(RowsTable)
             for n in range(t.model().rowCount())]  # fmt: skip
    assert any(line.startswith("Tagged, ") and "relevant · stick.raw:/note.txt" in line for line in trail)
    assert any("reading completed" in line for line in trail)  # and not the code in the ledger
    assert not any(file.place in line for line in trail)  # the ID of a question is nobody's business


def _of_the_other_variant(class_set: Path, folder: Path) -> Path:
    """The submission of somebody whose questions are not Ann's; nothing is answered."""
    variant_of = read_class_set(class_set).class_set.variant_of
    name = next(n for n in (f"Zoe {k}" for k in range(99)) if variant_of(n) != variant_of("Ann"))
    out = folder / "Zoe.sealwright-answers"
    submit(class_set, out, trainee=Holder(name), answers={}, clock=SystemClock())
    return out


def test_points_for_the_same_sentence_stay_in_a_later_submission(
    window: MainWindow, page: TrainingPage, made: tuple[Path, Path], tmp_path: Path,
    until: Until, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Points were lost with a submission sent again; an unmarked sentence was counted as wrong."""
    monkeypatch.setenv("SEALWRIGHT_HOME", str(made[1]))
    variant_of = read_class_set(made[0]).class_set.variant_of
    files = [tmp_path / f"{n}.sealwright-answers" for n in range(4)]
    texts, names = ("So.", "So.", "So, I think.", "So."), ("Nina", "Nina", "Nina", "Uwe")
    clock = LaterClock()
    for file, text, name in zip(files, texts, names, strict=True):
        given = {f"stick-{variant_of(name)}": [Answer("why", text=text)]}
        submit(made[0], file, trainee=Holder(name), answers=given, clock=clock)

    def why(*some: Path) -> tuple[Mark, Difficulty]:
        marked = mark_class(some, clock=clock)
        (row,) = marked.counting
        asked = next(one for one in marked.difficulties if one.place[1] == "why")
        return next(mark for (_, question), mark in row.result.marks if question == "why"), asked

    mark, asked = why(*files[:2])
    assert mark.points is None
    assert (asked.unmarked, asked.share) == (1, None)  # nobody knows yet how hard it is
    desk = window.bench.training
    desk.mark(files[:2])
    left_out = "1 question is left out until all its sentences are marked."
    until(lambda: not desk.running and left_out in _said(page))  # the page follows a moment later
    place = f"stick-{variant_of('Nina')}.why"
    give_credits(files[0], {place: "0.5"})
    for later in (files[1:2], files[:2]):  # whether the earlier one is at hand or not
        mark, asked = why(*later)
        assert mark.credit == Decimal("0.5")
        assert {Remark.BY_THE_TRAINER, Remark.CARRIED_OVER} <= set(mark.remarks)
        assert (asked.unmarked, asked.share) == (0, Decimal("0.5"))
    assert Remark.CARRIED_OVER not in why(files[0])[0].remarks
    assert why(files[2])[0].points is None  # other words
    assert why(files[3])[0].points is None  # somebody else's
    desk.mark(files[:2])
    carried = "points carried over from the same sentence in another submission"
    until(lambda: not desk.running and carried in _said(page))  # empty while it is filled again
    assert left_out not in _said(page)
    give_credits(files[1], {place: "1"})
    mark, _ = why(files[1])
    assert (mark.credit, Remark.CARRIED_OVER in mark.remarks) == (Decimal(1), False)


def test_two_submissions_of_one_trainee_are_told_apart(
    window: MainWindow, page: TrainingPage, made: tuple[Path, Path], tmp_path: Path, qtbot: QtBot,
    until: Until, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """And no certificate is said to be missing for one that was replaced."""
    monkeypatch.setenv("SEALWRIGHT_HOME", str(made[1]))
    variant = read_class_set(made[0]).class_set.variant_of("Ann")
    for name, text in (("first", "It is so."), ("second", "")):
        given = {f"stick-{variant}": [Answer("why", text=text)]} if text else {}
        out = tmp_path / "class" / f"{name}.sealwright-answers"
        out.parent.mkdir(exist_ok=True)
        submit(made[0], out, trainee=Holder("Ann"), answers=given, clock=SystemClock())
    desk = window.bench.training
    desk.mark([tmp_path / "class"])
    until(lambda: not desk.running and desk.marked is not None)
    (mark,) = [box for box in page.findChildren(SpinBox) if box.accessibleName() == "Pass mark (%)"]
    assert mark.value() == 60
    mark.setValue(0)
    desk.write_certificates(tmp_path / "certificates")
    until(lambda: not desk.running and bool(desk.written))
    qtbot.wait(50)
    (mark,) = [box for box in page.findChildren(SpinBox) if box.accessibleName() == "Pass mark (%)"]
    assert mark.value() == 0
    require_judge("pdftotext")
    told = subprocess.run(["pdftotext", "-layout", desk.written[0], "-"], capture_output=True, text=True)
    assert re.search(r"Pass mark\s+0\s*%", told.stdout)
    assert "Passed" in told.stdout  # with no points at all: the mark beside it says why
    (view,) = page.findChildren(ResultsView)
    role = Qt.ItemDataRole.AccessibleTextRole
    first, second = (str(view._table.model().index(n, 0).data(role)) for n in range(2))
    at = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"
    assert re.search(rf", Counts; submitted {at}$", first)
    assert re.search(rf", Replaced, does not count; submitted {at}$", second)
    assert "The submission of 20" in _said(view)
    assert "No training certificate" not in _said(view)
    view._table.select(1)
    qtbot.wait(50)
    assert second.partition(", ")[2] in _said(page)


def test_a_new_case_has_the_evidence_of_the_task_that_is_selected(
    window: MainWindow, page: TrainingPage, made: tuple[Path, Path], tmp_path: Path, qtbot: QtBot,
    until: Until, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Not of all tasks of the set; and what was unpacked is found again another day."""
    out, scenario = tmp_path / "two.sealwright-class", str(made[0].parent / "stick")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEALWRIGHT_HOME", str(made[1]))
        make_class_set(out, Plan("Two", (scenario, scenario), "a"), trainer="T", clock=SystemClock())
    desk = window.bench.training
    desk.open(out)
    qtbot.wait(50)
    begin(page, "Ann", qtbot)
    press(page, "Unpack", qtbot)
    until(lambda: not desk.running and desk.evidence is not None)
    desk.close()
    desk.open(out)
    qtbot.wait(50)
    press(page, "Continue as Ann", qtbot)
    opened: list[list[Path]] = []
    monkeypatch.setattr(NewCaseDialog, "exec", _make_case)
    monkeypatch.setattr(window.bench, "open_case", lambda _, first: opened.append(first))
    (view,) = page.findChildren(SolvingView)
    for task in ("stick-1", "stick-1-1"):
        view._table.select(task)
        qtbot.wait(50)
        press(page, "New case with this evidence…", qtbot)
    assert desk.evidence is not None
    assert opened == [[desk.evidence / task / "stick.raw"] for task in ("stick-1", "stick-1-1")]
    desk.changed.emit()  # as when a submission was written
    qtbot.wait(50)
    (view,) = page.findChildren(SolvingView)
    assert view._table.current_key() == "stick-1-1"  # the task in work, not the first one


def _make_case(dialog: NewCaseDialog) -> bool:
    """Somebody changes nothing in the dialog."""
    dialog.made = Path("case")
    assert (dialog.facts.title.value, dialog.facts.examiner.value) == ("DEMO: A stick", "Ann")
    return True


def test_the_checklist_of_two_laboratories(
    window: MainWindow, page: TrainingPage, small: Path, tmp_path: Path, qtbot: QtBot, until: Until
) -> None:
    """And it is there to go on with when the page was left, and when the program was started again."""
    desk = window.bench.training
    desk.close()
    qtbot.wait(50)
    press(page, "Open the checklist", qtbot)
    (view,) = page.findChildren(ExchangeView)
    (table,) = view.findChildren(RowsTable)  # what there will be to do, before a case is named
    assert [table.rows.key(n) for n in range(table.model().rowCount())] == list(Step)
    view._take("sender", small)
    until(lambda: not desk.running and desk.steps is not None)
    qtbot.wait(50)
    (view,) = page.findChildren(ExchangeView)
    assert str(small) in [path.accessibleName() for path in view.findChildren(BrokenText)]  # breaks anywhere
    assert "steps were done at" in _said(page), "what was changed since is not in it"
    (table,) = view.findChildren(RowsTable)
    done = [table.model().index(n, 0).data() for n in range(table.model().rowCount())]
    assert len(done) == len(Step)
    assert sum("still missing" in text for text in done) >= len(Step) - 2
    assert "Case › Sealed bundles › Record the dispatch…" in "\n".join(done)
    (tmp_path / "receiver").mkdir()  # where nothing was delivered yet
    view._take("receiver", tmp_path / "receiver")
    until(lambda: not desk.running and desk.steps is not None)
    qtbot.wait(50)
    assert "No bundle or parcel in it yet." in _said(page)
    (view,) = page.findChildren(ExchangeView)
    view._without("receiver", tmp_path / "receiver")
    until(lambda: not desk.running and desk.steps is not None)
    qtbot.wait(50)
    (view,) = page.findChildren(ExchangeView)
    missing = sum("still missing" in text for text in done)
    press(window, "Back to start", qtbot)
    assert f"{len(Step) - missing} of {len(Step)} steps were done at" in _said(page)
    assert re.search(
        r"steps were done at \W?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\W?\.", _said(page)
    )  # no parts
    press(page, "New exercise", qtbot)  # which forgets nothing before it has a folder of its own
    (view,) = page.findChildren(ExchangeView)
    assert desk.steps is None
    assert not desk.running
    window.bench.settings.save()
    again = make_window(Settings(tmp_path / "window.ini"))
    qtbot.addWidget(again)
    again.show()
    again.go(places.TRAINING)
    page = again.pages[places.TRAINING]  # type: ignore[assignment]
    desk = again.bench.training
    assert str(small) in [path.accessibleName() for path in page.findChildren(BrokenText)]
    press(page, "Continue the exercise", qtbot)
    until(lambda: not desk.running and desk.steps is not None)
    qtbot.wait(50)
    (view,) = page.findChildren(ExchangeView)
    small.rename(tmp_path / "elsewhere")  # as when the stick was taken out
    press(page, "Look again", qtbot)
    until(lambda: not desk.running)
    qtbot.wait(50)
    assert "Not found at the moment." in _said(page)
    assert "it is not known which steps are done" in _said(page)
    (view,) = page.findChildren(ExchangeView)
    view._without("sender", small)
    qtbot.wait(50)
    assert desk.steps is None
    press(again, "Back to start", qtbot)
    assert "steps were done" not in _said(page)
    press(page, "Open the checklist", qtbot)
    again.bench.close()


@pytest.mark.parametrize(
    ("points", "state"),
    [(("2", "1", "2"), State.OK), (("0", "1", "2"), State.WARN), (("0", "0", "0"), State.BAD)],
)
def test_a_drill_is_called_wrong_only_where_it_earned_nothing(points: tuple[str, ...], state: State) -> None:
    """One with the wrong verdict and three of five points had the cross of one that is all wrong."""
    asked = zip(("verdict", "axis", "what"), points, ("2", "1", "2"), strict=True)
    marks: list[dict[str, Any]] = [
        {"question": f"drill-02.{one}", "points": got, "possible": of, "remarks": []}
        for one, got, of in asked
    ]
    assert state_of(marks) is state


def _said(page: QWidget) -> str:
    return " ".join(text.text() for text in page.findChildren(Text) if text.isVisibleTo(page))


def test_an_artifact_of_another_task_s_case_is_not_taken(
    window: MainWindow, made: tuple[Path, Path], tmp_path: Path, qtbot: QtBot, until: Until
) -> None:
    """The evidence of both tasks has one name and size, as two laptops of a class do."""
    for name in ("stick", "second"):
        shutil.copytree(made[0].parent / "stick", tmp_path / name)
    words = tmp_path / "second" / "messages" / "en.toml"
    words.write_text(words.read_text(encoding="utf-8").replace("DEMO: A stick", "DEMO: A second"), "utf-8")
    set_file, clock = tmp_path / "two.sealwright-class", SystemClock()
    plan = Plan("DEMO two", (str(tmp_path / "stick"), str(tmp_path / "second")), "a", variants=1)
    make_class_set(set_file, plan, trainer="T", clock=clock)
    unpack_evidence(set_file, "Ann", tmp_path / "evidence")
    facts = {"reference": "D", "title": "D", "examiner": "E", "agency": "A", "country": "XX"}
    for task in ("stick", "second"):
        (stick,) = (tmp_path / "evidence" / f"{task}-1").rglob("*.raw")
        with new_case(tmp_path / f"case-{task}", clock=clock, **facts) as case:
            ingest(case, [str(stick)], IngestOptions(), report=silent, cancelled=never_cancelled)
    desk, panel = window.bench.training, window.questions
    desk.open(set_file)
    desk.begin("Ann")

    def open_case(task: str) -> None:
        window.bench.open_case(tmp_path / f"case-{task}")
        is_read(task)

    def is_read(task: str) -> None:
        until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
        assert window.bench.case is not None
        assert window.bench.case.path == tmp_path / f"case-{task}"
        window.go(places.ARTIFACTS)
        artifacts = window.pages[places.ARTIFACTS]
        assert isinstance(artifacts, ArtifactsPage)
        until(lambda: artifacts._panes is not None and bool(artifacts.selected()))
        qtbot.wait(20)

    def said() -> str:
        return " ".join(t.accessibleName() for t in panel.findChildren(Text) if t.isVisibleTo(panel))

    window.go(places.VERIFY)
    desk.go_to(2)
    qtbot.wait(20)
    assert "task “" not in said()
    press(panel, "Next", qtbot)
    passed = "the task “DEMO: A second”. The question before belonged to “DEMO: A stick”."
    assert f"This question belongs to {passed}" in said()
    open_case("stick")
    belongs = "The open case case-stick belongs to the task “DEMO: A stick”, and this question to the task"
    assert f"{belongs} “DEMO: A second”. Create a case with the evidence of this task" in said()
    press(panel, "Use selection", qtbot)
    assert f"Nothing was taken. {belongs}" in said()
    asked = desk.current()
    assert asked is not None
    assert not desk.is_answered(asked)
    open_case("second")
    assert "open case" not in said()
    desk.go_to(0)
    open_case("second")
    assert "Open your case case-stick and select the artifact there." in said()
    press(panel, "Open case case-stick", qtbot)
    is_read("stick")
    assert "open case" not in said()
    press(panel, "Use selection", qtbot)
    asked = desk.current()
    assert asked is not None
    assert desk.is_answered(asked)
