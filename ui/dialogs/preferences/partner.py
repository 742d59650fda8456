"""What is done with one partner: its fingerprint compared by telephone, its certificate marked as revoked."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.errors import ForensicsError
from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.model.names import visible
from forensics_app.model.times import Clock, utc_text
from forensics_app.services.trust.trust import TrustEntry, revoke_trust
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.field import Field
from ui.widgets.layout.card import clear
from ui.widgets.seals.fingerprint import PhoneCompare
from ui.widgets.statements.notices import Trouble
from ui.widgets.text.text import Text


class CompareDialog(QDialog):
    """Nothing is stored: that both rows agree is shown where they are typed."""

    help_topic = "preferences-partners"

    def __init__(self, entry: TrustEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box = _begin(self, tr("Compare by telephone"), entry)
        self.compare = PhoneCompare(entry.fingerprint)
        self.compare.entered.connect(self.accept)
        box.addWidget(self.compare)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(tr(NC_("button", "Close")), self.accept))
        box.addLayout(foot)


class RevokeDialog(QDialog):
    """Accepted once the certificate is marked: what it signed since then confirms nobody."""

    help_topic = "preferences-partners"

    def __init__(self, entry: TrustEntry, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry = entry
        box = _begin(self, tr("Revoked since"), entry)
        said = tr(
            "Nothing signed with this certificate since that time is confirmed any "
            "longer, in any role. Seals with a trusted time-stamp from before that time "
            "stay confirmed."
        )
        box.addWidget(Text(said, "small", wrap=True))
        self.since = Field(tr("Since (UTC)"), "2026-04-17T09:30:00Z", lambda value: "")
        self.since.edit.setText(utc_text(clock.now().replace(microsecond=0)))
        box.addWidget(self.since)
        self._trouble = QVBoxLayout()
        box.addLayout(self._trouble)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(tr(NC_("button", "Cancel")), self.reject))
        self.act_button = Button(tr("Mark as revoked"), self.act, kind="primary")
        foot.addWidget(self.act_button)
        box.addLayout(foot)

    def act(self) -> None:
        """Mark it, or say what is wrong with the time and stay."""
        clear(self._trouble)
        try:
            revoke_trust(self._entry.fingerprint, self.since.value)
        except ForensicsError as e:
            self._trouble.addWidget(Trouble(window_sentence(e), repr(e)))
            return
        self.accept()


def _begin(dialog: QDialog, title: str, entry: TrustEntry) -> QVBoxLayout:
    dialog.setWindowTitle(title)
    dialog.setMinimumWidth(px(480))
    box = QVBoxLayout(dialog)
    box.setContentsMargins(px(24), px(20), px(24), px(20))
    box.setSpacing(px(10))
    box.addWidget(Text(title, "page"))
    box.addWidget(Text(current().isolate(visible(entry.label)), "strong", wrap=True))
    return box
