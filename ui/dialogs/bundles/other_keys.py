"""Who else opens a parcel, without a certificate: a passphrase, or holders of shares."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forensics_app.i18n import NC_, tr, trn
from ui.dialogs.bundles.certificates import CertificatePicker
from ui.dialogs.choose import choose_folder
from ui.dialogs.signing.fields import titled
from ui.models.bundles.export_draft import ExportDraft, SealedFor
from ui.settings.last_folders import FOLDERS
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.check import Check
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.path_field import PathField
from ui.widgets.controls.spin_box import SpinBox
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.text.text import Text
from ui.words import gate
from ui.words.digests import grouped

_MOST_HOLDERS = 16
_SMALL = "20MiB"


class OtherKeys(QWidget):
    """Every change goes into the draft at once. The passphrase itself is typed in `typed`, or later, when the
    bundle is sealed."""

    changed = Signal()

    def __init__(self, draft: ExportDraft, typed: QWidget | None = None) -> None:
        super().__init__()
        self._draft = draft
        needed, holders = draft.shares or (2, 3)
        self.phrase = Check(tr("Also for anyone who knows a passphrase"), on=draft.by_passphrase)
        later = tr("You enter it in the next step.")
        self._typed = typed or Text(later, "small", "muted", wrap=True)
        self.split = Check(tr("Also for several holders together"), on=draft.shares is not None)
        self.needed, self.holders = SpinBox(2, _MOST_HOLDERS, needed), SpinBox(2, _MOST_HOLDERS, holders)
        self.folder = PathField(tr("Folder for the shares"), "", _folder)
        self.folder.edit.setText("" if draft.shares_folder is None else str(draft.shares_folder))
        choose = Button(tr(NC_("button", "Choose…")), self._choose)
        choose.setAccessibleName(gate.shown(f"{tr(NC_('button', 'Choose…'))} {tr('Folder for the shares')}"))
        self.folder.add_button(choose)
        self.sealed = Check(tr("Encrypt each share for its holder"), on=bool(draft.share_holders))
        self.of_holders = CertificatePicker(draft.share_holders, _share_of)
        self._shares_said = Text("", "small", "muted", wrap=True)
        self.volumes = Combo()
        self.volumes.addItem(tr("Up to 256 MiB: disks and couriers"), "")
        self.volumes.addItem(tr("Up to 20 MiB: gateways that accept 25 MB"), _SMALL)
        self.volumes.setCurrentIndex(max(0, self.volumes.findData(draft.volume_size)))
        self._of_shares, self._of_volumes = QWidget(), titled(tr("Size of the files"), self.volumes)
        self._build()
        self._show()
        for check in (self.phrase, self.split, self.sealed):
            check.toggled.connect(self._chosen)
        for spin in (self.needed, self.holders):
            spin.valueChanged.connect(self._chosen)
        self.folder.edit.textChanged.connect(self._chosen)
        self.of_holders.taken.connect(self._chosen)
        self.volumes.currentIndexChanged.connect(self._chosen)

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        shares = QVBoxLayout(self._of_shares)
        shares.setContentsMargins(0, 0, 0, 0)
        shares.setSpacing(px(8))
        numbers = QWidget()
        flow = FlowLayout(numbers)
        flow.addWidget(titled(tr("Needed to open"), self.needed))
        flow.addWidget(titled(tr("Number of holders"), self.holders))
        shares.addWidget(numbers)
        shares.addWidget(self.folder)
        shares.addWidget(self.sealed)
        shares.addWidget(self.of_holders)
        shares.addWidget(self._shares_said)
        for part in (self.phrase, self._typed, self.split, self._of_shares, self._of_volumes):
            box.addWidget(part)

    def trouble(self) -> str:
        """What is missing, or nothing."""
        if self._draft.shares is None:
            return ""
        if self.needed.value() > self.holders.value():
            return tr("More shares are needed than there are holders.")
        holders = self.holders.value()
        if self.sealed.on and len(self.of_holders.chosen) != holders:
            return trn(
                "Add the certificate of the {count} holder.",
                "Add the certificates of all {count} holders, in the order of their shares.",
                holders,
            )
        return _folder(self.folder.value)

    def to_mend(self) -> QWidget:
        """The part that `trouble` is about."""
        if self.needed.value() > self.holders.value():
            return self.needed
        lacking = self.sealed.on and len(self.of_holders.chosen) != self.holders.value()
        return self.of_holders if lacking else self.folder

    def refresh(self) -> None:
        """Somebody was added or removed among the certificates."""
        self._show()

    def _choose(self) -> None:
        chosen = choose_folder(
            self, tr("Folder for the shares"), Path(self.folder.value or FOLDERS.of("shares"))
        )
        if chosen is not None:
            self.folder.edit.setText(str(chosen))

    def _chosen(self) -> None:
        draft = self._draft
        draft.by_passphrase = self.phrase.box.isChecked()
        draft.shares = (self.needed.value(), self.holders.value()) if self.split.box.isChecked() else None
        draft.share_holders = self.of_holders.chosen if self.sealed.on else ()
        typed = self.folder.value
        draft.shares_folder = Path(typed).expanduser().absolute() if typed else None
        draft.volume_size = str(self.volumes.currentData() or "")
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        self._typed.setVisible(self._draft.by_passphrase)
        self._of_shares.setVisible(self._draft.shares is not None)
        self._of_volumes.setVisible(self._draft.encrypts)
        self.of_holders.setVisible(self.sealed.on)
        self._shares_said.set_text(
            tr(
                "One file for each holder is written there, which only that holder's key decrypts. They may "
                "be sent like the parcel, but never to anyone else."
            )
            if self.sealed.on
            else tr(
                "A file and a card to print, with the share as text and as a QR code, are written there for "
                "each holder. They exist nowhere else: give each holder theirs through a channel "
                "other than the parcel's."
            )
        )


def _share_of(number: int, one: SealedFor) -> str:
    digits = grouped(one.fingerprint, 8)
    return tr("share {number} · certificate SHA-256: {digits}", number=number, digits=digits)


def _folder(value: str) -> str:
    if value and Path(value).expanduser().is_dir():
        return ""
    return tr("Choose a folder for the shares.")
