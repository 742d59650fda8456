"""Export, step 3: whom it is for, and in which languages it speaks."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forensics_app.errors import ForensicsError
from forensics_app.i18n import LANGUAGES, NC_, current, tr
from forensics_app.i18n.place_names import language_name, official_language, own_language
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.model.names import visible
from forensics_app.model.request import HandlingCode
from forensics_app.services.trust.trust import TrustEntry, TrustRole, load_trust
from ui.dialogs.preferences.sections import Section
from ui.dialogs.signing.fields import titled
from ui.models.bundles.export_draft import ExportDraft, RecipientDraft, asking
from ui.pages.export.earlier_recipients import EarlierRecipients
from ui.pages.export.encryption import EncryptionCard
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.check import Check
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.country_field import CountryField
from ui.widgets.controls.field import Field
from ui.widgets.controls.pill import Choice
from ui.widgets.layout.card import Card, clear
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.statements.handling_tag import HandlingTags
from ui.widgets.statements.notices import StepRow
from ui.widgets.text.text import Rule, Text
from ui.workbench.workbench import Workbench

_ALWAYS = "en"


class RecipientsStep(QWidget):
    """Every change goes into the draft at once."""

    changed = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        draft = bench.export
        if not draft.languages:
            draft.languages = tuple(dict.fromkeys((_ALWAYS, *bench.settings.bundle_languages)))
        if not draft.cover_languages:
            draft.cover_languages = (bench.settings.language,)
        overview = None if bench.case is None else bench.case.overview
        if not draft.recipients and not draft.recipients_offered and overview is not None:
            draft.recipients, draft.recipients_offered = asking(overview.request), True
            _speak_to(draft)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(14))
        box.addWidget(self._who())
        self.encryption = EncryptionCard(draft)
        self.encryption.changed.connect(self.changed)
        box.addWidget(self.encryption)
        box.addWidget(self._languages())
        box.addWidget(self._cover())
        box.addWidget(self._report())
        box.addWidget(self._handling())
        box.addStretch(1)
        self._show()

    def first_focus(self) -> QWidget | None:
        """The name of another recipient."""
        return self.name.edit

    def trouble(self) -> str:
        """No recipient is needed: a bundle may be for whoever asks. One that was typed isn't left behind, and
        what a parcel still lacks is said."""
        if self.name.value:
            return tr("Add the recipient you have typed, or clear the field.")
        return self.encryption.trouble()

    # --- whom --------------------------------------------------------------------------------------

    def _who(self) -> Card:
        card = Card(tr(NC_("step", "Recipients")))
        self._list = QVBoxLayout()
        self._list.setSpacing(px(4))
        card.add_layout(self._list)
        self._earlier = EarlierRecipients(self._bench)
        self._earlier.chosen.connect(self._append)
        card.add(self._earlier)
        card.add(Rule())
        self._partners = Combo()
        self._entries: list[TrustEntry] = []
        self._trouble = ""
        try:
            trusted = load_trust().of_role(TrustRole.SEAL)
            self._entries = [e for e in trusted if e.revoked_since is None]
        except ForensicsError as e:
            self._trouble = window_sentence(e)
        for entry in self._entries:
            self._partners.addItem(f"{visible(entry.label)} · {entry.fingerprint[:8]}", entry.fingerprint)
        partners = QWidget()
        flow = FlowLayout(partners)
        if self._entries:
            flow.addWidget(titled(tr("A trusted laboratory"), self._partners))
            flow.addWidget(Button(tr("Add laboratory"), self._add_partner, glyph="plus"))
        take_in = Button(tr("Import lab card…"), self._import_card, glyph="identification-card")
        flow.addWidget(take_in)
        card.add(partners)
        if self._trouble:
            card.add(Text(self._trouble, "small", "bad", wrap=True))
        elif not self._entries:
            said = tr("No trusted laboratories yet. Import their lab cards in Preferences.")
            card.add(Text(said, "small", "muted", wrap=True))
        card.add(self._by_name())
        return card

    def _import_card(self) -> None:
        self._bench.preferences_asked.emit(Section.PARTNERS.value)

    def _by_name(self) -> QWidget:
        made = QWidget()
        box = QVBoxLayout(made)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        self.name = Field(tr("Authority or laboratory"), tr("e.g. Public Prosecutor, Hamburg"), _needed)
        self.country = CountryField(tr(NC_("label", "Country")))
        self.language = Combo()
        self.language.addItem(tr("not known"), "")
        for code, name in LANGUAGES.items():
            ours = language_name(code, current().language)
            self.language.addItem(name if ours.casefold() == name.casefold() else f"{ours} · {name}", code)
        self.add = Button(tr("Add recipient"), self._add_by_name, glyph="plus")
        box.addWidget(self.name)
        more = QWidget()
        flow = FlowLayout(more)  # folds where the text is large
        for part in (self.country, titled(tr(NC_("label", "Language")), self.language), self.add):
            flow.addWidget(part)
        box.addWidget(more)
        self.name.edit.returnPressed.connect(self._add_by_name)
        self.name.edit.textChanged.connect(self.changed)
        return made

    def _add_partner(self) -> None:
        entry = next((e for e in self._entries if e.fingerprint == self._partners.currentData()), None)
        if entry is not None:
            label, country = _without_country(entry.label)
            self._append(RecipientDraft(label, country, "", entry.fingerprint))

    def _add_by_name(self) -> None:
        if not self.name.complain():
            self.name.edit.setFocus()
            return
        language = str(self.language.currentData())
        self._append(RecipientDraft(self.name.value, self.country.value, language))
        self.name.edit.clear()
        self.country.edit.set_value("")
        self.name.edit.setFocus()

    def _append(self, one: RecipientDraft) -> None:
        draft = self._bench.export
        if one not in draft.recipients:
            draft.recipients = (*draft.recipients, one)
        if one.language in LANGUAGES:
            if one.language not in draft.languages:
                self._switch(one.language, on=True)
            if len(draft.cover_languages) == 1 and one.language != draft.cover_languages[0]:
                self.second.setCurrentIndex(self.second.findData(one.language))
        self._show()

    def _remove(self, one: RecipientDraft) -> None:
        draft = self._bench.export
        draft.recipients = tuple(r for r in draft.recipients if r != one)
        self._show()
        self.name.edit.setFocus()

    def _show(self) -> None:
        clear(self._list)
        draft = self._bench.export
        if not draft.recipients:
            said = tr("No recipients yet. The cover sheet will omit this line.")
            self._list.addWidget(Text(said, color="muted", wrap=True))
        for one in draft.recipients:
            name = current().isolate(visible(one.name))
            parts = [
                one.country,
                LANGUAGES.get(one.language, "") or _without_language(one),
            ]
            if one.fingerprint:
                parts.append(tr("certificate {digits}…", digits=one.fingerprint[:16]))
            button = Button(tr(NC_("button", "Remove")), partial(self._remove, one), kind="link", small=True)
            button.setAccessibleName(tr("Remove {what}", what=name))
            state = State.OK if one.fingerprint else State.NONE
            self._list.addWidget(StepRow(state, name, " · ".join(p for p in parts if p), button))
        self._earlier.refresh()
        self.changed.emit()

    # --- languages ---------------------------------------------------------------------------------

    def _languages(self) -> Card:
        card = Card(tr(NC_("heading", "Languages")))
        row = QWidget()
        flow = FlowLayout(row)
        self.chips: dict[str, Choice] = {}
        for code, name in LANGUAGES.items():
            chip = Choice(name)
            chip.setChecked(code in self._bench.export.languages)
            chip.clicked.connect(partial(self._clicked, code))
            self.chips[code] = chip
            flow.addWidget(chip)
        card.add(row)
        said = tr(
            "The bundle contains instructions for verifying without this program in each "
            "of these languages. English is always included. Findings are sealed as "
            "codes; every reader sees the sentences in their own language."
        )
        card.add(Text(said, "small", "muted", wrap=True))
        return card

    def _clicked(self, code: str) -> None:
        self._switch(code, on=self.chips[code].isChecked())

    def _switch(self, code: str, *, on: bool) -> None:
        draft = self._bench.export
        chosen = set(draft.languages) | {_ALWAYS}
        if code != _ALWAYS:
            chosen.add(code) if on else chosen.discard(code)
        draft.languages = tuple(c for c in LANGUAGES if c in chosen)
        for one, chip in self.chips.items():
            chip.setChecked(one in draft.languages)
        self.changed.emit()

    def _cover(self) -> Card:
        card = Card(tr("Cover sheet"))
        said = tr("One page with the seal code, created after sealing. Two languages appear side by side.")
        card.add(Text(said, "small", "muted", wrap=True))
        row = QWidget()
        flow = FlowLayout(row)
        self.first, self.second = Combo(), Combo()
        self.second.addItem(tr(NC_("choice", "none")), "")
        for code, name in LANGUAGES.items():
            self.first.addItem(name, code)
            self.second.addItem(name, code)
        chosen = self._bench.export.cover_languages
        self.first.setCurrentIndex(self.first.findData(chosen[0]))
        self.second.setCurrentIndex(self.second.findData(chosen[1]) if len(chosen) > 1 else 0)
        flow.addWidget(titled(tr("Your language"), self.first))
        flow.addWidget(titled(tr("The receiver's language"), self.second))
        self.first.currentIndexChanged.connect(self._cover_chosen)
        self.second.currentIndexChanged.connect(self._cover_chosen)
        card.add(row)
        return card

    def _cover_chosen(self) -> None:
        both = (str(self.first.currentData()), str(self.second.currentData()))
        draft = self._bench.export
        draft.cover_languages = tuple(dict.fromkeys(code for code in both if code))
        for code in draft.cover_languages:  # who reads the sheet reads the instructions too
            if code not in draft.languages:
                self._switch(code, on=True)
        self.changed.emit()

    def _report(self) -> Card:
        card = Card(tr("Evidence report"))
        self.report = Check(tr("Include an evidence report in the bundle"), on=self._bench.export.report)
        self.report.toggled.connect(self._report_chosen)
        card.add(self.report)
        said = tr(
            "PDF and web page, created from the sealed lists in the languages of the "
            "cover sheet. The receiver can create it again in another language."
        )
        card.add(Text(said, "small", "muted", wrap=True))
        return card

    def _report_chosen(self, on: bool) -> None:
        self._bench.export.report = on
        self.changed.emit()

    # --- handling ----------------------------------------------------------------------------------

    def _handling(self) -> Card:
        card = Card(tr("Handling codes"))
        preview: dict[str, Any] = self._bench.export.preview or {}
        codes = preview.get("request", {}).get("handling", [])
        if codes:
            names = ("scheme", "value", "comment", "permission")
            card.add(HandlingTags([HandlingCode(*(code[name] for name in names)) for code in codes]))
        said = tr(
            "They belong to the legal request of the case and appear in the bundle and on the cover sheet."
        )
        card.add(Text(said if codes else tr("None. {said}", said=said), "small", "muted", wrap=True))
        return card


def _without_country(label: str) -> tuple[str, str]:
    """`Forensic Lab North (DE)` as lab cards are labelled; a label of another form stays whole."""
    found = re.fullmatch(r"(.+) \(([A-Z]{2})\)", label)
    return (found[1], found[2]) if found else (label, "")


def _without_language(one: RecipientDraft) -> str:
    """Of one whose language is not among the program's: one that nobody said is chosen below, another can't
    be."""
    theirs = one.language or official_language(one.country)
    if not theirs or own_language(theirs):
        return tr("language not known: choose it below")
    words = current()
    return tr(
        "no papers in {language}: they are available in {count} languages only, choose another one below",
        language=words.isolate(language_name(theirs, words.language)),
        count=words.number(len(LANGUAGES)),
    )


def _needed(value: str) -> str:
    return "" if value else tr("{what} is missing.", what=tr(NC_("label", "Name")))


def _speak_to(draft: ExportDraft) -> None:
    """The bundle in the languages of all recipients, the cover sheet also in the first other one."""
    theirs = [one.language for one in draft.recipients if one.language in LANGUAGES]
    draft.languages = tuple(code for code in LANGUAGES if code in {*theirs, *draft.languages})
    if len(draft.cover_languages) == 1:
        others = [code for code in theirs if code not in draft.cover_languages]
        draft.cover_languages = (*draft.cover_languages, *others[:1])
