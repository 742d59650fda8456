"""The legal request on the Case page: what is recorded, what is missing, and the way to its form."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.answering.deadlines import (
    differs_from_request,
    due_words,
    recheck_sentence,
    rule_label,
    rule_version,
)
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.model.names import visible
from forensics_app.model.request import Instrument, ProblemSeverity
from forensics_app.services.requests.case_request import check_request, handling_warnings
from forensics_app.services.requests.deadline_rules import recheck
from ui.models.case.overview import CaseOverview
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card, clear
from ui.widgets.statements.notices import StepRow
from ui.widgets.statements.request_facts import RequestFacts
from ui.widgets.text.text import Text
from ui.workbench.workbench import Workbench
from ui.workbench.writing import guard

_WITH_RULES = (None, Instrument.EPOC)  # what periods can be counted for, and what may still become it


class RequestCard(Card):
    """Shown anew with every overview."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr(NC_("heading", "Request")))
        self._bench = bench
        self.edit_button = Button(
            tr(NC_("button", "Edit")), bench.request_asked.emit, kind="link", small=True
        )
        self.edit_button.setAccessibleName(tr("Edit the request and its legal basis"))
        self.add_action(self.edit_button)
        guard(bench.writing, self.edit_button)
        self._box = QVBoxLayout()
        self._box.setSpacing(px(8))
        self.add_layout(self._box)

    def show_overview(self, overview: CaseOverview) -> None:
        """Replace what is shown."""
        clear(self._box)
        record = overview.request
        sealed = overview.received is not None and not record.is_empty
        self.set_note(tr("as the sender sealed it") if sealed else "")
        here = not record.is_empty or overview.request_error is not None
        self.edit_button.setVisible(here and overview.received is None)
        if overview.request_error is not None:
            said = window_sentence(overview.request_error)
            self._box.addWidget(StepRow(State.BAD, tr("The request record can't be read"), said))
            return
        if record.is_empty and overview.received is not None:
            said = tr("The sender recorded no request in this bundle.")
            self._box.addWidget(Text(said, "small", "muted", wrap=True))
            return
        if record.is_empty:
            said = tr(
                "Who requested the evidence, under which legal instrument, and for which "
                "purposes it may be used."
            )
            self._box.addWidget(Text(said, "small", "muted", wrap=True))
            button = Button(tr("Record the request…"), self._bench.request_asked.emit, small=True)
            guard(self._bench.writing, button)
            self._box.addWidget(button)
            if overview.deadline is not None:  # calculated before anybody recorded the request
                self._show_deadline(overview)
            return
        today = self._bench.clock.now().date()
        if overview.received is not None:  # the sender's record: nothing in it is to be done here
            self._box.addWidget(RequestFacts(record, today=None, short=True))
            return
        self._box.addWidget(RequestFacts(record, today=today, short=True))
        self._show_deadline(overview)
        problems = (*check_request(record, today=today), *handling_warnings(record))
        missing = sum(p.severity is ProblemSeverity.MISSING for p in problems)
        if missing:
            words = trn("{count} detail is missing", "{count} details are missing", missing)
            self._box.addWidget(StepRow(State.WAITING, words, tr("See the form for details.")))
        doubtful = len(problems) - missing
        if doubtful:
            words = trn("{count} point to review", "{count} points to review", doubtful)
            self._box.addWidget(StepRow(State.WARN, words, tr("See the form for details.")))

    def _show_deadline(self, overview: CaseOverview) -> None:
        """The calculated one with its rule, and what doesn't agree with it; the way to calculate one."""
        deadline, words = overview.deadline, current()
        if deadline is not None:
            outcome, found = recheck(deadline)
            # of what the file of the case says, and not of whole sentences: these have isolates of their own
            deadline = replace(deadline, rule=visible(deadline.rule), due=visible(deadline.due))
            asked = overview.request.deadline
            said = f"{due_words(deadline.due, words)} · {rule_version(deadline, words)}"
            self._box.addWidget(StepRow(State.OK, rule_label(deadline.rule, words), said))
            for warning in (
                recheck_sentence(deadline, outcome, found, words),
                differs_from_request(deadline, None if asked is None else visible(asked), words),
            ):
                if warning:
                    self._box.addWidget(StepRow(State.WARN, tr("Review the deadline"), warning))
        if deadline is None and overview.request.instrument not in _WITH_RULES:
            return
        self.deadline_button = Button(
            tr("Calculate the deadline…"), self._bench.deadline_asked.emit, kind="link", small=True
        )
        guard(self._bench.writing, self.deadline_button)
        self._box.addWidget(self.deadline_button, 0, Qt.AlignmentFlag.AlignLeft)
