"""Partners: whose certificates this user accepts, for what, and since when no more."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from forensics_app.errors import ForensicsError
from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.model.names import subject_shown, visible
from forensics_app.services.trust.trust import TrustEntry, load_trust, remove_trust
from ui.dialogs.ask import ask_to_remove_trust
from ui.dialogs.choose import choose_partner_file
from ui.dialogs.preferences.partner import CompareDialog, RevokeDialog
from ui.dialogs.preferences.trust_certificate import TrustDialog
from ui.models.program.identity_rows import ROLE_WORDS, partner_columns, partner_key, partner_row, since_words
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card, clear, clear_body
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.statements.facts import KeyValue
from ui.widgets.statements.notices import EmptyState, Trouble
from ui.widgets.tables.tables import RowsTable
from ui.widgets.text.text import Text
from ui.workbench.workbench import Workbench


class PartnersSection(QWidget):
    """`dialog` is the one that was opened last."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._all: tuple[TrustEntry, ...] = ()
        self.dialog: TrustDialog | CompareDialog | RevokeDialog | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, px(8), 0)
        box.setSpacing(px(14))
        card = Card(tr(NC_("heading", "Partners")))
        said = tr(
            "Whose seals and time-stamps you accept. Only you add entries: nothing in a "
            "bundle or next to it ever does."
        )
        card.add(Text(said, "small", "muted", wrap=True))
        self.table = RowsTable(partner_columns(), tr(NC_("label", "Partners")), most_rows=8)
        self.table.current_changed.connect(lambda key: self._show_one())
        card.add(self.table)
        self._none = EmptyState(
            "users",
            tr("No partner yet"),
            tr(
                "Import the certificate or lab card that a laboratory gave you; until then every signer is "
                "unconfirmed."
            ),
        )
        card.add(self._none)
        acts = FlowLayout()
        self.import_button = Button(tr(NC_("button", "Import…")), self._choose, glyph="plus")
        acts.addWidget(self.import_button)
        card.add_layout(acts)
        box.addWidget(card)
        self._one = Card(tr("Selected partner"))
        box.addWidget(self._one)
        self._trouble = QVBoxLayout()
        box.addLayout(self._trouble)
        box.addStretch(1)
        self.show_all()

    # --- showing -----------------------------------------------------------------------------------

    def show_all(self) -> None:
        """Look again at what there is."""
        clear(self._trouble)
        try:
            self._all = load_trust().entries
        except ForensicsError as e:
            self._say(e)
            return
        keys = [partner_key(e) for e in self._all]
        self.table.set_rows([partner_row(e) for e in self._all], keys)
        self.table.setVisible(bool(keys))
        self._none.setVisible(not keys)
        if keys and self.table.current_key() is None:
            self.table.select(keys[0])
        self._show_one()

    def _current(self) -> TrustEntry | None:
        key = self.table.current_key()
        return next((e for e in self._all if partner_key(e) == key), None)

    def _show_one(self) -> None:
        clear_body(self._one)
        entry = self._current()
        self._one.setVisible(entry is not None)
        if entry is None:
            return
        self._one.set_note(current().isolate(visible(entry.label)))
        facts = KeyValue(label_width=120)
        facts.row(tr(NC_("label", "Trusted for")), tr(ROLE_WORDS[entry.role]))
        if entry.subject is not None:
            facts.row(tr("Only this name"), visible(subject_shown(entry.subject)))
        elif entry.authority:
            facts.row(
                tr(NC_("label", "Kind")), tr("A certification authority; on its own it confirms no signer")
            )
        facts.row(
            tr(NC_("label", "State")), since_words(entry), color="bad" if entry.revoked_since else "text"
        )
        self._one.add(facts)
        acts = FlowLayout()
        self.compare_button = Button(tr("Compare by telephone…"), self.compare)
        self.revoke_button = Button(tr("Revoked since…"), self.revoke)
        self.remove_button = Button(tr(NC_("button", "Remove…")), self.remove)
        self.revoke_button.setEnabled(entry.revoked_since is None)
        for button in (self.compare_button, self.revoke_button, self.remove_button):
            acts.addWidget(button)
        holder = QWidget()
        holder.setLayout(acts)
        self._one.add(holder)

    def _say(self, error: ForensicsError) -> None:
        clear(self._trouble)
        self._trouble.addWidget(Trouble(window_sentence(error), repr(error)))

    # --- acts --------------------------------------------------------------------------------------

    def _choose(self) -> None:
        file = choose_partner_file(self)
        if file is not None:
            self.import_file(file)

    def import_file(self, file: Path) -> None:
        """Ask for the fingerprint that its holder told, then trust it."""
        made = TrustDialog(file, self._bench.clock, self, roles=True)
        self.dialog = made
        made.accepted.connect(self._changed)
        made.open()

    def _changed(self) -> None:
        self.show_all()
        self._bench.trust_changed.emit()

    def compare(self) -> None:
        """Type two hidden rows as the partner reads them out."""
        entry = self._current()
        if entry is not None:
            self.dialog = CompareDialog(entry, self)
            self.dialog.open()

    def revoke(self) -> None:
        """Accept nothing that was signed with it since a time."""
        entry = self._current()
        if entry is not None:
            made = RevokeDialog(entry, self._bench.clock, self)
            self.dialog = made
            made.accepted.connect(self._changed)
            made.open()

    def remove(self) -> None:
        """Trust it no longer, after asking."""
        entry = self._current()
        if entry is None or not ask_to_remove_trust(self, entry.label):
            return
        try:
            remove_trust(entry.fingerprint)
        except ForensicsError as e:
            self._say(e)
            return
        self._changed()
