"""Evidence: sources with stored and computed hash side by side, what is inside, what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.model.case import SourceRecord, SourceState
from forensics_app.services.ingest.rehash import can_be_rehashed
from ui.dialogs.evidence.add_evidence import AddEvidenceDialog
from ui.dialogs.evidence.reading_card import ReadingCard
from ui.jobs.desk import JobKind, RunningJob
from ui.models.case.overview import CaseOverview
from ui.models.case.problems import Problem, problems
from ui.models.tables.rows import Column
from ui.pages.cards.header_pills import case_pills
from ui.pages.cards.key_card import KeyCard
from ui.pages.evidence.inside_card import InsideCard
from ui.pages.evidence.layer_facts import NOTHING, LayerFacts
from ui.pages.evidence.rehashed_card import RehashedCards
from ui.pages.evidence.source_facts import SourceFacts
from ui.pages.evidence.source_rows import source_row
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.drop_zone import DropZone, dropped_paths
from ui.widgets.layout.card import Card, clear
from ui.widgets.layout.columns import Columns, Scroller, page_body, stack
from ui.widgets.layout.page import Page
from ui.widgets.seals.verdict import FindingRow
from ui.widgets.statements.notices import EmptyState
from ui.widgets.statements.read_progress import ReadProgress
from ui.widgets.tables.tables import RowsTable
from ui.widgets.text.text import Text
from ui.words.jobs import running_words
from ui.workbench.workbench import Workbench
from ui.workbench.writing import guard

SHOWN_PROBLEMS = 40
STORED_HASH = 3
NARROW = 640
"""In px of the 100 % drawing: below it the list leaves the stored hash to the card that tells it whole."""


class EvidencePage(Page):
    """Files and folders may be dropped anywhere on it."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._problems: list[Problem] = []
        self.dialog: AddEvidenceDialog | None = None
        self.setAcceptDrops(True)
        body, box = page_body()
        self._sources_card, self._inside, self._problem_card = self._make_cards()
        self._progress = ReadProgress(keeps=True)
        self._progress.cancel.connect(self._cancel)
        self.key = KeyCard(bench.keys, JobKind.INGEST)
        self._facts = SourceFacts()
        self._add_button = Button(tr("Add evidence…"), self.add, glyph="plus", kind="primary")
        guard(bench.writing, self._add_button)
        zone = DropZone(
            "hard-drives",
            tr("Add evidence"),
            tr("Drop disk images, folders or files here. They are opened read-only."),
            self._add_button,
        )
        zone.dropped.connect(self.add)
        self._zone = zone
        self._how = ReadingCard(bench)
        self.rehashed = RehashedCards()
        main = stack(self.rehashed, self._sources_card, self._inside, self._problem_card)
        self._layer_facts = LayerFacts()
        self._layer_facts.omissions.connect(self._show_own_omissions)
        side = stack(self._progress, self.key, zone, self._how, self._layer_facts, self._facts)
        box.addWidget(Columns(main, side, side_width=308, fold_below=900))
        box.addStretch(1)
        self.outer.addWidget(Scroller(body))
        bench.case_read.connect(self._case_read)
        bench.jobs.changed.connect(self._jobs_changed)
        bench.keys.asked.connect(self._jobs_changed)
        bench.keys.settled.connect(self._key_settled)
        bench.jobs.ended.connect(self.rehashed.show_ending)
        bench.case_changed.connect(self.rehashed.close_all)
        self._jobs_changed()
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        narrow = self.width() < px(NARROW)
        self._table.setColumnHidden(STORED_HASH, narrow)
        self._note_sources()
        super().resizeEvent(event)

    def _note_sources(self) -> None:
        """Who read them; where there is little room, the card's buttons need it."""
        overview = self._overview()
        said = (
            tr("opened for reading only")
            if overview is None or overview.received is None
            else tr("as recorded by the sender; no medium was read here")
        )
        self._sources_card.set_note("" if self.width() < px(NARROW) else said)

    def _case_read(self) -> None:
        self.follow(self._bench.turns, self._show)

    def _make_cards(self) -> tuple[Card, InsideCard, Card]:
        sources = Card(tr(NC_("heading", "Sources")))
        self._table = RowsTable(
            (
                Column(tr(NC_("column", "Exhibit")), 68),
                Column(tr(NC_("column", "Source")), least=92),
                Column(tr(NC_("column", "Size")), 70, end=True),
                Column(tr("Stored hash"), 96, least=90),
                Column(tr("Computed hash"), 102, least=98),
                Column(tr(NC_("column", "State")), 110, whole=True),
            ),
            tr(NC_("label", "Sources")),
            row_height=44,
            lines=True,
        )
        self._table.current_changed.connect(self._select)
        self._table.opened.connect(self._show_omissions_of)
        self._nothing = EmptyState(
            "hard-drives",
            "",
            tr("A source is a disk image, a folder or a file. It is hashed in full; nothing is changed."),
        )
        self.resume_button = Button(tr("Resume reading"), self.resume, small=True, glyph="play")
        self.rehash_button = Button(tr("Hash again"), self.rehash, small=True, glyph="arrows-clockwise")
        self.rehash_button.setToolTip(
            tr("Compares the medium with the hashes computed when it was read; the result is recorded.")
        )
        guard(self._bench.writing, self.resume_button, self.rehash_button)
        sources.add_action(self.resume_button)
        sources.add_action(self.rehash_button)
        sources.add(self._table)
        sources.add(self._nothing)
        inside = InsideCard(self._bench)
        self._tree = inside.tree
        self._tree.current_changed.connect(self._show_layer)
        wrong = Card(tr(NC_("heading", "Problems")))
        self._copy = Button(tr("Copy as text"), self._copy_problems, kind="link", small=True)
        self._ledger_button = Button(tr("All omissions…"), self._show_all_omissions, kind="link", small=True)
        wrong.add_action(self._ledger_button)
        wrong.add_action(self._copy)
        self._problem_box = QVBoxLayout()
        wrong.add_layout(self._problem_box)
        return sources, inside, wrong

    def title(self) -> str:
        return tr(NC_("page", "Evidence"))

    def subtitle(self) -> str:
        overview = self._overview()
        if overview is None:
            return tr("No case open")
        size = sum(s.opened.size_bytes for s in overview.sources if s.opened is not None)
        sources = trn("{count} source", "{count} sources", len(overview.sources))
        parts = [current().isolate(overview.facts.reference), sources]
        return " · ".join([*parts, current().size(size)] if size else parts)

    def head_widgets(self) -> list[QWidget]:
        overview = self._overview()
        return [] if overview is None else case_pills(self._bench, overview)

    def first_focus(self) -> QWidget | None:
        overview = self._overview()
        if not self.key.isHidden():
            return self.key.first_focus()
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
        for part in (self._zone, self._how):  # nothing is read into a case of somebody else's
            part.setHidden(overview.received is not None)
        self._note_sources()
        self._table.setVisible(bool(keys))
        self._nothing.setVisible(not keys)
        wanted = self._bench.selected_source
        with QSignalBlocker(self._table):  # the source is shown once, whether it is another one or not
            self._show_rows(overview)
            self._table.select(wanted if wanted in keys else (keys[0] if keys else None))
        self._select(self._table.current_key())
        self._show_problems(overview)
        self.head_changed.emit()

    def _show_rows(self, overview: CaseOverview) -> None:
        """Each source as it stands, the one that is at work with how far it is."""
        jobs = self._bench.jobs
        working = jobs.running(JobKind.INGEST) or jobs.running(JobKind.RECHECK)
        rows = [
            source_row(s, overview, reading=self._bench.reading, working=working) for s in overview.sources
        ]
        self._table.set_rows(rows, [s.source_id for s in overview.sources])

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
        self._allow()
        if overview is None or source is None:
            self._layer_facts.hide()
            return
        self._facts.show_source(source)
        self._inside.show_source(source, overview)
        self._show_layer()

    def _allow(self) -> None:
        source, jobs = self._source(), self._bench.jobs
        idle = not self._bench.reading and jobs.running(JobKind.RECHECK) is None
        self.rehash_button.setVisible(source is not None)
        self.rehash_button.setEnabled(idle and source is not None and can_be_rehashed(source))
        stopped = source is not None and source.state is SourceState.READING
        self.resume_button.setVisible(stopped and not self._bench.reading)
        self.resume_button.setEnabled(idle)

    def _show_layer(self) -> None:
        overview, source, key = self._overview(), self._source(), self._tree.current_key()
        layers = () if source is None or source.opened is None else source.opened.layers
        layer = next((x for x in layers if x.layer_id == key and x.parent_id is not None), None)
        self._layer_facts.setVisible(layer is not None)
        if overview is not None and source is not None and layer is not None:
            zone = overview.zone_of.get(layer.layer_id)
            self._layer_facts.show_layer(
                layer,
                source,
                zone,
                unsent=overview.is_unsent(layer),
                omitted=overview.omitted_by_layer.get(layer.layer_id, NOTHING),
            )

    def _show_omissions_of(self, source_id: str) -> None:
        self._bench.omissions_asked.emit(source_id)

    def _show_own_omissions(self) -> None:
        """Of the selected source."""
        source = self._source()
        self._bench.omissions_asked.emit("" if source is None else source.source_id)

    def _show_all_omissions(self) -> None:
        """Of the whole case, as the card of problems is."""
        self._bench.omissions_asked.emit("")

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

    def add(self, paths: Sequence[Path] = ()) -> None:
        """Show what these sources are, and read them from there."""
        if self.dialog is not None:
            self.dialog.close()
            self.dialog.deleteLater()
        self.dialog = AddEvidenceDialog(self._bench, paths, self)
        self.dialog.finished.connect(self._how.show_options)
        self.dialog.open()

    def rehash(self) -> None:
        """Hash the selected source's medium again; what is found goes into the custody ledger."""
        source, case = self._source(), self._bench.case
        if source is not None and case is not None and can_be_rehashed(source):
            arguments = ["rehash", str(case.path), "--", source.source_id]
            overview = case.overview
            called = source.exhibit if overview is None else overview.called(source)
            self._bench.start_job(JobKind.RECHECK, arguments, called)

    def resume(self) -> None:
        """Go on with the selected source, which was not read to its end."""
        source = self._source()
        if source is not None:
            self._bench.read_again(source.source_id, self._bench.reading_options)

    def _jobs_changed(self) -> None:
        running = self._bench.jobs.running(JobKind.INGEST)
        self._say_nothing(running)
        held = self.window().focusWidget()
        self._add_button.setEnabled(running is None)
        self._inside.show_acts()
        self._allow()
        running = running or self._bench.jobs.running(JobKind.RECHECK)
        self._progress.setVisible(running is not None and self._bench.keys.question is None)
        overview = self._overview()
        if overview is not None:
            self._show_rows(overview)
        if running is not None:
            self._progress.show_job(running)
        self._keep_focus(held)

    def _key_settled(self) -> None:
        """The card where a key was typed is gone."""
        self._jobs_changed()
        first = self.first_focus()
        if self.isVisible() and first is not None:
            first.setFocus()

    def _keep_focus(self, held: QWidget | None) -> None:
        """From a control that is not to be used any more to what is, not to whatever stands next to it."""
        gone = self._progress.isHidden() and held is not None and self._progress.isAncestorOf(held)
        if gone or (held is self._add_button and not held.isEnabled()):
            first = self.first_focus()
            if first is not None:
                first.setFocus()

    def _say_nothing(self, running: RunningJob | None) -> None:
        """Where no source is listed yet: that none was added, or what is being done with those that were."""
        words = tr("No sources added yet")
        if running is not None:
            words = running_words(running, self._bench.keys.question)[0]
        self._nothing.title.set_text(words)

    def _cancel(self) -> None:
        jobs = self._bench.jobs
        running = jobs.running(JobKind.INGEST) or jobs.running(JobKind.RECHECK)
        if running is not None:
            running.job.cancel()
            self._jobs_changed()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if self._bench.case is not None and dropped_paths(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        event.acceptProposedAction()
        self.add(dropped_paths(event))
