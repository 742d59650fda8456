"""A hand-over: one gives, one takes, and each signs with their own key."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from forensics_app.i18n import tr
from ui.dialogs.signing.fields import EventFields, PersonFields, SignFields, one_identity
from ui.dialogs.signing.signing_dialog import CustodyDialog
from ui.workbench.workbench import Workbench


class HandOverDialog(CustodyDialog):
    """Two entries follow: released, signed by the giver, and received, signed by the taker."""

    help_topic = "custody"

    def __init__(self, bench: Workbench, parent: QWidget) -> None:
        said = tr(
            "Both people are present and sign with their own passphrase or card. If one "
            "of them is elsewhere, record and sign only your own side."
        )
        super().__init__(bench, tr("Hand over"), said, tr("Sign and record"), parent)
        overview = None if bench.case is None else bench.case.overview
        self.giver = PersonFields(tr("Handed over by"), needed=True)
        self.giver_signs = SignFields(optional=False, first=bench.settings.identity)
        self.taker = PersonFields(tr("Received by"), needed=True)
        self.taker_signs = SignFields(optional=False, parties=2)
        self.fields = EventFields(overview)
        self.signing = (self.giver_signs, self.taker_signs)
        self.refused_at = self.fields.refused_at() | {"persons": self.giver.name}
        for part in (self.giver, self.giver_signs, self.taker, self.taker_signs, self.fields):
            self.form.addWidget(part)
        self.form.addStretch(1)
        if self.taker_signs.identity.count() > 1:
            self.taker_signs.identity.setCurrentIndex(1)
        self.taker_signs.identity.currentIndexChanged.connect(self._taker_chosen)
        self._taker_chosen()
        if overview is not None:
            self.giver.name.edit.setText(overview.facts.examiner)
            self.giver.organisation.edit.setText(overview.facts.agency)
            self.giver.country.edit.set_value(overview.facts.country)

    def _taker_chosen(self) -> None:
        """Who signs for the receipt is who received, unless somebody else is named."""
        self.taker.fill_from(self.taker_signs.identity_id)

    def act(self) -> None:
        """Record both events, if every field can be used and two keys sign."""
        wrong = self.giver.complain() + self.taker.complain() + self.fields.complain()
        if wrong:
            self.show_wrong(wrong[0])
            return
        giver, taker = self.giver_signs.identity_id, self.taker_signs.identity_id
        if not giver or not taker or giver == taker:
            one = self.taker_signs.identity.count() < len(self.signing)
            self.say(one_identity() if one else tr("Choose a different identity for each party."))
            self.go_to(self.taker_signs)
            return
        case = self._bench.case
        if case is None:
            return
        self.run(
            [
                "custody",
                "hand-over",
                str(case.path),
                f"--giver={self.giver.text}",
                f"--taker={self.taker.text}",
                f"--giver-identity={giver}",
                f"--taker-identity={taker}",
                *self.fields.arguments(),
            ]
        )
