"""Whose seals this user accepts: every entry was the user's own act, and can be taken back."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.errors import ForensicsError
from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.model.trust import TrustEntry, TrustRole
from forensics_app.services.trust.trust import load_trust, remove_trust
from ui.dialogs.ask import ask_to_remove_trust
from ui.dialogs.choose import choose_certificate
from ui.dialogs.preferences.trust_certificate import TrustDialog
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card, clear
from ui.widgets.statements.notices import Trouble
from ui.widgets.text.shapes import Glyph, StateShape
from ui.widgets.text.text import Rule, Text
from ui.words.digests import grouped
from ui.workbench.workbench import Workbench


class TrustedCard(Card):
    """What is added or removed here is told to every page (`Workbench.trust_changed`), this one included."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Signers you trust"))
        self._bench, self._clock = bench, bench.clock
        add = Button(tr("Import a certificate…"), self.add_certificate, small=True, glyph="plus")
        self.add_action(add)
        self._box = QVBoxLayout()
        self._box.setSpacing(px(8))
        self.add_layout(self._box)
        self._show()

    def _show(self) -> None:
        clear(self._box)
        try:
            entries = [e for e in load_trust().entries if e.role is TrustRole.SEAL]
        except ForensicsError as e:
            self._box.addWidget(Trouble(window_sentence(e), repr(e)))
            return
        self.set_note(current().number(len(entries)) if entries else "")
        if not entries:
            self._box.addWidget(
                Text(
                    tr(
                        "Nobody yet, so every signer is unconfirmed. Import the "
                        "certificate that a laboratory gave you, and compare its "
                        "fingerprint by telephone."
                    ),
                    color="muted",
                    wrap=True,
                )
            )
        for at, entry in enumerate(entries):
            if at:
                self._box.addWidget(Rule())
            self._box.addWidget(self._row(entry))

    def _row(self, entry: TrustEntry) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(12))
        line.addWidget(StateShape(State.BAD, 20) if entry.revoked_since else Glyph("identification-card", 24))
        words = QVBoxLayout()
        words.setSpacing(0)
        name = current().isolate(entry.label)
        words.addWidget(Text(name, "strong", wrap=True))
        words.addWidget(Text(grouped(entry.fingerprint[:16], 4) + " …", "dense", "muted"))
        words.addWidget(Text(_since(entry), "small", "muted", wrap=True))
        line.addLayout(words, 1)
        remove = Button(tr(NC_("button", "Remove")), partial(self._remove, entry), kind="link", small=True)
        remove.setAccessibleName(tr("Remove {name}", name=entry.label))
        line.addWidget(remove)
        return row

    def add_certificate(self) -> None:
        """Ask for a file, then for the fingerprint that its holder told."""
        file = choose_certificate(self)
        if file is not None and TrustDialog(file, self._clock, self).exec():
            self._bench.trust_changed.emit()

    def _remove(self, entry: TrustEntry) -> None:
        if not ask_to_remove_trust(self, entry.label):
            return
        try:
            remove_trust(entry.fingerprint)
        except ForensicsError as e:
            self._box.addWidget(Trouble(window_sentence(e), repr(e)))
            return
        self._bench.trust_changed.emit()


def _since(entry: TrustEntry) -> str:
    if entry.revoked_since:
        return tr("Revoked since {date}", date=entry.revoked_since[:10])
    if entry.authority and entry.subject is None:
        return tr("A certification authority; on its own it confirms no signer")
    return tr("Trusted since {date}", date=entry.added_at[:10])
