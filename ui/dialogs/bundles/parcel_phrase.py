"""The passphrase that opens a parcel, typed twice, kept nowhere."""

from __future__ import annotations

from PySide6.QtCore import Signal

from forensics_app.i18n import tr
from ui.dialogs.signing.fields import PassphraseFields, secret_edit, titled, two_columns
from ui.widgets.text.text import Text


class ParcelPhrase(PassphraseFields):
    """The child process asks for it after those of the signers."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.again = secret_edit()
        grid = two_columns(self)
        grid.addWidget(titled(tr("Passphrase of the parcel"), self.passphrase), 0, 0)
        grid.addWidget(titled(tr("Repeat passphrase"), self.again), 0, 1)
        said = tr("Give it to the recipient through a channel other than the parcel's.")
        grid.addWidget(Text(said, "small", "muted", wrap=True), 1, 0, 1, 2)
        self.passphrase.textChanged.connect(self._typed)
        self.again.textChanged.connect(lambda: self.changed.emit())

    def _typed(self, text: str) -> None:
        if not text:  # the page empties it once it was given to the child
            self.again.clear()
        self.changed.emit()

    def forget(self, *, done: bool) -> None:
        """Where a signer's was refused, nobody types this one again."""
        if done:
            super().forget(done=done)

    def trouble(self) -> str:
        """What is missing, or nothing."""
        if not self.passphrase.text():
            return tr("The passphrase of the parcel is missing.")
        if self.passphrase.text() != self.again.text():
            return tr("The two passphrases of the parcel differ.")
        return ""
