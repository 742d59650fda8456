"""The panel beside every page while a class set is worked on: question, answer, hints, progress.

Nothing of the window is disabled by it. What is answered is kept as it is typed.
"""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.training import title_text
from forensics_app.services.training.solving import Asked
from ui.pages.training.answer_fields import AnswerField
from ui.pages.training.asked_about import AskedAbout
from ui.pages.training.question_block import QuestionBlock, question_head
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
        self._block: QuestionBlock | None = None
        self._away = False
        self._before: Asked | None = None  # left by one step, to the question that is shown now
        self._desk.changed.connect(self.show_question)
        self._desk.asked_for.connect(self.show_question)
        self._desk.answered.connect(self._show_progress)
        self.show_question()

    @property
    def field(self) -> AnswerField | None:
        """The control of the question that is shown."""
        return None if self._block is None else self._block.field

    def fit(self, window_width: int) -> None:
        """Take a third of a window at most: with large text the page beside it needs the rest."""
        self.setFixedWidth(min(px(WIDTH), window_width // 3))

    def set_away(self, *, away: bool) -> None:
        """Hide it on the page Training, which has the questions itself."""
        if away != self._away:
            self._away = away
            self.show_question()

    def show_question(self) -> None:
        """Build what is shown for the current question."""
        clear(self._box)
        clear(self._foot)
        self._block = None
        asked = None if self._desk.marked is not None else self._desk.current()
        self.setVisible(asked is not None and not self._away)
        if asked is None or self._away:
            return
        count = len(self._desk.questions())
        self._box.addWidget(Text(question_head(self._desk, asked), "strong", wrap=True))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(px(6))
        ground = f"QProgressBar {{ border: 0; background: {tokens().line}; border-radius: {px(3)}px }}"
        done = f"QProgressBar::chunk {{ background: {tokens().accent}; border-radius: {px(3)}px }}"
        self._bar.setStyleSheet(f"{ground} {done}")
        self._bar.setRange(0, count)
        self._bar.setAccessibleName(tr("Questions answered"))
        self._box.addWidget(self._bar)
        title = title_text(dict(asked.task.exercise.title.by_language), current())
        self._box.addWidget(Text(title, "small", "muted", wrap=True))
        self._box.addWidget(AskedAbout(self._bench, asked, self._before))
        self._box.addWidget(Rule())
        self._block = QuestionBlock(self._desk, asked)
        self._box.addWidget(self._block)
        self._box.addStretch(1)
        self._acts(count)
        self._show_progress()

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
        self._before = self._desk.current()
        self._desk.go_to(self._desk.number + step)
        self._before = None

    def keep(self) -> None:
        """Keep what stands in the field."""
        if self._block is not None:
            self._block.keep()

    def _show_progress(self) -> None:
        if self._block is not None:
            done = sum(map(self._desk.is_answered, self._desk.questions()))
            self._bar.setValue(done)
            self._bar.setToolTip(trn("{count} answered", "{count} answered", done))
