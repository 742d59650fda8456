"""All figures of a comparison, side A and side B in a column each."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from forensics_app.i18n import current, tr
from forensics_app.i18n.comparison import count_rows
from forensics_app.model.comparison import Comparison
from ui.theme import px
from ui.widgets.layout.card import Card
from ui.widgets.text import direction
from ui.widgets.text.text import Text
from ui.words import gate

_BOTH = 2


class ComparedCounts(Card):
    """What a terminal shows too; rows that are zero on both sides are left out."""

    def __init__(self, summary: Comparison) -> None:
        super().__init__(tr("Both sides"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(14))
        self._grid.setVerticalSpacing(px(5))
        self._grid.setColumnStretch(0, 1)
        number = current().number
        for at, side in enumerate(("A", "B"), 1):
            head = Text(side, "small-strong", "muted", end=True)
            head.setAccessibleName(tr("Side {name}", name=side))
            self._grid.addWidget(head, 0, at)
        for words, a, b in count_rows(summary.a.counts, summary.b.counts):
            if a or b:
                self._row(words, number(a), number(b))
        self._row(tr("Distinct contents in both"), number(summary.shared_contents))
        self._row(tr("Their size"), current().size(summary.shared_bytes))
        self.add_layout(self._grid)
        self.body.addStretch(1)

    def _row(self, words: str, *figures: str) -> None:
        at = self._grid.rowCount()
        self._grid.addWidget(Text(words, "small", "muted", wrap=True), at, 0)
        for column, figure in enumerate(figures, 1):
            shown = Text(direction.machine(figure), "body", end=True)
            shown.setAccessibleDescription(gate.shown(words))
            span = 1 if len(figures) == _BOTH else _BOTH
            self._grid.addWidget(shown, at, column, 1, span, Qt.AlignmentFlag.AlignVCenter)
