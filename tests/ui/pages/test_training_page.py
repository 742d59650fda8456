"""The Training page as a newcomer uses it: from Alt+8 to a marked drill by clicks alone."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from forensics_app.model.times import SystemClock
from forensics_app.services.identities.identities import Holder, new_identity
from forensics_app.services.training.class_files import read_answers, read_class_set
from forensics_app.services.training.trainers import trainer_name
from forensics_app.training.answer import Answer
from tests.judging.judges import require_judge
from tests.ui.conftest import Until
from ui.app import make_window
from ui.dialogs.case.new_case import NewCaseDialog, known_person
from ui.dialogs.file_dialog import FileDialog
from ui.dialogs.training.class_drills import ClassDrillsDialog
from ui.jobs.desk import JobKind
from ui.pages.training.begin import BeginView
from ui.pages.training.page import TrainingPage, take_dropped
from ui.pages.training.results import ResultsView
from ui.pages.training.solving import SolvingView
from ui.settings.settings import Settings
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.spin_box import SpinBox
from ui.widgets.layout.page import Page
from ui.widgets.text.text import Text
from ui.window.main_window import MainWindow
from ui.words import places
from ui.workbench.training import TrainingDesk

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> TrainingPage:
    window.bench.jobs.changed.connect(lambda: None)
    qtbot.keyClick(window, Qt.Key.Key_8, Qt.KeyboardModifier.AltModifier)
    window.go(places.TRAINING)
    found = window.pages[places.TRAINING]
    assert isinstance(found, TrainingPage)
    return found


def press(page: QWidget, label: str, qtbot: QtBot) -> None:
    """Click the button of that name which can be seen."""
    (button,) = [b for b in page.findChildren(Button) if b.accessibleName() == label and b.isVisibleTo(page)]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def warned(window: MainWindow, qtbot: QtBot) -> list[str]:
    """What the panel says of a result that isn't the one asked about."""
    qtbot.wait(20)
    said = (text.accessibleName() for text in window.questions.findChildren(Text) if text.isVisibleTo(window))
    return [words for words in said if "Verify page" in words]


def subtitle(window: MainWindow) -> str:
    """Under the title of the page Verify."""
    page = window.pages[places.VERIFY]
    assert isinstance(page, Page)
    return page.subtitle()


def elsewhere(window: MainWindow, folder: Path) -> Path:
    """A copy of the bundle that the panel asks about, in a folder of no drill."""
    desk = window.bench.training
    asked = desk.current()
    bundle = None if asked is None else desk.bundle_of(asked)
    assert bundle is not None
    return Path(shutil.copy(bundle, folder))


def _picture(window: MainWindow, name: str) -> None:
    folder = os.environ.get("SEALWRIGHT_PICTURES")
    if folder:
        window.grab().save(str(Path(folder) / f"{name}.png"))


def until_opened(desk: TrainingDesk, placed: list[str], qtbot: QtBot) -> None:
    """Questions are opened by being shown, in a turn of the window's."""
    qtbot.wait(10)
    assert list(desk.kept.opened_at) == placed
    assert [(s.what, s.subject) for s in desk.kept.trail if s.what == "question"] == [
        ("question", p) for p in placed
    ]


@pytest.fixture
def solving(window: MainWindow, page: TrainingPage, qtbot: QtBot, until: Until) -> SolvingView:
    """Three drills, made by two clicks."""
    _picture(window, "begin")
    (count,) = [box for box in page.findChildren(SpinBox) if box.accessibleName() == "Number of drills"]
    count.setValue(3)
    press(page, "Start drills", qtbot)
    until(lambda: not window.bench.training.running and window.bench.training.opened is not None)
    qtbot.wait(50)
    (view,) = page.findChildren(SolvingView)
    return view


