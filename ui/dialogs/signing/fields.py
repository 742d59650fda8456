"""The fields of custody events, as the dialogs show them, and the arguments that follow from them."""

from __future__ import annotations

import re
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from forensics_app.i18n import LANGUAGES, NC_, current, tr
from forensics_app.model.names import visible
from forensics_app.services.identities.identities import Holder, holder_of, list_identities
from ui.dialogs.signing.exhibit_names import ExhibitNames
from ui.models.case.overview import CaseOverview
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.country_field import CountryField
from ui.widgets.controls.date_field import DateField
from ui.widgets.controls.field import Field
from ui.widgets.text.text import Text, section_cap, section_words
from ui.words import gate

_DIGEST = re.compile(r"[a-z][a-z0-9_]*=([0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64})\Z")
_NOTE_LINES = 3
_TOP = Qt.AlignmentFlag.AlignTop  # a complaint beside it must not push a label down


class PersonFields(QWidget):
    """Name, role, organisation, country and the number that a country's service uses."""

    def __init__(self, title: str, *, needed: bool) -> None:
        super().__init__()
        self._filled: list[str] = []
        grid = two_columns(self)
        self._title = section_cap(title)
        self._title.setVisible(bool(title))
        grid.addWidget(self._title, 0, 0, 1, 2)
        self.name = Field(tr(NC_("label", "Name")), "", self._name_wrong if needed else _no_semicolon)
        self.role = Field(tr(NC_("label", "Role")), tr("e.g. examiner, courier, owner"), _no_semicolon)
        self.organisation = Field(tr(NC_("label", "Organisation")), "", _no_semicolon)
        self.country = CountryField(tr(NC_("label", "Country")))
        self.number = Field(tr("Badge or number"), "", _no_semicolon)
        self._fields = (self.name, self.role, self.organisation, self.country, self.number)
        grid.addWidget(self.name, 1, 0, 1, 1, _TOP)
        grid.addWidget(self.role, 1, 1, 1, 1, _TOP)
        grid.addWidget(self.organisation, 2, 0, 1, 2, _TOP)
        grid.addWidget(self.country, 3, 0, 1, 1, _TOP)
        grid.addWidget(self.number, 3, 1, 1, 1, _TOP)

    def set_title(self, title: str) -> None:
        """Head them with something else."""
        self._title.set_text(section_words(title))

    def fill_from(self, identity_id: str) -> None:
        """Take name, organisation and country from an identity's certificate, unless others were typed."""
        parts = (self.name, self.organisation)
        shown = [*(f.value for f in parts), self.country.value]
        if any(shown) and shown != self._filled:
            return
        found = next((one for one in list_identities() if one.identity_id == identity_id), None)
        holder = Holder("") if found is None else holder_of(found)
        self._filled = [holder.name, holder.organisation or "", holder.country or ""]
        for field, value in zip(parts, self._filled, strict=False):
            field.edit.setText(visible(value))
        self.country.edit.set_value(visible(self._filled[-1]))

    @property
    def text(self) -> str:
        """As `--person` takes it; empty where nobody is named."""
        if not self.name.value:
            return ""
        return "; ".join(f.value for f in self._fields).rstrip("; ")

    def complain(self) -> list[Field]:
        """Show every complaint; the fields that have one."""
        others = any(f.value for f in self._fields[1:])
        wrong = [f for f in self._fields if isinstance(f, Field) and not f.complain()]
        if others and not self.name.value and self.name not in wrong:
            self.name.refuse(tr("{what} is missing.", what=self.name.label))
            wrong.insert(0, self.name)
        return wrong

    def _name_wrong(self, value: str) -> str:
        return _no_semicolon(value) if value else tr("{what} is missing.", what=tr(NC_("label", "Name")))


