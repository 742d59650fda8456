"""One sealed bundle of the open case: how it stands, what comes next, its story, and what can be done."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, tr, trn
from forensics_app.model.names import visible
from forensics_app.services.verifying.verify import code_shown
from ui.dialogs.bundles.actions import LABELS, BundleActions
from ui.dialogs.bundles.intake_rows import intake_rows
from ui.dialogs.bundles.supplement_rows import supplement_rows, target_row
from ui.models.case.bundle_files import addenda_outside, bundle_files
from ui.models.case.bundle_steps import BundleAct, bundle_steps, next_act
from ui.models.case.bundle_words import STANDS, bundle_name
from ui.models.case.sealed_bundles import SealedBundle
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card, clear
from ui.widgets.layout.columns import Scroller
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.layout.focus_restore import focus_when_shown, keep_focus
from ui.widgets.layout.room import fit_into
from ui.widgets.statements.addenda_story import story_parts, story_questions
from ui.widgets.statements.notices import StepRow, Trouble
from ui.widgets.text.text import Path as PathText
from ui.widgets.text.text import Rule, Text
from ui.words import gate
from ui.workbench.workbench import Workbench


class SealedBundleDialog(QDialog):
    """`show_bundle` again whenever the case was read; the case's page does that."""

    help_topic = "sealed-bundles"

    def __init__(self, bench: Workbench, actions: BundleActions, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench, self.acts = bench, actions
        actions.said.connect(self._say)
        actions.left.connect(self.accept)
        self.setWindowTitle(tr("Sealed bundle"))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        self._title = Text("", "page", wrap=True)
        box.addWidget(self._title)
        self._said = QVBoxLayout()
        box.addLayout(self._said)
        self._intake = QVBoxLayout()
        box.addLayout(self._intake)
        bench.intake.changed.connect(self._show_intake)
        self._body = body = QWidget()
        self._parts = QVBoxLayout(body)
        self._parts.setContentsMargins(0, 0, px(8), 0)
        self._parts.setSpacing(px(12))
        self._scroller = Scroller(body)
        box.addWidget(self._scroller, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.close_button = Button(tr(NC_("button", "Close")), self.accept)
        foot.addWidget(self.close_button)
        box.addLayout(foot)
        fit_into(self, parent, 820, 760)
        self._step_button: Button | None = None
        self._answered = False
        self.show_bundle(actions.bundle)

    @property
    def bundle(self) -> SealedBundle:
        """The one that is shown."""
        return self.acts.bundle

    def show_bundle(self, bundle: SealedBundle) -> None:
        """Show what is known of the bundle by now."""
        self.acts.bundle = bundle
        onward = self._answered and self.focusWidget() in (None, self._step_button)
        if not onward:
            keep_focus(self, self._body)
        clear(self._parts)
        self._title.set_text(bundle_name(bundle))
        state, words = STANDS[bundle.stand]
        self._parts.addWidget(StepRow(state, tr(words), self._sealed_at()))
        for card in (self._next(), self._acts(), self._story(), self._place()):
            self._parts.addWidget(card)
        self._parts.addStretch(1)
        if onward:
            self._go_on()

    def _go_on(self) -> None:
        """After an answer: to the next step that is open, and to no other button that Qt happens to find."""
        focus_when_shown(self._step_button or self.close_button)

    def _sealed_at(self) -> str:
        signed_at = self.bundle.report.seal.signed_at
        if not signed_at:
            return ""
        return tr("Sealed {when}.", when=f"{signed_at[:16].replace('T', ' ')} UTC")

    def _next(self) -> Card:
        card, seal = Card(tr("Next steps")), Path(self.bundle.report.bundle.path)
        seal_bytes = seal.stat().st_size if seal.is_file() else 0
        steps = bundle_steps(
            self.bundle,
            seal_bytes=seal_bytes,
            seal_saved=self.acts.seal_saved,
            parcel=self.acts.parcel,
        )
        following = next_act(self.bundle)
        self._step_button = None
        for at, step in enumerate(steps):
            if at:
                card.add(Rule())
            button = None if step.act is None else self._button(step.act)
            if step == following and button is not None and button.isEnabled():
                self._step_button = button
            card.add(StepRow(step.state, step.title, step.text, button))
        return card

    def _acts(self) -> Card:
        card, line = Card(tr("Available actions")), QWidget()
        if self.bundle.path is None:
            said = tr("The bundle's file is not where it was sealed. Locate it first.")
            locate = Button(tr("Locate the bundle…"), self.acts.locate, small=True)
            card.add(StepRow(State.WARN, said, "", locate))
        flow = FlowLayout(line)
        for act in LABELS:
            flow.addWidget(self._button(act))
        card.add(line)
        return card

    def _button(self, act: BundleAct) -> Button:
        button = Button(tr(LABELS[act]), lambda: self._begin(act), small=True)
        why = self.acts.why_not(act)
        button.setEnabled(not why)
        button.setToolTip(why)
        button.setAccessibleDescription(gate.shown(why))
        return button

    def _begin(self, act: BundleAct) -> None:
        clear(self._said)  # the answer to what was done before
        clear(self._intake)
        self._answered = False
        self.acts.do(act)

    def _show_intake(self) -> None:
        """What becomes of the files that were chosen here; the case's page, which shows it too, is behind."""
        clear(self._intake)
        for row in intake_rows(self._bench.intake):
            self._intake.addWidget(row)

    def _story(self) -> Card:
        parts: list[QWidget] = [*story_parts(self.bundle.report), *supplement_rows(self.bundle)]
        card, target = Card(tr("After the seal")), target_row(self.bundle)
        for finding in story_questions(self.bundle.report, self.bundle.findings):
            card.add(finding)
        outside = addenda_outside(self.bundle)
        if outside:
            card.add(self._outside(outside))
        if target is not None:
            card.add(target)
        for part in parts:
            card.add(part)
        if not (parts or outside):
            card.add(Text(tr("Nothing has been recorded since it was sealed."), color="muted", wrap=True))
        said = tr("Later addenda may exist.")
        card.add(Text(said, "small", "muted", wrap=True))
        return card

    def _outside(self, files: tuple[Path, ...]) -> StepRow:
        """Recorded where the case was not at hand: what is signed from the case would not follow it."""
        said = trn(
            "{count} addendum lies next to the bundle and is not in this case.",
            "{count} addenda lie next to the bundle and are not in this case.",
            len(files),
        )
        button = Button(tr("Import into the case"), lambda: self._import(files), small=True)
        button.setEnabled(self._bench.case is not None)
        names = ", ".join(visible(one.name) for one in files)
        return StepRow(State.WARN, said, names, button)

    def _import(self, files: tuple[Path, ...]) -> None:
        case = self._bench.case
        if case is not None:
            clear(self._said)
            self._bench.intake.take(case.path, files)

    def _place(self) -> Card:
        card, path = Card(tr(NC_("label", "Files"))), self.bundle.path
        for one in () if path is None else bundle_files(path):
            card.add(PathText(visible(str(one)), str(one), "hash"))
        if self.bundle.code:
            card.add(Text(tr("Seal code"), "small", "muted"))
            card.add(PathText(code_shown(self.bundle.code), self.bundle.code, "hash"))
        return card

    def _say(self, sentence: str, state: State) -> None:
        clear(self._said)
        self._said.addWidget(Trouble(sentence, state=state, on_close=lambda: clear(self._said)))
        self.show_bundle(self.bundle)
        self._answered = True
        self._go_on()
