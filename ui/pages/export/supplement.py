"""Whether the bundle adds to or corrects an earlier one of its case, and why."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from forensics_app.i18n import LANGUAGES, NC_, tr
from forensics_app.model.names import visible
from forensics_app.model.supplement import SupplementKind
from forensics_app.services.cases.kept_seals import EarlierBundle, earlier_bundles
from ui.dialogs.signing.fields import titled
from ui.models.bundles.export_draft import RecipientDraft, SealedFor
from ui.pages.export.earlier_keys import EarlierKeys
from ui.pages.export.earlier_recipients import EarlierRecipients
from ui.widgets.controls.combo import Combo
from ui.widgets.layout.card import Card
from ui.widgets.text.text import Text
from ui.workbench.workbench import Workbench


class SupplementCard(Card):
    """Hidden while the case has no earlier bundle. Writes into the draft; `changed` after that, `entered`
    when Enter was pressed in the reason.
    """

    changed = Signal()
    entered = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Earlier bundles"))
        self._bench = bench
        self.hide()
        self.bundle = Combo()
        self.bundle.setAccessibleName(tr("Supplements an earlier bundle of this case"))
        self.add(titled(tr("Supplements an earlier bundle of this case"), self.bundle))
        self.kind = Combo()
        self.kind.addItem(tr("It adds to the earlier bundle"), SupplementKind.ADDS.value)
        self.kind.addItem(tr("It corrects the earlier bundle"), SupplementKind.CORRECTS.value)
        self.reason = QLineEdit(bench.export.supplement_reason)
        self.reason.returnPressed.connect(self.entered)
        self.reason.setPlaceholderText(tr("Reason, in a sentence; it is sealed and shown"))
        self._more = (
            titled(tr(NC_("label", "How")), self.kind),
            titled(tr(NC_("label", "Reason")), self.reason),
        )
        for widget in self._more:
            self.add(widget)
        self._earlier = EarlierRecipients(bench)
        self._earlier.chosen.connect(self._receives_too)
        self.add(self._earlier)
        self._keys = EarlierKeys(bench)
        self._keys.chosen.connect(self._encrypted_too)
        self.add(self._keys)
        said = tr(
            "The receiver sees the whole series. To state which item replaces which, use "
            "“--replaces” on the command line."
        )
        self._said = Text(said, "small", "muted", wrap=True)
        self.add(self._said)
        if bench.case is not None:
            bench.case.ask("earlier", lambda at: earlier_bundles(at.case), self._offer, owner=self)

    def trouble(self) -> str:
        """Why one can't seal, or nothing."""
        draft = self._bench.export
        if draft.supplements and not draft.supplement_reason.strip():
            return tr("Give the reason why this bundle supplements an earlier one.")
        return ""

    def _offer(self, bundles: tuple[EarlierBundle, ...]) -> None:
        draft = self._bench.export
        self.bundle.addItem(tr("No: it is independent"), "")
        for one in reversed(bundles):
            self.bundle.addItem(visible(one.reference), one.code)
        named = next((b.code for b in bundles if b.reference == draft.supplements), draft.supplements)
        if self.bundle.findData(named) < 0:  # typed on the command line in yet another way
            self.bundle.addItem(visible(named), named)
        self.bundle.setCurrentIndex(self.bundle.findData(named))
        self.kind.setCurrentIndex(max(0, self.kind.findData(draft.supplement_kind)))
        self.bundle.currentIndexChanged.connect(self._chosen)
        self.kind.currentIndexChanged.connect(self._chosen)
        self.reason.textChanged.connect(self._chosen)
        self.setVisible(bool(bundles) or bool(named))
        self._chosen()

    def _chosen(self) -> None:
        draft = self._bench.export
        draft.supplements = str(self.bundle.currentData() or "")
        draft.supplements_name = self.bundle.currentText() if draft.supplements else ""
        draft.supplement_kind = str(self.kind.currentData())
        draft.supplement_reason = self.reason.text()
        shown: list[QWidget] = [*self._more, self._said]
        for widget in shown:
            widget.setVisible(bool(draft.supplements))
        self._earlier.refresh()
        self._keys.refresh()
        self.changed.emit()

    def _encrypted_too(self, one: SealedFor) -> None:
        """Encrypt this bundle, too, for a certificate that opens the parcel of the earlier one."""
        draft = self._bench.export
        draft.sealed_for = (*draft.sealed_for, one)
        self._keys.refresh()
        self.changed.emit()

    def _receives_too(self, one: RecipientDraft) -> None:
        """Add who received the earlier bundle, with that recipient's language where the program has it."""
        draft = self._bench.export
        draft.recipients = (*draft.recipients, one)
        if one.language in LANGUAGES and one.language not in draft.languages:
            draft.languages = (*draft.languages, one.language)
        self._earlier.refresh()
        self.changed.emit()
