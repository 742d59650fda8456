"""Custody in short: whether the chain holds, and its newest entries."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import tr, trn
from ui.custody_words import event_detail, event_title
from ui.models.overview import CustodyOverview
from ui.theme import px
from ui.widgets.card import Card, clear
from ui.widgets.notices import StepRow
from ui.widgets.shapes import Glyph, State
from ui.widgets.text import Rule, Text


class CustodyCard(Card):
    """Newest entry first."""

    def __init__(self) -> None:
        super().__init__(tr("Custody"))
        self._box = QVBoxLayout()
        self._box.setSpacing(px(8))
        self.add_layout(self._box)

    def show_overview(self, custody: CustodyOverview, examiner: str) -> None:
        """Replace what is shown. The case's examiner is not named again at every entry."""
        clear(self._box)
        if custody.broken_at is None:
            head = StepRow(
                State.OK,
                tr("Unbroken"),
                trn(
                    "{count} entry, carrying the hash of the one before",
                    "{count} entries, each carries the hash of the one before",
                    custody.count,
                ),
            )
        else:
            head = StepRow(
                State.BAD,
                tr("Broken at entry {number}", number=custody.broken_at),
                tr("It was changed outside the program."),
            )
        self._box.addWidget(head)
        self._box.addWidget(Rule())
        for event in custody.latest:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(px(8))
            broken = custody.broken_at is not None and event.sequence >= custody.broken_at
            glyph = Glyph("link-break" if broken else "link", 16, "bad" if broken else "ok")
            line.addWidget(glyph, 0, Qt.AlignmentFlag.AlignTop)
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(Text(event_title(event), wrap=True))
            words.addWidget(Text(event_detail(event, examiner), "small", "muted", wrap=True))
            line.addLayout(words, 1)
            self._box.addWidget(row)
