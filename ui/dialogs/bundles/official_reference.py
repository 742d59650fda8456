"""The reference that an official system gave to a transmission afterwards, signed as a correction of the
dispatch (docs/transmission-record.md).
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from forensics_app.i18n import current, tr
from forensics_app.i18n.answering.transmission import RECORDED
from ui.dialogs.bundles.transmission_fields import moment_wrong
from ui.dialogs.signing.fields import SignFields, no_identity
from ui.dialogs.signing.signing_dialog import CustodyDialog
from ui.widgets.controls.date_field import DateField
from ui.widgets.controls.field import Field
from ui.workbench.workbench import Workbench


class OfficialReferenceDialog(CustodyDialog):
    """`dispatch`: the digest of the event that is completed, 64 hex."""

    help_topic = "sealed-bundles"

    def __init__(self, bench: Workbench, bundle: Path, name: str, dispatch: str, parent: QWidget) -> None:
        said = tr(
            "The reference under which the transmission was recorded in the decentralised IT system "
            "afterwards. It is signed as a correction of the latest dispatch, which itself is not changed."
        )
        super().__init__(bench, tr("Add official reference"), said, tr("Sign and record"), parent)
        self._bundle, self._name, self._dispatch = bundle, name, dispatch
        self.reference = Field(tr("Reference in the official system"), "", _needed)
        self.recorded_at = DateField(tr("Recorded on"), "2026-11-27T14:20+01:00", moment_wrong)
        self.signs = SignFields(optional=False, first=bench.settings.identity)
        self.signing = (self.signs,)
        for part in (self.reference, self.recorded_at, self.signs):
            self.form.addWidget(part)
        self.refused_at = {"authority_reference": self.reference, "notes": self.recorded_at}
        self.form.addStretch(1)
        self.reference.edit.setFocus()

    def act(self) -> None:
        """Sign it."""
        case = self._bench.case
        wrong = [field for field in (self.reference, self.recorded_at) if not field.complain()]
        if wrong:
            self.show_wrong(wrong[0])
        elif not self.signs.identity_id:
            self.say(no_identity())
        elif case is not None:
            arguments = [
                "addendum",
                "add",
                str(case.path),
                "--event=correction",
                f"--bundle={self._name}",
                f"--refers-to={self._dispatch}",
                f"--authority-reference={self.reference.value}",
                f"--reason={tr(RECORDED)}",
                f"--identity={self.signs.identity_id}",
                f"--output={self._bundle.parent}",
            ]
            if self.recorded_at.value:
                recorded = current().labelled(tr("Recorded on"), self.recorded_at.value)
                arguments.append(f"--note={recorded}")
                arguments.append(f"--note-lang={current().language}")
            self.run(arguments)


def _needed(value: str) -> str:
    return "" if value else tr("The reference is missing.")
