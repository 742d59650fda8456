"""How a sealed bundle was sent, signed: an addendum beside the bundle and in the case."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from forensics_app.errors import ForensicsError
from forensics_app.i18n import NC_, tr
from forensics_app.i18n.papers.sending import KEPT_HERE
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.model.names import visible
from forensics_app.services.cases.sealed_files import Output
from forensics_app.services.parcels.sent import parcel_beside
from forensics_app.services.trust.trust import load_trust
from ui.dialogs.bundles.one_recipient import OneRecipient
from ui.dialogs.bundles.transmission_fields import TransmissionFields
from ui.dialogs.signing.fields import SignFields, no_identity, note_and_language, note_arguments, titled
from ui.dialogs.signing.signing_dialog import CustodyDialog
from ui.models.bundles.export_draft import RecipientDraft
from ui.widgets.controls.check import Check
from ui.widgets.controls.field import Field
from ui.widgets.controls.path_field import AddressField
from ui.widgets.text.text import Text
from ui.workbench.workbench import Workbench


class DispatchDialog(CustodyDialog):
    """`bundle`, its seal and the parcel made of it (`parcel`, else the one beside it) are what may have been
    sent; `recipients` were named at export.
    """

    help_topic = "sealed-bundles"

    def __init__(
        self,
        bench: Workbench,
        bundle: Path,
        name: str,
        recipients: Sequence[RecipientDraft],
        parent: QWidget,
        *,
        parcel: Path | None = None,
    ) -> None:
        said = tr(
            "What was sent, to whom, and how. The bundle itself is not changed; the signed "
            "addendum is saved next to it and in the case. The receiver's receipt refers to "
            "it."
        )
        super().__init__(bench, tr("Record dispatch"), said, tr("Sign and record"), parent)
        self._bundle, self._name = bundle, name
        self.channel = Field(
            tr("How it was sent"), tr("e.g. courier, liaison officer, secure e-mail"), _needed
        )
        self.form.addWidget(self.channel)
        self.boxes = [(one, Check(visible(one.name), on=True)) for one in recipients]
        if self.boxes:
            self.form.addWidget(Text(tr("Sent to"), "small", "muted"))
        for _, box in self.boxes:
            self.form.addWidget(box)
        self.other = OneRecipient(tr("Additional recipient"))
        self.form.addWidget(self.other)
        self.form.addWidget(Text(tr("Files sent"), "small", "muted"))
        seal, parcel = Output(bundle).seal, parcel or parcel_beside(bundle)
        self.files = [
            (path, Check(visible(path.name), on=path == bundle and parcel is None)) for path in (bundle, seal)
        ]
        self.parcel: tuple[Path, Check] | None = None
        if parcel is not None:
            said = tr("Encrypted parcel, all files in the folder {name}", name=visible(parcel.name))
            self.parcel = (parcel, Check(said, on=True))
            self.form.addWidget(self.parcel[1])
            self.form.addWidget(Text(tr(KEPT_HERE), "small", "muted", wrap=True))
        for _, box in self.files:
            self.form.addWidget(box)
        self.place = Field(tr(NC_("label", "Place")), "", _anything)
        self.seal_number = Field(tr("Physical seal applied"), "", _anything)
        self.note, self.language = note_and_language()
        self.signs = SignFields(optional=False, first=bench.settings.identity)
        self.signing = (self.signs,)
        for part in (self.place, self.seal_number):
            self.form.addWidget(part)
        self.form.addWidget(titled(tr(NC_("label", "Note")), self.note))
        self.form.addWidget(titled(tr("Language of the note"), self.language))
        self._add_record()
        self.form.addWidget(self.signs)
        self.form.addStretch(1)
        self.refused_at = {
            "dispatch.channel": self.channel,
            "channel": self.channel,
            "dispatch.recipients": self.other.name,
            "recipients": self.other.name,
            "place": self.place,
            "physical_seal_after": self.seal_number,
            **self.record.refused_at(),
        }
        self.channel.edit.setFocus()

    def _add_record(self) -> None:
        """The record of the transmission, folded away until it is wanted."""
        case = self._bench.case
        overview = None if case is None else case.overview
        self.recorded = Check(tr("Write a record of the transmission, for the decentralised EU system"))
        self.record = TransmissionFields(overview, self._bench.export.cover_languages, self._sent)
        self.record.hide()
        said = tr(
            "For a transmission by other means it is the manifest that goes with it: as JSON, HTML and PDF, "
            "next to the bundle. The signed dispatch names its files with their digests."
        )
        explained = Text(said, "small", "muted", wrap=True)
        for part in (self.recorded, explained, self.record):
            self.form.addWidget(part)
        self.recorded.toggled.connect(self.record.setVisible)
        boxes = [box for _, box in self.files] + ([] if self.parcel is None else [self.parcel[1]])
        for box in boxes:
            box.toggled.connect(self.record.refresh)

    def _sent(self) -> list[Path]:
        """Each file that is to be named."""
        found = [path for path, box in self.files if box.on]
        if self.parcel is not None and self.parcel[1].on:
            found += sorted(self.parcel[0].iterdir())
        return found

    def act(self) -> None:
        """Sign it."""
        case = self._bench.case
        if not self.channel.complain():
            self.show_wrong(self.channel)
            return
        try:
            to = [addressed(one, self._bench.scratch) for one, box in self.boxes if box.on]
        except ForensicsError as e:
            self.say(window_sentence(e), repr(e))
            return
        if (wrong := self.other.complain()) is not None:
            self.show_wrong(wrong)
            return
        if self.other.text:
            to.append(self.other.text)
        if not to:
            self.refuse(self.other.name, tr("Enter at least one recipient."))
            return
        files = [path for path, box in self.files if box.on]
        folders = [] if self.parcel is None or not self.parcel[1].on else [self.parcel[0]]
        if not files and not folders:
            self.say(tr("Select at least one file that was sent."))
            self.go_to(self.files[0][1].box)
            return
        if self.recorded.on and not self._record_usable():
            return
        if not self.signs.identity_id:
            self.say(no_identity())
            self.go_to(self.signs)
            return
        if case is None:
            return
        given = (("--place", self.place.value), ("--seal-after", self.seal_number.value))
        self.run(
            [
                "dispatch",
                str(case.path),
                f"--bundle={self._name}",
                f"--channel={self.channel.value}",
                f"--identity={self.signs.identity_id}",
                f"--output={self._bundle.parent}",
                *(f"--to={one}" for one in to),
                *(f"--file={path}" for path in files),
                *(f"--folder={folder}" for folder in folders),
                *(self.record.arguments(self._bundle.parent) if self.recorded.on else ()),
                *(f"{name}={value}" for name, value in given if value),
                *note_arguments(self.note, self.language),
            ]
        )

    def _record_usable(self) -> bool:
        """Whether the record can be written; what is wrong is shown."""
        if (wrong := self.record.complain()) is not None:
            self.show_wrong(wrong)
        elif trouble := self.record.trouble():
            self.say(trouble)
            self.go_to(self.record.reason)
        else:
            return True
        return False


class LaterTimeDialog(CustodyDialog):
    """Trusted time for a seal that has none: a signed addendum, stamped by an authority."""

    help_topic = "sealed-bundles"

    def __init__(self, bench: Workbench, bundle: Path, name: str, parent: QWidget) -> None:
        said = tr(
            "An independent authority attests that this seal existed at this time. The "
            "seal itself is not changed; the time-stamp is saved as an addendum next to "
            "the bundle and in the case."
        )
        super().__init__(bench, tr("Add time-stamp"), said, tr("Sign and stamp"), parent)
        self._bundle, self._name = bundle, name
        self.authority = AddressField(tr("Time-stamp authority"), "https://", _address)
        self.authority.edit.setText(next(iter(bench.settings.authorities), ""))
        self.signs = SignFields(optional=False, first=bench.settings.identity)
        self.signing = (self.signs,)
        self.refused_at = {"--tsa": self.authority}
        self.form.addWidget(self.authority)
        self.form.addWidget(self.signs)
        self.form.addStretch(1)

    def act(self) -> None:
        """Ask the authority, and keep what it gives."""
        case = self._bench.case
        if not self.authority.complain():
            self.show_wrong(self.authority)
        elif not self.signs.identity_id:
            self.say(no_identity())
        elif case is not None:
            self.run(
                [
                    "timestamp",
                    str(case.path),
                    f"--bundle={self._name}",
                    f"--tsa={self.authority.value}",
                    f"--identity={self.signs.identity_id}",
                    f"--output={self._bundle.parent}",
                ]
            )


def addressed(one: RecipientDraft, folder: Path) -> str:
    """A recipient as `dispatch --to` takes them, with the certificate that this user trusts them by: only its
    holder's receipt then answers. Raises CertificateInvalidError, RevocationFileInvalidError."""
    if not one.fingerprint:
        return one.text
    entry = next((e for e in load_trust().entries if e.fingerprint == one.fingerprint), None)
    if entry is None:
        return one.text
    file = folder / f"{one.fingerprint}.pem"
    from ssl import DER_cert_to_PEM_cert  # loads OpenSSL, for one line of base64

    file.write_text(DER_cert_to_PEM_cert(entry.certificate), encoding="ascii")
    return f"{one.name.replace(';', ',')}; {one.country}; {file}"


def _needed(value: str) -> str:
    return "" if value else tr("{what} is missing.", what=tr("How it was sent"))


def _anything(value: str) -> str:
    return ""


def _address(value: str) -> str:
    if value.startswith(("http://", "https://")):
        return ""
    return tr("Enter an address that begins with http:// or https://.")
