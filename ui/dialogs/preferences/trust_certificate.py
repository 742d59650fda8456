"""Trust a certificate or lab card that somebody gave you.

Its fingerprint is typed as it was told, never shown first.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QWidget

from forensics_app.errors import FingerprintMismatchError, ForensicsError
from forensics_app.i18n import NC_, tr
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustRole
from forensics_app.services.forms.lab_card import import_card, is_card_file, refuse_in_bundle_folder
from forensics_app.services.trust.trust import add_trust
from ui.dialogs.scrolling import ScrollingDialog
from ui.models.program.identity_rows import ROLE_WORDS
from ui.theme import theme
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.combo import Combo
from ui.widgets.seals.fingerprint import typed_digits
from ui.widgets.text.text import Path as PathText
from ui.widgets.text.text import Text

_DIGITS = 64


class TrustDialog(ScrollingDialog):
    """Accepted once what is in `file` is trusted: for seals, or for what is chosen where `roles` asks."""

    help_topic = "verify"

    def __init__(
        self, file: Path, clock: Clock, parent: QWidget | None = None, *, roles: bool = False
    ) -> None:
        super().__init__(tr("Trust signer"), 560, parent)
        self._file, self._clock, self._refused = file, clock, False
        box = self.lines
        box.addWidget(PathText(str(file)))
        box.addWidget(
            Text(
                tr(
                    "Call the laboratory on a number you already have and type the "
                    "fingerprint of its certificate as they read it out: 64 characters. "
                    "It is deliberately not shown here."
                ),
                "small",
                wrap=True,
            )
        )
        self.fingerprint = QLineEdit()
        self.fingerprint.setFont(theme().font("hash"))
        self.fingerprint.setAccessibleName(tr("Fingerprint as read out"))
        self.fingerprint.textChanged.connect(self._typed)
        box.addWidget(self.fingerprint)
        self._left = Text("", "small", "muted")
        box.addWidget(self._left)
        self.label = QLineEdit()
        self.label.setPlaceholderText(tr("Display name, e.g. the laboratory's name"))
        self.label.setAccessibleName(tr("Display name, e.g. the laboratory's name"))
        box.addWidget(self.label)
        self.role = Combo()
        for role, words in ROLE_WORDS.items():
            self.role.addItem(tr(words), role.value)
        self.role.setAccessibleName(tr("Trusted for"))
        self.role.setVisible(roles)
        box.addWidget(self.role)
        self.foot.addWidget(Button(tr(NC_("button", "Cancel")), self.reject))
        self._trust = Button(tr(NC_("label", "Trust")), self.trust, kind="primary")
        self.foot.addWidget(self._trust)
        self._typed()
        self._refuse_where_it_lies()

    def _refuse_where_it_lies(self) -> None:
        """Before 64 characters are read out and typed for nothing."""
        if not is_card_file(self._file):
            return
        try:
            refuse_in_bundle_folder(self._file)
        except ForensicsError as e:
            self._refused = True
            self.fingerprint.setEnabled(False)
            self.label.setEnabled(False)
            self.role.setEnabled(False)
            self.say(window_sentence(e), repr(e))

    def _typed(self) -> None:
        typed = len(typed_digits(self.fingerprint.text().replace(":", "")))
        self._left.set_text(tr("{typed} of {all} characters", typed=typed, all=_DIGITS))
        self._trust.setEnabled(typed == _DIGITS and not self._refused)

    def trust(self) -> None:
        """Add it if the file's certificate has that fingerprint; say what is wrong and stay if not."""
        self.take_back()
        typed = typed_digits(self.fingerprint.text().replace(":", ""))
        label = self.label.text().strip() or None
        try:
            role = TrustRole(self.role.currentData())
            if is_card_file(self._file):
                import_card(self._file, role=role, fingerprint=typed, label=label, clock=self._clock)
            else:
                add_trust(self._file, role=role, fingerprint=typed, label=label, clock=self._clock)
        except FingerprintMismatchError:
            # its usual sentence names the file's own fingerprint, which could then be copied into the field
            sentence = tr("The certificate in this file has another fingerprint. Do not trust it.")
            self.say(sentence)
            return
        except ForensicsError as e:
            self.say(window_sentence(e), repr(e))
            return
        self.accept()
