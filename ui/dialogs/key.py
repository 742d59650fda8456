"""The key of an encrypted volume: typed unseen or chosen as a file, tried at once, kept nowhere."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from forensics_app.i18n import current, tr
from forensics_app.model.credentials import CredentialKind
from forensics_app.model.names import visible
from ui.dialogs.choose import choose_key_file
from ui.jobs.protocol import Question
from ui.models import keys
from ui.theme import px
from ui.unlocking import Unlocking
from ui.widgets.buttons import Button
from ui.widgets.card import clear
from ui.widgets.choices import RadioButton
from ui.widgets.shapes import State, StateShape
from ui.widgets.text import Text


class KeyDialog(QDialog):
    """Shows one question after the other until nobody asks any more."""

    def __init__(self, unlocking: Unlocking, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unlocking = unlocking
        self._question: Question | None = None
        self._file: Path | None = None
        self._trying = False
        self.setWindowTitle(tr("Key needed"))
        self.setMinimumWidth(px(500))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addWidget(StateShape(State.LOCKED, 24))
        head.addWidget(Text(tr("Key needed"), "page"), 1)
        box.addLayout(head)
        self._what = Text("", wrap=True)
        box.addWidget(self._what)
        self._kinds = QVBoxLayout()
        self._kinds.setSpacing(px(2))
        box.addLayout(self._kinds)
        self._buttons: dict[CredentialKind, RadioButton] = {}
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
        box.addWidget(self.field)
        self._file_row = QWidget()
        row = QHBoxLayout(self._file_row)
        row.setContentsMargins(0, 0, 0, 0)
        self._file_name = Text("", "body", wrap=True)
        row.addWidget(self._file_name, 1)
        self.choose_button = Button(tr("Choose…"), self._choose)
        row.addWidget(self.choose_button)
        box.addWidget(self._file_row)
        self._hint = Text("", "small", "muted", wrap=True)
        box.addWidget(self._hint)
        self.complaint = Text("", "strong", "bad", wrap=True)
        box.addWidget(self.complaint)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(tr("Why it is left out, such as: not covered by the warrant"))
        self.reason.setAccessibleName(tr("Why the volume is left out"))
        self.reason.returnPressed.connect(self._leave_out)
        self.reason.hide()
        box.addWidget(self.reason)
        kept = tr("The key is used in memory only. It is not stored in the case, in a bundle or in a log.")
        box.addWidget(Text(kept, "small", "muted", wrap=True))
        box.addSpacing(px(4))
        box.addLayout(self._foot())
        unlocking.asked.connect(self.show_question)
        unlocking.settled.connect(self._settled)

    def _foot(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.stop_button = Button(tr("Cancel reading"), self._unlocking.stop, kind="link")
        line.addWidget(self.stop_button)
        line.addStretch(1)
        self.leave_button = Button(tr("Leave locked"), self._leave)
        line.addWidget(self.leave_button)
        self.reason_button = Button(tr("Leave out, with a reason…"), self._leave_out)
        line.addWidget(self.reason_button)
        self.unlock_button = Button(tr("Unlock and read"), self.unlock, kind="primary")
        self.unlock_button.setDefault(True)
        line.addWidget(self.unlock_button)
        return line

    def show_question(self, question: Question) -> None:
        """Ask this; where keys were tried for it, the last one did not fit."""
        before, self._question = self._question, question
        self.reason_button.setVisible(self._unlocking.keeps_reasons)
        self.reason.clear()
        self.reason.hide()
        self.reason_button.setText(tr("Leave out, with a reason…"))
        self.reason_button.setAccessibleName(tr("Leave out, with a reason…"))
        again = question.tried > 0
        self._forget()
        self._set_trying(trying=False)
        self._what.set_text(
            tr(
                "{name}, {volume} in {source}, is encrypted. Without a key its files are not listed, and the "
                "omission is declared; its bytes are hashed either way.",
                name=current().isolate(visible(question.name)),
                volume=current().isolate(question.volume),
                source=current().isolate(visible(question.source.rstrip("/").rsplit("/", 1)[-1])),
            )
        )
        if before is None or (before.source, before.volume) != (question.source, question.volume):
            self._show_kinds(question)
        self._complain(tr("That key does not open it. Try again, or leave it locked.") if again else "")
        self._kind_chosen()
        if not self.isVisible():
            self.open()

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
        self.field.setAccessibleName(name)
        self.choose_button.setAccessibleName(f"{name}, {tr('Choose…')}")
        self._file_name.set_text(tr("No file chosen") if self._file is None else str(self._file))
        self._typed()
        (self.choose_button if is_file else self.field).setFocus()

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
        self._fit()

    def _fit(self) -> None:
        """As high as what is shown now asks for."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(
                self.width(),
                max(layout.totalHeightForWidth(self.width()), layout.totalMinimumSize().height()),
            )

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
            complaint = tr("No file chosen") if self._file is None else keys.file_complaint(self._file)
            value = str(self._file)
        else:
            value = self.field.text()
            if kind is CredentialKind.RECOVERY_KEY:
                value = keys.recovery_key(value, question.name)
            complaint = "" if value else tr("Type the key first.")
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
            self.reason_button.setText(tr("Leave it out"))
            self.reason_button.setAccessibleName(tr("Leave it out"))
            self._fit()
            return
        self._forget()
        self._unlocking.leave_out(reason)

    def reject(self) -> None:
        """Escape and the close button leave the volume locked; it can be unlocked later."""
        if self._trying:
            super().reject()  # the key is being tried: there is nothing to decide
        else:
            self._leave()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        event.ignore()
        self.reject()

    def _settled(self) -> None:
        self._question, self._file = None, None
        self._forget()
        self._set_trying(trying=False)
        super().reject()

    def _forget(self) -> None:
        self.field.setText("")  # unlike clear(), this leaves nothing to undo

    def _complain(self, text: str) -> None:
        self.complaint.set_text(text)
        self.complaint.setVisible(bool(text))
        self.field.setAccessibleDescription(text)
        self.field.setProperty("state", "error" if text else "")
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)
        self._fit()

    def _set_trying(self, *, trying: bool) -> None:
        self._trying = trying
        others = (self.leave_button, self.reason_button, self.reason)
        for widget in (self.field, self._file_row, *others, *self._buttons.values()):
            widget.setEnabled(not trying)
        self.unlock_button.setText(tr("Trying the key…") if trying else tr("Unlock and read"))
        self.unlock_button.setEnabled(not trying)
