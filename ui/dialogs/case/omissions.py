"""The omission ledger: what is not in the case although it may exist, each line with its reason."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.details import omission_detail
from forensics_app.i18n.labels import label
from forensics_app.i18n.omissions import gravity
from forensics_app.model.case import SourceRecord
from forensics_app.model.evidence import Omission
from forensics_app.model.names import visible
from forensics_app.services.cases.received import is_received
from ui.models.case.omissions import DETAIL, WHILE, LedgerModel, ledger_columns, place_of, reasons
from ui.models.evidence.layers import layer_name
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.combo import Combo
from ui.widgets.layout.card import Card, clear_body
from ui.widgets.layout.room import fit_into
from ui.widgets.statements.facts import KeyValue
from ui.widgets.statements.notices import EmptyState
from ui.widgets.tables.tables import RowsTable
from ui.widgets.text.text import Text
from ui.words import gate
from ui.words.codes import omission_sentence
from ui.words.sources import shown_name
from ui.workbench.case_session import CaseSession

LEAST_ROWS = 3
NARROW = 720
"""In px of the 100 % drawing: below it the list leaves out what the card beneath tells."""


class OmissionsDialog(QDialog):
    """Read anew whenever the case is; `source_id` and `code`: source and reason to begin with, empty for
    all."""

    help_topic = "evidence"

    def __init__(
        self, session: CaseSession, source_id: str = "", parent: QWidget | None = None, *, code: str = ""
    ) -> None:
        super().__init__(parent)
        self._code = code
        self._session = session
        self._all: Sequence[Omission] = ()
        self._read = False
        self.setWindowTitle(tr("What is left out or in doubt, and why"))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        box.addWidget(Text(tr("What is left out or in doubt, and why"), "page"))
        box.addWidget(Text(_introduced(received=is_received(session.path)), "small", "muted", wrap=True))
        box.addLayout(self._filters())
        self.model = LedgerModel(self)
        self.table = RowsTable(
            ledger_columns(), tr(NC_("label", "Omissions")), most_rows=LEAST_ROWS, model=self.model
        )
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.table.current_changed.connect(self._show_one)
        box.addWidget(self.table, 1)
        self._nothing = EmptyState(
            "check-circle", tr("Nothing was left out."), tr("No omission matches this filter.")
        )
        self._nothing.hide()
        box.addWidget(self._nothing, 1)
        self._one = Card(tr("Selected omission"))
        self._scroller = QScrollArea()
        self._scroller.setWidgetResizable(True)
        self._scroller.setProperty("part", "panel")
        self._scroller.setFrameShape(QFrame.Shape.NoFrame)
        self._scroller.setAccessibleName(tr("Selected omission"))
        self._scroller.setWidget(self._one)
        box.addWidget(self._scroller, 1)
        foot = QHBoxLayout()
        self.copy_button = Button(tr("Copy as text"), self.copy, glyph="copy")
        foot.addWidget(self.copy_button)
        foot.addStretch(1)
        foot.addWidget(Button(tr(NC_("button", "Close")), self.accept, kind="primary"))
        box.addLayout(foot)
        self._fill_sources(source_id)
        fit_into(self, parent, 980, 680)
        session.loaded.connect(self._ask)
        self._ask()

    def _filters(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(px(8))
        self.sources, self.reasons = Combo(), Combo()
        for combo, name in (
            (self.sources, tr(NC_("label", "Source"))),
            (self.reasons, tr(NC_("label", "Reason"))),
        ):
            combo.setAccessibleName(gate.shown(name))
            combo.setMinimumContentsLength(16)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            title = Text(name, "small", "muted")
            title.setBuddy(combo)
            line.addWidget(title)
            line.addWidget(combo, 1)
        self.sources.currentIndexChanged.connect(self._source_chosen)
        self.reasons.currentIndexChanged.connect(self._show)
        self._count = Text("", "strong")
        line.addWidget(self._count)
        return line

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        for column in (WHILE, DETAIL):
            self.table.setColumnHidden(column, self.width() < px(NARROW))
        super().resizeEvent(event)

    def _sources(self) -> Sequence[SourceRecord]:
        overview = self._session.overview
        return () if overview is None else overview.sources

    def _called(self) -> dict[str, str]:
        overview = self._session.overview
        return {} if overview is None else overview.source_names()

    def _names(self) -> dict[str, str]:
        return {
            layer.layer_id: layer_name(layer, source)
            for source in self._sources()
            if source.opened is not None
            for layer in source.opened.layers
        }

    def _fill_sources(self, wanted: str) -> None:
        self.sources.blockSignals(True)
        self.sources.addItem(tr("All evidence"), "")
        for source in self._sources():
            words = f"{visible(source.exhibit)} · {visible(shown_name(source))}"
            self.sources.addItem(words, source.source_id)
        self.sources.setCurrentIndex(max(0, self.sources.findData(wanted)))
        self.sources.blockSignals(False)

    # --- reading -----------------------------------------------------------------------------------

    def _ask(self) -> None:
        self._session.ask(
            "omissions", lambda reading: reading.case.store.queries.omissions(), self._take, owner=self
        )

    def _take(self, omissions: Sequence[Omission]) -> None:
        self._all, self._read = sorted(omissions, key=lambda one: gravity(one.code, one.locator)), True
        self._source_chosen()

    def _of_source(self) -> list[Omission]:
        chosen = self.sources.currentData()
        return [o for o in self._all if not chosen or o.source_id == chosen]

    def _source_chosen(self) -> None:
        """The reasons that occur there; the chosen one stays where it still does."""
        before = self.reasons.currentData() or self._code
        self._code = ""
        self.reasons.blockSignals(True)
        self.reasons.clear()
        self.reasons.addItem(tr("All reasons"), "")
        for code, count in reasons(self._of_source()):
            self.reasons.addItem(f"{current().number(count)} · {omission_sentence(code)}", code)
        self.reasons.setCurrentIndex(max(0, self.reasons.findData(before)))
        self.reasons.blockSignals(False)
        self._show()

    def _show(self) -> None:
        code = self.reasons.currentData()
        chosen = [o for o in self._of_source() if not code or o.code == code]
        exhibits = {s.source_id: s.exhibit for s in self._sources()}
        before = self.table.current_key()
        self.model.set_omissions(chosen, exhibits, self._names(), self._called())
        self.table.fit()
        self.table.setVisible(bool(chosen) or not self._read)
        self._nothing.setVisible(not chosen and self._read)
        self.copy_button.setEnabled(bool(chosen))
        total = sum(o.count for o in chosen)
        self._count.set_text(trn("{count} item", "{count} items", total))
        if chosen:
            self.table.select(before if before in chosen else chosen[0])
        self._show_one(self.table.current_key())

    def _show_one(self, omission: Omission | None) -> None:
        clear_body(self._one)
        self._scroller.setVisible(omission is not None)
        if omission is None:
            return
        rows = KeyValue(label_width=90)
        rows.row(tr(NC_("label", "Reason")), omission_sentence(omission.code))
        exhibit = self._called().get(omission.source_id, "")
        if exhibit:
            rows.row(tr(NC_("label", "Exhibit")), current().isolate(visible(exhibit)))
        where = place_of(omission, self._names())
        rows.path_row(tr(NC_("label", "Location")), visible(where), omission.locator or where)
        rows.row(tr(NC_("label", "Stage")), label(omission.stage))
        rows.row(tr(NC_("label", "Code")), current().isolate(omission.code))
        if omission.detail:
            rows.row(tr(NC_("label", "Detail")), omission_detail(omission.detail, current()))
        self._one.add(rows)
        self._one.body.addStretch(1)

    def copy(self) -> None:
        """Put what is listed on the clipboard, with its codes."""
        QGuiApplication.clipboard().setText(self.model.as_text())


def _introduced(*, received: bool) -> str:
    if received:
        return tr(
            "What may exist in the evidence but was not listed or not read, and what was withheld, as the "
            "sender declared it in the received bundle."
        )
    return tr(
        "What may exist in the evidence but was not listed or not read, as far as Sealwright "
        "noticed. This list is sealed with every bundle, and the receiver sees it, but without the "
        "places that lie in withheld items. What is withheld from a bundle is added to it then."
    )
