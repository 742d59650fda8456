"""All bundles of a folder with their verdicts; the selected one's report is shown below."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal

from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.verdicts import verdict_word
from forensics_app.model.findings import VerificationReport
from forensics_app.model.names import subject_shown, visible
from forensics_app.services.verifying.batch import clash_sentence, clashes_of
from ui.models.tables.cells import Cell
from ui.models.tables.rows import Column
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card
from ui.widgets.tables.tables import RowsTable
from ui.widgets.text.text import Text
from ui.words.jobs import short
from ui.words.verdicts import VERDICT_STATES


class BatchCard(Card):
    """`chosen` carries the number of the report to show."""

    chosen = Signal(int)

    def __init__(self, reports: Sequence[VerificationReport], shown: int, save: Callable[[], object]) -> None:
        super().__init__(tr("Bundles in this folder"), current().number(len(reports)))
        self.add_action(Button(tr("Save combined report…"), save, kind="link", small=True))
        columns = (
            Column(tr(NC_("column", "Bundle"))),
            Column(tr(NC_("column", "Signer")), 180),
            Column(tr(NC_("column", "Files")), 70, end=True),
            Column(tr(NC_("column", "Verdict")), 150),
        )
        self.table = RowsTable(columns, tr("Bundles in this folder"), most_rows=8)
        self.table.set_rows([_row(r) for r in reports], list(range(len(reports))))
        self.table.select(shown)
        self.table.current_changed.connect(self._changed, Qt.ConnectionType.QueuedConnection)
        self.add(self.table)
        for clash in clashes_of(reports):
            self.add(Text(clash_sentence(clash, current()), color="warn", wrap=True))

    def _changed(self, number: int | None) -> None:
        if number is not None:
            self.chosen.emit(number)


def _row(report: VerificationReport) -> tuple[Cell, ...]:
    signer = report.seal.signer_label or report.seal.signer or ""
    files = report.bundle.files
    return (
        Cell(visible(short(report.bundle.path)), name=True, ordered=True),
        Cell(visible(subject_shown(signer)), name=True, muted=report.seal.signer_label is None),
        Cell("" if files is None else current().number(files), end=True),
        Cell(verdict_word(report.verdict), state=VERDICT_STATES[report.verdict]),
    )
