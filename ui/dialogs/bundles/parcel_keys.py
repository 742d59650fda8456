"""One way to a parcel's key: an identity, a key file, a passphrase, or shares from files and cards."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forensics_app.errors import ForensicsError
from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.model.names import visible
from forensics_app.services.identities.identities import list_identities
from forensics_app.services.parcels.keys import certificate_fingerprint, certificate_for_partners
from forensics_app.services.verifying.parcel_list import ParcelList, RecipientKind
from ui.dialogs.bundles.file_complaints import missing_file
from ui.dialogs.bundles.typed_share import TypedShare
from ui.dialogs.choose import choose_parcel_key, choose_shares
from ui.dialogs.signing.fields import PassphraseFields, titled
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.path_field import PathField
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.text.text import Text

_FILE, _PHRASE, _SHARES = "file", "phrase", "shares"


class ParcelKeyFields(PassphraseFields):
    """One way to the parcel's key, of those that its list names; an identity that it names comes first.

    `facts` None: for what is encrypted to a certificate that no list names. `typed` are shares from cards,
    `more_typed` when there is one more; `decrypts` when a share is to be decrypted first.
    """

    more_typed = Signal()
    decrypts = Signal()

    def __init__(self, facts: ParcelList | None, name: str = "") -> None:
        super().__init__()
        self._facts, self._name = facts, name
        self.typed: list[TypedShare] = []
        self.shares: tuple[Path, ...] = ()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(10))
        self.way = Combo()
        kinds = {RecipientKind.CERTIFICATE} if facts is None else {r.kind for r in facts.recipients}
        if RecipientKind.CERTIFICATE in kinds:
            for label, value in _identities(facts):
                self.way.addItem(label, value)
            self.way.addItem(tr("Key file (PKCS#12)"), _FILE)
        if RecipientKind.PASSPHRASE in kinds:
            self.way.addItem(tr(NC_("label", "Passphrase")), _PHRASE)
        if facts is not None and facts.shares is not None:
            self.way.addItem(tr("Shares of the key"), _SHARES)
        self.file = PathField(tr("Key file (PKCS#12)"), "", missing_file)
        choose = Button(tr(NC_("button", "Choose…")), self._choose_file)
        choose.setAccessibleName(f"{tr(NC_('button', 'Choose…'))} {tr('Key file (PKCS#12)')}")
        self.file.add_button(choose)
        self._phrase = titled(tr(NC_("label", "Passphrase")), self.passphrase)
        self._of_shares, self._said = QWidget(), Text("", "small", "muted", wrap=True)
        self._build_shares()
        box.addWidget(titled(tr("Decrypt with"), self.way))
        for part in (self.file, self._phrase, self._of_shares):
            box.addWidget(part)
        self.way.currentIndexChanged.connect(self._chosen)
        self.take_shares(())
        self._chosen()

    def _build_shares(self) -> None:
        box = QVBoxLayout(self._of_shares)
        box.setContentsMargins(0, 0, 0, 0)
        row = QWidget()
        flow = FlowLayout(row)
        flow.addWidget(Button(tr("Choose share files…"), self._choose_shares))
        self.type_button = Button(tr("Type a share from its card"), self.type_share)
        flow.addWidget(self.type_button)
        flow.addWidget(Button(tr("Decrypt a share…"), self.decrypts.emit))
        self._typed = QVBoxLayout()
        self._typed.setSpacing(px(6))
        box.addWidget(row)
        box.addWidget(self._said)
        box.addLayout(self._typed)

    def type_share(self) -> None:
        """One more field for a share that is on paper."""
        one = TypedShare(len(self.typed) + 1, self._name)
        self.typed.append(one)
        self._typed.addWidget(one)
        one.passphrase.textChanged.connect(self._show_shares)
        one.passphrase.setFocus()
        self.more_typed.emit()

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
        self._show_shares()

    def _show_shares(self) -> None:
        shares = None if self._facts is None else self._facts.shares
        needed = 0 if shares is None else shares.threshold
        names = current().listed(current().isolate(visible(p.name)) for p in self.shares)
        said = trn("{count} share is needed.", "{count} shares are needed.", needed)
        self._said.set_text(f"{said} {names}".strip())

    def trouble(self) -> str:
        """What is missing; empty where it can be tried."""
        if self._kind == _FILE and not self.file.complain():
            return tr("The key file is missing.")
        if self._kind == _SHARES:
            return self._trouble_with_shares()
        if self.asks and not self.passphrase.text():
            return tr("The passphrase is missing.")
        return ""

    def to_mend(self) -> QWidget:
        """The control that the trouble is about."""
        if self._kind == _FILE and not self.file.complain():
            return self.file.edit
        if self._kind == _SHARES:
            wrong = (one.field.edit for one in self.typed if one.trouble())
            return next(wrong, self.type_button)
        return self.passphrase

    def _trouble_with_shares(self) -> str:
        if not (self.shares or any(one.asks for one in self.typed)):
            return tr("Choose the share files first, or type the shares from their cards.")
        return next(filter(None, (one.trouble() for one in self.typed)), "")

    def arguments(self) -> list[str]:
        """Options of `parcel open`; no secret is among them."""
        if self._kind == _FILE:
            return [f"--key={Path(self.file.value).expanduser().absolute()}"]
        if self._kind == _PHRASE:
            return ["--passphrase"]
        if self._kind == _SHARES:
            typed = sum(one.asks for one in self.typed)
            files = [f"--share={path.absolute()}" for path in self.shares]
            return [*files, f"--typed-shares={typed}"] if typed else files
        return [f"--identity={self._kind}"]


def _identities(facts: ParcelList | None) -> list[tuple[str, str]]:
    """Those with a key for parcels; the ones that the list names first."""
    named = set() if facts is None else {r.sha256 for r in facts.recipients}
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
