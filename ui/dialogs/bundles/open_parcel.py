"""Opening a parcel: which key, and where the bundle inside is written.

The child process decrypts and verifies; nothing appears under the name before everything held.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from forensics_app.i18n import NC_, tr
from forensics_app.services.parcels.opening import usual_name
from forensics_app.services.verifying.parcel_list import ParcelList
from ui.dialogs.bundles.file_complaints import unusable_new_file
from ui.dialogs.bundles.open_share import OpenShareDialog
from ui.dialogs.bundles.parcel_keys import ParcelKeyFields
from ui.dialogs.choose import choose_opened_bundle
from ui.dialogs.signing.signing_dialog import CustodyDialog
from ui.jobs.desk import JobKind
from ui.settings.last_folders import FOLDERS, OPENED
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.path_field import PathField
from ui.workbench.workbench import Workbench


class OpenParcelDialog(CustodyDialog):
    """`bundle` is the file that was written, once the dialog was accepted."""

    help_topic = "verify"

    def __init__(self, bench: Workbench, parcel: Path, facts: ParcelList, parent: QWidget) -> None:
        said = tr(
            "The parcel is decrypted and the bundle inside verified in full. It is saved "
            "only if every check succeeds."
        )
        super().__init__(bench, tr("Open parcel"), said, tr("Open parcel"), parent)
        self.job_kind = JobKind.PARCEL
        self._parcel = parcel.absolute()
        self.keys = ParcelKeyFields(facts, parcel.name)
        self.signing = (self.keys,)
        self.keys.more_typed.connect(self._more_typed)
        self.keys.decrypts.connect(self.decrypt_share)
        self.share_dialog: OpenShareDialog | None = None
        self.out = PathField(tr("Save bundle to"), "", unusable_new_file)
        self.out.edit.setText(str(_offered(self._parcel)))
        choose = Button(tr(NC_("button", "Choose…")), self._choose_out)
        choose.setAccessibleName(f"{tr(NC_('button', 'Choose…'))} {tr('Save bundle to')}")
        self.out.add_button(choose)
        self.form.addWidget(self.keys)
        self.form.addWidget(self.out)
        self.form.addStretch(1)
        self.refused_at = {"output-exists": self.out, "output-not-writable": self.out}
        self.accepted.connect(lambda: FOLDERS.remember(OPENED, self.bundle.parent))
        self.keys.way.setFocus()

    @property
    def bundle(self) -> Path:
        """Where it is written."""
        return Path(self.out.value).expanduser().absolute()

    def _more_typed(self) -> None:
        self.signing = (self.keys, *self.keys.typed)

    def decrypt_share(self) -> None:
        """A share that came encrypted to its holder's certificate, in a dialog."""
        made = self.share_dialog = OpenShareDialog(self._bench, None, self)
        made.accepted.connect(lambda: self.keys.take_shares((*self.keys.shares, made.share)))
        made.open()

    def _choose_out(self) -> None:
        if (chosen := choose_opened_bundle(self, str(self.bundle))) is not None:
            self.out.edit.setText(str(chosen))

    def act(self) -> None:
        """Decrypt, verify, write."""
        if trouble := self.keys.trouble():
            self.say(trouble)
            self.go_to(self.keys.to_mend())
            return
        if not self.out.complain():
            self.show_wrong(self.out)
            return
        self.run(["parcel", "open", str(self._parcel), f"--output={self.bundle}", *self.keys.arguments()])

    def subject(self) -> str:
        """The parcel."""
        return str(self._parcel)

    def busy(self) -> str:
        """Another one at the same time."""
        return tr("A parcel is already being opened. Wait until that is finished.")


def _offered(parcel: Path) -> Path:
    """Where the last one was saved, or with the user's documents: nothing is written on what was received,
    and what lies in the parcel's folder besides would be checked with it the next time.
    """
    return FOLDERS.of(OPENED, outside=parcel.parent) / usual_name(parcel)
