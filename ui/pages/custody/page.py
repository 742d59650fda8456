"""Custody: the ledger as a story, checked; record, hand over, correct, sign and print."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forensics_app.i18n import N_, NC_, current, tr, trn
from forensics_app.i18n.custody import break_sentence
from forensics_app.i18n.findings import finding_sentence
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.i18n.typography.readable import readable
from forensics_app.model.custody import CustodyEvent, CustodyEventType
from forensics_app.report.evidence.facts import NoLedger
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.received import received_record
from forensics_app.services.custody.received import sender_record
from forensics_app.services.custody.record import CustodyRecord, record_of
from forensics_app.services.forms.custody import problem_findings
from ui.dialogs.choose import choose_custody_form, choose_disposal_certificate
from ui.dialogs.custody.entry import EntryDialog, details_button
from ui.dialogs.custody.event import EventDialog
from ui.dialogs.custody.hand_over import HandOverDialog
from ui.dialogs.custody.sign import SignDialog
from ui.jobs.desk import JobKind
from ui.models.case.custody_story import Kind, Story, StoryEntry, is_by_program
from ui.pages.cards.header_pills import case_pills
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.pill import Choice
from ui.widgets.layout.card import Card, clear
from ui.widgets.layout.columns import Scroller, page_body
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.layout.page import Page
from ui.widgets.seals.custody_entry import StoryRow
from ui.widgets.statements.notices import StepRow
from ui.widgets.text.text import Rule, Text
from ui.words import gate
from ui.workbench.workbench import Workbench
from ui.workbench.writing import guard

FIRST_SHOWN = 60
MORE = 200
ROWS_A_TURN = 4

_MISSING = {
    NoLedger.NOT_KEPT: N_("An earlier version opened this bundle. Open the bundle as a case again."),
    NoLedger.NOT_FOUND: N_("The bundle is no longer where it was when it was opened as a case."),
    NoLedger.CHANGED: N_("The ledger in the bundle is no longer the one that was verified. Verify it again."),
}


class CustodyPage(Page):
    """Read anew whenever the case's overview is. `dialog` is the one that was opened last."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._record: CustodyRecord | None = None
        self._opened: CustodyRecord | None = None  # the own ledger of a case that shows a received bundle
        self._no_ledger: NoLedger | None = None
        self._story: Story | None = None
        self._entries: list[StoryEntry] = []  # those that are shown
        self._kind = Kind.ALL
        self._shown = FIRST_SHOWN
        self._unlisted: list[StoryEntry] = []  # of those, the ones that get their row in a later turn
        self.dialog: EventDialog | HandOverDialog | SignDialog | None = None
        body, box = page_body()
        card = Card()
        self._head = QVBoxLayout()
        card.add_layout(self._head)
        card.add(self._buttons())
        card.add(Rule())
        self._choices: dict[Kind, Choice] = {}
        card.add(self._kinds())
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        card.add_layout(self._list)
        self._more = Button("", self._show_more, kind="link")
        self._more.hide()  # until there is more
        card.add(self._more)
        box.addWidget(card)
        box.addStretch(1)
        self.outer.addWidget(Scroller(body))
        bench.case_read.connect(self._read)
        bench.jobs.changed.connect(self._allow)
        self._read()

    def title(self) -> str:
        return tr(NC_("page", "Custody"))

    def subtitle(self) -> str:
        overview = None if self._bench.case is None else self._bench.case.overview
        if overview is None:
            return tr("No case open")
        received = overview.received is not None and self._record is not None
        count = len(self._record.lines) if received and self._record is not None else overview.custody.count
        return " · ".join(
            (
                current().isolate(overview.facts.reference),
                trn("{count} entry", "{count} entries", count),
            )
        )

    def head_widgets(self) -> list[QWidget]:
        overview = None if self._bench.case is None else self._bench.case.overview
        return [] if overview is None else case_pills(self._bench, overview)

    def first_focus(self) -> QWidget | None:
        return self.record_button

    # --- building ----------------------------------------------------------------------------------

    def _buttons(self) -> QWidget:
        row = QWidget()
        flow = FlowLayout(row)
        self.record_button = Button(tr("Record event…"), self.record, glyph="plus", kind="primary")
        self.hand_over_button = Button(tr("Hand over…"), self.hand_over, glyph="handshake")
        self.check_button = Button(tr("Check again"), self._check_again, glyph="arrows-clockwise")
        self.print_button = Button(tr("Print form…"), self._print, glyph="printer")
        for button in (self.record_button, self.hand_over_button, self.check_button, self.print_button):
            flow.addWidget(button)
        guard(self._bench.writing, self.record_button, self.hand_over_button)
        return row

    def _kinds(self) -> QWidget:
        row = QWidget()
        flow = FlowLayout(row)
        for kind in Kind:
            choice = Choice(tr(kind.value))
            choice.setChecked(kind is self._kind)
            choice.clicked.connect(partial(self._choose, kind))
            self._choices[kind] = choice
            flow.addWidget(choice)
        return row

    # --- showing -----------------------------------------------------------------------------------

    def _read(self) -> None:
        case = self._bench.case
        if case is not None:
            case.ask("custody", lambda reading: _read_record(reading.case), self._take, owner=self)
        self._allow()

    def _take(self, found: tuple[CustodyRecord, CustodyRecord | NoLedger | None]) -> None:
        own, sender = found
        self._no_ledger = sender if isinstance(sender, NoLedger) else None
        self._opened = None if sender is None else own
        self._record = sender if isinstance(sender, CustodyRecord) else own
        self.follow(self._bench.turns, self._show)

    def _show(self) -> None:
        record = self._record
        if record is None:
            return
        overview = None if self._bench.case is None else self._bench.case.overview
        # sources of a sender's ledger have the sender's numbers
        own = overview if self._opened is None else None
        self._story = Story(record, None if own is None else own.source_names())
        clear(self._head)
        if self._opened is not None:
            self._head.addWidget(_received_row(self._opened, self._no_ledger))
        for row in _checks(record):
            self._head.addWidget(row)
        for kind, choice in self._choices.items():
            words = f"{tr(kind.value)} · {current().number(self._story.count(kind))}"
            choice.setText(words)
            choice.setAccessibleName(gate.shown(words))
            choice.updateGeometry()
        self.follow(self._bench.turns, self._show_list)
        self.head_changed.emit()

    def _choose(self, kind: Kind) -> None:
        self._kind, self._shown = kind, FIRST_SHOWN
        for one, choice in self._choices.items():
            choice.setChecked(one is kind)
        self._show_list()

    def _show_more(self) -> None:
        self._shown += MORE
        self._show_list()

    def _show_list(self) -> None:
        clear(self._list)
        wanted = [] if self._story is None else self._story.events(self._kind)
        shown = wanted[: self._shown]
        self._entries = [self._story.entry(e) for e in shown] if self._story is not None else []
        self._unlisted = list(self._entries)
        self._list_some()
        if not shown:
            self._list.addWidget(Text(tr("No entries of this kind."), color="muted", wrap=True))
        left = len(wanted) - len(shown)
        self._more.setText(trn("Show {count} earlier entry", "Show {count} earlier entries", left))
        self._more.setAccessibleName(gate.shown(self._more.text()))
        self._more.setVisible(left > 0)

    def _list_some(self) -> None:
        """A few entries a turn while the page is out of sight: all of them would hold the window up."""
        some, self._unlisted = self._unlisted[:ROWS_A_TURN], self._unlisted[ROWS_A_TURN:]
        for entry in some:
            self._list.addWidget(StoryRow(entry, self._actions(entry), last=entry is self._entries[-1]))
        if self._unlisted:
            self.follow(self._bench.turns, self._list_some)

    def _actions(self, entry: StoryEntry) -> list[Button]:
        event = entry.event
        actions = [details_button(entry, self._show_entry)]
        if not entry.signed and not is_by_program(event):
            sign = Button(tr(NC_("button", "Sign…")), partial(self.sign, event), kind="link", small=True)
            sign.setAccessibleName(tr("Sign entry {number}", number=event.sequence))
            actions.append(sign)
        if event.event is CustodyEventType.DISPOSED:
            certify = Button(
                tr(NC_("button", "Certificate…")), partial(self._certify, event), kind="link", small=True
            )
            certify.setAccessibleName(tr("Disposal certificate of entry {number}", number=event.sequence))
            actions.append(certify)
        correct = Button(tr(NC_("button", "Correct…")), partial(self.correct, event), kind="link", small=True)
        correct.setAccessibleName(tr("Correct entry {number}", number=event.sequence))
        actions.append(correct)
        guard(self._bench.writing, *actions[1:])
        return actions

    def _show_entry(self, entry: StoryEntry) -> None:
        if self._story is not None:
            EntryDialog(entry, self._story.numbers, self).open()

    def _allow(self) -> None:
        free = self._bench.case is not None and not self._bench.reading
        free = free and self._bench.jobs.running(JobKind.CASE) is None
        for button in (self.record_button, self.hand_over_button, self.print_button):
            button.setEnabled(free)

    # --- acts --------------------------------------------------------------------------------------

    def record(self) -> None:
        """Open the form for a new event."""
        self._open(EventDialog(self._bench, self))

    def correct(self, event: CustodyEvent) -> None:
        """Open the form for a correction of `event`, which stays as it is."""
        self._open(EventDialog(self._bench, self, correcting=event))

    def hand_over(self) -> None:
        """Open the form in which both sides sign."""
        self._open(HandOverDialog(self._bench, self))

    def sign(self, event: CustodyEvent) -> None:
        """Open the form in which whoever acted signs an event that stands already."""
        self._open(SignDialog(self._bench, event, self))

    def _open(self, dialog: EventDialog | HandOverDialog | SignDialog) -> None:
        if self.dialog is not None:
            self.dialog.close()
            self.dialog.deleteLater()
        self.dialog = dialog
        asked_by = self.hand_over_button if isinstance(dialog, HandOverDialog) else self.record_button
        dialog.finished.connect(lambda: QTimer.singleShot(0, self, lambda: focus_back(asked_by)))
        dialog.open()

    def _check_again(self) -> None:
        if self._bench.case is not None:
            self._bench.case.refresh()

    def _certify(self, event: CustodyEvent) -> None:
        case = self._bench.case
        path = choose_disposal_certificate(self)
        if case is not None and path is not None:
            arguments = ["custody", "certificate", str(case.path), f"--output={path}"]
            arguments.append(f"--event={event.sequence}")
            self._bench.start_job(JobKind.FORM, arguments, path.name)

    def _print(self) -> None:
        case = self._bench.case
        path = choose_custody_form(self)
        if case is not None and path is not None:
            printed = case.path if self._opened is None or self._record is None else self._record.path
            arguments = ["custody", "print", str(printed), f"--output={path}"]
            self._bench.start_job(JobKind.FORM, arguments, path.name)


