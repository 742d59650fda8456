"""One question with everything that belongs to it: text, limits, answer, hints.

A question with a time limit is shown when it is opened: its clock begins then.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forensics_app.i18n import current, tr, trn
from forensics_app.i18n.training import ANSWER_FORMS, points_text
from forensics_app.model.names import gated
from forensics_app.services.training.solving import Asked
from forensics_app.training.answer import Answer
from forensics_app.training.limits import Standing
from ui.pages.training.answer_fields import AnswerField, shown_lines
from ui.pages.training.other_case import OtherCaseNote
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import clear
from ui.widgets.text.text import Text
from ui.workbench.answering import Answering

_TICK_MS = 1000


def question_head(desk: Answering, asked: Asked) -> str:
    """Which question of its task it is, and what it is worth."""
    number, count = desk.number_of(asked)
    place = tr("Question {number} of {count}", number=number, count=count)
    worth = tr("Points: {points}", points=points_text(asked.question.points, current()))
    return f"{place} · {worth}"


class QuestionBlock(QWidget):
    """`folded`: choices are a list that opens, and the text is a label over the answer."""

    def __init__(self, desk: Answering, asked: Asked, *, folded: bool = False) -> None:
        super().__init__()
        self._desk, self.asked, self._folded = desk, asked, folded
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(6))
        self.field: AnswerField | None = None
        self._note: Text | None = None
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._show_limits)
        self._build()
        desk.answered.connect(self._show_limits)
        desk.case_taken.connect(self._case_taken)

    def _build(self) -> None:
        clear(self._box)
        self.field, self._note = None, None
        stands = self._desk.standing(self.asked)
        if not stands.opened:
            self._gate(stands)
            return
        question = self.asked.question
        if self._folded:
            self._box.addWidget(Text(question_head(self._desk, self.asked), "small", "muted", wrap=True))
        text = shown_lines(question.text.in_language(current().language))
        self._box.addWidget(Text(text, "strong" if self._folded else "body", wrap=True))
        answer = self._kept()
        self.field = AnswerField(
            question, answer, self._desk.use_selection, folded=self._folded, refusal=self._refusal
        )
        self.field.setAccessibleName(text)
        self.field.changed.connect(self.keep)
        self._box.addWidget(self.field)
        if (form := ANSWER_FORMS.get(question.kind)) is not None:
            self._box.addWidget(Text(tr(form), "small", "muted", wrap=True))
        if question.tries is not None or question.time_limit_s is not None or question.try_cost:
            self._note = Text("", "small", "muted", wrap=True)
            self._box.addWidget(self._note)
        if question.solve_it:
            listed = " · ".join(question.solve_it)
            self._box.addWidget(Text(tr("SOLVE-IT: {identifiers}", identifiers=listed), "small", "muted"))
        self._hints()
        self._show_limits()
        if question.time_limit_s is not None:
            self._tick.start()

    def _gate(self, stands: Standing) -> None:
        minutes = max(round((stands.seconds_left or 0) / 60), 1)
        self._box.addWidget(
            Text(
                trn(
                    "This question has a time limit of {count} minute. The clock starts when you open the "
                    "question, and runs on while the window is closed.",
                    "This question has a time limit of {count} minutes. The clock starts when you open the "
                    "question, and runs on while the window is closed.",
                    minutes,
                ),
                "small",
                "muted",
                wrap=True,
            )
        )
        self._box.addWidget(Button(tr("Open the question"), self._open, glyph="clock", small=True))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Show what was answered elsewhere meanwhile; not while it is in sight: someone may be typing.

        A question counts as opened once it is in sight: a page that follows another unseen opens nothing.
        """
        super().showEvent(event)
        if event.spontaneous():
            return
        opened = self._desk.standing(self.asked).opened
        if opened:
            self._desk.open_question(self.asked)
        if self.field is None:
            outdated = opened
        else:
            before, kept = self.field.answer, self._kept()
            outdated = (before.said, before.hints) != (kept.said, kept.hints)
        if outdated:
            self._build()

    def _kept(self) -> Answer:
        return self._desk.kept.answers.get(self.asked.place) or Answer(self.asked.question.question_id)

    def _refusal(self) -> QWidget | None:
        """Nothing is taken from a case of another task: its artifacts can't be right, and may look so."""
        other = self._desk.case_of_other_task(self.asked)
        if other is None:
            return None
        return OtherCaseNote(self._desk, self.asked, other, State.BAD, tr("Nothing was taken."))

    def _case_taken(self) -> None:
        if self.field is not None:
            self.field.forget_refusal()

    def _open(self) -> None:
        self._desk.open_question(self.asked)
        self._build()

    def keep(self) -> None:
        """Keep what stands in the field."""
        if self.field is not None:
            self._desk.give(self.asked, self.field.answer)

    def _show_limits(self) -> None:
        if self.field is None or self._note is None:
            return
        stands = self._desk.standing(self.asked)
        self.field.setEnabled(stands.takes_answers)
        parts = []
        if stands.time_over:
            self._tick.stop()
            parts.append(tr("Time is up: the answer that you gave in time counts."))
        elif stands.seconds_left is not None:
            minutes, seconds = divmod(stands.seconds_left, 60)
            parts.append(tr("Time left: {time}", time=f"{minutes}:{seconds:02}"))
        if stands.attempts_over:
            parts.append(tr("No attempts left: your last answer counts."))
        elif stands.attempts is not None:
            parts.append(tr("Attempts used: {used} of {count}", used=stands.used, count=stands.attempts))
        if self.asked.question.try_cost and stands.takes_answers:
            costs = points_text(self.asked.question.try_cost, current())
            if stands.used < stands.attempt and stands.used:
                parts.append(tr("another answer costs {cost} points", cost=costs))
            else:
                parts.append(tr("each attempt after the first costs {cost} points", cost=costs))
        self._note.set_text(" · ".join(parts))

    def _hints(self) -> None:
        question = self.asked.question
        taken = self._kept().hints
        for hint in question.hints[:taken]:
            words = gated(hint.text.in_language(current().language))
            self._box.addWidget(Text(words, "small", "muted", wrap=True))
        if taken < len(question.hints):
            words = tr(
                "Show a hint (costs {cost} points)", cost=points_text(question.hints[taken].cost, current())
            )
            self._box.addWidget(Button(words, self._hint, kind="link", small=True))

    def _hint(self) -> None:
        self.keep()
        self._desk.take_hint(self.asked)
        self._build()
