"""Export, in step 3: for whom a parcel of the bundle is encrypted, if one is wanted."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal

from forensics_app.i18n import NC_, tr
from ui.dialogs.bundles.certificates import CertificatePicker
from ui.dialogs.bundles.other_keys import OtherKeys
from ui.models.bundles.export_draft import ExportDraft, SealedFor
from ui.widgets.layout.card import Card
from ui.widgets.text.text import Text


class EncryptionCard(Card):
    """`changed` when the draft has one more or one less."""

    changed = Signal()

    def __init__(self, draft: ExportDraft) -> None:
        super().__init__(tr("Encrypted parcel"), tr(NC_("note", "optional")))
        self._draft = draft
        said = tr(
            "The sealed bundle is also encrypted, in a folder that couriers, mail systems and gateways can "
            "carry without being able to read it."
        )
        self.add(Text(said, "small", "muted", wrap=True))
        self.certificates = CertificatePicker(draft.sealed_for)
        self.add(self.certificates)
        self.others = OtherKeys(draft)
        self.others.changed.connect(self.changed)
        self.add(self.others)
        self.certificates.taken.connect(self._take)

    def trouble(self) -> str:
        """What is missing, or nothing."""
        return self.others.trouble()

    def add_file(self, file: Path) -> None:
        """A certificate that can be encrypted to; why another can't is said at once."""
        self.certificates.add_file(file)

    def _take(self, chosen: tuple[SealedFor, ...]) -> None:
        self._draft.sealed_for = chosen
        self.others.refresh()
        self.changed.emit()
