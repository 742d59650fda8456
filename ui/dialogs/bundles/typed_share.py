"""A share of a parcel's key, typed from its card: what is wrong with it is said before anything is tried."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from forensics_app.errors import ShareInvalidError
from forensics_app.i18n import tr
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.services.parcels.keys import typed_share
from ui.dialogs.signing.fields import PassphraseFields
from ui.widgets.controls.field import Field


class TypedShare(PassphraseFields):
    """Shown as it is typed, as the card shows it. The child asks for it while there is one."""

    def __init__(self, number: int, parcel: str) -> None:
        super().__init__()
        self._number, self._parcel = number, parcel
        self.field = Field(
            tr("Share {number} from its card", number=number), "ABCD EFGH IJKL …", self._wrong_here
        )
        self.passphrase = self.field.edit
        self.passphrase.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.passphrase.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.passphrase.editingFinished.connect(self.field.complain)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.field)

    @property
    def asks(self) -> bool:
        return bool(self.field.value)

    def forget(self, *, done: bool) -> None:
        """Only once it has opened the parcel: so many characters are not typed twice for another's fault."""
        if done:
            super().forget(done=done)

    def trouble(self) -> str:
        """What is wrong with it; shown at the field too."""
        return "" if self.field.complain() else self._wrong_here(self.field.value)

    def _wrong_here(self, value: str) -> str:
        if not value:
            return ""
        try:
            typed_share(value, self._number, self._parcel)
        except ShareInvalidError as e:
            return window_sentence(e)
        return ""
