"""Hash sets in short: which ones the case was compared with, and what stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.labels import label
from forensics_app.model.hash_sets import MatchedHashSet
from forensics_app.model.names import visible
from forensics_app.model.selection import ArtifactFilter
from ui.models.artifacts.hash_set_words import STATES
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card, clear
from ui.widgets.text.shapes import StateShape
from ui.widgets.text.text import Text
from ui.workbench.workbench import Workbench


class HashSetsCard(Card):
    """Each set leads to the artifacts that stand in it."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Hash sets"))
        self._bench = bench
        self.open_button = Button(
            tr(NC_("button", "Open…")), bench.hash_sets_asked.emit, kind="link", small=True
        )
        self.open_button.setAccessibleName(tr("Open the hash sets"))
        self.add_action(self.open_button)
        self._box = QVBoxLayout()
        self._box.setSpacing(px(6))
        self.add_layout(self._box)

    def show_sets(self, sets: Sequence[MatchedHashSet]) -> None:
        """Replace what is shown."""
        clear(self._box)
        for done in sets:
            self._box.addWidget(self._row(done))
        if not sets:
            said = tr("The case has not been compared with any hash set.")
            self._box.addWidget(Text(said, color="muted", wrap=True))

    def _row(self, done: MatchedHashSet) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(8))
        shape = STATES[done.facts.kind] if done.hits else State.NONE
        line.addWidget(StateShape(shape, 16), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        name = f"{visible(done.facts.name)} {visible(done.facts.version or '')}".strip()
        words.addWidget(Text(current().isolate(name), wrap=True))
        hits = trn("{count} hit", "{count} hits", done.hits)
        said = f"{label(done.facts.kind)} · {hits}"
        if not done.complete:
            said += " · " + tr("comparison incomplete")
        words.addWidget(Text(said, "small", "muted" if done.complete else "warn", wrap=True))
        line.addLayout(words, 1)
        if done.hits:
            show = Button(
                tr(NC_("button", "Show")), partial(self._show_hits, done.facts.name), kind="link", small=True
            )
            show.setAccessibleName(tr("Show hits in {set}", set=done.facts.name))
            line.addWidget(show, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _show_hits(self, name: str) -> None:
        self._bench.show_artifacts(ArtifactFilter(hash_set=name))
