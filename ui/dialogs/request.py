"""Request and legal basis of the open case: the form, and beside it what is missing or doubtful."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.errors import ForensicsError, RequestInvalidError
from forensics_app.i18n import current, tr
from forensics_app.i18n.request_words import problem_sentence
from forensics_app.i18n.sentences import error_sentence
from forensics_app.model.request import ProblemSeverity, RequestProblem, RequestRecord
from forensics_app.model.times import Clock
from forensics_app.services.cases import open_case
from forensics_app.services.request import check_request, handling_warnings, write_request
from ui.case_session import Reading
from ui.dialogs.request_form import RequestForm
from ui.theme import px
from ui.widgets.buttons import Button
from ui.widgets.card import Card, clear
from ui.widgets.columns import Columns, Scroller, stack
from ui.widgets.notices import Trouble
from ui.widgets.room import fit_into
from ui.widgets.shapes import State, StateShape
from ui.widgets.text import Text
from ui.workbench import Workbench
from ui.writing import guard


class RequestProblems(Card):
    """What `check_request` and `handling_warnings` say of a record, each with its shape."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(tr("What is still open"))
        self._clock = clock
        self._list = QVBoxLayout()
        self._list.setSpacing(px(8))
        self.add_layout(self._list)
        self.shown: tuple[RequestProblem, ...] = ()

    def judge(self, record: RequestRecord) -> None:
        """Show what there is to say of a record."""
        today = self._clock.now().date()
        found = (*check_request(record, today=today), *handling_warnings(record))
        if found == self.shown and self._list.count():
            return
        self.shown = found
        clear(self._list)
        for problem in found:
            self._list.addWidget(_line(problem))
        if not found:
            self._list.addWidget(_said(State.OK, tr("Nothing: all that the instrument asks for is there.")))


def _line(problem: RequestProblem) -> QWidget:
    missing = problem.severity is ProblemSeverity.MISSING
    return _said(State.WAITING if missing else State.WARN, problem_sentence(problem, current()))


def _said(state: State, text: str) -> QWidget:
    made = QWidget()
    line = QHBoxLayout(made)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(px(8))
    line.addWidget(StateShape(state, 16), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(Text(text, "small", wrap=True), 1)
    return made


class RequestDialog(QDialog):
    """Saving is possible at any time: what is missing today may come with tomorrow's letter."""

    def __init__(self, bench: Workbench, record: RequestRecord, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.setWindowTitle(tr("Request and legal basis"))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        box.addWidget(Text(tr("Request and legal basis"), "page"))
        said = tr(
            "It is sealed with every bundle, so that the receiver reads it too. Each change stands in the "
            "custody ledger."
        )
        box.addWidget(Text(said, "small", "muted", wrap=True))
        self.form = RequestForm(record)
        self.problems = RequestProblems(bench.clock)
        columns = Columns(stack(self.form), stack(self.problems), side_width=270, fold_below=680, gap=20)
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, px(8), 0)
        inner.addWidget(columns)
        inner.addStretch(1)
        self._scroller = Scroller(body)
        box.addWidget(self._scroller, 1)
        self._trouble = QVBoxLayout()
        box.addLayout(self._trouble)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(tr("Cancel"), self.reject))
        self.save_button = Button(tr("Save"), self.save, kind="primary")
        guard(bench.writing, self.save_button)
        foot.addWidget(self.save_button)
        box.addLayout(foot)
        fit_into(self, parent, 960, 760)
        self.form.changed.connect(self._judge)
        self._judge()
        self.form.instrument.setFocus()

    def _judge(self) -> None:
        self.problems.judge(self.form.record)

    def save(self) -> None:
        """Keep the record, or say what can't stand in it."""
        clear(self._trouble)
        wrong = self.form.complain()
        if wrong is not None:
            wrong.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, self, lambda: self._scroller.ensureWidgetVisible(wrong, 0, px(12)))
            return
        session, clock, record = self._bench.case, self._bench.clock, self.form.record
        if session is None:
            self.reject()
            return
        path = session.path

        def work(reading: Reading) -> None:
            with open_case(path, write=True, clock=clock) as case:
                write_request(case, record)

        self.save_button.setEnabled(False)
        session.ask("write-request", work, self._saved, self._failed, owner=self)

    def _saved(self, nothing: object) -> None:
        if self._bench.case is not None:
            self._bench.case.refresh()
        self.accept()

    def _failed(self, error: ForensicsError) -> None:
        self.save_button.setEnabled(True)
        self._trouble.addWidget(Trouble(error_sentence(error), repr(error)))
        if isinstance(error, RequestInvalidError):
            self._show_field(error.field)

    def _show_field(self, name: str) -> None:
        parts: Sequence[QWidget | None] = [
            self.form.part(field) for field in self.form.fields() if field.value == name
        ]
        for part in parts:
            if part is not None:
                self._scroller.ensureWidgetVisible(part, 0, px(12))
