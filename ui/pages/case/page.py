"""Case: what to do next, worst first; exhibits; what was found beside what was not read; custody."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import assert_never

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forensics_app.errors import ForensicsError
from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.place_names import country_name
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.i18n.retention import retention_sentence
from forensics_app.model.case import SourceRecord
from forensics_app.services.cases.opening import open_case
from forensics_app.services.cases.retention import record_retention
from ui.dialogs.case.retention import RetentionDialog
from ui.dialogs.reports.evidence_report import ask_for_report
from ui.jobs.child_job import Trouble
from ui.jobs.desk import JobKind
from ui.models.case.next_steps import Act, Step, next_steps
from ui.models.case.overview import CaseOverview, state_in
from ui.models.evidence.reading_options import AS_USUAL
from ui.models.tables.cells import Cell
from ui.models.tables.rows import Column
from ui.pages.cards.header_pills import case_pills
from ui.pages.cards.key_card import KeyCard
from ui.pages.case.counts_cards import KindsCard, OmissionsCard
from ui.pages.case.hash_sets_card import HashSetsCard
from ui.pages.case.request_card import RequestCard
from ui.pages.case.sealed_card import SealedCard
from ui.pages.custody.card import CustodyCard
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card, clear, clear_body
from ui.widgets.layout.columns import Columns, Scroller, page_body, stack
from ui.widgets.layout.page import Page
from ui.widgets.statements.facts import KeyValue
from ui.widgets.statements.notices import EmptyState, StepRow
from ui.widgets.tables.tables import RowsTable
from ui.widgets.text.text import Rule
from ui.words import places
from ui.words.sources import shown_name, source_size
from ui.workbench.case_session import Reading
from ui.workbench.workbench import Workbench
from ui.workbench.writing import guard


class CasePage(Page):
    """Filled from the case's overview whenever that is new."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        body, box = page_body()
        self._steps = Card(tr("Next steps"))
        self._steps_box = QVBoxLayout()
        self._steps_box.setSpacing(0)
        self._steps.add_layout(self._steps_box)
        self._running_row: StepRow | None = None
        self._first_button: Button | None = None
        self._exhibits = self._exhibit_card()
        self._kinds, self._omissions = KindsCard(bench), OmissionsCard(bench)
        halves = Columns(self._kinds, self._omissions, side_width=340, fold_below=640, gap=16)
        self._facts, self._custody, self._request = (
            Card(tr(NC_("heading", "Case"))),
            CustodyCard(bench),
            RequestCard(bench),
        )
        self.report_button = Button(tr("Evidence report…"), self._save_report, glyph="file-pdf", small=True)
        self._facts.add_action(self.report_button)
        self._sets, self._sealed = HashSetsCard(bench), SealedCard(bench)
        self._sealed.known.connect(self._sealed_known)
        self.key = KeyCard(bench.keys, JobKind.REPORT)
        main = stack(self.key, self._steps, self._exhibits, self._sealed, halves, gap=16)
        side = stack(self._request, self._custody, self._sets, self._facts, gap=16)
        box.addWidget(Columns(main, side, side_width=330, fold_below=880))
        box.addStretch(1)
        self._scroller = Scroller(body)
        self.outer.addWidget(self._scroller)
        self._just_opened = True
        bench.case_changed.connect(self._case_changed)
        bench.case_read.connect(self._case_read)
        bench.jobs.changed.connect(self._jobs_changed)
        self._was_running = False
        self._show()

    def _case_changed(self) -> None:
        self._just_opened = True

    def _case_read(self) -> None:
        self.follow(self._bench.turns, self._show)

    def _begin_at_the_top(self) -> None:
        """Of a case that was just opened; until it was read the focus had no better place to go to."""
        first = self.first_focus()
        if first is not None and self.isVisible():
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroller.verticalScrollBar().setValue(0)

    def title(self) -> str:
        overview = self._overview()
        return tr(NC_("page", "Case")) if overview is None else current().isolate(overview.facts.title)

    def subtitle(self) -> str:
        overview = self._overview()
        if overview is None:
            return tr("Opening the case…") if self._bench.case else tr("No case open")
        facts = overview.facts
        return " · ".join(
            (
                current().isolate(facts.reference),
                tr("examiner {name}", name=facts.examiner)
                if overview.received is None
                else tr("sender's examiner {name}", name=facts.examiner),
                current().listed((current().isolate(facts.agency), facts.country)),
            )
        )

    def head_widgets(self) -> list[QWidget]:
        overview = self._overview()
        if overview is None:
            return []
        if overview.received is not None:  # nothing is sealed from it
            return list(case_pills(self._bench, overview))
        export = partial(self._bench.go.emit, places.EXPORT)
        button = Button(tr("Export bundle…"), export, kind="primary", glyph="package")
        return [*case_pills(self._bench, overview), button]

    def _compare(self) -> None:
        if self._bench.case is not None:
            self._bench.comparison_asked.emit(self._bench.case.path)

    def first_focus(self) -> QWidget | None:
        if not self.key.isHidden():
            return self.key.first_focus()
        return self._first_button if self._table.isHidden() else self._table

    @property
    def _sealing(self) -> bool:
        return any(self._bench.jobs.running(kind) is not None for kind in JobKind if kind.value == "seal")

    def _overview(self) -> CaseOverview | None:
        return None if self._bench.case is None else self._bench.case.overview

    # --- cards -------------------------------------------------------------------------------------

    def _exhibit_card(self) -> Card:
        card = Card(tr(NC_("heading", "Exhibits")))
        adding = partial(self._bench.go.emit, places.EVIDENCE)
        card.add_action(Button(tr(NC_("button", "Compare…")), self._compare, glyph="intersect", small=True))
        add = Button(tr("Add evidence…"), adding, glyph="plus", small=True)
        guard(self._bench.writing, add)
        card.add_action(add)
        self._table = RowsTable(
            (
                Column(tr(NC_("column", "Exhibit")), 80),
                Column(tr(NC_("column", "Source"))),
                Column(tr(NC_("column", "Size")), 80, end=True),
                Column(tr(NC_("column", "Artifacts")), 80, end=True),
                Column(tr(NC_("column", "State")), 160),
            ),
            tr(NC_("label", "Exhibits")),
        )
        self._table.opened.connect(self._open_source)
        self._none = EmptyState(
            "hard-drives",
            tr("No evidence yet"),
            tr("Add a disk image, a folder or a file. Evidence is opened read-only and never changed."),
        )
        card.add(self._table)
        card.add(self._none)
        return card

    def _show(self) -> None:
        overview = self._overview()
        if overview is None:
            return
        self._show_steps(overview)
        rows = [_exhibit_row(s, overview, reading=self._bench.reading) for s in overview.sources]
        self._table.set_rows(rows, [s.source_id for s in overview.sources])
        self._sealed.setHidden(overview.received is not None)  # nothing is sealed from it
        self._table.setVisible(bool(rows))
        self._none.setVisible(not rows)
        self._exhibits.set_note(_counted(overview) if rows else "")
        self._bench.turns.put_off(self, self._show_counts)
        self._bench.turns.put_off(self, self._show_side)
        self._bench.turns.put_off(self, self._show_history)
        if self._just_opened:
            self._just_opened = False
            self._bench.turns.put_off(self, self._begin_at_the_top)
        self.head_changed.emit()

    def _show_counts(self) -> None:
        overview = self._overview()
        if overview is not None:
            for card in (self._kinds, self._omissions, self._request):
                card.show_overview(overview)

    def _show_side(self) -> None:
        overview = self._overview()
        if overview is None:
            return
        self._show_facts(overview)
        self._sets.show_sets(overview.hash_sets)

    def _show_history(self) -> None:
        overview = self._overview()
        if overview is None:
            return
        self._sealed.read()
        received = overview.received is not None
        self._custody.show_overview(
            overview.custody,
            overview.facts.examiner,
            overview.holders,
            received=received,
            names=overview.source_names(),
        )

    def _show_facts(self, overview: CaseOverview) -> None:
        clear_body(self._facts)
        facts, rows = overview.facts, KeyValue(label_width=86)
        received = overview.received is not None
        named = tr(NC_("label", "Bundle")) if received else tr(NC_("label", "Reference"))
        rows.row(named, current().isolate(facts.reference))
        if overview.received is not None and overview.received.case_reference:
            rows.row(tr("Sender's case reference"), current().isolate(overview.received.case_reference))
        rows.row(tr(NC_("label", "Title")), current().isolate(facts.title))
        examiner = tr("Sender's examiner") if received else tr(NC_("label", "Examiner"))
        agency = tr("Sending laboratory") if received else tr(NC_("label", "Agency"))
        rows.row(examiner, current().isolate(facts.examiner))
        rows.row(agency, current().isolate(facts.agency))
        rows.row(tr(NC_("label", "Country")), country_name(facts.country, current().language))
        rows.row(
            tr("Opened as a case") if received else tr(NC_("label", "Created")),
            current().isolate(f"{facts.created_at[:19].replace('T', ' ')} UTC"),
        )
        if self._bench.case is not None:
            rows.path_row(tr(NC_("label", "Folder")), str(self._bench.case.path))
        if not overview.made_here:
            rows.row(tr(NC_("axis", "Origin")), tr("Not recorded as made by you on this computer"))
        if overview.retention is not None:
            today = self._bench.clock.now().date()
            rows.row(tr(NC_("label", "Retention")), retention_sentence(overview.retention, today))
        if overview.writer:
            rows.row(tr("Created with"), current().isolate(overview.writer))
        self._facts.add(rows)
        retention = Button(tr(NC_("button", "Retention…")), self._ask_retention, kind="link", small=True)
        guard(self._bench.writing, retention)
        self._facts.body.addWidget(retention, 0, Qt.AlignmentFlag.AlignLeft)

    def _ask_retention(self) -> None:
        session, clock, overview = self._bench.case, self._bench.clock, self._overview()
        if session is None or overview is None or not self._bench.may_write():
            return
        dialog = RetentionDialog(overview.retention, parent=self)
        if not dialog.exec():
            return
        path, kept, language = session.path, dialog.retention, current().language

        def work(reading: Reading) -> None:
            with open_case(path, write=True, clock=clock) as case:
                record_retention(case, kept, language=language)

        session.ask("retention", work, lambda _: session.refresh(), self._failed, owner=self)

    def _failed(self, error: ForensicsError) -> None:
        self._bench.trouble.emit(Trouble(window_sentence(error), repr(error), error.code))

    def _save_report(self) -> None:
        """What the case holds as it stands now, as pages or as a web page."""
        case = self._bench.case
        if case is not None:
            ask_for_report(self._bench, case.path, str(case.path), self)

    # --- next steps --------------------------------------------------------------------------------

    def _show_steps(self, overview: CaseOverview) -> None:
        clear(self._steps_box)
        self._running_row, self._first_button = None, None
        self._was_running = self._bench.reading
        today = self._bench.clock.now().date()
        steps = next_steps(
            overview,
            reading=self._was_running,
            today=today,
            sealing=self._sealing,
            bundles=self._sealed.bundles,
        )
        for at, step in enumerate(steps):
            if at:
                self._steps_box.addWidget(Rule())
            button = None
            if step.button:
                button = Button(step.button, partial(self._do, step), small=True)
                self._first_button = self._first_button or button
            row = StepRow(step.state, step.title, step.text, button)
            self._steps_box.addWidget(row)
            if step.act is Act.SHOW_READING:
                self._running_row = row

    def _sealed_known(self) -> None:
        overview = self._overview()
        if overview is not None:
            self._show_steps(overview)

    def _do(self, step: Step) -> None:
        bench = self._bench
        match step.act:
            case Act.NONE:
                pass
            case Act.ADD | Act.SHOW_READING | Act.SHOW_SOURCE:
                bench.selected_source = step.subject or bench.selected_source
                bench.go.emit(places.EVIDENCE)
            case Act.READ_ON | Act.UNLOCK:
                bench.read_again(step.subject)
            case Act.READ_TRUNCATED:
                bench.read_again(step.subject, AS_USUAL)
            case Act.CHOOSE:
                bench.go.emit(places.ARTIFACTS)
            case Act.REQUEST:
                bench.request_asked.emit()
            case Act.EXPORT:
                bench.go.emit(places.EXPORT)
            case Act.VERIFY:
                bench.check_bundle(Path(step.subject))
                bench.go.emit(places.VERIFY)
            case Act.BUNDLE:
                self._sealed.open_bundle(step.subject)
            case _ as never:
                assert_never(never)

    def _steps_changed(self) -> None:
        overview = self._overview()
        if overview is not None and self._bench.reading != self._was_running:
            self._show_steps(overview)

    def _jobs_changed(self) -> None:
        running = self._bench.jobs.running(JobKind.INGEST)
        if (running is not None) != self._was_running:
            self.follow(self._bench.turns, self._steps_changed)
        if running is not None and running.last is not None and self._running_row is not None:
            share = running.last.share
            percent = "" if share is None else tr("{percent} %", percent=int(share * 100))
            self._running_row.set_text(f"{running.last.label} {percent}".strip())

    def _open_source(self, source_id: str | None) -> None:
        self._bench.selected_source = source_id
        self._bench.go.emit(places.EVIDENCE)


def _counted(overview: CaseOverview) -> str:
    """The rows are sources: several of one exhibit are still one."""
    exhibits = trn("{count} exhibit", "{count} exhibits", overview.exhibit_count)
    return f"{exhibits} · {trn('{count} source', '{count} sources', len(overview.sources))}"


def _exhibit_row(source: SourceRecord, overview: CaseOverview, *, reading: bool) -> tuple[Cell, ...]:
    state, word = state_in(overview, source, reading=reading)
    words = current()
    return (
        Cell(source.exhibit, strong=True, name=True),
        Cell(shown_name(source), machine=True, raw=source.path),
        Cell(source_size(source), end=True),
        Cell(words.number(overview.by_source.get(source.source_id, 0)), end=True),
        Cell(word, state=state),
    )
