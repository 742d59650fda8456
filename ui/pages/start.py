"""Start: make or open a case, check a bundle somebody sent, or see the whole job on the practice case."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import N_, current, tr
from forensics_app.model.names import visible
from forensics_app.services.identities import list_identities
from ui.dialogs.choose import choose_bundle, choose_case
from ui.dialogs.new_case import NewCaseDialog
from ui.jobs.desk import JobKind
from ui.models.cells import Cell
from ui.models.recent_words import recent_state
from ui.models.rows import Column
from ui.settings import RecentCase
from ui.theme import px
from ui.widgets.action_tile import ActionTile
from ui.widgets.buttons import Button
from ui.widgets.card import Card, clear_body
from ui.widgets.choices import CheckBox
from ui.widgets.columns import Columns, Scroller, page_body, stack
from ui.widgets.drop_zone import DropZone
from ui.widgets.flow import FlowLayout
from ui.widgets.notices import EmptyState
from ui.widgets.page import Page
from ui.widgets.pill import Pill
from ui.widgets.shapes import Glyph, State
from ui.widgets.step import NumberedStep
from ui.widgets.tables import RowsTable
from ui.widgets.text import Text
from ui.workbench import Workbench

FIRST_SHOWN = 7
STEPS = (
    (
        N_("Bring evidence in"),
        N_(
            "Open disk images read-only. Every byte is hashed and every file listed; what cannot be read is "
            "written down."
        ),
    ),
    (N_("Choose and seal"), N_("Tag what matters, record who handed over what, and seal it with your key.")),
    (
        N_("Send and get a receipt"),
        N_("The receiving laboratory checks the seal, with or without this program."),
    ),
)


class StartPage(Page):
    """Three doors, by who comes in."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        body, box = page_body()
        self._new = ActionTile(
            "folder-plus", tr("New case"), tr("Reference, title, examiner and country."), primary=True
        )
        self._new.clicked.connect(self.new_case)
        opening = ActionTile(
            "folder-open", tr("Open a case"), tr("A case folder on this computer or on a disk.")
        )
        opening.clicked.connect(self.open_case)
        doors = QWidget()
        line = QHBoxLayout(doors)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(16))
        line.addWidget(self._new)
        line.addWidget(opening)
        self._table: RowsTable | None = None
        self._all = False
        self._recent = Card(tr("Recent cases"))
        self._fill_recent()
        main = stack(doors, self._recent, self._demo_card(), gap=16)
        side = stack(self._drop_zone(), self._how_card(), self._signer_card(), gap=16)
        box.addWidget(Columns(main, side, side_width=360, fold_below=900))
        box.addStretch(1)
        self.outer.addWidget(Scroller(body))
        bench.jobs.changed.connect(self._jobs_changed)
        bench.case_read.connect(self._fill_recent)
        self._jobs_changed()

    def title(self) -> str:
        return tr("Start")

    def head_widgets(self) -> list[QWidget]:
        return [Pill(tr("Works offline"), State.OK, glyph="wifi-slash")]

    def subtitle(self) -> str:
        return (
            tr("No case open")
            if self._bench.case is None
            else tr("A case is open; opening another closes it")
        )

    def first_focus(self) -> QWidget | None:
        return self._table if self._table is not None else self._new

    # --- cards -------------------------------------------------------------------------------------

    def _fill_recent(self) -> None:
        card, recent = self._recent, self._bench.settings.recent
        clear_body(card)
        self._table = None
        if not recent:
            card.add(
                EmptyState(
                    "folder-open",
                    tr("No case was opened here yet"),
                    tr("Make a new one, or open a case folder that somebody gave you."),
                )
            )
            return
        self._table = RowsTable(
            (
                Column(tr("Reference"), 110),
                Column(tr("Title")),
                Column(tr("Exhibits"), 70, end=True),
                Column(tr("Last opened"), 100),
                Column(tr("State"), 190),
            ),
            tr("Recent cases"),
            row_height=42,
            lines=True,
        )
        self._show_rows(recent)
        self._table.select(recent[0].path)
        self._table.opened.connect(lambda path: self._bench.open_case(Path(path)) if path else None)
        card.add(self._table)
        foot = QHBoxLayout()
        foot.addWidget(Text(tr("Enter opens the selected case."), "small", "muted", wrap=True), 1)
        if len(recent) > FIRST_SHOWN and not self._all:
            count = current().number(len(recent))
            foot.addWidget(
                Button(tr("Show all {count}", count=count), self._show_all, kind="link", small=True)
            )
        foot.addWidget(Button(tr("Take off the list"), self._forget, kind="link", small=True))
        foot.addWidget(Button(tr("Open"), self._open_selected, small=True))
        card.add_layout(foot)

    def _show_rows(self, recent: list[RecentCase]) -> None:
        shown = recent if self._all else recent[:FIRST_SHOWN]
        if self._table is not None:
            now = self._bench.clock.now()
            self._table.set_rows([_recent_row(r, now) for r in shown], [r.path for r in shown])

    def _show_all(self) -> None:
        self._all = True
        self._fill_recent()
        if self._table is not None:
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _demo_card(self) -> Card:
        card = Card()
        line = QHBoxLayout()
        line.setSpacing(px(16))
        line.addWidget(Glyph("play-circle", 34, "accent", fill=True))
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(Text(tr("See the whole job on a practice case"), "card", wrap=True))
        words.addWidget(
            Text(
                tr(
                    "Reads a small disk image, tags, seals and verifies it. Nothing leaves this computer; "
                    "everything it makes is marked DEMO."
                ),
                "small",
                "muted",
                wrap=True,
            )
        )
        line.addLayout(words, 1)
        self._demo = Button(tr("Run the demo"), self._bench.run_demo, glyph="play")
        line.addWidget(self._demo)
        card.add_layout(line)
        return card

    def _drop_zone(self) -> DropZone:
        button = Button(tr("Choose a file…"), self.choose_bundle, glyph="file-search")
        zone = DropZone(
            "shield-check",
            tr("Check a bundle you received"),
            tr("Drop a .zip, a .asice seal or a bundle folder here. Nothing is changed or unpacked."),
            button,
            "Ctrl+O",
        )
        zone.dropped.connect(lambda paths: self._bench.check_and_show(paths[0]) if paths else None)
        return zone

    def _how_card(self) -> Card:
        card = Card(tr("How it works"))
        self._steps = stack(*(NumberedStep(n, tr(a), tr(b)) for n, (a, b) in enumerate(STEPS, 1)), gap=8)
        self._steps.setProperty("part", "plain")
        card.add(self._steps)
        foot = FlowLayout()
        foot.addWidget(Button(tr("Take the tour"), self._bench.tour_asked.emit, glyph="path", small=True))
        self.shows_steps = CheckBox(tr("Show at start"))
        self.shows_steps.setChecked(self._bench.settings.shows_steps)
        self.shows_steps.toggled.connect(self._steps_switched)
        foot.addWidget(self.shows_steps)
        card.add_layout(foot)
        self._steps.setVisible(self._bench.settings.shows_steps)
        return card

    def _steps_switched(self, shows: bool) -> None:
        self._bench.settings.shows_steps = shows
        self._steps.setVisible(shows)

    def _signer_card(self) -> Card:
        """Who would sign: the identity chosen in the preferences, else the first there is."""
        card = Card(tr("You sign as"))
        change = Button(tr("Change"), self._bench.preferences_asked.emit, kind="link", small=True)
        change.setAccessibleName(tr("Change who signs"))
        card.add_action(change)
        identities = list_identities()
        chosen = self._bench.settings.identity
        mine = next((i for i in identities if i.identity_id == chosen), None)
        mine = mine or next(iter(identities), None)
        if mine is None:
            said = tr("Nobody yet: make or import an identity before you seal.")
            card.add(Text(said, "small", "muted", wrap=True))
            return card
        line = QHBoxLayout()
        line.setSpacing(px(12))
        line.addWidget(Glyph("identification-card", 28), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Text(current().isolate(visible(mine.label)), "strong", wrap=True))
        kind = tr("on a card") if mine.card is not None else tr("key on this computer")
        words.addWidget(Text(kind, "small", "muted", wrap=True))
        line.addLayout(words, 1)
        card.add_layout(line)
        return card

    # --- acts --------------------------------------------------------------------------------------

    def new_case(self) -> None:
        """Ask for the facts of a new case, make it, open it."""
        dialog = NewCaseDialog(self._bench.settings, self._bench.clock, self)
        if dialog.exec() and dialog.made is not None:
            self._bench.open_case(dialog.made, first=dialog.sources)

    def open_case(self) -> None:
        """Ask for a case folder and open it."""
        path = choose_case(self)
        if path is not None:
            self._bench.open_case(path)

    def choose_bundle(self) -> None:
        """Ask for a bundle and check it."""
        path = choose_bundle(self)
        if path is not None:
            self._bench.check_and_show(path)

    def _open_selected(self) -> None:
        if self._table is not None and self._table.current_key():
            self._bench.open_case(Path(self._table.current_key()))

    def _forget(self) -> None:
        if self._table is None or not self._table.current_key():
            return
        self._bench.settings.forget_case(self._table.current_key())
        recent = self._bench.settings.recent
        self._show_rows(recent)

    def _jobs_changed(self) -> None:
        self._demo.setEnabled(self._bench.jobs.running(JobKind.DEMO) is None)


def _recent_row(recent: RecentCase, now: datetime) -> tuple[Cell, ...]:
    state, word = recent_state(recent, now)
    return (
        Cell(recent.reference, strong=True, name=True, raw=recent.reference),
        Cell(recent.title, name=True),
        Cell(str(recent.exhibits), end=True),
        Cell(recent.opened_at[:10], ordered=True, raw=recent.opened_at),
        Cell(word, state=state),
    )
