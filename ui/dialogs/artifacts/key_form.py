"""Where the key of an encrypted volume is given to look or search in it: tried at once, kept in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr
from forensics_app.model.credentials import Credential, CredentialKind, LockedVolume
from forensics_app.model.names import visible
from ui.dialogs.choose import choose_key_file
from ui.models.evidence import keys
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.combo import Combo
from ui.widgets.text.text import Text


@dataclass(frozen=True, slots=True)
class GivenKey:
    """`value` is what was typed, or the path of a key file; neither it nor the secret is in the
    representation.
    """

    credential: Credential
    value: str = field(repr=False)


class KeyForm(QWidget):
    """`given` with a GivenKey; `refuse` where that did not open the volume. `kept`: whether other work will
    have the key too. `name` is what the window calls the volume; `said` what the key is for, where it is not
    only to view contents. `first` is the kind that was given last, as far as the volume takes it.
    """

    given = Signal(object)

    def __init__(
        self,
        volume: LockedVolume,
        *,
        kept: bool,
        name: str = "",
        said: str = "",
        first: CredentialKind | None = None,
    ) -> None:
        super().__init__()
        self._volume = volume
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(6))
        what = said or tr(
            "{name} is encrypted, and no key for it is in memory. Enter the key to view the contents.",
            name=current().isolate(visible(name or volume.name)),
        )
        box.addWidget(Text(what, wrap=True))
        self.kinds = Combo()
        self.kinds.setAccessibleName(tr("Kind of key"))
        for kind in keys.offered([kind.value for kind in volume.accepts]):
            self.kinds.addItem(keys.short_kind_words(kind), kind)
        self.kinds.setCurrentIndex(max(0, self.kinds.findData(first)))
        self.kinds.currentIndexChanged.connect(self._kind_chosen)
        box.addWidget(self.kinds)
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.field.returnPressed.connect(self.unlock)
        self.field.textChanged.connect(self._show_hint)
        box.addWidget(self.field)
        self.hint = Text("", "small", "muted", wrap=True)
        box.addWidget(self.hint)
        self.complaint = Text("", "small", "bad", wrap=True)
        box.addWidget(self.complaint)
        self.button = Button(tr(NC_("button", "Unlock")), self.unlock, small=True, glyph="lock-open")
        box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeading)
        how_long = tr("Kept in memory only, until the case is closed.")
        if not kept:
            how_long += " " + tr("Other tasks ask for the key again.")
        box.addWidget(Text(how_long, "small", "muted", wrap=True))
        self._kind_chosen()

    @property
    def kind(self) -> CredentialKind | None:
        """What is going to be given."""
        found = self.kinds.currentData()
        return None if found is None else CredentialKind(found)

    def _kind_chosen(self) -> None:
        kind = self.kind
        self.field.setVisible(kind is not None and kind not in keys.FILES)
        digits = kind is CredentialKind.RECOVERY_KEY and keys.is_bitlocker(self._volume.name)
        self.field.setPlaceholderText(tr("48 digits") if digits else "")
        self.field.setAccessibleName("" if kind is None else keys.kind_words(kind, self._volume.name))
        self.button.setEnabled(kind is not None)
        self._complain("")
        self._show_hint()

    def prefer(self, kind: CredentialKind) -> None:
        """Offer this kind, unless something was typed already."""
        at = self.kinds.findData(kind)
        if at >= 0 and not self.field.text():
            self.kinds.setCurrentIndex(at)

    def _show_hint(self) -> None:
        """How far a recovery key is, of which only digits count."""
        typed = self.field.text()
        if typed:
            self._complain("")
        recovery = typed and self.kind is CredentialKind.RECOVERY_KEY
        hint = keys.recovery_hint(typed, self._volume.name) if recovery else ""
        self.hint.set_text(hint)
        self.hint.setVisible(bool(hint))

    def refuse(self) -> None:
        """What was given did not open the volume: the next one is rather of the same kind."""
        self._complain(tr("This key does not unlock it. Try again."))
        focused = QApplication.focusWidget()
        if self.field.isVisibleTo(self) and focused is not None and self.isAncestorOf(focused):
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def unlock(self) -> None:
        """Give what was typed, or a file that is chosen now."""
        kind = self.kind
        if kind is None:
            return
        if kind in keys.FILES:
            chosen = choose_key_file(self)
            if chosen is not None:
                self.use_file(chosen)
            return
        typed = self.field.text()
        password = CredentialKind.PASSWORD in self._volume.accepts
        complaint = keys.wrong_words(typed, kind, self._volume.name, password=password)
        self._complain(complaint)
        if complaint:
            return
        self.field.setText("")
        if kind is CredentialKind.RECOVERY_KEY:
            typed = keys.recovery_key(typed, self._volume.name)
        self.given.emit(GivenKey(Credential(kind, typed.encode(), self._volume.layer_id), typed))

    def use_file(self, path: Path) -> None:
        """Give the content of a key file."""
        complaint = keys.file_complaint(path)
        self._complain(complaint)
        kind = self.kind
        if complaint or kind is None:
            return
        try:
            data = path.read_bytes()
        except OSError as e:
            self._complain(str(e))
            return
        self.given.emit(GivenKey(Credential(kind, data, self._volume.layer_id), str(path)))

    def _complain(self, text: str) -> None:
        self.complaint.set_text(text)
        self.complaint.setVisible(bool(text))
