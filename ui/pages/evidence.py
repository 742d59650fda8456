"""Evidence: sources with stored and computed hash side by side, what is inside, what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from forensics_app.i18n import current, tr, trn
from forensics_app.model.case import SourceRecord
from ui.dialogs.choose import choose_evidence_folder, choose_images
from ui.jobs.desk import JobKind
from ui.models.overview import CaseOverview
from ui.models.problems import Problem, problems
from ui.models.rows import Column
from ui.pages.inside_card import InsideCard
from ui.pages.layer_facts import LayerFacts
from ui.pages.reading_card import ReadingCard
from ui.pages.source_facts import SourceFacts
from ui.pages.source_rows import source_row
from ui.widgets.buttons import Button
from ui.widgets.card import Card, clear
from ui.widgets.columns import Columns, Scroller, page_body, stack
from ui.widgets.drop_zone import DropZone, dropped_paths
from ui.widgets.header_pills import case_pills
from ui.widgets.notices import EmptyState
from ui.widgets.page import Page
from ui.widgets.read_progress import ReadProgress
from ui.widgets.tables import RowsTable
from ui.widgets.text import Text
from ui.widgets.verdict import FindingRow
from ui.workbench import Workbench

SHOWN_PROBLEMS = 40


class EvidencePage(Page):
    """Files and folders may be dropped anywhere on it."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._problems: list[Problem] = []
        self.setAcceptDrops(True)
        body, box = page_body()
        self._sources_card, self._inside, self._problem_card = self._make_cards()
        self._progress = ReadProgress()
        self._progress.cancel.connect(self._cancel)
        self._facts = SourceFacts()
        self._add_button = Button(tr("Add evidence…"), self._add_menu, glyph="plus", kind="primary")
        zone = DropZone(
            "hard-drives",
            tr("Add evidence"),
            tr("Drop disk images, folders or files here. They are opened for reading only."),
            self._add_button,
        )
        zone.dropped.connect(self._add)
        self._how = ReadingCard(bench)
        main = stack(self._sources_card, self._inside, self._problem_card)
        self._layer_facts = LayerFacts()
        side = stack(self._progress, zone, self._how, self._layer_facts, self._facts)
        box.addWidget(Columns(main, side, side_width=318, fold_below=900))
        box.addStretch(1)
        self.outer.addWidget(Scroller(body))
        bench.case_read.connect(self._show)
        bench.jobs.changed.connect(self._jobs_changed)
        self._jobs_changed()
        self._show()

    def _make_cards(self) -> tuple[Card, InsideCard, Card]:
        sources = Card(tr("Sources"), tr("opened for reading only"))
        self._table = RowsTable(
            (
                Column(tr("Exhibit"), 62),
                Column(tr("Source")),
                Column(tr("Size"), 70, end=True),
                Column(tr("Stored hash"), 138, fixed=True),
                Column(tr("Computed hash"), 138, fixed=True),
                Column(tr("State"), 110),
            ),
            tr("Sources"),
            row_height=44,
            lines=True,
        )
        self._table.current_changed.connect(self._select)
        self._nothing = EmptyState(
            "hard-drives",
            tr("No source was added yet"),
            tr("A source is a disk image, a folder or a file. All of it is hashed, nothing is changed."),
        )
        sources.add(self._table)
        sources.add(self._nothing)
        inside = InsideCard(self._bench)
        self._tree = inside.tree
        self._tree.current_changed.connect(self._show_layer)
        wrong = Card(tr("Problems"))
        self._copy = Button(tr("Copy as text"), self._copy_problems, kind="link", small=True)
        self._ledger_button = Button(tr("All omissions…"), self._show_omissions, kind="link", small=True)
        wrong.add_action(self._ledger_button)
        wrong.add_action(self._copy)
        self._problem_box = QVBoxLayout()
        wrong.add_layout(self._problem_box)
        return sources, inside, wrong

    def title(self) -> str:
        return tr("Evidence")

    def subtitle(self) -> str:
        overview = self._overview()
        if overview is None:
            return tr("No case open")
        size = sum(s.opened.size_bytes for s in overview.sources if s.opened is not None)
        sources = trn("{count} source", "{count} sources", len(overview.sources))
        reference = current().isolate(overview.facts.reference)
        return f"{reference} · {sources}, {current().size(size)}"

    def head_widgets(self) -> list[QWidget]:
        overview = self._overview()
        return [] if overview is None else case_pills(self._bench, overview)

    def first_focus(self) -> QWidget | None:
        overview = self._overview()
        if overview is not None and overview.sources:
            return self._table
        return self._progress.cancel_button if self._bench.reading else self._add_button

    def _overview(self) -> CaseOverview | None:
        return None if self._bench.case is None else self._bench.case.overview

    # --- showing -----------------------------------------------------------------------------------

    def _show(self) -> None:
        overview = self._overview()
        if overview is None:
            return
        keys = [s.source_id for s in overview.sources]
        rows = [
            source_row(s, reading=self._bench.reading, locked=len(overview.locked_in(s)))
            for s in overview.sources
        ]
        self._table.set_rows(rows, keys)
        self._table.setVisible(bool(keys))
        self._nothing.setVisible(not keys)
        wanted = self._bench.selected_source
        self._table.select(wanted if wanted in keys else (keys[0] if keys else None))
        self._show_source()
        self._show_problems(overview)
        self.head_changed.emit()

    def _select(self, source_id: str | None) -> None:
        if source_id is not None:
            self._bench.selected_source = source_id
        self._show_source()

    def _source(self) -> SourceRecord | None:
        overview, key = self._overview(), self._table.current_key()
        if overview is None:
            return None
        return next((s for s in overview.sources if s.source_id == key), None)

    def _show_source(self) -> None:
        overview, source = self._overview(), self._source()
        self._inside.setVisible(source is not None and source.opened is not None)
        self._facts.setVisible(source is not None)
        if overview is None or source is None:
            return
        self._facts.show_source(source)
        self._inside.show_source(source, overview)
        self._show_layer()

    def _show_layer(self) -> None:
        overview, source, key = self._overview(), self._source(), self._tree.current_key()
        layers = () if source is None or source.opened is None else source.opened.layers
        layer = next((x for x in layers if x.layer_id == key and x.parent_id is not None), None)
        self._layer_facts.setVisible(layer is not None)
        if overview is not None and source is not None and layer is not None:
            self._layer_facts.show_layer(layer, source, overview.zone_of.get(layer.layer_id))

    def _show_omissions(self) -> None:
        source = self._source()
        self._bench.omissions_asked.emit("" if source is None else source.source_id)

    def _show_problems(self, overview: CaseOverview) -> None:
        clear(self._problem_box)
        self._problems = problems(overview)
        count = len(self._problems)
        self._problem_card.set_note(
            tr("{count}, worst first", count=current().number(count)) if count else ""
        )
        self._copy.setVisible(bool(count))
        for problem in self._problems[:SHOWN_PROBLEMS]:
            self._problem_box.addWidget(FindingRow(problem.state, problem.sentence, problem.place))
        if count > SHOWN_PROBLEMS:
            more = trn(
                "and {count} more; copy them as text",
                "and {count} more; copy them as text",
                count - SHOWN_PROBLEMS,
            )
            self._problem_box.addWidget(Text(more, "small", "muted", wrap=True))
        if not count:
            self._problem_box.addWidget(Text(tr("None so far."), color="muted"))

    def _copy_problems(self) -> None:
        lines = [f"{p.sentence}\t{p.place}" for p in self._problems]
        QGuiApplication.clipboard().setText("\n".join(lines))

    # --- adding and reading ------------------------------------------------------------------------

    def _add_menu(self) -> None:
        menu = QMenu(self)
        menu.addAction(tr("Disk images or files…")).triggered.connect(self._add_files)
        menu.addAction(tr("A folder…")).triggered.connect(self._add_folder)
        menu.addSeparator()
        menu.addAction(tr("How it is read…")).triggered.connect(self._how.change)
        menu.popup(self._add_button.mapToGlobal(QPoint(0, self._add_button.height())))

    def _add_files(self) -> None:
        self._add(choose_images(self))

    def _add_folder(self) -> None:
        folder = choose_evidence_folder(self)
        if folder is not None:
            self._add([folder])

    def _add(self, paths: Sequence[Path]) -> None:
        options = self._bench.reading_options
        self._bench.add_sources(paths, options)
        # the next source is another exhibit
        self._bench.reading_options = replace(options, exhibit="")
        self._how.show_options()

    def _jobs_changed(self) -> None:
        running = self._bench.jobs.running(JobKind.INGEST)
        self._progress.setVisible(running is not None)
        self._add_button.setEnabled(running is None)
        self._inside.show_acts()
        if running is not None:
            self._progress.show_job(running)

    def _cancel(self) -> None:
        running = self._bench.jobs.running(JobKind.INGEST)
        if running is not None:
            running.job.cancel()
            self._jobs_changed()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if self._bench.case is not None and dropped_paths(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        event.acceptProposedAction()
        self._add(dropped_paths(event))
