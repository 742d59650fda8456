"""The examiner's own identities: make, import, give the certificate or the laboratory's card to partners."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from forensics_app.errors import ForensicsError
from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.model.names import visible
from forensics_app.services.identities.identities import (
    Identity,
    export_identity,
    list_identities,
    revocation_of,
)
from forensics_app.services.parcels.keys import certificate_for_partners
from ui.dialogs.choose import (
    choose_backup,
    choose_certificate_to_write,
    choose_new_backup,
    choose_pkcs12,
)
from ui.dialogs.preferences.identity_backup import BackUpIdentityDialog
from ui.dialogs.preferences.identity_card import LabCardDialog
from ui.dialogs.preferences.identity_import import ImportIdentityDialog
from ui.dialogs.preferences.identity_new import NewIdentityDialog
from ui.dialogs.preferences.identity_parcels import ParcelCertificateDialog
from ui.models.program.identity_rows import identity_columns, identity_row
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card, clear, clear_body
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.layout.in_sight import keep_in_sight_until_placed
from ui.widgets.seals.fingerprint import FingerprintRows
from ui.widgets.statements.facts import KeyValue
from ui.widgets.statements.notices import EmptyState, Trouble
from ui.widgets.tables.tables import RowsTable
from ui.widgets.text.text import Text
from ui.words.digests import grouped
from ui.words.file_names import FileWord, file_word
from ui.workbench.workbench import Workbench


class IdentitiesSection(QWidget):
    """`dialog` is the one that was opened last."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._all: tuple[Identity, ...] = ()
        self.dialog: (
            NewIdentityDialog
            | ImportIdentityDialog
            | BackUpIdentityDialog
            | LabCardDialog
            | ParcelCertificateDialog
            | None
        ) = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, px(8), 0)
        box.setSpacing(px(14))
        card = Card(tr("Your identities"))
        said = tr(
            "The keys you sign with. A key stays on this computer or its card, unless you back it up,"
            " and you are asked for its passphrase each time you sign."
        )
        card.add(Text(said, "small", "muted", wrap=True))
        self.table = RowsTable(identity_columns(), tr("Your identities"), most_rows=6)
        self.table.current_changed.connect(lambda key: self._show_one())
        card.add(self.table)
        self._none = EmptyState(
            "identification-card",
            tr("No identity yet"),
            tr("Create one, or import the key and certificate that your laboratory gave you."),
        )
        card.add(self._none)
        acts = FlowLayout()
        self.new_button = Button(tr(NC_("button", "New…")), self.new, glyph="plus")
        self.import_button = Button(tr(NC_("button", "Import…")), self._choose_import)
        self.restore_button = Button(tr("Restore from backup…"), self._choose_backup)
        for button in (self.new_button, self.import_button, self.restore_button):
            acts.addWidget(button)
        card.add_layout(acts)
        box.addWidget(card)
        self._one = Card(tr("Selected identity"))
        box.addWidget(self._one)
        self._said = QVBoxLayout()
        box.addLayout(self._said)
        box.addStretch(1)
        self.show_all()

    # --- showing -----------------------------------------------------------------------------------

    def show_all(self, select: str = "") -> None:
        """Look again at what there is."""
        try:
            self._all = list_identities()
            now = self._bench.clock.now()
            rows = [
                identity_row(
                    one,
                    revoked_since=None if (gone := revocation_of(one)) is None else gone.since,
                    first=one.identity_id == self._bench.settings.identity,
                    now=now,
                )
                for one in self._all
            ]
        except ForensicsError as e:
            self.say(window_sentence(e), repr(e))
            return
        keys = [one.identity_id for one in self._all]
        self.table.set_rows(rows, keys)
        self.table.setVisible(bool(keys))
        self._none.setVisible(not keys)
        if keys and (select or self.table.current_key() is None):
            self.table.select(select if select in keys else keys[0])
        self._show_one()

    def _current(self) -> Identity | None:
        key = self.table.current_key()
        return next((one for one in self._all if one.identity_id == key), None)

    def _show_one(self) -> None:
        clear_body(self._one)
        one = self._current()
        self._one.setVisible(one is not None)
        if one is None:
            return
        self._one.set_note(current().isolate(visible(one.label)))
        facts = KeyValue(label_width=120)
        facts.row(tr(NC_("label", "Certificate")), visible(one.subject))
        facts.row(
            tr(NC_("label", "Valid")),
            tr("{begin} to {end}", begin=one.not_before[:10], end=one.not_after[:10]),
        )
        if one.card is not None:
            facts.row(tr("Card or token"), visible(one.card.token))
        self._one.add(facts)
        sentence = tr("Fingerprint of the certificate for seals, to read out to partners")
        self._one.add(Text(sentence, "small", "muted", wrap=True))
        self._one.add(FingerprintRows(one.fingerprint))
        acts = FlowLayout()
        self.first_button = Button(tr("Set as default"), self.offer_first)
        self.first_button.setEnabled(one.identity_id != self._bench.settings.identity)
        self.export_button = Button(tr("Export certificate…"), self._choose_export)
        self.export_button.setToolTip(
            tr("The certificate for seals: by it, partners confirm what this identity signed.")
        )
        self.card_button = Button(tr("Create lab card…"), self.lab_card)
        self.parcels_button = Button(tr("Certificate for parcels…"), self._choose_parcels)
        self.parcels_button.setEnabled(one.card is None)  # a card's key signs alone
        self.parcels_button.setToolTip(
            tr(
                "The certificate for encryption, with a key and a fingerprint of its own: partners encrypt "
                "parcels for it."
            )
        )
        self.backup_button = Button(tr("Back up…"), self._choose_new_backup)
        self.backup_button.setEnabled(one.card is None)  # a key never leaves its card
        for button in (
            self.first_button,
            self.export_button,
            self.parcels_button,
            self.card_button,
            self.backup_button,
        ):
            acts.addWidget(button)
        holder = QWidget()
        holder.setLayout(acts)
        self._one.add(holder)

    def say(self, sentence: str, details: str = "", *, state: State = State.BAD) -> None:
        """One line under the cards, in sight: where an identity is shown in full, it is below what the window
        shows."""
        clear(self._said)
        said = Trouble(sentence, details, state=state)
        self._said.addWidget(said)
        keep_in_sight_until_placed(said)

    # --- acts --------------------------------------------------------------------------------------

    def new(self) -> None:
        """Make one, in a child process."""
        made = NewIdentityDialog(self._bench, self)
        self.dialog = made
        made.accepted.connect(lambda: self._made(made.result_values))
        made.open()

    def _choose_import(self) -> None:
        file = choose_pkcs12(self)
        if file is not None:
            self.import_file(file)

    def _choose_backup(self) -> None:
        file = choose_backup(self)
        if file is not None:
            self.import_file(file, restoring=True)

    def _choose_new_backup(self) -> None:
        one = self._current()
        if one is not None and (file := choose_new_backup(self, f"{one.label}.p12")) is not None:
            self.back_up(file)

    def back_up(self, file: Path) -> None:
        """Write key and certificates of the selected one to an encrypted file, in a child process."""
        one = self._current()
        if one is None:
            return
        made = BackUpIdentityDialog(self._bench, one, file, self)
        self.dialog = made
        made.accepted.connect(lambda: self.say(made.written(), state=State.OK))
        made.open()

    def import_file(self, file: Path, *, restoring: bool = False) -> None:
        """Import a PKCS#12 file, in a child process."""
        made = ImportIdentityDialog(self._bench, file, self, restoring=restoring)
        self.dialog = made
        made.accepted.connect(lambda: self._made(made.result_values))
        made.open()

    def _made(self, values: dict[str, object]) -> None:
        clear(self._said)
        self._bench.trust_changed.emit()  # what one's own identities signed is known from now on
        self._bench.identities_changed.emit()
        identity = values.get("identity")
        self.show_all(str(identity.get("id", "")) if isinstance(identity, dict) else "")

    def offer_first(self) -> None:
        """Offer the selected one first where something is signed."""
        one = self._current()
        if one is not None:
            self._bench.settings.identity = one.identity_id
            self._bench.identities_changed.emit()
            self.show_all()

    def _choose_export(self) -> None:
        one = self._current()
        if one is not None and (file := choose_certificate_to_write(self, f"{one.label}.pem")) is not None:
            self.export(file)

    def export(self, file: Path) -> None:
        """Write the certificates of the selected one."""
        one = self._current()
        if one is None:
            return
        try:
            export_identity(one.identity_id, file)
        except ForensicsError as e:
            self.say(window_sentence(e), repr(e))
            return
        written = tr(
            "Certificate saved to {path}. Communicate its fingerprint through another channel than the file.",
            path=file,
        )
        self.say(written, state=State.OK)

    def _choose_parcels(self) -> None:
        one = self._current()
        if one is None:
            return
        name = f"{one.label}-{file_word(FileWord.PARCELS)}.pem"
        file = choose_certificate_to_write(self, name, parcels=True)
        if file is not None:
            self.parcel_certificate(file)

    def parcel_certificate(self, file: Path) -> None:
        """Write the certificate that partners encrypt to, in a child process."""
        one = self._current()
        if one is None:
            return
        try:
            there = certificate_for_partners(one.identity_id)[1] is not None
        except ForensicsError as e:
            self.say(window_sentence(e), repr(e))
            return
        made = ParcelCertificateDialog(self._bench, one, file, self, there=there)
        self.dialog = made
        made.accepted.connect(lambda: self._parcels_written(made))
        made.open()

    def _parcels_written(self, dialog: ParcelCertificateDialog) -> None:
        digest = grouped(str(dialog.result_values.get("fingerprint", "")), 8)
        fingerprint = tr(
            "Fingerprint of the certificate for parcels: {digest}", digest=current().isolate(digest)
        )
        self.say(f"{dialog.written()} {fingerprint}", state=State.OK)

    def lab_card(self) -> None:
        """Sign a card for partners, and print its page."""
        one = self._current()
        if one is None:
            return
        made = LabCardDialog(self._bench, one, self)
        self.dialog = made
        made.accepted.connect(lambda: self.say(made.written(), state=State.OK))
        made.open()
