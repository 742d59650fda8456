"""The key of an encrypted volume: typed unseen or chosen as a file, tried at once, kept in memory at most."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QMoveEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from forensics_app.i18n import N_, NC_, current, tr
from forensics_app.model.credentials import CredentialKind
from forensics_app.model.names import visible
from ui.dialogs.choose import choose_key_file
from ui.jobs.desk import JobKind
from ui.jobs.protocol import Question
from ui.models.evidence import keys
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.choices import RadioButton
from ui.widgets.layout.card import Card, clear
from ui.widgets.layout.columns import scroll_to
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.text.shapes import StateShape
from ui.widgets.text.text import Text
from ui.words import gate
from ui.words.jobs import short
from ui.workbench.unlocking import Unlocking

_UNLOCK = {
    JobKind.INGEST: N_("Unlock and read"),
    JobKind.SEAL: N_("Unlock and seal"),
    JobKind.EXTRACT: N_("Unlock and extract"),
    JobKind.REPORT: N_("Unlock and create the report"),
}
_CANCEL = {
    JobKind.INGEST: N_("Cancel reading"),
    JobKind.SEAL: N_("Cancel sealing"),
    JobKind.EXTRACT: N_("Cancel extraction"),
    JobKind.REPORT: N_("Cancel the report"),
}

_WITHOUT = {
    JobKind.INGEST: N_(
        "Without the key, its files are not listed and the omission is declared; its bytes are hashed in any "
        "case."
    ),
    JobKind.SEAL: N_(
        "Without the key, the contents selected from it are left out of the bundle and declared as "
        "omissions; their entries in the catalogue are sealed."
    ),
    JobKind.EXTRACT: N_("Without the key, the files selected from it are not extracted; the list says so."),
    JobKind.REPORT: N_("Without the key, its pictures have no thumbnails in the report; the report says so."),
}


class KeyCard(Card):
    """Stands on the page of the jobs of one kind while such a job waits for a key: one question after the
    other until nobody asks any more. Whoever goes elsewhere finds it there again.
    """

    def __init__(self, unlocking: Unlocking, kind: JobKind) -> None:
        super().__init__()
        self._unlocking, self._of = unlocking, kind
        self._question: Question | None = None
        self._file: Path | None = None
        self._trying = False
        self._buttons: dict[CredentialKind, RadioButton] = {}
        self.setAccessibleName(tr("Key needed"))
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addWidget(StateShape(State.LOCKED, 20))
        head.addWidget(Text(tr("Key needed"), "card"), 1)
        self.add_layout(head)
        self._what = Text("", wrap=True)
        self.add(self._what)
        self._kinds = QVBoxLayout()
        self._kinds.setSpacing(px(2))
        self.add_layout(self._kinds)
        self._make_fields()
        self.add_layout(self._foot())
        self._kept = Text("", "small", "muted", wrap=True)
        self.add(self._kept)
        unlocking.asked.connect(self._asked)
        unlocking.settled.connect(self._settled)
        self.hide()
        if unlocking.question is not None:
            self._asked(unlocking.question)

    def _make_fields(self) -> None:
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.field.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.field.textChanged.connect(self._typed)
        self.field.returnPressed.connect(self.unlock)
        self.add(self.field)
        self._file_row = QWidget()
        row = QHBoxLayout(self._file_row)
        row.setContentsMargins(0, 0, 0, 0)
        self._file_name = Text("", "body", wrap=True)
        row.addWidget(self._file_name, 1)
        self.choose_button = Button(tr(NC_("button", "Choose…")), self._choose)
        row.addWidget(self.choose_button)
        self.add(self._file_row)
        self._hint = Text("", "small", "muted", wrap=True)
        self.add(self._hint)
        self.complaint = Text("", "strong", "bad", wrap=True)
        self.add(self.complaint)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(tr("Reason for leaving the volume out"))
        self.reason.setToolTip(tr("Reason, e.g. not covered by the warrant"))
        self.reason.setAccessibleName(tr("Reason for leaving the volume out"))
        self.reason.returnPressed.connect(self._leave_out)
        self.reason.hide()
        self.add(self.reason)

    def _foot(self) -> FlowLayout:
        line = FlowLayout()
        self.unlock_button = Button(tr(_UNLOCK[self._of]), self.unlock, kind="primary")
        self.reason_button = Button(tr("Leave out with a reason…"), self._leave_out)
        self.leave_button = Button(tr("Leave locked"), self._leave)
        self.stop_button = Button(tr(_CANCEL[self._of]), self._unlocking.stop, kind="link")
        for button in (self.unlock_button, self.reason_button, self.leave_button, self.stop_button):
            line.addWidget(button)
        return line

    def _asked(self, question: Question) -> None:
        if self._unlocking.kind is self._of:
            self.show_question(question)

    def show_question(self, question: Question) -> None:
        """Ask this; where keys were tried for it, the last one did not fit."""
        before, self._question = self._question, question
        self.reason_button.setVisible(self._unlocking.keeps_reasons)
        self.reason.clear()
        self.reason.hide()
        self.reason_button.setText(tr("Leave out with a reason…"))
        self.reason_button.setAccessibleName(tr("Leave out with a reason…"))
        again = question.tried > 0
        self._forget()
        self._set_trying(trying=False)
        self._what.set_text(_what(question, self._of))
        self._kept.set_text(_kept_for(keeps=self._unlocking.keeps))
        if before is None or (before.source, before.volume) != (question.source, question.volume):
            self._show_kinds(question)
        self.show()
        self._complain(tr("This key does not unlock it. Try again, or leave it locked.") if again else "")
        self._kind_chosen()

    def _show_kinds(self, question: Question) -> None:
        clear(self._kinds)
        self._buttons = {}
        for kind in keys.offered(question.accepts):
            button = RadioButton(keys.kind_words(kind, question.name))
            button.clicked.connect(self._kind_chosen)
            self._kinds.addWidget(button)
            self._buttons[kind] = button
        first = next(iter(self._buttons.values()), None)
        if first is not None:
            first.setChecked(True)

    def choose_kind(self, kind: CredentialKind) -> None:
        """Choose what is going to be given."""
        self._buttons[kind].setChecked(True)
        self._kind_chosen()

    @property
    def kind(self) -> CredentialKind | None:
        """What is going to be given; None where nothing can be."""
        return next((kind for kind, button in self._buttons.items() if button.isChecked()), None)

    def _kind_chosen(self) -> None:
        kind = self.kind
        is_file = kind in keys.FILES
        self._file_row.setVisible(is_file)
        self.field.setVisible(kind is not None and not is_file)
        name = "" if kind is None or self._question is None else keys.kind_words(kind, self._question.name)
        self.field.setAccessibleName(gate.shown(name))
        self.choose_button.setAccessibleName(gate.shown(f"{name}, {tr(NC_('button', 'Choose…'))}"))
        self._file_name.set_text(tr("No file selected") if self._file is None else str(self._file))
        self._typed()
        QTimer.singleShot(0, self, self._focus)  # the card is laid out then, and is scrolled into sight

    def _focus(self) -> None:
        if self.isVisible():
            self.first_focus().setFocus()
            self._come_into_sight()

    def _come_into_sight(self) -> None:
        scroll_to(self)
        scroll_to(self.first_focus())

    def moveEvent(self, event: QMoveEvent) -> None:  # noqa: N802 - Qt's name
        """A page that is seen for the first time is laid out in later turns of the event loop."""
        super().moveEvent(event)
        if self.first_focus().hasFocus():
            QTimer.singleShot(0, self, self._come_into_sight)

    def first_focus(self) -> QWidget:
        """Where the key goes."""
        return self.choose_button if self.kind in keys.FILES else self.field

    def _typed(self) -> None:
        kind, question = self.kind, self._question
        hint = ""
        if kind is CredentialKind.RECOVERY_KEY and question is not None:
            hint = keys.recovery_hint(self.field.text(), question.name)
        self._hint.set_text(hint)
        self._hint.setVisible(bool(hint))
        if self.field.text():
            self._complain("")
        given = self._file is not None if kind in keys.FILES else bool(self.field.text())
        self.unlock_button.setEnabled(given and not self._trying)

    def _choose(self) -> None:
        chosen = choose_key_file(self)
        if chosen is not None:
            self.use_file(chosen)

    def use_file(self, path: Path) -> None:
        """The key file that was chosen."""
        self._file = path
        self._kind_chosen()
        self._complain(keys.file_complaint(path))

    # --- answers -----------------------------------------------------------------------------------

    def unlock(self) -> None:
        """Give the key to the job, which tries it; the field is emptied at once."""
        kind, question = self.kind, self._question
        if kind is None or question is None or self._trying:
            return
        if kind in keys.FILES:
            complaint = tr("No file selected") if self._file is None else keys.file_complaint(self._file)
            value = str(self._file)
        else:
            value = self.field.text()
            password = CredentialKind.PASSWORD in self._buttons
            complaint = keys.wrong_words(value, kind, question.name, password=password)
            if kind is CredentialKind.RECOVERY_KEY:
                value = keys.recovery_key(value, question.name)
        if complaint:
            self._complain(complaint)
            return
        self._forget()
        self._set_trying(trying=True)
        self._unlocking.give(kind.value, value)

    def _leave(self) -> None:
        if self._question is not None and not self._trying:
            self._forget()
            self._unlocking.leave()

    def _leave_out(self) -> None:
        """First show where the reason is typed, then leave the volume out with it."""
        if self._question is None or self._trying:
            return
        reason = self.reason.text().strip()
        if self.reason.isHidden() or not reason:
            self.reason.show()
            self.reason.setFocus()
            self.reason_button.setText(tr("Leave out"))
            self.reason_button.setAccessibleName(tr("Leave out"))
            return
        self._forget()
        self._unlocking.leave_out(reason)

    def _settled(self) -> None:
        self._question, self._file = None, None
        self._forget()
        self._set_trying(trying=False)
        self.hide()

    def _forget(self) -> None:
        self.field.setText("")  # unlike clear(), this leaves nothing to undo

    def _complain(self, text: str) -> None:
        self.complaint.set_text(text)
        self.complaint.setVisible(bool(text))
        self.field.setAccessibleDescription(gate.shown(text))
        self.field.setProperty("state", "error" if text else "")
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)

    def _set_trying(self, *, trying: bool) -> None:
        self._trying = trying
        others = (self.leave_button, self.reason_button, self.reason)
        for widget in (self.field, self._file_row, *others, *self._buttons.values()):
            widget.setEnabled(not trying)
        self.unlock_button.setText(tr("Trying the key…") if trying else tr(_UNLOCK[self._of]))
        self.unlock_button.setEnabled(not trying)


def _what(question: Question, kind: JobKind) -> str:
    """What is encrypted, and what the work lacks without its key."""
    name = current().isolate(visible(question.name))
    source = current().isolate(visible(short(question.source)))
    if question.layer:
        volume = current().isolate(visible(question.layer))
        said = tr("{name}, {volume} in {source}, is encrypted.", name=name, volume=volume, source=source)
    else:
        said = tr("{name} in {source} is encrypted.", name=name, source=source)
    return f"{said} {tr(_WITHOUT[kind])}"


def _kept_for(*, keeps: bool) -> str:
    if keeps:
        return tr(
            "The key is kept in memory only, until the case is closed. It is never stored in the case, in a "
            "bundle or in a log."
        )
    return tr(
        "The key is used for this task only and then forgotten. It is never stored in the case, in a bundle "
        "or in a log."
    )
