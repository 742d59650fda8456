"""The glossary, which can be searched, and the keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.glossary import GLOSSARY, term_in
from ui.models.tables.cells import Cell
from ui.models.tables.rows import Column
from ui.theme import px
from ui.widgets.layout.card import Card, clear
from ui.widgets.layout.columns import Scroller
from ui.widgets.tables.tables import RowsTable
from ui.widgets.text.text import Rule, Text
from ui.words.keys import shown_keys
from ui.words.shortcuts import list_shortcuts, window_shortcuts


class GlossaryPart(QWidget):
    """Each word in the window's language, and in English where that is another."""

    def __init__(self) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search terms"))
        self.search.setAccessibleName(tr("Search terms"))
        self.search.textChanged.connect(self._show)
        box.addWidget(self.search)
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, px(8), 0)
        card = Card()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(8))
        card.add_layout(self._rows)
        inner.addWidget(card)
        inner.addStretch(1)
        box.addWidget(Scroller(body), 1)
        self._entries = sorted(
            ((term_in(current().language, term), term, tr(meaning)) for term, meaning in GLOSSARY),
            key=lambda e: e[0].casefold(),
        )
        self.shown = 0
        self._show()

    def _show(self) -> None:
        clear(self._rows)
        wanted = self.search.text().strip().casefold()
        found = [e for e in self._entries if any(wanted in part.casefold() for part in e)]
        self.shown = len(found)
        english = current().language == "en"
        for at, (term, original, meaning) in enumerate(found):
            if at:
                self._rows.addWidget(Rule())
            row = QVBoxLayout()
            row.setSpacing(0)
            shown = term if english or term == original else f"{term} · {current().isolate(original)}"
            row.addWidget(Text(shown, "strong", wrap=True))
            row.addWidget(Text(meaning, wrap=True))
            holder = QWidget()
            holder.setLayout(row)
            row.setContentsMargins(0, 0, 0, 0)
            self._rows.addWidget(holder)
        if not found:
            self._rows.addWidget(Text(tr("No matching term."), color="muted", wrap=True))


class KeysPart(QWidget):
    """Those that hold everywhere, in lists, and on pages."""

    def __init__(self, page_keys: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, px(8), 0)
        inner.setSpacing(px(14))
        for title, keys in (
            (tr(NC_("heading", "Everywhere")), window_shortcuts()),
            (tr("In lists and forms"), list_shortcuts()),
            (tr("On pages"), list(page_keys)),
        ):
            if keys:
                card = Card(title)
                card.add(_table(title, keys))
                inner.addWidget(card)
        inner.addStretch(1)
        box.addWidget(Scroller(body))


def _table(title: str, keys: Sequence[tuple[str, str]]) -> RowsTable:
    table = RowsTable(
        (Column(tr(NC_("column", "Keys")), 150), Column(tr(NC_("label", "Action")))), title, most_rows=100
    )
    # a single key is written as on the keyboard; Ctrl is called otherwise in some languages
    rows = [(Cell(shown_keys(one) if "+" in one else one, machine=True), Cell(words)) for one, words in keys]
    table.set_rows(rows, list(range(len(rows))))
    return table
