"""The key and certificates of an identity in an encrypted file, for a safe."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from forensics_app.i18n import current, tr
from forensics_app.services.identities.identities import Identity
from ui.dialogs.preferences.identity_parcels import OwnPassphrase
from ui.dialogs.signing.new_passphrase import NewPassphrase
from ui.dialogs.signing.signing_dialog import CustodyDialog
from ui.jobs.desk import JobKind
from ui.widgets.text.text import Path as PathText
from ui.widgets.text.text import Text, section_cap
from ui.workbench.workbench import Workbench


class BackUpIdentityDialog(CustodyDialog):
    """Written as PKCS#12 under a passphrase of its own; importing the file restores the identity."""

    help_topic = "preferences-identities"

    def __init__(self, bench: Workbench, identity: Identity, file: Path, parent: QWidget) -> None:
        said = tr(
            "The key and its certificates are written to an encrypted file (PKCS#12). Whoever has this file "
            "and its passphrase can sign as {name}: keep it in a safe.",
            name=current().isolate(identity.label),
        )
        super().__init__(bench, tr("Back up identity"), said, tr("Back up"), parent)
        self.job_kind = JobKind.SETTINGS
        self._identity, self.file = identity, file
        self.own, self.secret = OwnPassphrase(), NewPassphrase()
        self.signing = (self.own, self.secret)
        self.form.addWidget(PathText(str(file)))
        self.form.addWidget(self.own)
        self.form.addWidget(section_cap(tr("Passphrase of the file")))
        self.form.addWidget(self.secret)
        told = tr("To restore it, choose “Restore from backup…” and enter this passphrase.")
        self.form.addWidget(Text(told, "small", "muted", wrap=True))
        self.form.addStretch(1)
        self.own.passphrase.setFocus()

    def written(self) -> str:
        """What was done, in a sentence."""
        return tr("Backup saved to {path}. Keep it in a safe.", path=self.file)

    def subject(self) -> str:
        return current().isolate(self._identity.label)

    def busy(self) -> str:
        return tr("Another task of this kind is still running. Wait until it is finished.")

    def act(self) -> None:
        """Write it."""
        if self.own.passphrase.text() and not self.secret.complain():
            self.bring(self.secret)
            return
        self.run(["identity", "backup", self._identity.identity_id, f"--output={self.file}"])
