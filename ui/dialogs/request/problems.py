"""What a request still lacks and what it warns of, beside its form."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import current, tr
from forensics_app.i18n.request_words import problem_sentences
from forensics_app.model.request import ProblemSeverity, RequestProblem, RequestRecord
from forensics_app.model.times import Clock
from forensics_app.services.requests.case_request import check_request, handling_warnings
from ui.theme import px
from ui.theme.state import State
from ui.widgets.layout.card import Card, clear
from ui.widgets.text.shapes import StateShape
from ui.widgets.text.text import Text


class RequestProblems(Card):
    """What `check_request` and `handling_warnings` say of a record, each with its shape."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(tr("Still missing"))
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
        for severity, sentence in problem_sentences(found, current()):
            state = State.WAITING if severity is ProblemSeverity.MISSING else State.WARN
            self._list.addWidget(_said(state, sentence))
        if not found:
            self._list.addWidget(
                _said(State.OK, tr("Nothing: everything that the instrument requires is present."))
            )


def _said(state: State, text: str) -> QWidget:
    made = QWidget()
    line = QHBoxLayout(made)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(px(8))
    line.addWidget(StateShape(state, 16), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(Text(text, "small", wrap=True), 1)
    return made
