"""One more recipient of a parcel: who opens it now, whom it is for besides, and who signs the new list.

Only the small envelope and the signed list change; the child process writes both.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from forensics_app.i18n import NC_, tr
from forensics_app.model.names import visible
from forensics_app.services.trust.trust import TrustRole, load_trust
from forensics_app.services.verifying.parcel_list import ParcelList
from ui.dialogs.bundles.file_complaints import missing_file
from ui.dialogs.bundles.open_share import OpenShareDialog
from ui.dialogs.bundles.parcel_keys import ParcelKeyFields
from ui.dialogs.choose import choose_recipient
from ui.dialogs.signing.fields import SignFields, titled
from ui.dialogs.signing.signing_dialog import CustodyDialog
from ui.jobs.desk import JobKind
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.check import Check
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.path_field import PathField
from ui.widgets.text.text import section_cap
from ui.workbench.workbench import Workbench

_FILE = "file"


class AddRecipientDialog(CustodyDialog):
    """Accepted once the parcel names the new recipient."""

    help_topic = "sealed-bundles"

    def __init__(self, bench: Workbench, parcel: Path, facts: ParcelList, parent: QWidget) -> None:
        said = tr(
            "One more recipient can open the parcel. The encrypted content stays as it is; the envelope with "
            "the key and the signed list are replaced, and must be sent again."
        )
        super().__init__(bench, tr("Add a recipient"), said, tr("Add recipient"), parent)
        self.job_kind = JobKind.PARCEL
        self._parcel = parcel.absolute()
        self.keys, self.signs = ParcelKeyFields(facts, parcel.name), SignFields(optional=False)
        self.signing = (self.keys, self.signs)
        self.keys.more_typed.connect(self._more_typed)
        self.keys.decrypts.connect(self.decrypt_share)
        self.share_dialog: OpenShareDialog | None = None
        self.whom = Combo()
        for entry in load_trust().of_role(TrustRole.ENCRYPTION):
            if entry.revoked_since is None:
                self.whom.addItem(f"{visible(entry.label)} · {entry.fingerprint[:8]}", entry.fingerprint)
        self.whom.addItem(tr("Certificate file"), _FILE)
        self.file = PathField(tr("Certificate file"), "", missing_file)
        choose = Button(tr(NC_("button", "Choose…")), self._choose)
        choose.setAccessibleName(f"{tr(NC_('button', 'Choose…'))} {tr('Certificate file')}")
        self.file.add_button(choose)
        self.recorded = Check(tr("Record it in the custody ledger of the open case"), on=True)
        self.recorded.setVisible(bench.case is not None and bench.writing.mine)
        self.form.addWidget(titled(tr("Add a recipient"), self.whom))
        self.form.addWidget(self.file)
        self.form.addWidget(section_cap(tr("Who opens the parcel now")))
        self.form.addWidget(self.keys)
        self.form.addWidget(section_cap(tr("Who signs the new list")))
        self.form.addWidget(self.signs)
        self.form.addWidget(self.recorded)
        self.form.addStretch(1)
        self.whom.currentIndexChanged.connect(self._chosen)
        self._chosen()
        self.whom.setFocus()

    def _more_typed(self) -> None:
        self.signing = (self.keys, *self.keys.typed, self.signs)

    def decrypt_share(self) -> None:
        """A share that came encrypted to its holder's certificate, in a dialog."""
        made = self.share_dialog = OpenShareDialog(self._bench, None, self)
        made.accepted.connect(lambda: self.keys.take_shares((*self.keys.shares, made.share)))
        made.open()

    def _chosen(self) -> None:
        self.file.setVisible(self.whom.currentData() == _FILE)

    def _choose(self) -> None:
        if (chosen := choose_recipient(self)) is not None:
            self.file.edit.setText(str(chosen))

    def act(self) -> None:
        """Unlock, add, sign."""
        if not self.file.isHidden() and not self.file.complain():
            self.show_wrong(self.file)
            return
        if trouble := self.keys.trouble():
            self.say(trouble)
            self.go_to(self.keys.to_mend())
            return
        if not self.signs.identity_id:
            self.say(tr("No identity to sign with yet. Create one first."))
            self.go_to(self.signs)
            return
        to = str(self.whom.currentData())
        if to == _FILE:
            to = str(Path(self.file.value).expanduser().absolute())
        arguments = ["parcel", "add-recipient", str(self._parcel), f"--to={to}", *self.keys.arguments()]
        arguments.append(f"--sign-with={self.signs.identity_id}")
        case = self._bench.case
        if case is not None and not self.recorded.isHidden() and self.recorded.box.isChecked():
            arguments.append(f"--case={case.path}")
        self.run(arguments)

    def subject(self) -> str:
        """The parcel."""
        return str(self._parcel)

    def busy(self) -> str:
        """Another one at the same time."""
        return tr("A parcel is already being opened. Wait until that is finished.")
