"""Start: make or open a case, check a bundle somebody sent, or see the whole job on the practice case."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.errors import CaseDamagedError
from forensics_app.i18n import NC_, current, tr
from forensics_app.model.names import visible
from forensics_app.model.retention import Retention
from forensics_app.services.cases.case import is_case
from forensics_app.services.cases.received import is_received
from forensics_app.services.cases.retention import read_retention
from ui.dialogs.case.new_case import NewCaseDialog
from ui.dialogs.choose import choose_bundle, choose_case
from ui.jobs.desk import JobKind
from ui.models.case.recent_words import recent_state
from ui.models.tables.cells import Cell
from ui.models.tables.rows import Column
from ui.pages.start.cards import BrokenOffCard, HowItWorksCard, YouSignAsCard
from ui.settings.settings import RecentCase
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.action_tile import ActionTile
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.drop_zone import DropZone
from ui.widgets.controls.pill import Pill
from ui.widgets.layout.card import Card, clear_body
from ui.widgets.layout.columns import Columns, Scroller, page_body, stack
from ui.widgets.layout.page import Page
from ui.widgets.statements.notices import EmptyState
from ui.widgets.tables.tables import RowsTable
from ui.widgets.text.shapes import Glyph
from ui.widgets.text.text import Text
from ui.words.keys import shown_keys
from ui.workbench.workbench import Workbench

FIRST_SHOWN = 7


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
            "folder-open", tr("Open case"), tr("A case folder on this computer or an external disk.")
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
        self._broken_off = BrokenOffCard(bench)
        main = stack(self._broken_off, doors, self._recent, self._demo_card(), gap=16)
        side = stack(self._drop_zone(), HowItWorksCard(bench), YouSignAsCard(bench), gap=16)
        box.addWidget(Columns(main, side, side_width=360, fold_below=900))
        box.addStretch(1)
        self.outer.addWidget(Scroller(body))
        bench.jobs.changed.connect(self._jobs_changed)
        bench.case_read.connect(self._case_read)
        bench.recent_changed.connect(self._recent_changed)
        bench.case_read.connect(self._broken_off.follow)
        self._jobs_changed()

    def _case_read(self) -> None:
        self.follow(self._bench.turns, self._fill_recent)

    def _recent_changed(self) -> None:
        self.follow(self._bench.turns, self._show_rows)

    def title(self) -> str:
        return tr(NC_("page", "Start"))

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
                    tr("No recent cases"),
                    tr("Create a new case, or open an existing case folder."),
                )
            )
            return
        self._table = RowsTable(
            (
                Column(tr(NC_("column", "Case"))),
                Column(tr(NC_("column", "Exhibits")), 70, end=True),
                Column(tr("Last opened"), 100),
                Column(tr(NC_("column", "State")), 190),
            ),
            tr("Recent cases"),
            row_height=44,
            lines=True,
        )
        self._show_rows()
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
        foot.addWidget(Button(tr("Remove from list"), self._forget, kind="link", small=True))
        foot.addWidget(Button(tr(NC_("button", "Open")), self._open_selected, small=True))
        card.add_layout(foot)

    def _show_rows(self) -> None:
        recent = self._bench.settings.recent
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
        words.addWidget(Text(tr("Try it with a practice case"), "card", wrap=True))
        words.addWidget(
            Text(
                tr(
                    "Reads two small disk images, then tags, seals and verifies what is in them. Nothing "
                    "leaves this computer. The case reference, certificates and reports are marked DEMO."
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
        button = Button(tr("Choose file…"), self.choose_bundle, glyph="file-search")
        zone = DropZone(
            "shield-check",
            tr("Verify a received bundle"),
            tr(
                "Drop a .zip, a bundle folder, a .asice seal or a receipt here. Nothing is changed or "
                "unpacked."
            ),
            button,
            shown_keys("Ctrl+O"),
        )
        zone.dropped.connect(self._dropped)
        return zone

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

    def _dropped(self, paths: list[Path]) -> None:
        """A case is opened, anything else is checked."""
        if paths and is_case(paths[0]):
            self._bench.open_case(paths[0])
        elif paths:
            self._bench.check_and_show(paths[0])

    def _open_selected(self) -> None:
        if self._table is not None and self._table.current_key():
            self._bench.open_case(Path(self._table.current_key()))

    def _forget(self) -> None:
        if self._table is None or not self._table.current_key():
            return
        self._bench.settings.forget_case(self._table.current_key())
        self._show_rows()

    def _jobs_changed(self) -> None:
        self._demo.setEnabled(self._bench.jobs.running(JobKind.DEMO) is None)


def _retention_of(recent: RecentCase) -> Retention | None:
    try:
        return read_retention(Path(recent.path))
    except CaseDamagedError:
        return None  # opening the case says what is wrong


def _recent_row(recent: RecentCase, now: datetime) -> tuple[Cell, ...]:
    state, word = recent_state(recent, now, _retention_of(recent), received=is_received(Path(recent.path)))
    return (
        Cell(
            recent.reference,
            detail=visible(recent.title),
            strong=True,
            name=True,
            raw=f"{recent.reference}\t{recent.title}",
        ),
        Cell(str(recent.exhibits), end=True),
        Cell(recent.opened_at[:10], ordered=True, raw=recent.opened_at),
        Cell(word, state=state),
    )
