"""The signature of whoever acted, over an event that stands in the ledger already."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from forensics_app.i18n import NC_, tr
from forensics_app.model.custody import CustodyEvent
from ui.dialogs.signing.fields import SignFields, no_identity
from ui.dialogs.signing.signing_dialog import CustodyDialog
from ui.theme import px
from ui.words.custody import event_title
from ui.workbench.workbench import Workbench


class SignDialog(CustodyDialog):
    """One event, one signature, once."""

    help_topic = "custody"

    def __init__(self, bench: Workbench, event: CustodyEvent, parent: QWidget) -> None:
        self._event = event
        title = tr("Sign entry {number}", number=event.sequence)
        said = tr(
            "{event}: the person who acted signs this entry as recorded, once.", event=event_title(event)
        )
        super().__init__(bench, title, said, tr(NC_("button", "Sign")), parent)
        self.signs = SignFields(optional=False, first=bench.settings.identity)
        self.signing = (self.signs,)
        self.form.addWidget(self.signs)
        self.form.addStretch(1)
        self.resize(self.width(), min(self.height(), px(320)))

    def act(self) -> None:
        """Sign it."""
        case = self._bench.case
        if not self.signs.identity_id:
            self.say(no_identity())
            self.go_to(self.signs)
        elif case is not None:
            path, event = str(case.path), self._event.event_id
            self.run(["custody", "sign", path, event, f"--identity={self.signs.identity_id}"])
