"""A new identity: who signs, and the passphrase that keeps the key."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from forensics_app.i18n import NC_, tr
from forensics_app.services.identities.identities import LONGEST_NAME
from ui.dialogs.signing.fields import titled
from ui.dialogs.signing.new_passphrase import NewPassphrase
from ui.dialogs.signing.signing_dialog import CustodyDialog
from ui.jobs.desk import JobKind
from ui.widgets.controls.check import Check
from ui.widgets.controls.country_field import CountryField
from ui.widgets.controls.field import Field
from ui.widgets.controls.spin_box import SpinBox
from ui.workbench.workbench import Workbench

_MOST_YEARS = 10


class NewIdentityDialog(CustodyDialog):
    """A lab root and an examiner's certificate under it, both under one passphrase."""

    help_topic = "preferences-identities"

    def __init__(self, bench: Workbench, parent: QWidget) -> None:
        said = tr(
            "Creates your own key and certificates. Partners trust them by comparing the "
            "fingerprint with you, not because of who issued them."
        )
        super().__init__(bench, tr("New identity"), said, tr("Create identity"), parent)
        self.job_kind = JobKind.SETTINGS
        before = bench.settings.last_new_case
        self.name = Field(tr(NC_("label", "Name")), tr("as it will appear in every seal"), _needed)
        self.name.edit.setText(before["examiner"])
        self.organisation = Field(tr(NC_("label", "Organisation")), tr("Laboratory or unit"), _fits)
        self.organisation.edit.setText(before["agency"])
        self.country = CountryField(tr(NC_("label", "Country")))
        self.country.edit.set_value(before["country"])
        self.years = SpinBox(1, _MOST_YEARS, 3)
        self.demo = Check(tr("For practice only: the certificates say DEMO."))
        self.demo.set_on(on=bench.training.opened is not None)  # who works on a class set practises
        self.secret = NewPassphrase()
        self.signing = (self.secret,)
        self.refused_at = {"identity-exists": self.name}
        for part in (self.name, self.organisation, self.country):
            self.form.addWidget(part)
        self.form.addWidget(titled(tr("Validity (years)"), self.years))
        self.form.addWidget(self.secret)
        self.form.addWidget(self.demo)
        self.form.addStretch(1)
        self.name.edit.setFocus()

    def subject(self) -> str:
        return self.name.value

    def busy(self) -> str:
        return tr("Another task of this kind is still running. Wait until it is finished.")

    def act(self) -> None:
        """Make it."""
        wrong = [f for f in (self.name, self.organisation) if not f.complain()]
        if wrong:
            self.show_wrong(wrong[0])
            return
        if not self.secret.complain():
            self.bring(self.secret)
            return
        arguments = ["identity", "new", f"--name={self.name.value}", f"--years={self.years.value()}"]
        if self.organisation.value:
            arguments.append(f"--organisation={self.organisation.value}")
        if self.country.value:
            arguments.append(f"--country={self.country.value}")
        if self.demo.on:
            arguments.append("--demo")
        self.run(arguments)


def _needed(value: str) -> str:
    return _fits(value) if value else tr("{what} is missing.", what=tr(NC_("label", "Name")))


def _fits(value: str) -> str:
    if len(value.encode()) <= LONGEST_NAME:
        return ""
    return tr(
        "Too long for a certificate: at most {count} bytes (Arabic letters take two each).",
        count=LONGEST_NAME,
    )
