"""The questions beside every page: answers from the selection, hints, and a scenario's way to its marks."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from forensics_app.model.times import SystemClock
from forensics_app.services.training.classes import Plan, make_class_set
from forensics_app.training.question import Choice, Question, QuestionKind
from forensics_app.training.truth import ArtifactPlace
from forensics_app.training.words import words
from tests.ui.conftest import Until
from ui.pages.artifacts.page import ArtifactsPage
from ui.pages.training.answer_fields import AnswerField
from ui.widgets.controls.choices import RadioButton
from ui.widgets.controls.combo import Combo
from ui.window.main_window import MainWindow
from ui.words import places

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def set_file(tmp_path: Path) -> Path:
    """The phone's scenario, which needs no tools."""
    out = tmp_path / "class.sealwright-class"
    make_class_set(out, Plan("Class", ("phone",), "s", 1), trainer="T. Rainer", clock=SystemClock())
    return out


@pytest.fixture
def working(opened: MainWindow, set_file: Path, until: Until, qtbot: QtBot) -> MainWindow:
    """A window on the small case, with the class set open and the page Artifacts in front."""
    opened.bench.training.open(set_file)
    opened.go(places.ARTIFACTS)
    page = opened.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    until(lambda: page._panes is not None and page._model.rowCount() > 0 and bool(page.selected()))
    return opened


def show(window: MainWindow, kind: QuestionKind) -> str:
    """Show the first question of a kind; its place."""
    desk = window.bench.training
    number = next(n for n, asked in enumerate(desk.questions()) if asked.question.kind is kind)
    desk.go_to(number)
    return desk.questions()[number].place


def test_an_answer_is_taken_from_the_selection_by_one_click(working: MainWindow) -> None:
    place = show(working, QuestionKind.ARTIFACT)
    panel = working.questions
    assert panel.isVisible()
    page = working.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    chosen = page.selected()[0]
    assert panel.field is not None
    assert panel.field.take_button is not None
    panel.field.take_button.click()
    (taken,) = working.bench.training.kept.answers[place].artifacts
    assert isinstance(taken, ArtifactPlace)
    assert taken.path == chosen.entry.locator.path_display()
    assert taken.sha256 == chosen.examination.digests.sha256


def test_no_answer_is_taken_where_no_row_is_highlighted(working: MainWindow) -> None:
    place = show(working, QuestionKind.ARTIFACT)
    page, panel = working.pages[places.ARTIFACTS], working.questions
    assert isinstance(page, ArtifactsPage)
    page.table.clearSelection()
    assert page.table.currentIndex().isValid()
    assert panel.field is not None
    assert panel.field.take_button is not None
    panel.field.take_button.click()
    assert place not in working.bench.training.kept.answers
    assert "Nothing is selected" in panel.field._nothing.text()


def test_a_choice_counts_at_once_and_one_given_later_is_a_further_try(working: MainWindow) -> None:
    place = show(working, QuestionKind.CHOICE)
    desk = working.bench.training
    asked = desk.current()
    assert asked is not None
    first, second = asked.question.choices[:2]
    field = working.questions.field
    assert field is not None
    field._chosen(first.choice_id)
    assert desk.kept.answers[place].tries == 1
    field._chosen(second.choice_id)
    assert desk.kept.answers[place].tries == 1  # still the same attempt: nothing else was shown since
    desk.go_to(0)
    show(working, QuestionKind.CHOICE)
    again = working.questions.field
    assert again is not None
    again._chosen(first.choice_id)
    again._chosen(second.choice_id)
    assert (desk.kept.answers[place].choice_ids, desk.kept.answers[place].tries) == ((second.choice_id,), 2)


def test_hints_are_shown_one_by_one_and_counted(working: MainWindow) -> None:
    place = show(working, QuestionKind.TIME)
    desk = working.bench.training
    asked = desk.current()
    assert asked is not None
    assert len(asked.question.hints) == 2
    for shown in (1, 2, 2):
        desk.take_hint(asked)
        assert desk.kept.answers[place].hints == shown


def test_answers_are_kept_when_the_set_is_put_away(working: MainWindow, set_file: Path) -> None:
    place = show(working, QuestionKind.NUMBER)
    field = working.questions.field
    assert field is not None
    field._typed("4")
    working.bench.training.go_to(0)
    assert place not in working.bench.training.kept.answers  # typed, but the field was never left
    show(working, QuestionKind.NUMBER)
    again = working.questions.field
    assert again is not None
    again._typed("4")
    again.changed.emit()
    working.bench.training.close()
    assert not working.questions.isVisible()
    working.bench.training.open(set_file)
    assert not working.bench.training.began  # somebody else may sit here now
    working.bench.training.begin("")
    assert working.bench.training.kept.answers[place].text == "4"


def test_the_page_training_has_the_questions_itself(working: MainWindow) -> None:
    working.go(places.TRAINING)
    assert not working.questions.isVisible()
    working.go(places.VERIFY)
    assert working.questions.isVisible()


def test_what_was_answered_is_handed_in_and_marked(working: MainWindow, until: Until) -> None:
    desk = working.bench.training
    place = show(working, QuestionKind.NUMBER)
    field = working.questions.field
    assert field is not None
    field._typed("4")
    field.changed.emit()
    desk.hand_in("Amina Diallo")
    until(lambda: desk.marked is not None and not desk.running)
    assert desk.marked is not None
    (row,) = desk.marked["submissions"]
    assert row["trainee"] == "Amina Diallo"
    (mark,) = [mark for mark in row["marks"] if mark["question"] == place]
    assert mark["points"] == "2.00"


def test_long_choices_are_read_in_full_on_the_page_training_too(qtbot: QtBot) -> None:
    """A list that is closed would cut them; short ones stay a list."""
    long = "Deleted files, unallocated space, and whatever the tool did not decode"
    for texts, button in ((("Yes", "No"), Combo), (("Yes", long), RadioButton)):
        choices = tuple(Choice(f"c{n}", words(en=text)) for n, text in enumerate(texts))
        asked = Question("q", QuestionKind.CHOICE, words(en="?"), choices=choices)
        field = AnswerField(asked, None, list, folded=True)
        qtbot.addWidget(field)
        assert isinstance(field.first, button)
