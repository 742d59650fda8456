"""Export, step 4: who signs, when and with whom, where to, and what will happen; then the sealing itself."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import current, tr, trn
from forensics_app.services.identities import list_identities
from ui.dialogs.choose import choose_folder
from ui.dialogs.custody_fields import SignFields, titled
from ui.dialogs.identity_new import NewIdentityDialog
from ui.models.export_draft import ExportDraft, Role
from ui.models.export_plan import plan
from ui.theme import px
from ui.widgets.buttons import Button
from ui.widgets.card import Card, clear
from ui.widgets.combo import Combo
from ui.widgets.field import Field
from ui.widgets.flow import FlowLayout
from ui.widgets.notices import EmptyState, Trouble
from ui.widgets.numbered import NumberedLines
from ui.widgets.text import Text
from ui.workbench import Workbench

_NONE, _ALL = "", "*"
_ROLES = {Role.COSIGNER: "Co-signer", Role.WITNESS: "Witness"}


class SealStep(QWidget):
    """`signing` are the fields whose passphrases the child process asks for, in its order."""

    changed = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.dialog: NewIdentityDialog | None = None
        self._others: list[tuple[Role, SignFields]] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(14))
        self._problem = QVBoxLayout()
        box.addLayout(self._problem)
        self._who = Card(tr("Who signs"))
        self.signs: SignFields | None = None
        box.addWidget(self._who)
        box.addWidget(self._when())
        box.addWidget(self._where())
        self._plan = Card(tr("What happens when you press Seal"))
        self._lines = NumberedLines()
        self._plan.add(self._lines)
        stops = tr("It can be stopped at any point, and goes on where it was stopped.")
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
    def signing(self) -> list[SignFields]:
        """First the sealing signer, then co-signers, then witnesses: as `seal` asks."""
        first = [] if self.signs is None else [self.signs]
        ordered = sorted(self._others, key=lambda other: other[0] is Role.WITNESS)
        return [*first, *(fields for _, fields in ordered)]

    def first_focus(self) -> QWidget | None:
        """The passphrase: the rest is mostly as before."""
        if self.signs is None:
            return self._new
        return self.signs.passphrase if self.signs.asks else self.signs.identity

    def trouble(self) -> str:
        """Why one can't seal, or nothing."""
        if self.signs is None or not self.signs.identity_id:
            return tr("Nobody can sign yet. Make an identity first.")
        if self._bench.reading:
            return tr("Evidence is being read. Seal when that is done.")
        chosen = [fields.identity_id for fields in self.signing]
        if len(set(chosen)) < len(chosen):
            return tr("One identity can't sign twice.")
        if any(fields.asks and not fields.passphrase.text() for fields in self.signing):
            return tr("A passphrase or PIN is missing.")
        return self._folder_trouble()

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
        while self._who.body.count() > 1:
            item = self._who.body.takeAt(1)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if not list_identities():
            self.signs = None
            self._new = Button(tr("New identity…"), self.new_identity, glyph="plus")
            self._who.add(
                EmptyState(
                    "identification-card",
                    tr("No identity yet"),
                    tr(
                        "A seal is signed with a key of your own. Make one here, "
                        "or import one from a file or a "
                        "card on the page Preferences."
                    ),
                    self._new,
                )
            )
            import_one = Button(
                tr("Import one…"), self._bench.preferences_asked.emit, kind="link", small=True
            )
            self._who.body.addWidget(import_one, 0, Qt.AlignmentFlag.AlignHCenter)
            return
        first = self._draft.identity or self._bench.settings.identity
        self.signs = self._fields(first)
        self._who.add(self.signs)
        said = tr("The passphrase or PIN goes to the signing process once and is kept nowhere.")
        self._who.add(Text(said, "small", "muted", wrap=True))
        line = QWidget()
        flow = FlowLayout(line)
        self._new = Button(tr("New identity…"), self.new_identity, kind="link", small=True)
        flow.addWidget(self._new)
        self._who.add(line)

    def _fields(self, first: str) -> SignFields:
        fields = SignFields(optional=False, first=first)
        fields.passphrase.textChanged.connect(lambda: self.changed.emit())
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
        self._show_who()
        self._show_plan()
        self.changed.emit()

    # --- when and with whom ------------------------------------------------------------------------

    def _when(self) -> Card:
        card = Card(tr("When and with whom"))
        self.authority = Combo()
        known = self._bench.settings.authorities
        if len(known) > 1:
            self.authority.addItem(tr("All of mine, in turn"), _ALL)
        for url in known:
            self.authority.addItem(url, url)
        self.authority.addItem(tr("None: no trusted time"), _NONE)
        chosen = self._draft.authorities
        wanted = chosen[0] if len(chosen) == 1 else (_ALL if chosen or known else _NONE)
        self.authority.setCurrentIndex(max(0, self.authority.findData(wanted)))
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

    def _authority_chosen(self) -> None:
        chosen = str(self.authority.currentData())
        known = self._bench.settings.authorities
        self._draft.authorities = known if chosen == _ALL else ((chosen,) if chosen else ())
        self._time_said.set_text(
            tr("It is asked while sealing. If it does not answer, the bundle is sealed without, and says so.")
            if self._draft.authorities
            else tr(
                "The seal then has no trusted time: only your own clock says "
                "when it was made. A time-stamp can "
                "be added later. Authorities are set on the page Preferences."
            )
        )
        if hasattr(self, "_lines"):
            self._show_plan()
            self.changed.emit()

    def _add_other(self, role: Role, identity: str) -> None:
        fields = self._fields(identity)
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(8))
        words = tr("Co-signer") if role is Role.COSIGNER else tr("Witness")
        label = Text(words, "strong")
        label.setMinimumWidth(px(80))
        line.addWidget(label)
        line.addWidget(fields, 1)
        other = (role, fields)
        remove = Button(tr("Remove"), lambda: self._remove_other(other, made), kind="link", small=True)
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

    # --- where -------------------------------------------------------------------------------------

    def _where(self) -> Card:
        card = Card(tr("Where it is written"))
        case = self._bench.case
        folder = self._draft.folder or (Path.home() if case is None else case.path.parent)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.folder = Field(tr("Folder"), "", _folder)
        self.folder.edit.setText(str(folder))
        self.name = Field(tr("Name"), "", _name)
        preview = self._draft.preview
        self.name.edit.setText(self._draft.name or ("" if preview is None else preview["name"]))
        choose = Button(tr("Choose…"), self._choose_folder)
        choose.setAccessibleName(f"{tr('Choose…')} {tr('Folder')}")
        row.addWidget(self.folder, 1)
        row.addWidget(choose, 0, Qt.AlignmentFlag.AlignBottom)
        card.add_layout(row)
        card.add(self.name)
        self._room = Text("", "small", "muted", wrap=True)
        card.add(self._room)
        self.folder.edit.textChanged.connect(self._placed)
        self.name.edit.textChanged.connect(self._placed)
        self._placed()
        return card

    def _choose_folder(self) -> None:
        chosen = choose_folder(self, tr("Where it is written"), Path(self.folder.value))
        if chosen is not None:
            self.folder.edit.setText(str(chosen))

    def _placed(self) -> None:
        typed = Path(self.folder.value).expanduser()
        self._draft.folder = typed.absolute() if self.folder.value else None
        self._draft.name = self.name.value.removesuffix(".zip")
        trouble = self._folder_trouble()
        said = tr(
            "{name}.zip and {name}.asice, the seal alone; the cover sheet beside them.", name=self._draft.name
        )
        self._room.set_text(trouble or said)
        self._room.set_color("bad" if trouble else "muted")
        self.changed.emit()

    def _folder_trouble(self) -> str:
        folder, preview = self._draft.folder, self._draft.preview
        wrong = _folder(self.folder.value) or _name(self._draft.name)
        if wrong or folder is None:
            return wrong
        case = self._bench.case
        if case is not None:
            out = self._draft.out(case.path)
            if out.exists() or out.with_suffix(".asice").exists():
                return tr("{path} is there already. Choose another name or folder.", path=out)
        needed = 0 if preview is None else preview["needed_bytes"]
        free = shutil.disk_usage(folder).free
        if free < needed:
            return tr(
                "The bundle takes up to {needed}, and {free} are free there.",
                needed=current().size(needed),
                free=current().size(free),
            )
        return ""

    # --- what happens ------------------------------------------------------------------------------

    def _show_plan(self) -> None:
        names = [fields.identity.currentText() for fields in self.signing]
        self._lines.set_lines(plan(self._draft, names))


def seal_label(count: int) -> str:
    """What the primary button says."""
    return trn("Seal {count} item", "Seal {count} items", count)


def _folder(value: str) -> str:
    if value and Path(value).expanduser().is_dir():
        return ""
    return tr("There is no such folder.")


def _name(value: str) -> str:
    if not value:
        return tr("{what} is missing.", what=tr("Name"))
    return tr("A name has no slash.") if "/" in value else ""
