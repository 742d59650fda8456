"""Export, step 2: what is left out and why, and what should be looked at before sealing."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.model.marks import WithheldCode
from forensics_app.model.names import visible
from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.selection.withheld import MOST_LISTED, withheld_with_marked
from ui.dialogs.signing.fields import note_and_language, titled
from ui.jobs.desk import Ending, JobKind
from ui.models.bundles.export_checks import REQUEST, before_sealing, left_out_words
from ui.models.bundles.export_draft import UNDECIDED, ExportDraft, missing_sources, needs_reason
from ui.models.case.sealing_basis import basis_of
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.pill import Pill
from ui.widgets.layout.card import Card, clear
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.statements.notices import StepRow, Trouble
from ui.widgets.text.text import Rule, Text
from ui.words.jobs import running_words
from ui.words.locators import shown_locator
from ui.workbench.workbench import Workbench


class CheckStep(QWidget):
    """`looked` when an answer came. Asks a child process as soon as it is shown; what that found stays in the
    draft until something else is chosen."""

    changed = Signal()
    looked = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._mine = False
        self._trouble = ""
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(14))
        self._undecided: list[tuple[QGridLayout, int]] = []
        self.again: QWidget | None = None
        bench.jobs.ended.connect(self._ended)
        bench.jobs.changed.connect(self._working)
        self._status: StepRow | None = None
        if self._draft.preview is None:
            self.look()
        else:
            self._show()

    @property
    def _draft(self) -> ExportDraft:
        return self._bench.export

    def first_focus(self) -> QWidget | None:
        """What has to be decided, if anything has."""
        return self.again

    def trouble(self) -> str:
        """Why one can't go on, or nothing."""
        preview = self._draft.preview
        if preview is None:
            return self._trouble or tr("The check is still running.")
        if missing_sources(preview, self._draft.without):
            return tr("Decide what to do about the missing evidence.")
        stop = next((one.stop for one in before_sealing(self._draft, preview) if one.stop), "")
        if stop:
            return stop
        if needs_reason(preview) and not self._draft.note:
            return tr("Give the reason for leaving it out.")
        return ""

    # --- looking -----------------------------------------------------------------------------------

    def look(self) -> None:
        """Ask anew."""
        case = self._bench.case
        if case is None:
            return
        overview = self._bench.case.overview if self._bench.case is not None else None
        self._draft.preview, self._trouble = None, ""
        self._draft.basis = None if overview is None else basis_of(overview)
        arguments = self._draft.preview_arguments(case.path)
        self._mine = self._bench.start_job(JobKind.SEAL_CHECK, arguments, case.path.name, shows_errors=True)
        self._show()
        self.changed.emit()

    def _status_title(self) -> str:
        return tr("Previewing what would be sealed")

    def _working(self) -> None:
        running = self._bench.jobs.running(JobKind.SEAL_CHECK)
        if running is None:
            if not self._mine and self._draft.preview is None and not self._trouble:
                self.look()  # one that was asked for before has made room
            return
        if self._status is not None:
            words = running_words(running)[0]
            self._status.set_text("" if words == self._status_title() else words)

    def _ended(self, ending: Ending) -> None:
        if not self._mine or ending.kind is not JobKind.SEAL_CHECK:
            return
        self._mine = False
        if ending.result is not None:
            self._draft.preview = ending.result.values["preview"]
        else:
            said = ending.trouble.sentence if ending.trouble is not None else tr("The check was cancelled.")
            self._trouble = said
        self._show()
        self.changed.emit()
        self.looked.emit()

    # --- showing -----------------------------------------------------------------------------------

    def _show(self) -> None:
        clear(self._box)
        self._status, self.again = None, None
        self._undecided = []
        preview = self._draft.preview
        if self._draft.recounted:
            said = tr("What is selected and what is left out is determined again.")
            self._box.addWidget(StepRow(State.INFO, tr("The case has changed since the last check"), said))
        if preview is None:
            self._show_none()
        else:
            for source in preview["sources"]:
                if source["there"] == "missing":
                    self._box.addWidget(self._missing_card(source))
            self._box.addWidget(self._left_out(preview))
            if needs_reason(preview):
                self._box.addWidget(self._reason(preview))
            self._box.addWidget(self._before(preview))
        self._box.addStretch(1)

    def _show_none(self) -> None:
        card = Card(tr("What is left out or in doubt, and why"))
        if self._trouble:
            card.add(Trouble(self._trouble))
            self.again = Button(tr("Check again"), self.look)
            line = QWidget()
            FlowLayout(line).addWidget(self.again)
            card.add(line)
        else:
            self._status = StepRow(State.RUNNING, self._status_title(), "")
            card.add(self._status)
        self._box.addWidget(card)

    def _missing_card(self, source: dict[str, Any]) -> Card:
        """Evidence that is not where it was: bring it back, or decide to go without."""
        card, exhibit = Card(), current().isolate(visible(source["exhibit"]))
        left_out = source["source_id"] in self._draft.without
        if left_out:
            title = tr("{exhibit}: contents left out", exhibit=exhibit)
            said = tr(
                "The evidence is not at {path}. This will be declared as an omission.", path=source["path"]
            )
        else:
            title = tr("{exhibit} is not available", exhibit=exhibit)
            said = trn(
                "{count} selected artifact comes from {path}, which is not available. "
                "Connect the disk, or leave the content out.",
                "{count} selected artifacts come from {path}, which is not available. "
                "Connect the disk, or leave the contents out.",
                source["artifacts"],
                path=source["path"],
            )
        card.add(StepRow(State.WARN if left_out else State.BAD, title, said))
        line = QWidget()
        flow = FlowLayout(line)
        again = Button(tr("Check again"), self.look)
        self.again = self.again or again
        flow.addWidget(again)
        words = tr("Don't leave it out") if left_out else tr("Leave contents out")
        flow.addWidget(Button(words, partial(self._leave_out, source["source_id"], on=not left_out)))
        card.add(line)
        return card

    def _leave_out(self, source_id: str, *, on: bool) -> None:
        without = set(self._draft.without)
        without.add(source_id) if on else without.discard(source_id)
        self._draft.without = frozenset(without)
        self.look()

    def _left_out(self, preview: dict[str, Any]) -> Card:
        card = Card(tr("What is left out or in doubt, and why"))
        if not preview["left_out"]:
            card.add(
                StepRow(
                    State.OK,
                    tr("Nothing is left out"),
                    tr("Everything selected was read completely, and the case has no omissions."),
                )
            )
            return card
        card.set_note(left_out_words(preview))
        card.add(self._reasons(preview["left_out"]))
        return card

    def _reasons(self, left_out: list[dict[str, Any]]) -> QWidget:
        """One row a reason, in whole sentences; decisions can change while a reason is typed."""
        made, words = QWidget(), current()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(6))
        grid.setColumnStretch(0, 1)
        heads = (
            (tr("Reason it is left out or in doubt"), False),
            (tr(NC_("column", "Items")), True),
            (tr("Your decision"), False),
        )
        for column, (head, end) in enumerate(heads):
            grid.addWidget(Text(head, "small-strong", "muted", end=end), 0, column)
        top = Qt.AlignmentFlag.AlignTop
        for at, left in enumerate(left_out):
            why = QWidget()
            box = QVBoxLayout(why)
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(0)
            box.addWidget(Text(left["sentence"], wrap=True))
            example = tr("e.g. {name}", name=words.isolate(self._example(left["example"])))
            box.addWidget(Text(example, "small", "muted", wrap=True))
            if left["code"] == WithheldCode.LINKED:
                box.addWidget(self._which(left["count"]), 0, Qt.AlignmentFlag.AlignLeading)
            pill = Pill(tr("Declared automatically"), State.OK)
            if left["stated"]:
                pill = Pill(tr("Declared with a reason"), State.OK)
            elif not left["declared"]:
                pill = Pill(tr("Stated in the catalogue"), State.OK)
            elif left["code"] in UNDECIDED:
                self._undecided.append((grid, 2 * at + 2))
                pill = self._decision()
            grid.addWidget(Rule(), 2 * at + 1, 0, 1, 3)
            grid.addWidget(why, 2 * at + 2, 0)
            grid.addWidget(Text(words.number(left["count"]), "strong", end=True), 2 * at + 2, 1, top)
            grid.addWidget(pill, 2 * at + 2, 2, top)
        return made

    def _which(self, count: int) -> Button:
        """Leads to what nobody marked and what stays out all the same: only its count is sealed."""
        label = tr("Show in Artifacts")
        if count > MOST_LISTED:
            label = tr("Show the first {count} in Artifacts", count=current().number(MOST_LISTED))
        return Button(label, self._show_which, kind="link", small=True)

    def _show_which(self) -> None:
        case, chosen = self._bench.case, self._draft.chosen
        if case is not None:
            case.counting.ask(
                "withheld with marked",
                lambda at: withheld_with_marked(at, tuple(chosen)),
                lambda ids: self._bench.show_artifacts(ArtifactFilter(ids=ids)),
                owner=self,
            )

    def _example(self, locator: str) -> str:
        """A place of the evidence for people: `s1.p2:/docs` is `EX-001 · 2 · System /docs`."""
        return visible(shown_locator(locator, self._place_of))

    def _place_of(self, scope: str) -> str:
        overview = None if self._bench.case is None else self._bench.case.overview
        return scope if overview is None else overview.place_of(scope)

    def _decision(self) -> Pill:
        if self._draft.note:
            return Pill(tr("Declared with a reason"), State.OK)
        return Pill(tr("Enter a reason"), State.WARN)

    def _reason(self, preview: dict[str, Any]) -> Card:
        undecided = needs_reason(preview)
        card = Card(trn("One artifact needs a reason", "{count} artifacts need a reason", len(undecided)))
        for left in undecided:
            card.add(Text(left["sentence"], wrap=True))
        card.add(
            Text(
                tr("Explain why, and what was tried. Your text is sealed verbatim in the custody ledger."),
                "small",
                "muted",
                wrap=True,
            )
        )
        self.note, self.language = note_and_language()
        self.note.setPlainText(self._draft.note)
        if self._draft.note_language:
            self.language.setCurrentIndex(self.language.findData(self._draft.note_language))
        self.note.textChanged.connect(self._noted)
        self.language.currentIndexChanged.connect(self._noted)
        card.add(titled(tr(NC_("label", "Reason")), self.note))
        card.add(titled(tr("Language of the reason"), self.language))
        self.again = self.again or self.note
        return card

    def _noted(self) -> None:
        before = bool(self._draft.note)
        self._draft.note = self.note.toPlainText().strip()
        self._draft.note_language = str(self.language.currentData())
        if bool(self._draft.note) != before:
            for grid, row in self._undecided:
                item = grid.itemAtPosition(row, 2)
                if item is not None and (pill := item.widget()) is not None:
                    grid.removeWidget(pill)
                    pill.hide()
                    pill.deleteLater()
                grid.addWidget(self._decision(), row, 2, Qt.AlignmentFlag.AlignTop)
        self.changed.emit()

    def _kept(self) -> set[str]:
        """The volumes whose keys the window has, by id."""
        overview = None if self._bench.case is None else self._bench.case.overview
        if overview is None:
            return set()
        return {one.volume for one in self._bench.keys.credentials(overview.sources) if one.volume}

    def _before(self, preview: dict[str, Any]) -> Card:
        card = Card(tr("Before sealing"))
        for one in before_sealing(self._draft, preview, self._place_of, self._kept()):
            button = None
            if one.leads is not None:
                button = Button(one.button, partial(self._lead, one.leads), small=True)
            card.add(StepRow(one.state, one.title, one.text, button))
        return card

    def _lead(self, place: int) -> None:
        if place == REQUEST:
            self._bench.request_asked.emit()
        else:
            self._bench.go.emit(place)
