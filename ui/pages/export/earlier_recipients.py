"""Export: who received the bundle that this one supplements. They mostly receive this one, too."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr
from forensics_app.model.names import visible
from ui.models.bundles.export_draft import RecipientDraft
from ui.models.bundles.named_recipients import recipients_of
from ui.models.case.sealed_bundles import SealedBundle, read_sealed_bundles
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import clear
from ui.widgets.statements.notices import StepRow
from ui.workbench.workbench import Workbench


class EarlierRecipients(QWidget):
    """Those who are not among the draft's recipients yet, each with a button; `chosen` carries one."""

    chosen = Signal(object)

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._of = ""
        self._received: tuple[RecipientDraft, ...] = ()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(4))

    @property
    def count(self) -> int:
        """How many are offered."""
        return self._box.count()

    def refresh(self) -> None:
        """As the draft has it now: another bundle, or other recipients."""
        of = self._bench.export.supplements
        if of != self._of:
            self._of, self._received = of, ()
            if of and self._bench.case is not None:
                clock = self._bench.clock
                self._bench.case.ask(
                    "supplemented", lambda at: read_sealed_bundles(at.case, clock), self._take, owner=self
                )
        self._show()

    def _take(self, bundles: tuple[SealedBundle, ...]) -> None:
        found = (one.report for one in bundles if self._of in (one.code, one.name))
        self._received = next((recipients_of(report, self._bench.settings) for report in found), ())
        self._show()

    def _show(self) -> None:
        clear(self._box)
        draft = self._bench.export
        there = {(one.name, one.country) for one in draft.recipients}
        missing = [one for one in self._received if (one.name, one.country) not in there]
        said = tr(
            "Received {bundle}, which this bundle supplements",
            bundle=visible(draft.supplements_name or draft.supplements),
        )
        for one in missing:
            name = current().isolate(visible(one.name))
            button = Button(
                tr(NC_("button", "Add")), partial(self.chosen.emit, one), glyph="plus", small=True
            )
            button.setAccessibleName(tr("Add {what}", what=name))
            title = f"{name} · {visible(one.country)}" if one.country else name
            self._box.addWidget(StepRow(State.INFO, title, said, button))
        self.setVisible(bool(missing))
