"""Export, step 1: what goes in. Several tags and filters add up; each artifact goes in once."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.model.names import visible
from forensics_app.model.selection import EVERYTHING, ArtifactFilter
from forensics_app.services.sealing.amount import Amount, SealingStart, amount, sealing_start
from forensics_app.services.sealing.choosing import has_medium
from ui.pages.export.choices import Choice, choices
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.check import BoxWords, Check
from ui.widgets.controls.choices import CheckBox
from ui.widgets.layout.card import Card, clear_body
from ui.widgets.statements.facts import Bar
from ui.widgets.statements.notices import EmptyState, StepRow
from ui.widgets.text.shapes import Glyph
from ui.widgets.text.text import Rule, Text
from ui.words import gate, places
from ui.workbench.workbench import Workbench


class ChooseStep(QWidget):
    """`changed` whenever something else is chosen or counted. `amount` of all that is chosen, None until it
    is known; `start` likewise."""

    changed = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.amount: Amount | None = None
        self.start: SealingStart | None = None
        self.boxes: dict[ArtifactFilter, CheckBox] = {}
        self._figures: dict[ArtifactFilter, tuple[Text, Text, Text]] = {}
        self._empty = _is_empty(bench)
        self._choices: list[Choice] = [] if self._empty else choices(bench)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(14))
        self._broken = QVBoxLayout()
        box.addLayout(self._broken)
        card = Card(tr("What to include"))
        self._exhibits, depth = Card(tr("By exhibit")), self._depth()
        self._add_evidence: Button | None = None
        if self._empty:
            adding = partial(bench.go.emit, places.EVIDENCE)
            self._add_evidence = Button(tr("Add evidence…"), adding, glyph="plus")
            card.add(
                EmptyState(
                    "package",
                    tr("No artifacts yet"),
                    tr("Add evidence first, then choose here what to seal."),
                    self._add_evidence,
                )
            )
        else:
            card.add_action(Button(tr("Select on the Artifacts page"), self._go, glyph="plus", small=True))
            card.add(self._table())
        for one in (card, self._exhibits, depth):
            box.addWidget(one)
        self._exhibits.setHidden(self._empty)
        depth.setHidden(self._empty)
        box.addStretch(1)
        self._show_exhibits()
        self.read()

    def first_focus(self) -> QWidget | None:
        """The first box that is on, else the first; in an empty case what fills it."""
        on = next((b for b in self.boxes.values() if b.isChecked()), None)
        return on or next(iter(self.boxes.values()), self._add_evidence)

    @property
    def still_offered(self) -> bool:
        """Whether the case and the filters still offer what is shown."""
        return not self._empty and not _is_empty(self._bench) and choices(self._bench) == self._choices

    def trouble(self) -> str:
        """Why one can't go on, or nothing."""
        if self._empty:
            return tr("No artifacts yet")
        if not self._bench.export.chosen:
            return tr("Select at least one row.")
        found = self._taken
        if found is not None and not found.artifacts:
            return tr("Nothing in the case matches this selection.")
        return ""

    # --- building ----------------------------------------------------------------------------------

    def _table(self) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(8))
        grid.setColumnStretch(2, 1)
        grid.setColumnMinimumWidth(4, px(84))
        heads = (
            (tr("Tag or filter"), 2, False),
            (tr(NC_("column", "Artifacts")), 3, True),
            (tr(NC_("column", "Size")), 4, True),
        )
        for words, column, end in heads:
            grid.addWidget(Text(words, "small-strong", "muted", end=end), 0, column)
        for at, choice in enumerate(self._choices):
            grid.addWidget(Rule(), 2 * at + 1, 0, 1, 5)
            self._add_row(grid, 2 * at + 2, choice)
        return made

    def _add_row(self, grid: QGridLayout, row: int, choice: Choice) -> None:
        box = CheckBox()
        box.setChecked(choice.chosen in self._bench.export.chosen)
        box.setAccessibleName(gate.spoken(choice.title, choice.detail))
        box.toggled.connect(partial(self._toggled, choice.chosen))
        self.boxes[choice.chosen] = box
        words = BoxWords(box)
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Text(choice.title, "strong", wrap=True))
        column.addWidget(Text(choice.detail, "small", "muted", wrap=True))
        withheld = Text("", "small", "muted", wrap=True)
        withheld.hide()
        column.addWidget(withheld)
        items, size = Text("…", end=True), Text("…", end=True)
        self._figures[choice.chosen] = (items, size, withheld)
        middle = Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(box, row, 0, middle)
        grid.addWidget(Glyph(choice.glyph, 18, "accent"), row, 1, middle)
        grid.addWidget(words, row, 2)
        grid.addWidget(items, row, 3, middle)
        grid.addWidget(size, row, 4, middle)

    def _depth(self) -> Card:
        card = Card(tr(NC_("heading", "Options")))
        self.media = Check(tr("Include the disk images in the bundle"), on=self._bench.export.media)
        self.media.toggled.connect(self._media_toggled)
        card.add(self.media)
        self._media_said = Text("", "small", "muted", wrap=True)
        card.add(self._media_said)
        self.labels = Check(tr("Include all tags and notes"), on=self._bench.export.tags_and_notes)
        self.labels.toggled.connect(self._labels_toggled)
        card.add(self.labels)
        said = tr(
            "Otherwise only the tags you select by are included. Other tags, and all notes, stay in the case."
        )
        card.add(Text(said, "small", "muted", wrap=True))
        return card

    # --- reading -----------------------------------------------------------------------------------

    def read(self) -> None:
        """Count each choice, then all that is chosen together."""
        case = self._bench.case
        if case is not None:
            filters = tuple(choice.chosen for choice in self._choices)
            case.counting.ask(
                "export-start", lambda at: sealing_start(at, filters), self._started, owner=self
            )
        self._count()

    def _started(self, start: SealingStart) -> None:
        self.start = start
        words = current()
        for choice, found in zip(self._choices, start.choices, strict=True):
            items, size, withheld = self._figures[choice.chosen]
            items.set_text(words.number(found.artifacts))
            size.set_text(words.size(found.content_bytes))
            withheld.set_text(_of_withheld(found))
            withheld.setVisible(bool(found.withheld))
        draft = self._bench.export
        if not draft.touched and not draft.chosen:  # the only tag is what is meant, until somebody says else
            tags = [c.chosen for c in self._choices if c.glyph == "tag"]
            if len(tags) == 1:
                self.boxes[tags[0]].setChecked(True)
        self._show_broken_off(start)
        self.changed.emit()

    def _count(self) -> None:
        case, chosen = self._bench.case, self._bench.export.chosen
        if case is not None:
            case.counting.ask("export-amount", lambda at: amount(at, chosen), self._counted, owner=self)

    def _counted(self, found: Amount) -> None:
        self.amount = found
        self._media_said.set_text(_of_media(found))
        self.media.setEnabled(bool(found.media) or self.media.on)
        self._show_exhibits()
        self.changed.emit()

    # --- showing -----------------------------------------------------------------------------------

    @property
    def _taken(self) -> Amount | None:
        """What would be sealed, with the images where they go along; None until it is counted."""
        return self._bench.export.taken(self.amount)

    def _show_exhibits(self) -> None:
        clear_body(self._exhibits)
        found = self._taken
        if found is None or not found.exhibits:
            said = tr("Nothing selected yet.") if found is not None else tr(NC_("state", "Counting…"))
            if found is not None and self._bench.export.chosen:
                said = tr("Nothing in the case matches this selection.")
            self._exhibits.add(Text(said, color="muted"))
            return
        words, rows = current(), QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(10))
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(3, px(84))
        most = max(one.content_bytes for one in found.exhibits) or 1
        for at, one in enumerate(found.exhibits):
            grid.addWidget(Text(words.isolate(visible(one.exhibit)), "strong"), at, 0)
            grid.addWidget(Bar(one.content_bytes / most), at, 1)
            counted = trn("{count} artifact", "{count} artifacts", one.artifacts)
            grid.addWidget(Text(counted, end=True), at, 2)
            grid.addWidget(Text(words.size(one.content_bytes), end=True), at, 3)
        self._exhibits.add(rows)

    def _show_broken_off(self, start: SealingStart) -> None:
        while (item := self._broken.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        found = start.broken_off
        if found is None or self._bench.export.started:
            return
        card = Card()
        button = Button(tr("Resume it"), self._go_on)
        button.setEnabled(bool(found.asked))
        said = tr(
            "{size} already written at {path}. Resuming checks it and completes the "
            "rest; sealing anything else discards it.",
            size=current().size(found.written_bytes),
            path=found.out,
        )
        title = tr("Sealing {name} was interrupted", name=found.name)
        card.add(StepRow(State.WARN, title, said, button))
        self._broken.addWidget(card)

    # --- acts --------------------------------------------------------------------------------------

    def _toggled(self, chosen: ArtifactFilter, on: bool) -> None:
        draft = self._bench.export
        draft.touched = True
        if on and chosen == EVERYTHING:
            for other, box in self.boxes.items():
                if other != EVERYTHING:
                    box.setChecked(False)
        elif on and self.boxes[EVERYTHING].isChecked():
            self.boxes[EVERYTHING].setChecked(False)
        draft.chosen = tuple(one for one, box in self.boxes.items() if box.isChecked())
        draft.preview = None
        self._count()
        self.changed.emit()

    def _media_toggled(self, on: bool) -> None:
        self._bench.export.media, self._bench.export.preview = on, None
        self._show_exhibits()
        self.changed.emit()

    def _labels_toggled(self, on: bool) -> None:
        self._bench.export.tags_and_notes, self._bench.export.preview = on, None
        self.changed.emit()

    def _go(self) -> None:
        self._bench.go.emit(places.ARTIFACTS)

    def _go_on(self) -> None:
        start = self.start
        if start is not None and start.broken_off is not None:
            draft, found = self._bench.export, start.broken_off
            if draft.go_on(found.out, found.asked):
                self._bench.export_changed.emit()


def _is_empty(bench: Workbench) -> bool:
    """Neither an artifact nor an image that could be sealed whole."""
    overview = None if bench.case is None else bench.case.overview
    return overview is not None and not overview.total and not any(map(has_medium, overview.sources))


def _of_withheld(found: Amount) -> str:
    """Why the number is smaller than that of the list."""
    if not found.withheld:
        return ""
    return trn(
        "{count} more is withheld, or copies, contains or belongs to something withheld; no bundle takes it.",
        "{count} more are withheld, or copy, contain or belong to something withheld; no bundle takes them.",
        found.withheld,
    )


def _of_media(found: Amount) -> str:
    """What the images themselves would add, and which of them can't go along."""
    said = []
    if found.media:
        counted = trn(
            "Adds {count} image, {size}; only needed if the receiver must repeat the whole examination.",
            "Adds {count} images, {size}; only needed if the receiver must repeat the whole examination.",
            len(found.media),
            size=current().size(sum(one.content_bytes for one in found.media)),
        )
        said.append(counted)
    if found.withheld_media:
        kept = trn(
            "{count} image is left out because something on it is withheld.",
            "{count} images are left out because something on them is withheld.",
            found.withheld_media,
        )
        said.append(kept)
    return " ".join(said) or tr("Nothing selected comes from a disk image.")
