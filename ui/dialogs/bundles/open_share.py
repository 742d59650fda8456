"""Decrypting a share of a parcel's key that was encrypted to its holder's certificate."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from forensics_app.i18n import NC_, tr
from ui.dialogs.bundles.file_complaints import missing_file, unusable_new_file
from ui.dialogs.bundles.parcel_keys import ParcelKeyFields
from ui.dialogs.choose import choose_sealed_share
from ui.dialogs.signing.signing_dialog import CustodyDialog
from ui.jobs.desk import JobKind
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.path_field import PathField
from ui.workbench.workbench import Workbench


class OpenShareDialog(CustodyDialog):
    """`share` is the file that was written, once the dialog was accepted."""

    help_topic = "verify"

    def __init__(self, bench: Workbench, sealed: Path | None, parent: QWidget) -> None:
        said = tr(
            "A share that was encrypted for you is decrypted with your key. Give the file only "
            "to those who open the parcel with you, and delete it afterwards."
        )
        super().__init__(bench, tr("Decrypt a share"), said, tr(NC_("button", "Decrypt")), parent)
        self.job_kind = JobKind.PARCEL
        self.keys = ParcelKeyFields(None)
        self.signing = (self.keys,)
        self.file = PathField(tr("Encrypted share"), "", missing_file)
        choose = Button(tr(NC_("button", "Choose…")), self._choose)
        choose.setAccessibleName(f"{tr(NC_('button', 'Choose…'))} {tr('Encrypted share')}")
        self.file.add_button(choose)
        self.out = PathField(tr("Save decrypted share to"), "", unusable_new_file)
        for part in (self.file, self.keys, self.out):
            self.form.addWidget(part)
        self.form.addStretch(1)
        self.refused_at = {"output-exists": self.out, "output-not-writable": self.out}
        self.file.edit.textChanged.connect(self._offer)
        if sealed is not None:
            self.file.edit.setText(str(sealed.absolute()))
        self.file.edit.setFocus()

    @property
    def share(self) -> Path:
        """Where it is written."""
        return Path(self.out.value).expanduser().absolute()

    def _choose(self) -> None:
        if (chosen := choose_sealed_share(self)) is not None:
            self.file.edit.setText(str(chosen))

    def _offer(self, text: str) -> None:
        if text.strip():
            self.out.edit.setText(str(Path(text.strip()).with_suffix(".json")))

    def act(self) -> None:
        """Decrypt it."""
        for field in (self.file, self.out):
            if not field.complain():
                self.show_wrong(field)
                return
        if trouble := self.keys.trouble():
            self.say(trouble)
            self.go_to(self.keys.to_mend())
            return
        file = Path(self.file.value).expanduser().absolute()
        self.run(["parcel", "open-share", str(file), f"--output={self.share}", *self.keys.arguments()])

    def subject(self) -> str:
        """The share."""
        return Path(self.file.value).name

    def busy(self) -> str:
        """Another one at the same time."""
        return tr("A parcel is already being opened. Wait until that is finished.")
