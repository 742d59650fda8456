"""An identity out of a PKCS#12 file: its passphrase, and the one that the key gets here."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from forensics_app.i18n import NC_, tr
from ui.dialogs.signing.fields import PassphraseFields, titled, two_columns
from ui.dialogs.signing.new_passphrase import NewPassphrase
from ui.dialogs.signing.signing_dialog import CustodyDialog
from ui.jobs.desk import JobKind
from ui.widgets.controls.check import Check
from ui.widgets.text.text import Path as PathText
from ui.workbench.workbench import Workbench


class FilePassphrase(PassphraseFields):
    """That of the file."""

    def __init__(self) -> None:
        super().__init__()
        grid = two_columns(self)
        grid.addWidget(titled(tr("Passphrase of the file"), self.passphrase), 0, 0, 1, 2)


class ImportIdentityDialog(CustodyDialog):
    """The file is only read; what is kept is a copy of its key under a passphrase. `restoring`: the file is
    the backup of an identity, which is of the same kind.
    """

    help_topic = "preferences-identities"

    def __init__(self, bench: Workbench, file: Path, parent: QWidget, *, restoring: bool = False) -> None:
        said = tr("The key and its certificates are copied from the file; the file itself is not changed.")
        title, act = tr("Import identity"), tr(NC_("label", "Import"))
        if restoring:
            title, act = tr("Restore identity"), tr(NC_("button", "Restore"))
        super().__init__(bench, title, said, act, parent)
        self.job_kind = JobKind.SETTINGS
        self._file = file
        self.of_file = FilePassphrase()
        self.keep = Check(tr("Keep the file's passphrase"), on=True)
        self.secret = NewPassphrase()
        self.pss = Check(tr("Sign with RSA-PSS (RSA keys only, if your partners require it)"))
        for part in (PathText(str(file)), self.of_file, self.keep, self.secret, self.pss):
            self.form.addWidget(part)
        self.form.addStretch(1)
        self.keep.toggled.connect(self._kept)
        self._kept(self.keep.on)
        self.of_file.passphrase.setFocus()

    def _kept(self, keep: bool) -> None:
        self.secret.setVisible(not keep)
        self.signing = (self.of_file,) if keep else (self.of_file, self.secret)

    def subject(self) -> str:
        return self._file.name

    def busy(self) -> str:
        return tr("Another task of this kind is still running. Wait until it is finished.")

    def act(self) -> None:
        """Import it."""
        if not self.keep.on and not self.secret.complain():
            self.bring(self.secret)
            return
        arguments = ["identity", "import"]
        if not self.keep.on:
            arguments.append("--new-passphrase")
        if self.pss.on:
            arguments.append("--pss")
        self.run([*arguments, "--", str(self._file)])
