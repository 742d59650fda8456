"""The panel beside every page while a class set is worked on: question, answer, hints, progress.

Nothing of the window is disabled by it. What is answered is kept as it is typed.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.model.names import visible
from forensics_app.services.training.solving import Asked
from ui.pages.training.answer_fields import AnswerField, shown_lines
from ui.theme import px, tokens
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import clear
from ui.widgets.layout.columns import Scroller
from ui.widgets.text.text import Rule, Text
from ui.words import places
from ui.workbench.workbench import Workbench

WIDTH = 320


class QuestionPanel(QFrame):
    """Hidden while no set is open."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench, self._desk = bench, bench.training
        self.setProperty("part", "card")
        self.setAccessibleName(tr(NC_("heading", "Questions")))
        self.setFixedWidth(px(WIDTH))
        inner = QWidget()
        self._box = QVBoxLayout(inner)
        self._box.setContentsMargins(px(14), px(12), px(14), px(12))
        self._box.setSpacing(px(8))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scroller(inner), 1)
        self._foot = QVBoxLayout()
        self._foot.setContentsMargins(px(14), 0, px(14), px(12))
        outer.addLayout(self._foot)
        self.field: AnswerField | None = None
        self._away = False
        self._desk.changed.connect(self.show_question)
        self._desk.asked_for.connect(self.show_question)
        self._desk.answered.connect(self._show_progress)
        self.show_question()

    def set_away(self, *, away: bool) -> None:
        """Hide it on the page Training, which has the questions itself."""
        if away != self._away:
            self._away = away
            self.show_question()

    def show_question(self) -> None:
        """Build what is shown for the current question."""
        clear(self._box)
        clear(self._foot)
        self.field = None
        asked = None if self._desk.marked is not None else self._desk.current()
        self.setVisible(asked is not None and not self._away)
        if asked is None or self._away:
            return
        language = current().language
        question, count = asked.question, len(self._desk.questions())
        numbers = {"number": self._desk.number + 1, "count": count}
        self._box.addWidget(Text(tr("Question {number} of {count}", **numbers), "strong"))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(px(6))
        ground = f"QProgressBar {{ border: 0; background: {tokens().line}; border-radius: {px(3)}px }}"
        done = f"QProgressBar::chunk {{ background: {tokens().accent}; border-radius: {px(3)}px }}"
        self._bar.setStyleSheet(f"{ground} {done}")
        self._bar.setRange(0, count)
        self._bar.setAccessibleName(tr("Questions answered"))
        self._box.addWidget(self._bar)
        title = asked.task.exercise.title.in_language(language)
        self._box.addWidget(Text(visible(title), "small", "muted", wrap=True))
        self._box.addWidget(Rule())
        self._box.addWidget(Text(shown_lines(question.text.in_language(language)), "body", wrap=True))
        answer = self._desk.kept.answers.get(asked.place)
        self.field = AnswerField(question, answer, self._desk.selection)
        self.field.changed.connect(self._answered)
        self._box.addWidget(self.field)
        if question.solve_it:
            listed = " · ".join(question.solve_it)
            self._box.addWidget(Text(tr("SOLVE-IT: {identifiers}", identifiers=listed), "small", "muted"))
        self._hints(asked)
        self._box.addStretch(1)
        self._acts(count)
        self._show_progress()

    def _hints(self, asked: Asked) -> None:
        question = asked.question
        answer = self._desk.kept.answers.get(asked.place)
        taken = 0 if answer is None else answer.hints
        for hint in question.hints[:taken]:
            words = visible(hint.text.in_language(current().language))
            self._box.addWidget(Text(words, "small", "muted", wrap=True))
        if taken < len(question.hints):
            cost = str(question.hints[taken].cost)
            words = tr("Show a hint (costs {cost} points)", cost=cost)
            take = partial(self._desk.take_hint, asked)
            self._box.addWidget(Button(words, take, kind="link", small=True))

    def _acts(self, count: int) -> None:
        line = QHBoxLayout()
        before = Button(tr(NC_("button", "Previous")), lambda: self._go(-1), small=True)
        before.setEnabled(self._desk.number > 0)
        line.addWidget(before)
        last = self._desk.number + 1 >= count
        if not last:
            self.next_button = Button(tr(NC_("button", "Next")), lambda: self._go(1), small=True)
            line.addWidget(self.next_button)
        line.addStretch(1)
        self._foot.addLayout(line)
        overview = Button(tr("Tasks and submission"), self._to_page, kind="link", small=True)
        self._foot.addWidget(overview)

    def _to_page(self) -> None:
        self.keep()
        self._bench.go.emit(places.TRAINING)

    def _go(self, step: int) -> None:
        self.keep()
        self._desk.go_to(self._desk.number + step)

    def _answered(self) -> None:
        self.keep()

    def keep(self) -> None:
        """Keep what stands in the field."""
        asked = self._desk.current()
        if self.field is not None and asked is not None and not self.field.answer.empty:
            self._desk.give(asked, self.field.answer)

    def _show_progress(self) -> None:
        if self.field is not None:
            done = len(self._desk.answers)
            self._bar.setValue(done)
            self._bar.setToolTip(trn("{count} answered", "{count} answered", done))
