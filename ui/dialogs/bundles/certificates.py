"""Certificates that something is encrypted to: trusted ones, or files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forensics_app.errors import ForensicsError
from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.place_names import country_name
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.model.names import visible
from forensics_app.services.identities.identities import holder_of_certificate
from forensics_app.services.parcels.keys import certificate_fingerprint, recipients_named
from forensics_app.services.trust.trust import TrustEntry, TrustRole, load_trust
from ui.dialogs.choose import choose_recipients
from ui.dialogs.signing.fields import titled
from ui.models.bundles.export_draft import SealedFor
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.combo import Combo
from ui.widgets.layout.card import clear
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.statements.notices import StepRow
from ui.widgets.text.text import Text
from ui.words.digests import grouped


class CertificatePicker(QWidget):
    """`taken` with all that are chosen, in their order, when there is one more or one less; none twice.

    `said_of` gives what stands beside the certificate that is the how many-th; `advice` what is to be done
    with the digits of one that is not trusted, other than before sealing.
    """

    taken = Signal(object)

    def __init__(
        self,
        chosen: tuple[SealedFor, ...],
        said_of: Callable[[int, SealedFor], str] | None = None,
        *,
        advice: str = "",
    ) -> None:
        super().__init__()
        self._advice = advice
        self._chosen, self._said_of = chosen, said_of or _digits
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        self._list = QVBoxLayout()
        self._list.setSpacing(px(4))
        box.addLayout(self._list)
        self.trusted = Combo()
        self._entries: list[TrustEntry] = []
        self._none_trusted: Text | None = None
        self._trouble = Text("", "small", "bad", wrap=True)
        readable = True
        try:
            self._entries = [e for e in load_trust().of_role(TrustRole.ENCRYPTION) if e.revoked_since is None]
        except ForensicsError as e:
            readable = False
            self._trouble.set_text(window_sentence(e))
        self._trouble.setVisible(not readable)
        for entry in self._entries:
            self.trusted.addItem(f"{visible(entry.label)} · {entry.fingerprint[:8]}", entry.fingerprint)
        row = QWidget()
        flow = FlowLayout(row)
        if self._entries:
            flow.addWidget(titled(tr("A certificate trusted for encryption"), self.trusted))
            flow.addWidget(Button(tr("Add certificate"), self.add_trusted, glyph="plus"))
        flow.addWidget(Button(tr("Certificate file…"), self._choose, glyph="file-text"))
        box.addWidget(row)
        box.addWidget(self._trouble)
        if not self._entries and readable:
            said = tr(
                "No certificates trusted for encryption yet. Add those of your partners in Preferences, with "
                "the role encryption, or choose a file."
            )
            self._none_trusted = Text(said, "small", "muted", wrap=True)
            box.addWidget(self._none_trusted)
        self._show()

    @property
    def chosen(self) -> tuple[SealedFor, ...]:
        """In the order in which they were added."""
        return self._chosen

    def add_trusted(self) -> None:
        """The one that the list shows."""
        entry = next((e for e in self._entries if e.fingerprint == self.trusted.currentData()), None)
        if entry is not None:
            name = _named(entry.certificate)
            named = entry.label if not name or name == entry.label else f"{entry.label} · {name}"
            self._append(SealedFor(named, entry.fingerprint, entry.fingerprint))

    def _choose(self) -> None:
        for file in choose_recipients(self):
            self.add_file(file)

    def add_file(self, file: Path) -> None:
        """A certificate that can be encrypted to; why another can't is said at once."""
        self._trouble.hide()
        try:
            (certificate,) = recipients_named([str(file.absolute())], load_trust())
        except ForensicsError as e:
            self._trouble.set_text(window_sentence(e))
            self._trouble.show()
            return
        name = _named(certificate) or file.name
        self._append(SealedFor(name, str(file.absolute()), certificate_fingerprint(certificate)))

    def _append(self, one: SealedFor) -> None:
        if one.fingerprint not in {known.fingerprint for known in self._chosen}:
            self._take((*self._chosen, one))

    def _take(self, chosen: tuple[SealedFor, ...]) -> None:
        self._chosen = chosen
        self._show()
        self.taken.emit(chosen)

    def _remove(self, one: SealedFor) -> None:
        self._take(tuple(known for known in self._chosen if known != one))

    def _show(self) -> None:
        clear(self._list)
        for number, one in enumerate(self._chosen, 1):
            name = current().isolate(visible(one.name))
            button = Button(tr(NC_("button", "Remove")), partial(self._remove, one), kind="link", small=True)
            button.setAccessibleName(tr("Remove {what}", what=name))
            said, compared = self._said_of(number, one), one.value == one.fingerprint
            if not compared:
                advice = self._advice or tr(
                    "Compare these digits with the recipient before you seal, such as by telephone: "
                    "whoever has the key of this certificate opens the parcel."
                )
                said = f"{said}\n{advice}"
            self._list.addWidget(StepRow(State.OK if compared else State.WARN, name, said, button))
        if self._none_trusted is not None:
            self._none_trusted.setVisible(not self._chosen)


def _digits(number: int, one: SealedFor) -> str:
    return tr("Certificate SHA-256: {digits}", digits=grouped(one.fingerprint, 8))


def _named(certificate: bytes) -> str:
    """Whom it is for: name, organisation and country, as the certificate has them."""
    holder = holder_of_certificate(certificate)
    country = None if holder.country is None else country_name(holder.country, current().language)
    return ", ".join(part for part in (holder.name, holder.organisation, country) if part)