def test_a_newcomer_comes_to_a_marked_drill_by_clicks(
    window: MainWindow,
    page: TrainingPage,
    solving: SolvingView,
    qtbot: QtBot,
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    desk = window.bench.training
    assert len({asked.task.task_id for asked in desk.questions()}) == 3
    for task in ("drill-01", "drill-02", "drill-03"):
        solving._table.select(task)
        qtbot.wait(10)
        press(page, "Verify", qtbot)
        until(lambda: not window.bench.check.running and window.bench.check.report is not None)
        assert window.place == places.VERIFY
        assert f"Drill {int(task[-1])} · DEMO-2026-0042-B01.sealed.zip · " in subtitle(window)
        assert warned(window, qtbot) == []
        report = window.bench.check.report
        assert report is not None
        verdict = report.verdict.value
        window.go(places.TRAINING)
        qtbot.wait(10)
        combos = [box for box in page.findChildren(Combo) if box.isVisibleTo(page)]
        assert len(combos) == 3
        combos[0].setCurrentIndex(combos[0].findData(verdict))
    desk.go_to_task("drill-02")  # beside the verdict of the third
    assert solving._table.current_key() == "drill-02"
    window.go(places.VERIFY)
    (words,) = warned(window, qtbot)
    assert words.startswith("The result on the Verify page is of Drill 3, not of Drill 2.")
    _picture(window, "other-drill")
    press(window.questions, "Verify bundle Drill 2", qtbot)
    until(lambda: not window.bench.check.running and window.bench.check.report is not None)
    assert subtitle(window).startswith("Drill 2 · ")
    assert warned(window, qtbot) == []
    window.bench.check_bundle(elsewhere(window, tmp_path))
    until(lambda: not window.bench.check.running and window.bench.check.report is not None)
    assert subtitle(window).startswith("DEMO-2026-0042-B01.sealed.zip · ")
    (words,) = warned(window, qtbot)
    assert words.startswith("The result on the Verify page is of another bundle, not of Drill 2.")
    window.go(places.TRAINING)
    qtbot.wait(10)
    _picture(window, "solving")
    solving._name.edit.setText("Lea Exemple")
    asked_about: list[list[str]] = []
    for sure in (False, True):
        assert not desk.running
        monkeypatch.setattr(
            "ui.pages.training.solving.ask_to_submit",
            lambda _, missing, unreadable, sure=sure: asked_about.append([*missing, *unreadable]) or sure,
        )
        press(page, "Submit and mark", qtbot)
    unanswered = [one for one in desk.questions() if not desk.is_answered(one)]
    assert [len(named) for named in asked_about] == [len(unanswered)] * 2 == [6, 6]
    assert asked_about[0][0].startswith("Drill 1: ")
    until(lambda: not desk.running and desk.marked is not None)
    qtbot.wait(50)
    (view,) = page.findChildren(ResultsView)
    _picture(window, "results")
    (row,) = view._rows
    assert row["trainee"] == "Lea Exemple"
    assert row["points"] == "6.00"  # each verdict as the program gave it
    assert all(mark["explanation"] for mark in row["marks"] if mark["question"].endswith(".reason"))
    desk.write_tables(tmp_path / "class.csv")
    until(lambda: not desk.running and bool(desk.written))
    qtbot.wait(50)
    (view,) = page.findChildren(ResultsView)
    said = " ".join(text.text() for text in view.findChildren(Text))
    assert all(str(file) in said for file in desk.written)
    (submission,) = desk.submissions
    handed_in = read_answers(submission).submission
    assert handed_in.trainee == "Lea Exemple"
    name = "DEMO-2026-0042-B01.sealed.zip"
    verified = [step.subject for step in handed_in.trail if step.what == "verified"]
    assert verified == [f"0{n}/{name}" for n in (1, 2, 3, 2)] + [name]
    press(window, "Back to start", qtbot)
    qtbot.wait(50)
    assert [b for b in page.findChildren(Button) if b.accessibleName() == "Start drills"]


def test_what_was_answered_beside_another_page_stands_in_the_fields(
    window: MainWindow, page: TrainingPage, solving: SolvingView, qtbot: QtBot
) -> None:
    """The table said 3 of 3 and the dialog too, while the fields of the same drill stood empty."""
    desk = window.bench.training
    window.go(places.VERIFY)
    asked = desk.questions()[0]
    choice = asked.question.choices[-1].choice_id
    desk.give(asked, Answer(asked.question.question_id, choice_ids=(choice,)))
    window.go(places.TRAINING)
    qtbot.wait(10)
    shown = [box for box in page.findChildren(Combo) if box.isVisibleTo(page)]
    assert [box.currentData() for box in shown] == [choice, "", ""]


def test_a_question_counts_as_opened_once_it_is_in_sight(
    window: MainWindow, page: TrainingPage, solving: SolvingView, qtbot: QtBot
) -> None:
    """The page behind the others follows the panel, and had opened every question of a task at its first."""
    desk = window.bench.training
    of_first, of_second = ([a.place for a in desk.questions()][n : n + 3] for n in (0, 3))
    until_opened(desk, of_first, qtbot)
    window.go(places.VERIFY)
    desk.go_to(2)
    for number in (1, 2, 3):
        qtbot.wait(10)
        press(window.questions, "Next", qtbot)
        until_opened(desk, [*of_first, *of_second[:number]], qtbot)
    assert solving._table.current_key() == "drill-02"


def test_a_class_set_without_a_scenario_is_asked_for_one(page: TrainingPage, qtbot: QtBot) -> None:
    """The button did nothing, and said nothing."""
    press(page, "Save class set…", qtbot)
    (view,) = page.findChildren(BeginView)
    (said,) = (text for text in view.findChildren(Text) if text.text() == "Select at least one scenario.")
    assert said.isVisible()
    view._scenarios[0][1].click()
    assert not said.isVisible()
    press(page, "Save class set…", qtbot)  # and for the trainer's name, which stood as “Trainer” in it
    assert [text for text in view.findChildren(Text)
            if text.isVisible() and text.text().startswith("Enter your name;")]  # fmt: skip
    boxes = dict(view._scenarios)
    boxes["server"].click()  # the key of its vault lies in another scenario
    assert boxes["fraud"].isChecked()
    boxes["fraud"].click()
    press(page, "Save class set…", qtbot)
    (said,) = (t for t in view.findChildren(Text) if t.isVisible() and "can't be solved" in t.text())
    assert said.text().startswith("Select DEMO: Fraud across two countries too")
    (about,) = (t for t in view.findChildren(Text) if "only together with" in t.text())
    assert about.text().startswith("advanced · 90 minutes · 9 questions")


def test_a_scenario_that_no_variant_changes_is_named_to_the_trainer(
    window: MainWindow, page: TrainingPage, tmp_path: Path, until: Until
) -> None:
    desk = window.bench.training
    said = "DEMO: The diverted invoices is the same in every variant"
    for variants in (1, 2):
        out = tmp_path / f"{variants}.sealwright-class"
        desk.make(out, ["demo-case"], "one", variants, trainer="T. Rainer")
        until(lambda out=out: not desk.running and desk.made == out)  # type: ignore[misc]
        until(lambda out=out: any(out.name in text.text() for text in page.findChildren(Text)))  # type: ignore[misc]
        shown = [text for text in page.findChildren(Text) if said in text.text()]
        assert bool(shown) is (variants == 2)


def test_a_trainer_makes_drills_for_a_class_in_the_window(
    window: MainWindow,
    page: TrainingPage,
    qtbot: QtBot,
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """The page's own drills bear no name, are opened at once, and lie where no trainer looks for them."""
    dialogs: list[ClassDrillsDialog] = []
    monkeypatch.setattr(ClassDrillsDialog, "exec", lambda dialog: dialogs.append(dialog))
    press(page, "For a class…", qtbot)
    (dialog,) = dialogs
    dialog.show()
    press(dialog, "Create drills…", qtbot)
    assert dialog.drills is None, "a name is missing"
    qtbot.keyClicks(dialog.name.edit, "Lea Trainer")
    dialog.own.click()
    press(dialog, "Create drills…", qtbot)
    assert dialog.drills is None, "a bundle is missing"
    assert [
        text for text in dialog.findChildren(Text) if text.isVisible() and text.text() == "Choose a bundle."
    ]
    dialog.demo.click()
    dialog.count.setValue(3)
    dialog.seed.edit.setText("--autumn")
    (tmp_path / "training").mkdir()  # what is there is never written into
    monkeypatch.setattr(FileDialog, "choose", lambda _: [tmp_path])
    press(dialog, "Create drills…", qtbot)
    assert dialog.drills is not None
    desk = window.bench.training
    desk.drill_class(dialog.drills)
    until(lambda: not desk.running and desk.drills_made is not None)
    assert desk.opened is None, "they are for others to solve"
    qtbot.wait(10)
    _picture(window, "drills-for-a-class")
    folder = tmp_path / "training-2" / "drills"
    said = " ".join(text.text() for text in page.findChildren(Text))
    assert str(folder) in said
    assert "Number of drills: 3. Seed: " in said
    assert not list((tmp_path / "training").iterdir())
    opened = read_class_set(folder / "drills.sealwright-class")
    assert (opened.class_set.trainer, len(opened.class_set.tasks)) == ("Lea Trainer", 3)
    desk.open(opened.path)
    desk.begin("Ann Trainee")
    desk.hand_in("Ann Trainee")
    until(lambda: not desk.running and bool(desk.submissions))
    desk.mark(desk.submissions)
    until(lambda: not desk.running and desk.marked is not None)
    desk.write_certificates(tmp_path / "certificates")
    until(lambda: not desk.running and bool(desk.written))
    (certificate,) = desk.written
    require_judge("pdftotext")
    printed = subprocess.run(["pdftotext", "-layout", certificate, "-"], capture_output=True, text=True)
    assert "Lea Trainer" in printed.stdout


def test_a_name_is_asked_for_before_handing_in(
    window: MainWindow, page: TrainingPage, solving: SolvingView, qtbot: QtBot
) -> None:
    press(page, "Submit and mark", qtbot)
    assert not window.bench.training.running
    assert "Enter your name" in solving._name.edit.accessibleDescription()


def test_what_is_no_class_set_is_said(window: MainWindow, page: TrainingPage, tmp_path: Path) -> None:
    bad = tmp_path / "bad.sealwright-class"
    bad.write_bytes(b"x")
    take_dropped(window.bench, [bad])
    assert page._trouble is not None
    assert "Ask the trainer for it again" in page._trouble.sentence


def test_a_folder_without_submissions_is_said(
    window: MainWindow, page: TrainingPage, tmp_path: Path, until: Until
) -> None:
    reported: list[str] = []
    window.bench.trouble.connect(lambda trouble: reported.append(trouble.sentence))
    take_dropped(window.bench, [tmp_path])
    until(lambda: window.bench.jobs.running(JobKind.TRAINING) is None)
    assert reported
    assert "There is no submission" in reported[0]


def test_the_trainer_s_name_is_the_one_typed_last_and_never_the_demo_s(
    page: TrainingPage, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """It was empty again in the next session, and “DEMO …” as soon as the demo had made its identity."""
    new_identity(Holder("Maria Rossi"), b"practice only", clock=SystemClock(), demo=True)
    assert known_person(window.bench.settings)["examiner"] == ""
    assert trainer_name(None) == ""
    window.bench.training.changed.emit()
    qtbot.wait(10)
    (view,) = page.findChildren(BeginView)
    assert view._name.value == ""
    qtbot.keyClicks(view._name.edit, "Lea Trainer ")
    view._seed.edit.selectAll()
    qtbot.keyClicks(view._seed.edit, "autumn")
    view._variants.setValue(3)
    view._scenarios[1][1].click()
    window.bench.training.changed.emit()  # as when something else of the page was used
    qtbot.wait(10)
    (view,) = page.findChildren(BeginView)
    assert (view._name.value, view._seed.value, view._variants.value()) == ("Lea Trainer", "autumn", 3)
    assert [box.isChecked() for _, box in view._scenarios[:3]] == [False, True, False]
    dialog = NewCaseDialog(window.bench.settings, SystemClock(), window)
    dialog.suggest("DEMO", examiner="Ann Trainee", agency="")
    dialog.facts.reference.edit.setText("C-1")
    dialog.facts.agency.edit.setText("Lab")
    dialog.facts.country.edit.set_value("FR")
    dialog.facts.folder.edit.setText(str(tmp_path / "C-1"))
    dialog.make()
    assert dialog.made is not None
    window.bench.settings.save()
    again = Settings(tmp_path / "window.ini")
    assert again.last_new_case["agency"] == "Lab"
    assert again.last_new_case["examiner"] == "", "a trainee is not who works here"
    restarted = make_window(again)
    qtbot.addWidget(restarted)
    restarted.go(places.TRAINING)
    (view,) = restarted.pages[places.TRAINING].findChildren(BeginView)
    assert view._name.value == "Lea Trainer"
    restarted.bench.close()
