"""What the program is, its version, and every library in it with its licence."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forensics_app import __version__
from forensics_app.i18n import NC_, current, tr
from forensics_app.services.components import libraries
from ui.models.program.about import diagnostics
from ui.models.tables.cells import Cell
from ui.models.tables.rows import Column
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card
from ui.widgets.layout.columns import Scroller
from ui.widgets.statements.facts import KeyValue
from ui.widgets.tables.tables import RowsTable
from ui.widgets.text.shapes import Glyph
from ui.widgets.text.text import Text


class AboutPart(QWidget):
    """Read from what is installed when it is shown."""

    def __init__(self) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        body = QWidget()
        box = QVBoxLayout(body)
        box.setContentsMargins(0, 0, px(8), 0)
        box.setSpacing(px(14))
        box.addWidget(self._program())
        found = libraries()
        card = Card(tr(NC_("heading", "Libraries")), current().number(len(found)))
        columns = (
            Column(tr(NC_("column", "Name")), 200, least=110),
            Column(tr(NC_("column", "Version")), 110, least=80),
            Column(tr(NC_("column", "Licence")), least=190),
        )
        self.table = RowsTable(columns, tr(NC_("label", "Libraries")), most_rows=1000)
        rows = [(Cell(x.name), Cell(x.version, ordered=True), Cell(x.licence or "–")) for x in found]
        self.table.set_rows(rows, [x.name for x in found])
        card.add(self.table)
        box.addWidget(card)
        box.addStretch(1)
        outer.addWidget(Scroller(body))

    def _program(self) -> Card:
        card = Card()
        line = QHBoxLayout()
        line.setSpacing(px(14))
        line.addWidget(Glyph("circle-wavy-check", 40, "accent"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Text("Sealwright", "display"))
        said = tr("Examines evidence read-only and seals what is relevant so that others can verify it.")
        words.addWidget(Text(said, color="muted", wrap=True))
        line.addLayout(words, 1)
        card.add_layout(line)
        facts = KeyValue(label_width=96)
        facts.row(tr(NC_("label", "Version")), __version__)
        facts.row(tr(NC_("label", "Licence")), "Apache-2.0")
        facts.row(
            tr(NC_("label", "Warranty")),
            tr(
                "None. Verify results by independent means before relying on them; the "
                "program helps with that."
            ),
        )
        card.add(facts)
        foot = QHBoxLayout()
        self.copy_button = Button(tr("Copy diagnostics"), self.copy, small=True, glyph="copy")
        self.copy_button.setToolTip(tr("Versions and settings, without names, paths or any case data."))
        foot.addWidget(self.copy_button)
        foot.addStretch(1)
        card.add_layout(foot)
        return card

    def copy(self) -> None:
        """Put the diagnostics on the clipboard."""
        QGuiApplication.clipboard().setText(diagnostics())
