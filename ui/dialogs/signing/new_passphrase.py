"""A new passphrase, typed twice: nobody can read it back, so a slip would lock the key for good."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from forensics_app.i18n import tr
from ui.dialogs.signing.fields import PassphraseFields, secret_edit, titled
from ui.theme import px
from ui.widgets.text.text import Text

SHORTEST = 10


class NewPassphrase(PassphraseFields):
    """`complain` says what is wrong with it, under the fields."""

    def __init__(self) -> None:
        super().__init__()
        self.again = secret_edit()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(6))
        box.addWidget(titled(tr("New passphrase"), self.passphrase))
        box.addWidget(titled(tr("Repeat passphrase"), self.again))
        said = tr(
            "Use several words rather than one. A forgotten passphrase can't be "
            "recovered: without it the key is lost."
        )
        box.addWidget(Text(said, "small", "muted", wrap=True))
        self._wrong = Text("", "small", "bad", wrap=True)
        self._wrong.hide()
        box.addWidget(self._wrong)
        self.passphrase.textChanged.connect(self._wrong.hide)
        self.again.textChanged.connect(self._wrong.hide)

    def complain(self) -> bool:
        """Whether it can be used; if not, say why and go there."""
        wrong = self._complaint()
        self._wrong.set_text(wrong)
        self._wrong.setVisible(bool(wrong))
        if wrong:
            short = len(self.passphrase.text()) < SHORTEST
            (self.passphrase if short else self.again).setFocus(Qt.FocusReason.OtherFocusReason)
        return not wrong

    def _complaint(self) -> str:
        if len(self.passphrase.text()) < SHORTEST:
            return tr("The passphrase must have at least {count} characters.", count=SHORTEST)
        if self.passphrase.text() != self.again.text():
            return tr("The passphrases don't match.")
        return ""