def focus_back(button: QWidget) -> None:
    """To the button that opened a form: while the entry was recorded it was disabled, and the keyboard had
    gone to the next one.
    """
    if button.isEnabled():
        button.setFocus(Qt.FocusReason.OtherFocusReason)


def _read_record(case: Case) -> tuple[CustodyRecord, CustodyRecord | NoLedger | None]:
    """The case's own ledger; where it shows a received bundle, the sender's too, or why not."""
    kept = received_record(case.path)
    return record_of(case), None if kept is None else sender_record(kept)


def _received_row(own: CustodyRecord, missing: NoLedger | None) -> StepRow:
    """Whose ledger is shown, and what was recorded here."""
    here = tr(
        "Recorded here: on {time} the program opened the bundle as a case. Nothing else is recorded in this "
        "case.",
        time=readable(f"{own.events[0].time_utc[:19]}Z") if own.events else "-",
    )
    if missing is None:
        return StepRow(State.INFO, tr("The sender's ledger, read from the bundle"), here)
    return StepRow(State.WARN, tr("The sender's ledger can't be shown"), f"{tr(_MISSING[missing])} {here}")


def _checks(record: CustodyRecord) -> list[QWidget]:
    """What can be said of the whole ledger, worst first."""
    rows: list[QWidget] = []
    advice = tr("Compare it with the ledger in the last sealed bundle.")
    if record.broken is not None:
        where = tr("The chain is broken at entry {number}", number=record.broken.sequence)
        rows.append(StepRow(State.BAD, where, f"{break_sentence(record.broken)} {advice}"))
    if record.contradicts is not None:
        rows.append(
            StepRow(State.BAD, tr("The ledger contradicts a seal"), window_sentence(record.contradicts))
        )
    rows += [
        StepRow(State.BAD, tr("A signature is invalid"), finding_sentence(f))
        for f in problem_findings(record)
    ]
    if record.broken is None:
        said = trn(
            "{count} entry checked; its hash is correct.",
            "{count} entries checked; each contains the hash of the previous one.",
            len(record.lines),
        )
        rows.append(StepRow(State.OK, tr("The chain is unbroken"), said))
    found = record.hand_overs
    if found:
        both = sum(h.signed_by_both for h in found)
        title = trn(
            "{both} of {count} hand-over signed by both sides.",
            "{both} of {count} hand-overs signed by both sides.",
            len(found),
            both=both,
        )
        said = tr("Beyond the signatures, the ledger rests on the statements of whoever kept it.")
        rows.append(StepRow(State.OK if both == len(found) else State.WARN, title, said))
    return rows
