"""Export: who could open the encrypted parcel of the bundle that this one supplements."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forensics_app.errors import ForensicsError
from forensics_app.i18n import NC_, current, tr
from forensics_app.model.names import visible
from forensics_app.model.parcel import RecipientKind
from forensics_app.services.parcels.recording import recorded_recipients
from forensics_app.services.trust.trust import TrustEntry, TrustRole, load_trust
from ui.models.bundles.export_draft import SealedFor
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import clear
from ui.widgets.statements.notices import StepRow
from ui.words.digests import grouped
from ui.workbench.workbench import Workbench


class EarlierKeys(QWidget):
    """As the ledger has them, without those that this bundle is encrypted for already. What is trusted for
    encryption has a button, and `chosen` carries it; the others have to be chosen again.
    """

    chosen = Signal(object)

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._of = ""
        self._recorded: tuple[str, ...] = ()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(4))

    def refresh(self) -> None:
        """As the draft has it now: another bundle, or other certificates."""
        of = self._bench.export.supplements
        if of != self._of:
            self._of, self._recorded = of, ()
            if of and self._bench.case is not None:
                self._bench.case.ask(
                    "parcel-recipients", lambda at: recorded_recipients(at.case, of), self._take, owner=self
                )
        self._show()

    def _take(self, recorded: tuple[str, ...]) -> None:
        self._recorded = recorded
        self._show()

    def _show(self) -> None:
        clear(self._box)
        draft = self._bench.export
        bundle = current().isolate(visible(draft.supplements_name or draft.supplements))
        there = {one.fingerprint for one in draft.sealed_for}
        missing = [one for one in self._recorded if one not in there]
        known = _trusted() if missing else {}
        for one in missing:
            entry = known.get(one)
            if entry is not None:
                name = current().isolate(visible(entry.label))
                said = tr("Could open the encrypted parcel of {bundle}", bundle=bundle)
                sealed = SealedFor(entry.label, one, one)
                button = Button(
                    tr(NC_("button", "Add")), partial(self.chosen.emit, sealed), glyph="plus", small=True
                )
                button.setAccessibleName(tr("Add {what}", what=name))
                self._box.addWidget(StepRow(State.INFO, name, said, button))
                continue
            said = tr(
                "Could open the encrypted parcel of {bundle}. Choose it again in the step Recipients.",
                bundle=bundle,
            )
            self._box.addWidget(StepRow(State.INFO, _key_words(one), said))
        self.setVisible(bool(missing))


def _trusted() -> dict[str, TrustEntry]:
    try:
        entries = load_trust().of_role(TrustRole.ENCRYPTION)
    except ForensicsError:
        return {}
    return {entry.fingerprint: entry for entry in entries if entry.revoked_since is None}


def _key_words(recorded: str) -> str:
    if recorded == RecipientKind.PASSPHRASE.value:
        return tr("A passphrase")
    if recorded.startswith("shares "):
        return tr("Shares of the key")
    return tr("Certificate SHA-256: {digits}", digits=grouped(recorded, 8))
