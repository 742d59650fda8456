"""What is done with one partner: its fingerprint compared by telephone, its certificate marked as revoked."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from forensics_app.errors import ForensicsError
from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.model.names import visible
from forensics_app.model.times import Clock, utc_text
from forensics_app.services.trust.trust import TrustEntry, revoke_trust
from ui.dialogs.scrolling import ScrollingDialog
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.field import Field
from ui.widgets.seals.fingerprint import PhoneCompare
from ui.widgets.text.text import Text


class _PartnerDialog(ScrollingDialog):
    """Which partner it is stands above all else."""

    help_topic = "preferences-partners"

    def __init__(self, title: str, entry: TrustEntry, parent: QWidget | None) -> None:
        super().__init__(title, 480, parent)
        self.lines.addWidget(Text(current().isolate(visible(entry.label)), "strong", wrap=True))


class CompareDialog(_PartnerDialog):
    """Nothing is stored: that both rows agree is shown where they are typed."""

    def __init__(self, entry: TrustEntry, parent: QWidget | None = None) -> None:
        super().__init__(tr("Compare by telephone"), entry, parent)
        box = self.lines
        self.compare = PhoneCompare(entry.fingerprint)
        self.compare.entered.connect(self.accept)
        box.addWidget(self.compare)
        self.foot.addWidget(Button(tr(NC_("button", "Close")), self.accept))


class RevokeDialog(_PartnerDialog):
    """Accepted once the certificate is marked: what it signed since then confirms nobody."""

    def __init__(self, entry: TrustEntry, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(tr("Revoked since"), entry, parent)
        self._entry = entry
        box = self.lines
        said = tr(
            "Nothing signed with this certificate since that time is confirmed any "
            "longer, in any role. Seals with a trusted time-stamp from before that time "
            "stay confirmed."
        )
        box.addWidget(Text(said, "small", wrap=True))
        self.since = Field(tr("Since (UTC)"), "2026-04-17T09:30:00Z", lambda value: "")
        self.since.edit.setText(utc_text(clock.now().replace(microsecond=0)))
        box.addWidget(self.since)
        self.foot.addWidget(Button(tr(NC_("button", "Cancel")), self.reject))
        self.act_button = Button(tr("Mark as revoked"), self.act, kind="primary")
        self.foot.addWidget(self.act_button)

    def act(self) -> None:
        """Mark it, or say what is wrong with the time and stay."""
        self.take_back()
        try:
            revoke_trust(self._entry.fingerprint, self.since.value)
        except ForensicsError as e:
            self.say(window_sentence(e), repr(e))
            return
        self.accept()
