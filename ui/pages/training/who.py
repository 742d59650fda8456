"""Who answers a class set: somebody new, or one who began it on this computer before."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.model.names import visible
from forensics_app.services.training.kept_answers import KeptAnswers
from forensics_app.training.sets.class_set import one_spelling
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.field import Field
from ui.widgets.layout.card import Card
from ui.widgets.layout.columns import Columns, stack
from ui.widgets.statements.notices import StepRow
from ui.widgets.text.text import Text
from ui.workbench.workbench import Workbench


class WhoView(QWidget):
    """`first` gets the focus."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._desk = bench.training
        self._known = self._desk.trainees()
        card = Card(tr("Who is answering?"))
        words = tr(
            "Your name appears in the submission and on the training certificate, and decides which "
            "variant you "
            "get. Your answers are kept on this computer under it."
        )
        card.add(Text(words, "small", "muted", wrap=True))
        self.name = Field(tr("Your name"), "", self._check)
        self.first: QWidget = self.name.edit
        self._organisation = Field(tr("Organisation (optional)"), "", lambda text: "")
        card.add(self.name)
        card.add(self._organisation)
        acts = QHBoxLayout()
        acts.addWidget(Button(tr(NC_("training", "Begin")), self._begin, glyph="play", kind="primary"))
        acts.addStretch(1)
        card.add_layout(acts)
        for field in (self.name, self._organisation):
            field.edit.returnPressed.connect(self._begin)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(16))
        if self._known:
            line.addWidget(Columns(card, stack(self._known_card()), side_width=420, fold_below=900))
        else:
            line.addWidget(card)

    def _known_card(self) -> Card:
        card = Card(tr("Begun on this computer"), narrow=True)
        for kept in self._known:
            done = sum(not answer.empty for answer in kept.answers.values())
            answered = trn("{count} answered", "{count} answered", done)
            name = visible(kept.trainee) or tr("Without a name")
            go_on = Button(tr(NC_("training", "Continue")), partial(self._go_on, kept), small=True)
            go_on.setAccessibleName(tr("Continue as {name}", name=name))
            card.add(StepRow(State.INFO, current().isolate(name), answered, go_on))
        return card

    def _check(self, name: str) -> str:
        if not name:
            return tr("Enter your name; it appears in the submission.")
        if any(one_spelling(kept.trainee) == one_spelling(name) for kept in self._known):
            return tr(
                "Somebody of this name has begun already. Continue those answers, or enter another name."
            )
        return ""

    def _begin(self) -> None:
        if self.name.complain():
            self._desk.begin(self.name.value, self._organisation.value)
        else:
            self.name.edit.setFocus()

    def _go_on(self, kept: KeptAnswers) -> None:
        self._desk.begin(kept.trainee, kept.organisation)
