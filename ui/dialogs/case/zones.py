"""Time zones that the examiner declares for local times of evidence, each with its reason."""

from __future__ import annotations

import zoneinfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.errors import TimeZoneUnknownError
from forensics_app.i18n import NC_, tr
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.model.evidence import LayerState
from forensics_app.model.names import visible
from forensics_app.model.timeline import DeclaredZone
from forensics_app.model.zones import zone_named
from ui.jobs.desk import Ending, JobKind
from ui.models.case.overview import CaseOverview
from ui.models.evidence.layers import layer_name
from ui.models.tables.cells import Cell
from ui.models.tables.rows import Column
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.field import Field
from ui.widgets.layout.card import clear
from ui.widgets.layout.room import fit_into
from ui.widgets.statements.notices import Trouble
from ui.widgets.tables.tables import RowsTable
from ui.widgets.text.text import Text, section_cap
from ui.words import gate
from ui.words.jobs import running_words
from ui.words.sources import shown_name
from ui.workbench.workbench import Workbench
from ui.workbench.writing import guard


class ZonesDialog(QDialog):
    """What is declared, and a form that declares or withdraws, in a child process."""

    help_topic = "timeline"

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.setWindowTitle(tr("Time zones"))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        box.addWidget(Text(tr("Time zones"), "page"))
        said = tr(
            "Times are shown in UTC, unless they are marked as local or with the offset that the evidence "
            "stores with them. Where it stores only a local time, its zone is unknown until you declare one. "
            "Stored times are not changed; every declaration is recorded in the custody ledger."
        )
        box.addWidget(Text(said, "small", "muted", wrap=True))
        self.table = RowsTable(
            (
                Column(tr(NC_("column", "Volume")), 150),
                Column(tr(NC_("column", "Zone")), 130),
                Column(tr(NC_("column", "Declared")), 150),
                Column(tr(NC_("column", "Reason"))),
            ),
            tr("Declared time zones"),
            most_rows=6,
        )
        self.table.current_changed.connect(self._choose_scope)
        box.addWidget(self.table)
        self._none = Text(tr("No time zone is declared in this case."), color="muted", wrap=True)
        box.addWidget(self._none)
        box.addWidget(section_cap(tr("Declare time zone")))
        self._form(box)
        self._trouble = QVBoxLayout()
        box.addLayout(self._trouble)
        self.status = Text("", "small", "muted", wrap=True)
        self.status.hide()
        box.addWidget(self.status)
        box.addStretch(1)
        foot = QHBoxLayout()
        self.withdraw_button = Button(tr(NC_("button", "Withdraw")), self.withdraw)
        foot.addWidget(self.withdraw_button)
        foot.addStretch(1)
        foot.addWidget(Button(tr(NC_("button", "Close")), self.accept))
        self.declare_button = Button(tr(NC_("button", "Declare")), self.declare, kind="primary")
        guard(bench.writing, self.withdraw_button, self.declare_button)
        foot.addWidget(self.declare_button)
        box.addLayout(foot)
        fit_into(self, parent, 720, 540)
        bench.case_read.connect(self._show)
        bench.jobs.changed.connect(self._allow)
        bench.jobs.ended.connect(self._ended)
        self._show()

    def _form(self, box: QVBoxLayout) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(10))
        grid.setColumnStretch(1, 1)
        self.scope, self.zone = Combo(), Combo()
        self.zone.setEditable(True)
        self.zone.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.zone.addItems(["", *sorted(zoneinfo.available_timezones())])
        self.zone.setCurrentText(self._bench.settings.zone)
        completer = QCompleter(self.zone.model(), self.zone)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.zone.setCompleter(completer)
        for at, (name, combo) in enumerate(
            ((tr(NC_("label", "Volume")), self.scope), (tr(NC_("label", "Zone")), self.zone))
        ):
            combo.setAccessibleName(gate.shown(name))
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(20)
            title = Text(name, "small", "muted")
            title.setBuddy(combo)
            grid.addWidget(title, at, 0)
            grid.addWidget(combo, at, 1)
        line = self.zone.lineEdit()
        if line is not None:
            line.setPlaceholderText(tr("e.g. {zone}", zone="Europe/Paris"))
            line.setAccessibleName(tr(NC_("label", "Zone")))
        box.addLayout(grid)
        self.reason = Field(
            tr(NC_("label", "Reason")), tr("How you know it, e.g. the time zone in the registry"), _needed
        )
        box.addWidget(self.reason)

    # --- showing -----------------------------------------------------------------------------------

    def _overview(self) -> CaseOverview | None:
        return None if self._bench.case is None else self._bench.case.overview

    def _show(self) -> None:
        overview = self._overview()
        if overview is None:
            return
        names = scope_names(overview)
        self.table.set_rows([_row(z, names) for z in overview.zones], [z.scope for z in overview.zones])
        self.table.setVisible(bool(overview.zones))
        self._none.setVisible(not overview.zones)
        before = self.scope.currentData()
        self.scope.clear()
        for scope, name in names.items():
            self.scope.addItem(name, scope)
        self.scope.setCurrentIndex(max(0, self.scope.findData(before)))
        self._allow()

    def _choose_scope(self, scope: str | None) -> None:
        at = self.scope.findData(scope)
        overview = self._overview()
        if at >= 0 and overview is not None:
            self.scope.setCurrentIndex(at)
            self.zone.setCurrentText(next(z.zone for z in overview.zones if z.scope == scope))
        self._allow()

    def _allow(self) -> None:
        writing = self._bench.jobs.running(JobKind.CASE)
        busy = self._bench.reading or writing is not None
        for field in (self.scope, self.zone, self.reason):
            field.setEnabled(writing is None)
        self.status.set_text("" if writing is None else running_words(writing)[0])
        self.status.setVisible(writing is not None)
        self.declare_button.setEnabled(self.scope.count() > 0 and not busy)
        self.withdraw_button.setEnabled(self.table.current_key() is not None and not busy)

    # --- acts --------------------------------------------------------------------------------------

    def declare(self) -> None:
        """Declare the zone that is chosen, if there is a reason."""
        zone = self.zone.currentText().strip()
        try:
            zone_named(zone)
        except TimeZoneUnknownError as e:
            self._say(window_sentence(e))
            return
        self._run(str(self.scope.currentData()), zone)

    def withdraw(self) -> None:
        """Take back the selected declaration, if there is a reason."""
        scope = self.table.current_key()
        if scope is not None:
            self._run(str(scope), "--withdraw")

    def _run(self, scope: str, what: str) -> None:
        clear(self._trouble)
        case = self._bench.case
        if case is None or not self.reason.complain():
            return
        arguments = ["case", "zone", f"--reason={self.reason.value}", str(case.path), scope, what]
        self._bench.start_job(JobKind.CASE, arguments, scope)

    def _ended(self, ending: Ending) -> None:
        if ending.kind is not JobKind.CASE:
            return
        if ending.trouble is not None:
            self._say(ending.trouble.sentence, ending.trouble.details)
        elif ending.result is not None:
            self.reason.edit.clear()

    def _say(self, sentence: str, details: str = "") -> None:
        clear(self._trouble)
        self._trouble.addWidget(Trouble(sentence, details))


def _needed(value: str) -> str:
    return "" if value else tr("{what} is missing.", what=tr(NC_("label", "Reason")))


def scope_names(overview: CaseOverview) -> dict[str, str]:
    """Sources and the volumes with files in them, by id, in words."""
    names = {}
    for source in overview.sources:
        if source.opened is None:
            continue
        of_source = f"{visible(source.exhibit)} · {visible(shown_name(source))}"
        names[source.source_id] = of_source
        for layer in source.opened.layers:
            if layer.parent_id is not None and layer.state is LayerState.WALKED:
                names[layer.layer_id] = f"{of_source} · {visible(layer_name(layer, source))}"
    return names


def _row(zone: DeclaredZone, names: dict[str, str]) -> tuple[Cell, ...]:
    at = f"{zone.declared_at[:19].replace('T', ' ')} UTC"
    return (
        Cell(names.get(zone.scope, zone.scope), name=True, raw=zone.scope),
        Cell(zone.zone, ordered=True, strong=True),
        Cell(at, ordered=True, muted=True, raw=zone.declared_at),
        Cell(visible(zone.reason), name=True),
    )
