"""Where a course begins: practise at once, open a class set, make one, mark what came in."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.training import SAME_IN_VARIANTS, title_text
from forensics_app.model.bundle import bundle_stem
from forensics_app.model.names import visible
from forensics_app.services.training.scenarios import list_scenarios, tools_missing_for
from forensics_app.training.drills.folder_names import DRILL_SET
from forensics_app.training.scenario import Level, Scenario
from ui.dialogs.choose import (
    choose_base_bundle,
    choose_class_set,
    choose_new_class_set,
    choose_new_training_folder,
    choose_submissions,
)
from ui.dialogs.signing.fields import titled
from ui.dialogs.training.class_drills import ClassDrillsDialog
from ui.dialogs.training.level import count_box, level_combo
from ui.dialogs.training.trainer import trainer_field
from ui.pages.training.exchange import exchange_card
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.choices import CheckBox
from ui.widgets.controls.drop_zone import DropZone
from ui.widgets.controls.field import Field
from ui.widgets.controls.spin_box import SpinBox
from ui.widgets.layout.card import Card
from ui.widgets.layout.columns import Columns, stack
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.statements.notices import StepRow
from ui.widgets.statements.notices import Trouble as TroubleCard
from ui.widgets.text.text import Path as BrokenText
from ui.widgets.text.text import Text
from ui.workbench.training import ClassDraft, ClassDrills
from ui.workbench.workbench import Workbench

_LEVEL_WORDS = {
    Level.BEGINNER: NC_("level", "beginner"),
    Level.INTERMEDIATE: NC_("level", "intermediate"),
    Level.ADVANCED: NC_("level", "advanced"),
}


class BeginView(QWidget):
    """`first` gets the focus."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._start = Button(tr("Start drills"), self._practise, glyph="play", kind="primary")
        self.first: QWidget = self._start
        main = stack(self._drills_card(), self._solve_card(), self._new_card(), gap=16)
        side = stack(self._marking_zone(), *self._marked_last(), exchange_card(self._bench.training), gap=16)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(Columns(main, side, side_width=340, fold_below=900))

    def _drills_card(self) -> Card:
        card = Card(tr("Tamper drills"))
        card.add(
            Text(
                tr(
                    "Copies of a sealed bundle, some of them tampered with. State the "
                    "verdict, the axis and what happened; marking then explains each drill."
                ),
                "small",
                "muted",
                wrap=True,
            )
        )
        self._level, self._count = level_combo(), count_box()
        chosen = QHBoxLayout()
        chosen.setSpacing(px(8))
        chosen.addWidget(self._level, 1)
        chosen.addWidget(Text(tr("Number of drills"), "small", "muted"))
        chosen.addWidget(self._count)
        card.add_layout(chosen)
        acts = FlowLayout()
        acts.addWidget(self._start)
        acts.addWidget(Button(tr("From your own bundle…"), self._own, glyph="package"))
        acts.addWidget(Button(tr("For a class…"), self._for_class, glyph="student"))
        card.add_layout(acts)
        if (made := self._bench.training.drills_made) is not None:
            card.add(TroubleCard(_handed_out(made), state=State.OK))
        return card

    def _solve_card(self) -> Card:
        card = Card(tr("Answer a class set"))
        card.add_action(Button(tr("Open class set…"), self._open, glyph="folder-open", small=True))
        words = tr("The file your trainer handed out. Your answers are signed and returned as one file.")
        card.add(Text(words, "small", "muted", wrap=True))
        for recent in self._bench.training.recent.sets:
            where = current().isolate(visible(str(recent.path)))
            open_it = partial(self._bench.training.open, recent.path)
            go_on = Button(tr(NC_("training", "Continue")), open_it, small=True)
            title = visible(recent.title) or visible(recent.path.name)
            go_on.setAccessibleName(tr("Continue with {name}", name=title))
            card.add(StepRow(State.INFO, current().isolate(title), where, go_on))
        return card

    def _new_card(self) -> Card:
        card = Card(tr("New class set"))
        card.add_action(Button(tr("Save class set…"), self._make, glyph="plus", small=True))
        words = tr("Scenarios are built on this computer. The answers in the file are encrypted for you.")
        card.add(Text(words, "small", "muted", wrap=True))
        if (made := self._bench.training.made) is not None:
            said = tr("Saved as {path}. Give this file to your trainees.", path=visible(str(made)))
            card.add(TroubleCard(f"{said} {self._made_from()}".strip(), state=State.OK))
            if alike := self._bench.training.made_alike:
                card.add(TroubleCard(tr(SAME_IN_VARIANTS, scenarios=_titles(alike)), state=State.WARN))
        self._name = trainer_field(self._bench)
        card.add(self._name)
        draft = self._bench.training.draft
        self._no_scenario = Text(tr("Select at least one scenario."), "small", "bad", wrap=True)
        self._no_scenario.hide()
        card.add(self._no_scenario)
        self._scenarios: list[tuple[str, CheckBox]] = []
        self._needs: dict[str, tuple[str, ...]] = {}
        for scenario in list_scenarios():
            box = CheckBox(title_text(dict(scenario.title.by_language), current()))
            box.setChecked(scenario.name in draft.scenarios)
            box.toggled.connect(self._no_scenario.hide)
            box.toggled.connect(self._keep_draft)
            self._scenarios.append((scenario.name, box))
            card.add(box)
            card.add(Text(self._about(scenario), "small", "muted", wrap=True))
            if missing := tools_missing_for(scenario):
                said = tr("Tools missing to build it: {tools}", tools=", ".join(missing))
                card.add(Text(said, "small", "warn", wrap=True))
            self._needs[scenario.name] = scenario.goes_with
            box.toggled.connect(partial(self._take_along, scenario.goes_with))
        self._seed = Field(
            tr(NC_("training", "Seed")), "", lambda text: "" if text else tr("Enter a seed."), width=220
        )
        self._seed.edit.setText(draft.seed)
        self._seed.edit.textEdited.connect(self._keep_draft)
        self._variants = SpinBox(1, 30, 1)
        self._variants.setValue(draft.variants)
        self._variants.valueChanged.connect(self._keep_draft)
        line = QHBoxLayout()
        line.setSpacing(px(8))
        line.addWidget(self._seed)
        line.addWidget(titled(tr(NC_("training", "Variants")), self._variants))
        line.addStretch(1)
        card.add_layout(line)
        return card

    def _about(self, scenario: Scenario) -> str:
        """For whom it is, how long it takes, and what must be handed out with it."""
        facts = [
            tr(_LEVEL_WORDS[scenario.level]),
            trn("{count} minute", "{count} minutes", scenario.minutes),
            trn("{count} question", "{count} questions", len(scenario.questions)),
        ]
        if scenario.goes_with:
            facts.append(tr("only together with {scenarios}", scenarios=_titles(scenario.goes_with)))
        return " · ".join(facts)

    def _take_along(self, names: tuple[str, ...], on: bool) -> None:
        """A key of one lies in the other: it can't be solved alone."""
        for name, box in self._scenarios:
            if on and name in names:
                box.setChecked(True)

    def _made_from(self) -> str:
        """What the same class set can be made of again."""
        if self._bench.training.made_from is None:
            return ""
        names, seed, variants = self._bench.training.made_from
        return tr(
            "Scenarios: {scenarios}. Seed: {seed}. Variants: {count}.",
            scenarios=_titles(names),
            seed=current().isolate(visible(seed)),
            count=current().number(variants),
        )

    def _marked_last(self) -> list[QWidget]:
        """The class that was marked last, to go on with it."""
        paths = self._bench.training.recent.marked
        if not paths:
            return []
        card = Card(tr("Marked last"), narrow=True)
        place = paths[0] if paths[0].is_dir() else paths[0].parent
        card.add(BrokenText(visible(str(place)), str(place), "small"))
        if not paths[0].is_dir():  # there may be more in that folder
            here = sum(path.parent == place for path in paths)
            chosen = [trn("{count} file chosen there", "{count} files chosen there", here)]
            if elsewhere := len(paths) - here:
                chosen.append(
                    trn("{count} file in other folders", "{count} files in other folders", elsewhere)
                )
            card.add(Text(" · ".join(chosen), "small", "muted", wrap=True))
        line = QHBoxLayout()
        line.addWidget(Button(tr("Mark again"), partial(self._bench.training.mark, paths), small=True))
        line.addStretch(1)
        card.add_layout(line)
        return [card]

    def _marking_zone(self) -> DropZone:
        button = Button(tr("Choose submissions…"), self._mark, glyph="file-search")
        zone = DropZone(
            "student",
            tr("Mark submissions"),
            tr(
                "Drop a folder or files here. Each submission is checked, marked and compared "
                "with the others."
            ),
            button,
        )
        zone.dropped.connect(self._dropped)
        return zone

    # --- acts --------------------------------------------------------------------------------------

    def _practise(self) -> None:
        self._bench.training.practise(int(self._level.currentData()), self._count.value())

    def _own(self) -> None:
        bundle = choose_base_bundle(self)
        folder = (
            None if bundle is None else choose_new_training_folder(self, f"{bundle_stem(bundle.name)}-drills")
        )
        if bundle is not None and folder is not None:
            self._bench.training.drill(bundle, folder, int(self._level.currentData()), self._count.value())

    def _for_class(self) -> None:
        dialog = ClassDrillsDialog(self._bench, self.window())
        if dialog.exec() and dialog.drills is not None:
            self._bench.training.drill_class(dialog.drills)

    def _open(self) -> None:
        path = choose_class_set(self)
        if path is not None:
            self._bench.training.open(path)

    def _make(self) -> None:
        names = [name for name, box in self._scenarios if box.isChecked()]
        needed = [one for name in names for one in self._needs[name] if one not in names]
        said = tr("Select at least one scenario.")
        if needed:
            said = tr(
                "Select {scenarios} too: without it, another scenario can't be solved.",
                scenarios=_titles(needed),
            )
        self._no_scenario.set_text(said)
        self._no_scenario.setVisible(not names or bool(needed))
        fields = (self._name, self._seed)
        wrong: list[QWidget] = [field.edit for field in fields if not field.complain()]
        if not names or needed:
            wrong.append(self._scenarios[0][1])
        if wrong:
            min(wrong, key=self._height_of).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        out = choose_new_class_set(self)
        if out is not None:
            self._bench.training.make(
                out, names, self._seed.value, self._variants.value(), trainer=self._name.value
            )

    def _keep_draft(self) -> None:
        """The page is built again for another language, and when something else of it was used."""
        names = frozenset(name for name, box in self._scenarios if box.isChecked())
        self._bench.training.draft = ClassDraft(names, self._seed.value, self._variants.value())

    def _height_of(self, widget: QWidget) -> int:
        return widget.mapTo(self, QPoint(0, 0)).y()

    def _mark(self) -> None:
        paths = choose_submissions(self)
        if paths:
            self._bench.training.mark(paths)

    def _dropped(self, paths: list[Path]) -> None:
        if paths:
            self._bench.training.mark(paths)


def _handed_out(drills: ClassDrills) -> str:
    """Where drills for a class were written, and what the same ones can be created from again."""
    said = tr(
        "Saved in {path}. Give the whole folder to your trainees; each opens the file {file} in it.",
        path=visible(str(drills.folder)),
        file=DRILL_SET,
    )
    drawn = tr(
        "Level: {level}. Number of drills: {count}. Seed: {seed}.",
        level=current().number(drills.level),
        count=current().number(drills.count),
        seed=current().isolate(visible(drills.seed)),
    )
    return f"{said} {drawn}"


def _titles(names: Iterable[str]) -> str:
    """Of scenarios, listed."""
    wanted = set(names)
    found = (one for one in list_scenarios() if one.name in wanted)
    return current().listed(title_text(dict(one.title.by_language), current()) for one in found)
