"""The laboratory's card for partners: a signed file, and a page to hand over or read out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from forensics_app.i18n import LANGUAGES, NC_, current, tr
from forensics_app.services.identities.identities import Identity
from ui.dialogs.choose import choose_folder
from ui.dialogs.signing.fields import SignFields
from ui.dialogs.signing.signing_dialog import CustodyDialog
from ui.jobs.desk import JobKind
from ui.settings.last_folders import FOLDERS
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.check import Check
from ui.widgets.controls.field import Field
from ui.widgets.controls.path_field import PathField
from ui.widgets.text.text import Text, section_cap
from ui.workbench.workbench import Workbench


class LabCardDialog(CustodyDialog):
    """`written` says where it lies once the dialog was accepted."""

    help_topic = "preferences-identities"

    def __init__(self, bench: Workbench, identity: Identity, parent: QWidget) -> None:
        said = tr(
            "Partners import the card and compare its fingerprint with you. Give it to "
            "them through another channel than your bundles."
        )
        super().__init__(bench, tr("Laboratory card"), said, tr("Sign card"), parent)
        self.job_kind = JobKind.SETTINGS
        self._identity = identity
        self.signs = SignFields(optional=False, first=identity.identity_id)
        self.signs.identity.setEnabled(False)
        self.signing = (self.signs,)
        self.names = {code: Field(name, "", lambda value: "") for code, name in LANGUAGES.items()}
        self.contact = Field(
            tr(NC_("label", "Contact")), tr("address, telephone number etc., on one line"), _anything
        )
        self.folder = PathField(tr("Output folder"), "", _folder)
        self.folder.edit.setText(str(FOLDERS.of("lab-card")))
        self.page = Check(
            tr("Also create a printable page with the fingerprint and its QR code (PDF)"), on=True
        )
        self.form.addWidget(self.signs)
        self.form.addWidget(section_cap(tr("The laboratory's name in each language")))
        unnamed = tr("If you leave this empty, the card shows the organisation in the certificate.")
        self.form.addWidget(Text(unnamed, "small", "muted", wrap=True))
        for field in self.names.values():
            self.form.addWidget(field)
        self.form.addWidget(self.contact)
        choose = Button(tr(NC_("button", "Choose…")), self._choose)
        choose.setAccessibleName(tr("Choose folder"))
        self.folder.add_button(choose)
        self.form.addWidget(self.folder)
        self.form.addWidget(self.page)
        self.form.addStretch(1)
        self.refused_at = {"output-exists": self.folder, "output-not-writable": self.folder}

    @property
    def card_file(self) -> Path:
        """The signed file that is written."""
        return Path(self.folder.value).expanduser() / f"{self._identity.identity_id[:8]}.labcard"

    def written(self) -> str:
        """What was done, in a sentence."""
        return tr(
            "Lab card saved to {path}. Communicate its fingerprint through another channel than the file.",
            path=self.card_file,
        )

    def subject(self) -> str:
        return current().isolate(self._identity.label)

    def busy(self) -> str:
        return tr("Another task of this kind is still running. Wait until it is finished.")

    def _choose(self) -> None:
        chosen = choose_folder(self, tr("Output folder"), Path(self.folder.value))
        if chosen is not None:
            self.folder.edit.setText(str(chosen))

    def act(self) -> None:
        """Sign and write it."""
        if not self.folder.complain():
            self.show_wrong(self.folder)
            return
        arguments = ["identity", "card", self._identity.identity_id, f"--output={self.card_file}"]
        arguments += [f"--name={code}:{f.value}" for code, f in self.names.items() if f.value]
        if self.contact.value:
            arguments.append(f"--contact={self.contact.value}")
        if self.page.on:
            arguments.append(f"--pdf={self.card_file.with_suffix('.pdf')}")
        self.run(arguments)


def _anything(value: str) -> str:
    return ""


def _folder(value: str) -> str:
    if value and Path(value).expanduser().is_dir():
        return ""
    return tr("This folder does not exist.")