class EventFields(QWidget):
    """What every event can say besides what happened and who acted."""

    def __init__(self, overview: CaseOverview | None) -> None:
        super().__init__()
        grid = two_columns(self)
        self.names = ExhibitNames(overview)
        self.exhibits = self.names.field
        self.when = DateField(tr("Time (UTC)"), tr("now, or e.g. {time}", time="2026-04-17 09:30"), _time)
        self.place = Field(tr(NC_("label", "Place")), "", _anything)
        self.reason = Field(tr(NC_("label", "Reason")), "", _anything)
        self.authority = Field(
            tr(NC_("label", "Reference")), tr("reference of the warrant or request"), _anything
        )
        self.seal_before = Field(tr("Physical seal before"), "", _anything)
        self.seal_after = Field(tr("Physical seal after"), "", _anything)
        self.digest_before = Field(tr("Digests before"), "image=9f86…", _digests)
        self.digest_after = Field(tr("Digests after"), "image=9f86…", _digests)
        self.artifacts = Field(
            tr(NC_("label", "Artifacts")), tr("IDs, as the details of an artifact show them"), _anything
        )
        self.witness = PersonFields(tr(NC_("label", "Witness")), needed=False)
        places: tuple[tuple[Field, int, int, int], ...] = (
            (self.when, 0, 1, 1),
            (self.place, 1, 0, 1),
            (self.authority, 1, 1, 1),
            (self.reason, 2, 0, 2),
            (self.seal_before, 3, 0, 1),
            (self.seal_after, 3, 1, 1),
            (self.digest_before, 4, 0, 1),
            (self.digest_after, 4, 1, 1),
            (self.artifacts, 5, 0, 2),
        )
        for field, row, column, span in places:
            grid.addWidget(field, row, column, 1, span, _TOP)
        grid.addWidget(self.names, 0, 0, _TOP)
        self._fields = (self.exhibits, *(place[0] for place in places))
        grid.addWidget(self.witness, 6, 0, 1, 2)
        self.note, self.language = note_and_language()
        grid.addWidget(titled(tr(NC_("label", "Note")), self.note), 7, 0, 1, 2)
        grid.addWidget(titled(tr("Language of the note"), self.language), 8, 0)

    def complain(self) -> list[Field]:
        """Show every complaint; the fields that have one."""
        return [f for f in self._fields if not f.complain()] + self.witness.complain()

    def refused_at(self) -> dict[str, Field]:
        """The fields by what errors call them."""
        return {
            "exhibits": self.exhibits,
            "time_utc": self.when,
            "place": self.place,
            "reason": self.reason,
            "authority_reference": self.authority,
            "physical_seal_before": self.seal_before,
            "physical_seal_after": self.seal_after,
            "digests_before": self.digest_before,
            "digests_after": self.digest_after,
            "artifacts": self.artifacts,
            "witness": self.witness.name,
        }

    def arguments(self) -> list[str]:
        """Options of the command line."""
        given = [
            ("--place", self.place.value),
            ("--reason", self.reason.value),
            ("--authority-reference", self.authority.value),
            ("--seal-before", self.seal_before.value),
            ("--seal-after", self.seal_after.value),
            ("--witness", self.witness.text),
        ]
        found = [f"{name}={value}" for name, value in given if value]
        if self.when.value:
            found.append(f"--at={_with_zone(self.when.value)}")
        found += [f"--exhibit={name}" for name in self.names.names]
        found += [f"--digest-before={x}" for x in self.digest_before.value.split()]
        found += [f"--digest-after={x}" for x in self.digest_after.value.split()]
        found += [f"--artifact={x}" for x in self.artifacts.value.replace(",", " ").split()]
        return found + note_arguments(self.note, self.language)


class PassphraseFields(QWidget):
    """Fields with a passphrase that the child process asks for while `asks`."""

    def __init__(self) -> None:
        super().__init__()
        self.passphrase = secret_edit()

    @property
    def asks(self) -> bool:
        """Whether the child will ask for it."""
        return True

    def forget(self, *, done: bool) -> None:
        """The child has ended; `done`: it did what was asked."""
        self.passphrase.clear()


def secret_edit() -> QLineEdit:
    """A line edit whose text is hidden, and remembered by no input method."""
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    made.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
    made.setInputMethodHints(
        Qt.InputMethodHint.ImhHiddenText
        | Qt.InputMethodHint.ImhSensitiveData
        | Qt.InputMethodHint.ImhNoPredictiveText
    )
    return made


def no_identity() -> str:
    """What a dialog shows where nobody can sign; its shortcut works once the dialog is closed."""
    return tr(
        "No identity is available to sign with. Create one here with New identity…, or close this dialog "
        "and import one in Preferences (Ctrl+,)."
    )


def one_identity() -> str:
    """What a dialog shows where two sign and there is one identity."""
    return tr(
        "Two different identities are needed, one for each party. Create the other one here with New "
        "identity…, or close this dialog and import it in Preferences (Ctrl+,)."
    )


