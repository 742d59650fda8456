"""Request and legal basis of the open case: the form, and beside it what is missing or doubtful."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.errors import ForensicsError, RequestInvalidError
from forensics_app.i18n import NC_, tr
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.model.request import RequestRecord
from forensics_app.services.cases.opening import open_case
from forensics_app.services.requests.case_request import write_request
from ui.dialogs.request.form import RequestForm
from ui.dialogs.request.problems import RequestProblems
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import clear
from ui.widgets.layout.columns import Columns, Scroller, stack
from ui.widgets.layout.room import fit_into
from ui.widgets.statements.notices import Trouble
from ui.widgets.text.text import Text
from ui.workbench.case_session import Reading
from ui.workbench.workbench import Workbench
from ui.workbench.writing import guard


class RequestDialog(QDialog):
    """Saving is possible at any time: what is missing today may come with tomorrow's letter."""

    help_topic = "case"
    asks_before_dropping = True

    def __init__(self, bench: Workbench, record: RequestRecord, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.setWindowTitle(tr("Request and legal basis"))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        box.addWidget(Text(tr("Request and legal basis"), "page"))
        said = tr(
            "Sealed with every bundle, so that the receiver can read it too. Each change "
            "is recorded in the custody ledger."
        )
        box.addWidget(Text(said, "small", "muted", wrap=True))
        self.form = RequestForm(record)
        self.problems = RequestProblems(bench.clock)
        columns = Columns(stack(self.form), stack(self.problems), side_width=270, fold_below=740, gap=20)
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
        foot.addWidget(Button(tr(NC_("button", "Cancel")), self.reject))
        self.save_button = Button(tr(NC_("button", "Save")), self.save, kind="primary")
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
        self._trouble.addWidget(Trouble(window_sentence(error), repr(error)))
        if isinstance(error, RequestInvalidError):
            self._show_field(error.field)

    def _show_field(self, name: str) -> None:
        parts: Sequence[QWidget | None] = [
            self.form.part(field) for field in self.form.fields() if field.value == name
        ]
        for part in parts:
            if part is not None:
                self._scroller.ensureWidgetVisible(part, 0, px(12))
