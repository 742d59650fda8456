"""Export, step 4: who signs, when and with whom, where to, and what will happen; then the sealing itself."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, tr, trn
from forensics_app.services.identities.identities import list_identities
from ui.dialogs.bundles.parcel_phrase import ParcelPhrase
from ui.dialogs.preferences.identity_new import NewIdentityDialog
from ui.dialogs.preferences.sections import Section
from ui.dialogs.signing.fields import PassphraseFields, SignFields, titled
from ui.dialogs.signing.in_clear import in_clear, in_clear_words
from ui.models.bundles.export_draft import ExportDraft, Role
from ui.models.bundles.export_plan import plan
from ui.pages.export.supplement import SupplementCard
from ui.pages.export.where import WhereCard
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.combo import Combo
from ui.widgets.layout.card import Card, clear
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.layout.focus_restore import focus_when_shown
from ui.widgets.statements.notices import EmptyState, Trouble
from ui.widgets.statements.numbered import NumberedLines
from ui.widgets.text.text import Text
from ui.workbench.workbench import Workbench

_NONE, _ALL = "", "*"


class SealStep(QWidget):
    """`secrets` are the fields whose passphrases the child process asks for, in its order.

    `entered` when Enter was pressed in one of them.
    """

    changed = Signal()
    entered = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.dialog: NewIdentityDialog | None = None
        self._others: list[tuple[Role, SignFields]] = []
        self._lines = NumberedLines()
        self.signs: SignFields | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(14))
        self._problem = QVBoxLayout()
        box.addLayout(self._problem)
        self.supplement = SupplementCard(bench)
        self.supplement.changed.connect(self.changed)
        self.supplement.entered.connect(self.entered)
        box.addWidget(self.supplement)  # asked first, where there is an earlier bundle
        self._who = Card(tr("Who signs"))
        box.addWidget(self._who)
        self.phrase: ParcelPhrase | None = None
        if self._draft.by_passphrase:
            self.phrase = ParcelPhrase()
            self.phrase.changed.connect(self.changed)
            card = Card(tr("Encrypted parcel"))
            card.add(self.phrase)
            box.addWidget(card)
        box.addWidget(self._when())
        self.where = WhereCard(bench)
        self.where.changed.connect(self._placed)
        box.addWidget(self.where)
        self._plan = Card(tr("What happens when you press Seal"))
        self._plan.add(self._lines)
        stops = tr("You can stop at any time and resume later.")
        self._plan.add(Text(stops, "small", "muted", wrap=True))
        box.addWidget(self._plan)
        box.addStretch(1)
        self._show_who()
        for role, identity in self._draft.others:
            self._add_other(role, identity)
        self._show_plan()

    @property
    def _draft(self) -> ExportDraft:
        return self._bench.export

    @property
    def secrets(self) -> list[PassphraseFields]:
        """Those of `signing`, then the parcel's: as `seal` asks."""
        return [*self.signing, *(() if self.phrase is None else (self.phrase,))]

    @property
    def signing(self) -> list[SignFields]:
        """First the sealing signer, then co-signers, then witnesses."""
        first = [] if self.signs is None else [self.signs]
        ordered = sorted(self._others, key=lambda other: other[0] is Role.WITNESS)
        return [*first, *(fields for _, fields in ordered)]

    def first_focus(self) -> QWidget | None:
        """The passphrase: the rest is mostly as before. A supplement's reason before that."""
        if self.supplement.trouble():
            return self.supplement.reason
        if self.signs is None:
            return self._new
        return self.signs.passphrase if self.signs.asks else self.signs.identity

    def missing(self) -> QWidget | None:
        """The field that has to be filled in before one can seal, if that is what is wrong."""
        if self.supplement.trouble():
            return self.supplement.reason
        for fields in self.signing:
            if fields.asks and not fields.passphrase.text():
                return fields.passphrase
        if self.phrase is not None and self.phrase.trouble():
            return self.phrase.passphrase
        return self._in_clear()

    def _in_clear(self) -> QWidget | None:
        return in_clear(self, [fields.passphrase for fields in self.secrets])

    def trouble(self) -> str:
        """Why one can't seal, or nothing."""
        if self.signs is None or not self.signs.identity_id:
            return tr("No identity to sign with yet. Create one first.")
        if self._bench.reading:
            return tr("Evidence is being read. Seal when reading is finished.")
        chosen = [fields.identity_id for fields in self.signing]
        if len(set(chosen)) < len(chosen):
            return tr("The same identity can't sign twice.")
        if any(fields.asks and not fields.passphrase.text() for fields in self.signing):
            return tr("A passphrase or PIN is missing.")
        if self.phrase is not None and (missing := self.phrase.trouble()):
            return missing
        if self._in_clear() is not None:
            return in_clear_words()
        return self.supplement.trouble() or self.where.trouble()

    def save(self) -> None:
        """Who signs goes into the draft; passphrases never do."""
        draft = self._draft
        draft.identity = "" if self.signs is None else self.signs.identity_id
        ordered = sorted(self._others, key=lambda other: other[0] is Role.WITNESS)
        draft.others = tuple((role, fields.identity_id) for role, fields in ordered)

    def say(self, sentence: str, details: str = "") -> None:
        """What went wrong, on top; nothing for an empty sentence."""
        clear(self._problem)
        if sentence:
            self._problem.addWidget(Trouble(sentence, details))

    # --- who ---------------------------------------------------------------------------------------

    def _show_who(self) -> None:
        clear(self._who.body, kept=1)
        if not list_identities():
            self.signs = None
            self._new = Button(tr("New identity…"), self.new_identity, glyph="plus")
            self._who.add(
                EmptyState(
                    "identification-card",
                    tr("No identity yet"),
                    tr(
                        "A seal is signed with your own key. Create one here, or import "
                        "one from a file or a card in Preferences."
                    ),
                    self._new,
                )
            )
            import_one = Button(tr("Import one…"), self._import, kind="link", small=True)
            self._who.body.addWidget(import_one, 0, Qt.AlignmentFlag.AlignHCenter)
            return
        first = self._draft.identity or self._bench.settings.identity
        self.signs = self._fields(first)
        self._who.add(self.signs)
        said = tr("The passphrase or PIN is passed once to the signing process and is not stored anywhere.")
        self._who.add(Text(said, "small", "muted", wrap=True))
        line = QWidget()
        flow = FlowLayout(line)
        self._new = Button(tr("New identity…"), self.new_identity, kind="link", small=True)
        flow.addWidget(self._new)
        self._who.add(line)

    def _fields(self, first: str) -> SignFields:
        fields = SignFields(optional=False, first=first)
        fields.passphrase.textChanged.connect(lambda: self.changed.emit())
        fields.passphrase.returnPressed.connect(self.entered.emit)
        fields.identity.currentIndexChanged.connect(self._identity_chosen)
        return fields

    def _identity_chosen(self) -> None:
        self.save()
        self._show_plan()
        self.changed.emit()

    def new_identity(self) -> None:
        """Make one in a dialog, then sign with it."""
        self.dialog = NewIdentityDialog(self._bench, self)
        self.dialog.accepted.connect(self._made)
        self.dialog.open()

    def _made(self) -> None:
        newest = list_identities()
        if newest:
            self._draft.identity = newest[-1].identity_id
        self._bench.trust_changed.emit()
        self._bench.identities_changed.emit()
        self._show_who()
        self._show_plan()
        self.changed.emit()
        first = self.first_focus()
        if first is not None:
            focus_when_shown(first)

    def _import(self) -> None:
        self._bench.preferences_asked.emit(Section.IDENTITIES.value)

    # --- when and with whom ------------------------------------------------------------------------

    def _when(self) -> Card:
        card = Card(tr("Trusted time and co-signers"))
        self.authority = Combo()
        known = self._bench.settings.authorities
        if len(known) > 1:
            self.authority.addItem(tr("All my authorities, in turn"), _ALL)
        for url in dict.fromkeys((*known, *(self._draft.authorities or ()))):
            self.authority.addItem(url, url)
        self.authority.addItem(tr("None: no trusted time"), _NONE)
        self.authority.setCurrentIndex(max(0, self.authority.findData(self._wanted(known))))
        self.authority.currentIndexChanged.connect(self._authority_chosen)
        card.add(titled(tr("Time-stamp authority"), self.authority))
        self._time_said = Text("", "small", "muted", wrap=True)
        card.add(self._time_said)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(8))
        card.add_layout(self._rows)
        line = QWidget()
        flow = FlowLayout(line)
        for role, words in ((Role.COSIGNER, tr("Add a co-signer")), (Role.WITNESS, tr("Add a witness"))):
            flow.addWidget(Button(words, partial(self._add_other, role, ""), glyph="plus", small=True))
        card.add(line)
        self._authority_chosen()
        return card

    def _wanted(self, known: tuple[str, ...]) -> str:
        """What is chosen at first: as before, else those of the preferences."""
        chosen = self._draft.authorities
        if chosen is None:
            chosen = known
        return _ALL if len(chosen) > 1 else (chosen[0] if chosen else _NONE)

    def _authority_chosen(self) -> None:
        chosen = str(self.authority.currentData())
        known = self._bench.settings.authorities
        self._draft.authorities = known if chosen == _ALL else ((chosen,) if chosen else ())
        self._time_said.set_text(
            tr(
                "It is asked during sealing. If it does not answer, the bundle is sealed "
                "without one and states this."
            )
            if self._draft.authorities
            else tr(
                "The seal will have no trusted time: its time comes from your own clock "
                "only. You can add a time-stamp later. Set up authorities in Preferences."
            )
        )
        self._show_plan()
        self.changed.emit()

    def _add_other(self, role: Role, identity: str) -> None:
        fields = self._fields(identity)
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(8))
        words = tr(NC_("button", "Co-signer")) if role is Role.COSIGNER else tr(NC_("button", "Witness"))
        label = Text(words, "strong")
        label.setMinimumWidth(px(80))
        line.addWidget(label)
        line.addWidget(fields, 1)
        other = (role, fields)
        remove = Button(
            tr(NC_("button", "Remove")), lambda: self._remove_other(other, made), kind="link", small=True
        )
        remove.setAccessibleName(tr("Remove {what}", what=words))
        line.addWidget(remove, 0, Qt.AlignmentFlag.AlignBottom)
        self._others.append(other)
        self._rows.addWidget(made)
        if not identity and fields.identity.count() > len(self._others):
            fields.identity.setCurrentIndex(len(self._others))
        self._identity_chosen()

    def _remove_other(self, other: tuple[Role, SignFields], row: QWidget) -> None:
        self._others.remove(other)
        row.hide()
        row.deleteLater()
        self._identity_chosen()

    def _placed(self) -> None:
        self._show_plan()
        self.changed.emit()

    # --- what happens ------------------------------------------------------------------------------

    def _show_plan(self) -> None:
        names = [fields.identity.currentText() for fields in self.signing]
        self._lines.set_lines(plan(self._draft, names))


def seal_label(count: int) -> str:
    """What the primary button says."""
    return trn("Seal {count} artifact", "Seal {count} artifacts", count)