class SignFields(PassphraseFields):
    """Which identity signs, and its passphrase. `optional` offers not to sign; `first` is offered first.

    While there are fewer identities than `parties` that sign, it offers to make one: `new_asked`, which
    `CustodyDialog` passes on, and `listed` once the list was read again.
    """

    new_asked = Signal()
    listed = Signal()

    def __init__(self, *, optional: bool, first: str = "", parties: int = 1) -> None:
        super().__init__()
        self._optional, self._parties = optional, parties
        grid = two_columns(self)
        self.identity = Combo()
        self.identity.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        if optional:
            self.identity.addItem(tr("Do not sign"), "")
        self._at_the_reader: set[str] = set()
        self._add_missing()
        if first and not optional and (at := self.identity.findData(first)) >= 0:
            self.identity.setCurrentIndex(at)
        self._who = titled(tr("Sign as"), self.identity)
        grid.addWidget(self._who, 0, 0)
        self._secret = titled(tr("Passphrase or PIN"), self.passphrase)
        grid.addWidget(self._secret, 0, 1)
        self._why = Text("", "small", "muted" if optional else "warn", wrap=True)
        self.new = Button(tr("New identity…"), self.new_asked.emit, glyph="plus", small=True)
        grid.addWidget(self._why, 1, 0, 1, 2)
        grid.addWidget(self.new, 2, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
        self.identity.currentIndexChanged.connect(self._chosen)
        self._offer_new()
        self._chosen()

    def read_again(self, *, take_new: bool) -> None:
        """There may be more identities; what was chosen stays, unless a new one is to be taken."""
        new = self._add_missing()
        if take_new and new:
            self.identity.setCurrentIndex(self.identity.findData(new[-1]))
        self._offer_new()
        self.listed.emit()

    def _add_missing(self) -> list[str]:
        """The identities that the list had not, oldest first."""
        new = [one for one in list_identities() if self.identity.findData(one.identity_id) < 0]
        for one in new:
            if one.card is not None and one.card.pin_pad:
                self._at_the_reader.add(one.identity_id)
            self.identity.addItem(f"{visible(one.label)} · {one.identity_id[:8]}", one.identity_id)
        return [one.identity_id for one in new]

    def _offer_new(self) -> None:
        there = self.identity.count() - int(self._optional)
        self._who.setVisible(self.can_sign)  # a list without an entry offers nothing
        self._why.set_text(one_identity() if there else no_identity())
        for part in (self._why, self.new):
            part.setVisible(there < self._parties)

    @property
    def identity_id(self) -> str:
        """Empty where nobody signs."""
        return str(self.identity.currentData() or "")

    @property
    def can_sign(self) -> bool:
        """Whether there is an identity to sign with, or signing can be done without."""
        return self.identity.count() > 0

    @property
    def asks(self) -> bool:
        """Whether a passphrase or PIN is typed here; for some cards it is typed at the reader."""
        return bool(self.identity_id) and self.identity_id not in self._at_the_reader

    def _chosen(self) -> None:
        """A field that takes nothing isn't shown: the keyboard would stay in the one before, in clear."""
        self._secret.setVisible(bool(self.identity_id))
        self.passphrase.setEnabled(self.asks)
        elsewhere = bool(self.identity_id) and not self.asks
        self.passphrase.setPlaceholderText(tr("entered on the card reader") if elsewhere else "")
        if not self.asks:
            self.passphrase.clear()


def note_and_language() -> tuple[QPlainTextEdit, QComboBox]:
    """A few lines of free text, and the language that they are in."""
    note, language = QPlainTextEdit(), Combo()
    note.setTabChangesFocus(True)
    note.setFixedHeight(note.fontMetrics().lineSpacing() * _NOTE_LINES + px(18))
    for code, own_name in LANGUAGES.items():
        language.addItem(own_name, code)
    language.setCurrentIndex(max(0, language.findData(current().language)))
    return note, language


def note_arguments(note: QPlainTextEdit, language: QComboBox) -> list[str]:
    """Options of the command line; none without a note."""
    text = note.toPlainText().strip()
    return [f"--note={text}", f"--note-lang={language.currentData()}"] if text else []


def titled(title: str, widget: QWidget) -> QWidget:
    """A widget with its label above it."""
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(px(2))
    label = Text(title, "small", "muted")
    label.setBuddy(widget)
    widget.setAccessibleName(gate.shown(title))
    box.addWidget(label)
    box.addWidget(widget)
    return made


def two_columns(parent: QWidget) -> QGridLayout:
    grid = QGridLayout(parent)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(px(12))
    grid.setVerticalSpacing(px(8))
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    return grid


def _anything(value: str) -> str:
    return ""


def _no_semicolon(value: str) -> str:
    return tr("Semicolons are not allowed here.") if ";" in value else ""


def _time(value: str) -> str:
    if not value:
        return ""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = None
    if moment is None or len(value) < len("2026-04-17 09:30"):
        return tr(
            "Enter date and time in UTC, e.g. {time}, or with a time zone, e.g. {zoned}.",
            time="2026-04-17 09:30",
            zoned="2026-04-17 11:30+02:00",
        )
    return ""


def _with_zone(value: str) -> str:
    typed = value.replace(" ", "T", 1)
    return typed if datetime.fromisoformat(value).tzinfo is not None else f"{typed}Z"


def _digests(value: str) -> str:
    wrong = next((one for one in value.split() if not _DIGEST.match(one)), None)
    if wrong is None:
        return ""
    return tr("“{value}” isn't a name with an MD5, SHA-1 or SHA-256, e.g. image=9f86….", value=wrong)
