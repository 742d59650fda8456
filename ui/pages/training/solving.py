"""A class set being answered: its tasks on the left, the questions of one of them on the right."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.training import task_text, title_text
from forensics_app.model.names import gated, visible
from forensics_app.services.training.classes import evidence_files
from forensics_app.services.training.solving import Asked
from forensics_app.training.comparing import is_readable
from forensics_app.training.drills.questions import SCENARIO as DRILL
from ui.dialogs.ask import ask_to_submit
from ui.dialogs.case.new_case import NewCaseDialog
from ui.dialogs.opening import open_outside
from ui.models.case.overview import DEMO_PREFIX
from ui.models.tables.cells import Cell
from ui.models.tables.rows import Column
from ui.pages.training.answer_fields import shown_lines
from ui.pages.training.drill_verifying import verify_drill
from ui.pages.training.question_block import QuestionBlock
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.field import Field
from ui.widgets.layout.card import Card, clear
from ui.widgets.layout.columns import Columns, stack
from ui.widgets.statements.notices import StepRow
from ui.widgets.statements.notices import Trouble as TroubleCard
from ui.widgets.tables.cell_delegate import TWO_LINES
from ui.widgets.tables.tables import RowsTable
from ui.widgets.text.text import Text
from ui.workbench.workbench import Workbench

_MOST_CHARACTERS = 90


class SolvingView(QWidget):
    """`first` gets the focus. Answers go to the desk as they are given."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench, self._desk = bench, bench.training
        self._tasks: dict[str, list[Asked]] = {}
        for asked in self._desk.questions():
            self._tasks.setdefault(asked.task.task_id, []).append(asked)
        asked_now = self._desk.current()
        self._current = "" if asked_now is None else asked_now.task.task_id
        self._table = RowsTable(
            (Column(tr(NC_("training", "Task"))), Column(tr(NC_("training", "Answered")), 110)),
            tr(NC_("training", "Tasks")),
            row_height=TWO_LINES,
            most_rows=14,
        )
        self._table.current_changed.connect(self._choose)
        self.first: QWidget = self._table
        tasks = Card(tr(NC_("training", "Tasks")))
        tasks.add(self._table)
        self._question_card = Card(tr("Your answer"))
        self._questions = QVBoxLayout()
        self._questions.setSpacing(px(8))
        self._question_card.add_layout(self._questions)
        side = stack(self._question_card, gap=16)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        self._evidence_card = Card(tr(NC_("heading", "Evidence")))
        self._evidence = QVBoxLayout()
        self._evidence_card.add_layout(self._evidence)
        main = stack(self._briefing(), self._evidence_card, tasks, self._hand_in_card(), gap=16)
        line.addWidget(Columns(main, side, side_width=420, fold_below=900))
        self._fill()
        self._table.select(self._current)
        self._show_questions()
        self._desk.answered.connect(self._fill)
        self._desk.asked_for.connect(self._follow)

    def _briefing(self) -> Card:
        card = Card(tr(NC_("training", "Briefing")))
        self._brief = Text("", wrap=True)
        card.add(self._brief)
        return card

    def _fill(self) -> None:
        rows, keys = [], []
        for task_id, asked in self._tasks.items():
            done = sum(map(self._desk.is_answered, asked))
            state = State.OK if done == len(asked) else State.WAITING
            words = tr("{done} of {count}", done=done, count=len(asked))
            title = title_text(dict(asked[0].task.exercise.title.by_language), current())
            name = _task(asked[0])
            cell = Cell(name, detail="" if name == title else title, strong=True)
            rows.append((cell, Cell(words, state=state)))
            keys.append(task_id)
        self._table.set_rows(rows, keys)
        self._show_handed_in()

    def _choose(self, task_id: str | None) -> None:
        if task_id is not None and task_id != self._current:
            self._current = task_id
            self._desk.turn()
            self._desk.go_to_task(task_id)
            self._show_questions()

    def _follow(self) -> None:
        """The panel shows a question of another task: so does this page."""
        asked = self._desk.current()
        if asked is not None and asked.task.task_id != self._current:
            self._current = asked.task.task_id
            self._table.select(self._current)
            self._show_questions()

    def _show_questions(self) -> None:
        clear(self._questions)
        asked = self._tasks.get(self._current, [])
        self._show_evidence()
        if asked:
            briefing = asked[0].task.exercise.briefing
            self._brief.set_text(shown_lines(briefing.in_language(current().language)))
        bundle = self._desk.bundle_of(asked[0]) if asked else None
        if bundle is not None:
            acts = QHBoxLayout()
            acts.addWidget(
                Button(tr(NC_("training", "Verify")), self._verify, glyph="shield-check", small=True)
            )
            acts.addWidget(Button(tr("Open folder"), self._open_folder, glyph="folder-open", small=True))
            acts.addStretch(1)
            self._questions.addLayout(acts)
            note = tr(
                "First examine it yourself, with standard tools if you like; then let the program verify it."
            )
            self._questions.addWidget(Text(note, "small", "muted", wrap=True))
        for one in asked:
            block = QuestionBlock(self._desk, one, folded=True)
            self._questions.addWidget(block)
            self._questions.addSpacing(px(6))

    def _verify(self) -> None:
        verify_drill(self._bench, self._tasks[self._current][0])

    def _open_folder(self) -> None:
        bundle = self._desk.bundle_of(self._tasks[self._current][0])
        if bundle is not None:
            self._bench.answered.emit(open_outside(bundle.parent)[0])

    def _hand_in_card(self) -> Card:
        card = Card(tr(NC_("button", "Submit")))
        self._handed_in = QVBoxLayout()
        self._handed_in_shown = ""
        card.add_layout(self._handed_in)
        self._name = Field(tr("Your name"), "", self._check_name)
        self._name.edit.setText(self._desk.name)
        card.add(self._name)
        marks = self._desk.marks_here
        label = tr("Submit and mark") if marks else tr(NC_("button", "Submit"))
        card.add(Button(label, self._hand_in, glyph="paper-plane-tilt", kind="primary"))
        words = tr(
            "The answers are signed with a training identity in your name. What you opened, tagged, "
            "sealed and verified while answering is submitted with them, with the times."
        )
        card.add(Text(words, "small", "muted", wrap=True))
        return card

    def _show_handed_in(self) -> None:
        """Where the submission is, and whether the answers are still those in it."""
        kept = self._desk.kept
        said, state = "", State.OK
        if kept.handed_in and not self._desk.marks_here:
            path = visible(kept.handed_in)
            said = tr("Submitted as {path}. Give this file to your trainer.", path=path)
            if kept.handed_in_digest != kept.digest:
                state = State.WARN
                said = tr(
                    "Your answers are no longer those in {path}. Submit again; the last one counts.",
                    path=path,
                )
        if said != self._handed_in_shown:
            self._handed_in_shown = said
            clear(self._handed_in)
            if said:
                self._handed_in.addWidget(TroubleCard(said, state=state))

    def _check_name(self, name: str) -> str:
        if not name:
            return tr("Enter your name; it appears in the submission.")
        if self._desk.name and not self._desk.same_variant(name):
            return tr("Another variant belongs to this name, so your answers would not fit its questions.")
        return ""

    def _show_evidence(self) -> None:
        """What the set brings along for the task that is selected, for a case of one's own."""
        clear(self._evidence)
        asked = self._tasks.get(self._current, [])
        self._evidence_card.setVisible(bool(asked) and asked[0].task.exercise.scenario != DRILL)
        if self._evidence_card.isHidden():
            return
        folder = self._desk.evidence
        if folder is None:
            words = tr(
                "Extract the evidence of your variant next to the class set, then read it into a case."
            )
            unpack = Button(tr(NC_("button", "Unpack")), self._desk.unpack)
            self._evidence.addWidget(StepRow(State.INFO, tr("Not unpacked yet"), words, unpack))
        else:
            where = current().isolate(visible(str(folder / asked[0].task.folder)))
            fresh = Button(tr("New case with this evidence…"), self._new_case)
            said = tr("The evidence of this task is in this folder")
            self._evidence.addWidget(StepRow(State.OK, said, where, fresh))
        for path in self._desk.cases_of(asked[0].task):
            if self._bench.case is None or self._bench.case.path != path:
                go_on = Button(tr("Open case"), partial(self._bench.open_case, path))
                go_on.setAccessibleName(tr("Open case {name}", name=visible(path.name)))
                shown = current().isolate(visible(str(path)))
                said = tr("Your case with this evidence")
                self._evidence.addWidget(StepRow(State.INFO, said, shown, go_on))
        note = tr("On the other pages, the questions appear next to the page.")
        self._evidence.addWidget(Text(note, "small", "muted", wrap=True))

    def _new_case(self) -> None:
        """A case of the evidence of the task that is selected, in the trainee's name."""
        folder, task = self._desk.evidence, self._tasks[self._current][0].task
        if folder is None:
            return
        self._desk.go_to_task(task.task_id)
        dialog = NewCaseDialog(self._bench.settings, self._bench.clock, self)
        title = title_text(dict(task.exercise.title.by_language), current())
        dialog.suggest(title, examiner=self._desk.name, agency=self._desk.kept.organisation)
        dialog.facts.reference.edit.setText(_reference(task.task_id))
        dialog.evidence.add(evidence_files(folder, task))
        if dialog.exec() and dialog.made is not None:
            self._bench.open_case(dialog.made, first=dialog.sources)

    def _hand_in(self) -> None:
        if not self._name.complain():
            return
        missing = [
            _called(one) for asked in self._tasks.values() for one in asked if not self._desk.is_answered(one)
        ]
        unreadable = [
            _called(one) for asked in self._tasks.values() for one in asked if self._is_unreadable(one)
        ]
        if not (missing or unreadable) or ask_to_submit(self, missing, unreadable):
            self._desk.hand_in(self._name.value)

    def _is_unreadable(self, asked: Asked) -> bool:
        answer = self._desk.kept.answers.get(asked.place)
        text = "" if answer is None else answer.text.strip()
        return bool(text) and not is_readable(asked.question.kind, text)


def _reference(task_id: str) -> str:
    """Of a case for practice: it says DEMO, which the window shows over every page."""
    return f"{DEMO_PREFIX}-{task_id.upper().removeprefix(f'{DEMO_PREFIX}-')}"


def _called(asked: Asked) -> str:
    """The task and the first words of a question, on one line."""
    text = " ".join(gated(asked.question.text.in_language(current().language)).split())
    if len(text) > _MOST_CHARACTERS:
        text = text[: _MOST_CHARACTERS - 1].rstrip() + "…"
    name = _task(asked)
    if text.startswith(name):  # of a drill, whose questions begin with its number
        return current().isolate(text)
    return current().labelled(current().isolate(name), current().isolate(text))


def _task(asked: Asked) -> str:
    return task_text(asked.task.task_id, dict(asked.task.exercise.title.by_language), current())
