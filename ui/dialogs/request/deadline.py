"""Calculating when the answer to a request is due: what goes in, how it is counted, what comes out."""

from __future__ import annotations

import re
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.errors import DeadlineInvalidError, ForensicsError
from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.answering.deadlines import (
    RULE_LABELS,
    computation_lines,
    due_words,
    holidays_words,
    rule_version,
)
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.model.answering.deadlines import RULE_VERSIONS, Deadline, DeadlineRule, Receipt
from forensics_app.services.cases.opening import open_case
from forensics_app.services.requests.case_request import read_request, write_request
from forensics_app.services.requests.deadline_rules import compute, due_day, usable_receipt
from forensics_app.services.requests.deadlines import record_deadline
from ui.dialogs.signing.fields import titled
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.check import Check
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.date_field import DateField
from ui.widgets.controls.field import Field
from ui.widgets.layout.card import clear
from ui.widgets.layout.columns import Scroller
from ui.widgets.layout.room import fit_into
from ui.widgets.statements.notices import Trouble
from ui.widgets.text.text import Text
from ui.workbench.case_session import Reading
from ui.workbench.workbench import Workbench
from ui.workbench.writing import guard

_TOP = Qt.AlignmentFlag.AlignTop


class DeadlineDialog(QDialog):
    """The result follows what is entered at once; only *Record* keeps it, and the request record changes
    only where its box is ticked.
    """

    help_topic = "case"
    asks_before_dropping = True

    def __init__(self, bench: Workbench, before: Deadline | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.setWindowTitle(tr("Calculate the deadline"))
        receipt = Receipt("") if before is None else before.receipt
        self.rule = Combo()
        for rule, label in RULE_LABELS.items():
            self.rule.addItem(tr(label), rule.value)
        self.rule.setCurrentIndex(max(0, self.rule.findData("" if before is None else before.rule)))
        self.received = DateField(tr("Received by the addressee"), "2026-11-27T14:20+01:00", _anything)
        self.received.edit.setText(receipt.received)
        self.state = Field(tr("Enforcing state"), "DE", _anything, width=90)
        self.state.edit.setText(receipt.state or "")
        self.holidays = Field(tr("Public holidays there"), "2026-12-25, 2026-12-26", _anything)
        self.holidays.edit.setText(", ".join(receipt.holidays))
        self.apply = Check(tr("Enter it as the due date of the request record, too"))
        self.record_button = Button(tr(NC_("button", "Record")), self.record, kind="primary")
        guard(bench.writing, self.record_button)
        self._results = QVBoxLayout()
        self._results.setSpacing(px(6))
        self._trouble = QVBoxLayout()
        self._build(parent)
        self.rule.currentIndexChanged.connect(self._show_result)
        for field in (self.received, self.state, self.holidays):
            field.edit.textChanged.connect(self._show_result)
        self._show_result()
        self.received.edit.setFocus()

    def _build(self, parent: QWidget | None) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        box.addWidget(Text(tr("Calculate the deadline"), "page"))
        said = tr(
            "Enter the time that the addressee's clock showed, with its UTC offset. Sealwright knows no "
            "calendar of public holidays: enter those of the enforcing state."
        )
        box.addWidget(Text(said, "small", "muted", wrap=True))
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, px(8), 0)
        inner.setSpacing(px(12))
        inner.addWidget(titled(tr(NC_("label", "Rule")), self.rule))
        inner.addWidget(self.received)
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(12))
        grid.addWidget(self.state, 0, 0, _TOP)
        grid.addWidget(self.holidays, 0, 1, _TOP)
        grid.setColumnStretch(1, 1)
        inner.addLayout(grid)
        inner.addLayout(self._results)
        inner.addWidget(self.apply)
        inner.addStretch(1)
        box.addWidget(Scroller(body), 1)
        box.addLayout(self._trouble)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(tr(NC_("button", "Cancel")), self.reject))
        foot.addWidget(self.record_button)
        box.addLayout(foot)
        fit_into(self, parent, 620, 700)

    @property
    def receipt(self) -> Receipt:
        """What is entered."""
        days = tuple(filter(None, re.split(r"[\s,;]+", self.holidays.value)))
        return Receipt(self.received.value, self.state.value or None, days)

    def _rule(self) -> DeadlineRule:
        return DeadlineRule(self.rule.currentData())

    def _show_result(self) -> None:
        clear(self._results)
        self._results.addWidget(Text(tr(NC_("heading", "Result")), "section"))
        rule, words = self._rule(), current()
        days = rule is DeadlineRule.EPOC_10_DAYS
        self.state.setEnabled(days)
        self.holidays.setEnabled(days)
        try:
            used = usable_receipt(self.receipt)
            found = compute(rule, used)
        except DeadlineInvalidError as e:
            said = window_sentence(e) if self.received.value else tr("Enter when the order was received.")
            self._results.addWidget(Text(said, "small", "muted", wrap=True))
            self.record_button.setEnabled(False)
            return
        self.record_button.setEnabled(self._bench.writing.mine)
        made = Deadline(rule, RULE_VERSIONS[rule], used, found.due, "")
        self._results.addWidget(Text(due_words(found.due, words), "strong", wrap=True))
        lines = [
            rule_version(made, words),
            *computation_lines(rule, found, words),
            holidays_words(made, words),
        ]
        for line in filter(None, lines):
            self._results.addWidget(Text(line, "small", "muted", wrap=True))

    def record(self) -> None:
        """Keep it in the case; the due date of the request too where that is asked for."""
        clear(self._trouble)
        session, clock = self._bench.case, self._bench.clock
        if session is None:
            self.reject()
            return
        path, rule, receipt, apply = session.path, self._rule(), self.receipt, self.apply.box.isChecked()

        def work(reading: Reading) -> None:
            with open_case(path, write=True, clock=clock) as case:
                made = record_deadline(case, rule, receipt, clock=clock)
                if apply:
                    write_request(case, replace(read_request(case), deadline=due_day(made.due)))

        self.record_button.setEnabled(False)
        session.ask("record-deadline", work, self._recorded, self._failed, owner=self)

    def _recorded(self, nothing: object) -> None:
        if self._bench.case is not None:
            self._bench.case.refresh()
        self.accept()

    def _failed(self, error: ForensicsError) -> None:
        self.record_button.setEnabled(True)
        self._trouble.addWidget(Trouble(window_sentence(error), repr(error)))


def _anything(value: str) -> str:
    return ""
