"""Cards of the start page: work that was broken off, how it works, who signs."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import N_, NC_, current, tr
from forensics_app.model.names import visible
from forensics_app.services.identities.identities import list_identities
from ui.dialogs.preferences.sections import Section
from ui.jobs.desk import JobKind
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.choices import CheckBox
from ui.widgets.layout.card import Card, clear_body
from ui.widgets.layout.columns import stack
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.statements.notices import StepRow
from ui.widgets.statements.step import NumberedStep
from ui.widgets.text.shapes import Glyph
from ui.widgets.text.text import Text
from ui.workbench.workbench import Workbench

STEPS = (
    (
        N_("Add evidence"),
        N_(
            "Open disk images read-only. The whole image is hashed and the files found in it are "
            "listed; anything found that can't be read is recorded."
        ),
    ),
    (N_("Select and seal"), N_("Tag what is relevant, record every hand-over, and seal it with your key.")),
    (
        N_("Send and get a receipt"),
        N_("The receiving laboratory verifies the seal, with or without this program."),
    ),
)


class BrokenOffCard(Card):
    """Work that closing the window stopped, until it goes on or is put off; the Case page offers it then."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        work = bench.settings.broken_off
        if work is not None:
            acts = QWidget()
            line = QHBoxLayout(acts)
            line.setContentsMargins(0, 0, 0, 0)
            self.go_on_button = Button(
                tr(NC_("button", "Continue")), partial(bench.go_on_with, work), glyph="play", small=True
            )
            self.put_off_button = Button(tr("Not now"), self._put_off, kind="link", small=True)
            line.addWidget(self.put_off_button)
            line.addWidget(self.go_on_button)
            title = (
                tr("Sealing in {reference} stopped when the window was closed", reference=work.reference)
                if work.kind == JobKind.SEAL.value
                else tr("Reading in {reference} stopped when the window was closed", reference=work.reference)
            )
            self.add(
                StepRow(State.WARN, title, tr("What was done is kept; you can resume from there."), acts)
            )
        else:
            self.hide()

    def follow(self) -> None:
        """Shown while there is something to go on with."""
        self.setVisible(self._bench.settings.broken_off is not None)

    def _put_off(self) -> None:
        self._bench.settings.broken_off = None
        self.follow()


class HowItWorksCard(Card):
    """Three sentences that can be switched off, and the tour."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("How it works"))
        self._settings = bench.settings
        self._steps = stack(*(NumberedStep(n, tr(a), tr(b)) for n, (a, b) in enumerate(STEPS, 1)), gap=8)
        self._steps.setProperty("part", "plain")
        self.add(self._steps)
        foot = FlowLayout()
        foot.addWidget(Button(tr("Take the tour"), bench.tour_asked.emit, glyph="path", small=True))
        self.shown = CheckBox(tr("Show these steps"))
        self.shown.setChecked(self._settings.shows_steps)
        self.shown.toggled.connect(self._switched)
        foot.addWidget(self.shown)
        self.add_layout(foot)
        self._steps.setVisible(self._settings.shows_steps)

    def _switched(self, shows: bool) -> None:
        self._settings.shows_steps = shows
        self._steps.setVisible(shows)


class YouSignAsCard(Card):
    """Who would sign: the identity chosen in the preferences, else the first there is."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("You sign as"))
        self._bench = bench
        change = Button(tr(NC_("button", "Change")), self._change, kind="link", small=True)
        change.setAccessibleName(tr("Change who signs"))
        self.add_action(change)
        bench.identities_changed.connect(self._show)
        self._show()

    def _change(self) -> None:
        self._bench.preferences_asked.emit(Section.IDENTITIES.value)

    def _show(self) -> None:
        clear_body(self)
        identities = list_identities()
        mine = next((i for i in identities if i.identity_id == self._bench.settings.identity), None)
        mine = mine or next(iter(identities), None)
        if mine is None:
            said = tr("Nobody yet: create or import an identity before you seal.")
            self.add(Text(said, "small", "muted", wrap=True))
            return
        line = QHBoxLayout()
        line.setSpacing(px(12))
        line.addWidget(Glyph("identification-card", 28), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Text(current().isolate(visible(mine.label)), "strong", wrap=True))
        kind = tr("on a card") if mine.card is not None else tr("key on this computer")
        words.addWidget(Text(kind, "small", "muted", wrap=True))
        line.addLayout(words, 1)
        self.add_layout(line)
