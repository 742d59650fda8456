"""The certificate that partners encrypt parcels to; its key is created the first time."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from forensics_app.i18n import current, tr
from forensics_app.services.identities.identities import Identity
from ui.dialogs.signing.fields import PassphraseFields, titled, two_columns
from ui.dialogs.signing.signing_dialog import CustodyDialog
from ui.jobs.desk import JobKind
from ui.widgets.text.text import Path as PathText
from ui.widgets.text.text import Text
from ui.workbench.workbench import Workbench


class OwnPassphrase(PassphraseFields):
    """That of the identity, which its key for parcels gets too."""

    def __init__(self) -> None:
        super().__init__()
        grid = two_columns(self)
        grid.addWidget(titled(tr("Passphrase of the identity"), self.passphrase), 0, 0, 1, 2)


class ParcelCertificateDialog(CustodyDialog):
    """`there`: the key was created before, so that nothing is asked."""

    help_topic = "preferences-identities"

    def __init__(
        self, bench: Workbench, identity: Identity, file: Path, parent: QWidget, *, there: bool
    ) -> None:
        said = tr(
            "Partners encrypt parcels for this certificate. It has its own key, which is not used for seals."
        )
        super().__init__(bench, tr("Certificate for parcels"), said, tr("Save certificate"), parent)
        self.job_kind = JobKind.SETTINGS
        self._identity, self.file = identity, file
        self.secret = OwnPassphrase()
        self.form.addWidget(PathText(str(file)))
        if not there:
            self.form.addWidget(self.secret)
            created = tr("The key is created now, under the passphrase of the identity.")
            self.form.addWidget(Text(created, "small", "muted", wrap=True))
            self.signing = (self.secret,)
            self.secret.passphrase.setFocus()
        self.form.addStretch(1)

    def written(self) -> str:
        """What was done, in a sentence."""
        return tr(
            "Certificate saved to {path}. Communicate its fingerprint through another channel than the file.",
            path=self.file,
        )

    def subject(self) -> str:
        return current().isolate(self._identity.label)

    def busy(self) -> str:
        return tr("Another task of this kind is still running. Wait until it is finished.")

    def act(self) -> None:
        """Write it, and create its key where there is none."""
        self.run(["identity", "encryption", self._identity.identity_id, f"--output={self.file}"])
