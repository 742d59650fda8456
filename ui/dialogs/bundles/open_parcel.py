"""Opening a parcel: which key, and where the bundle inside is written.

The child process decrypts and verifies; nothing appears under the name before everything held.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forensics_app.errors import ForensicsError
from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.model.names import visible
from forensics_app.services.identities.identities import list_identities
from forensics_app.services.parcels.keys import certificate_fingerprint, certificate_for_partners
from forensics_app.services.parcels.opening import usual_name
from forensics_app.services.verifying.parcel_list import ParcelList, RecipientKind
from ui.dialogs.choose import choose_opened_bundle, choose_parcel_key, choose_shares
from ui.dialogs.signing.fields import PassphraseFields, titled
from ui.dialogs.signing.signing_dialog import CustodyDialog
from ui.jobs.desk import JobKind
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.field import Field
from ui.widgets.text.text import Text
from ui.workbench.workbench import Workbench

_FILE, _PHRASE, _SHARES = "file", "phrase", "shares"


class ParcelKeyFields(PassphraseFields):
    """One way to the parcel's key, of those that its list names; an identity that it names comes first."""

    def __init__(self, facts: ParcelList) -> None:
        super().__init__()
        self._facts = facts
        self.shares: tuple[Path, ...] = ()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(10))
        self.way = Combo()
        kinds = {r.kind for r in facts.recipients}
        if RecipientKind.CERTIFICATE in kinds:
            for label, value in _identities(facts):
                self.way.addItem(label, value)
            self.way.addItem(tr("Key file (PKCS#12)"), _FILE)
        if RecipientKind.PASSPHRASE in kinds:
            self.way.addItem(tr(NC_("label", "Passphrase")), _PHRASE)
        if facts.shares is not None:
            self.way.addItem(tr("Shares of the key"), _SHARES)
        self.file = Field(tr("Key file (PKCS#12)"), "", _existing)
        choose = Button(tr(NC_("button", "Choose…")), self._choose_file)
        choose.setAccessibleName(f"{tr(NC_('button', 'Choose…'))} {tr('Key file (PKCS#12)')}")
        self.file.add_button(choose)
        self._phrase = titled(tr(NC_("label", "Passphrase")), self.passphrase)
        self._of_shares = QWidget()
        shares = QVBoxLayout(self._of_shares)
        shares.setContentsMargins(0, 0, 0, 0)
        self._said = Text("", "small", "muted", wrap=True)
        shares.addWidget(
            Button(tr("Choose share files…"), self._choose_shares), 0, Qt.AlignmentFlag.AlignLeading
        )
        shares.addWidget(self._said)
        box.addWidget(titled(tr("Decrypt with"), self.way))
        for part in (self.file, self._phrase, self._of_shares):
            box.addWidget(part)
        self.way.currentIndexChanged.connect(self._chosen)
        self.take_shares(())
        self._chosen()

    @property
    def asks(self) -> bool:
        return self._kind != _SHARES

    @property
    def _kind(self) -> str:
        return str(self.way.currentData() or "")

    def _chosen(self) -> None:
        self.file.setVisible(self._kind == _FILE)
        self._phrase.setVisible(self.asks)
        self._of_shares.setVisible(self._kind == _SHARES)
        self.passphrase.clear()

    def _choose_file(self) -> None:
        if (chosen := choose_parcel_key(self)) is not None:
            self.file.edit.setText(str(chosen))

    def _choose_shares(self) -> None:
        if chosen := choose_shares(self):
            self.take_shares((*self.shares, *chosen))

    def take_shares(self, files: tuple[Path, ...]) -> None:
        """These files, each once."""
        self.shares = tuple(dict.fromkeys(files))
        needed = 0 if self._facts.shares is None else self._facts.shares.threshold
        names = current().listed(current().isolate(visible(p.name)) for p in self.shares)
        said = trn("{count} share is needed.", "{count} shares are needed.", needed)
        self._said.set_text(f"{said} {names}".strip())

    def trouble(self) -> str:
        """What is missing; empty where it can be tried."""
        if self._kind == _FILE and not self.file.complain():
            return tr("The key file is missing.")
        if self._kind == _SHARES and not self.shares:
            return tr("Choose the share files first.")
        if self.asks and not self.passphrase.text():
            return tr("The passphrase is missing.")
        return ""

    def arguments(self) -> list[str]:
        """Options of `parcel open`; no secret is among them."""
        if self._kind == _FILE:
            return [f"--key={Path(self.file.value).expanduser().absolute()}"]
        if self._kind == _PHRASE:
            return ["--passphrase"]
        if self._kind == _SHARES:
            return [f"--share={path.absolute()}" for path in self.shares]
        return [f"--identity={self._kind}"]


class OpenParcelDialog(CustodyDialog):
    """`bundle` is the file that was written, once the dialog was accepted."""

    def __init__(self, bench: Workbench, parcel: Path, facts: ParcelList, parent: QWidget) -> None:
        said = tr(
            "The parcel is decrypted and the bundle inside verified in full. It is saved "
            "only if every check succeeds."
        )
        super().__init__(bench, tr("Open parcel"), said, tr("Open parcel"), parent)
        self.job_kind = JobKind.PARCEL
        self._parcel = parcel.absolute()
        self.keys = ParcelKeyFields(facts)
        self.signing = (self.keys,)
        self.out = Field(tr("Save bundle to"), "", _new)
        self.out.edit.setText(str(self._parcel.with_name(usual_name(parcel))))
        choose = Button(tr(NC_("button", "Choose…")), self._choose_out)
        choose.setAccessibleName(f"{tr(NC_('button', 'Choose…'))} {tr('Save bundle to')}")
        self.out.add_button(choose)
        self.form.addWidget(self.keys)
        self.form.addWidget(self.out)
        self.form.addStretch(1)
        self.keys.way.setFocus()

    @property
    def bundle(self) -> Path:
        """Where it is written."""
        return Path(self.out.value).expanduser().absolute()

    def _choose_out(self) -> None:
        if (chosen := choose_opened_bundle(self, str(self.bundle))) is not None:
            self.out.edit.setText(str(chosen))

    def act(self) -> None:
        """Decrypt, verify, write."""
        if trouble := self.keys.trouble():
            self.say(trouble)
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


def _identities(facts: ParcelList) -> list[tuple[str, str]]:
    """Those with a key for parcels; the ones that the list names first."""
    named = {r.sha256 for r in facts.recipients}
    found: list[tuple[bool, str, str]] = []
    for one in list_identities():
        try:
            _, certificate = certificate_for_partners(one.identity_id)
        except ForensicsError:
            continue  # its files are broken: the Preferences say so
        if certificate is not None:
            other = certificate_fingerprint(certificate) not in named
            found.append((other, f"{visible(one.label)} · {one.identity_id[:8]}", one.identity_id))
    return [(label, value) for _, label, value in sorted(found, key=lambda f: f[0])]


def _existing(value: str) -> str:
    return "" if value and Path(value).expanduser().is_file() else tr("This file does not exist.")


def _new(value: str) -> str:
    path = Path(value).expanduser()
    if not value or not path.absolute().parent.is_dir():
        return tr("This folder does not exist.")
    if path.exists():
        return tr("{path} already exists. Choose another name or folder.", path=path)
    return ""
