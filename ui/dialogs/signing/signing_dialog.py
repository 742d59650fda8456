"""What the dialogs share in which somebody signs: a scrolling form, a child process, passphrases for it.

A passphrase goes from its field to the child's standard input when the child asks for it. It stays in its
field until the form did what was asked or is closed, so that a refusal of another field costs no second
typing; a PIN that a card refused is taken out at once, because another try with it could lock the card.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from forensics_app.i18n import NC_, tr
from forensics_app.i18n.refusals.in_window import window_code_sentence
from ui.dialogs.signing.fields import PassphraseFields, SignFields
from ui.dialogs.signing.in_clear import in_clear, in_clear_words
from ui.dialogs.signing.new_passphrase import NewPassphrase
from ui.dialogs.signing.refused_secrets import REFUSED_SECRETS
from ui.jobs.child_job import Trouble
from ui.jobs.desk import Ending, JobKind, RunningJob
from ui.jobs.protocol import PassphraseQuestion
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.field import Field
from ui.widgets.layout.card import clear
from ui.widgets.layout.columns import Scroller
from ui.widgets.layout.focus_restore import focus_when_shown
from ui.widgets.layout.room import fit_into
from ui.widgets.layout.tab_order import reading_order
from ui.widgets.statements.notices import Trouble as TroubleCard
from ui.widgets.text.text import Text
from ui.words import gate
from ui.words.jobs import ending_words, running_words
from ui.workbench.workbench import Workbench


class CustodyDialog(QDialog):
    """`form` is where the fields go; `signing` those whose passphrases the child asks for, in its order.

    While the child works, the form is disabled and a line says how far it is: what is typed then would go
    nowhere, or into the wrong field. Cancelling stops the child first. `result_values` is what the child gave
    once the dialog was accepted. `refused_at`: the field that holds what an error is about, by the error's
    field, option or code; the error is said there.
    """

    asks_before_dropping = True

    def __init__(self, bench: Workbench, title: str, explained: str, act: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench = bench
        self.job_kind = JobKind.CASE
        self.signing: tuple[PassphraseFields, ...] = ()
        self.refused_at: dict[str, Field] = {}
        self._asked = 0
        self._mine = False
        self._offers_new = False
        self._wants_new: SignFields | None = None
        self.result_values: dict[str, Any] = {}
        self.setWindowTitle(title)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        self._title = Text(title, "page")
        box.addWidget(self._title)
        box.addWidget(Text(explained, "small", "muted", wrap=True))
        self._body = QWidget()
        self.form = QVBoxLayout(self._body)
        self.form.setContentsMargins(0, 0, px(8), 0)
        self.form.setSpacing(px(10))
        self._scroller = Scroller(self._body)
        box.addWidget(self._scroller, 1)
        self._trouble = QVBoxLayout()
        box.addLayout(self._trouble)
        self.status = Text("", "small", "muted", wrap=True)
        self.status.hide()
        box.addWidget(self.status)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.cancel_button = Button(tr(NC_("button", "Cancel")), self.reject)
        foot.addWidget(self.cancel_button)
        self.act_button = Button(act, self.act, kind="primary")
        foot.addWidget(self.act_button)
        box.addLayout(foot)
        fit_into(self, parent, 680, 720)
        self._held: QWidget | None = None
        bench.jobs.changed.connect(self._show_status)
        bench.jobs.asked.connect(self._answer)
        bench.jobs.ended.connect(self._ended)
        bench.identities_changed.connect(self._read_identities)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Begin in the form: Qt would begin at the button that confirms it."""
        super().showEvent(event)
        self._offer_new()
        self.allow_act()
        if not event.spontaneous() and isinstance(self.focusWidget(), QPushButton | None):
            first = next(reading_order(self._body), None)
            if first is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer_new(self) -> None:
        """Those who sign may make their identity here: the workbench has somebody open the dialog for it."""
        if not self._offers_new:
            self._offers_new = True
            for signs in self._body.findChildren(SignFields):
                signs.new_asked.connect(partial(self._ask_for_new, signs))

    def _ask_for_new(self, signs: SignFields) -> None:
        self._wants_new = signs
        self._bench.new_identity_asked.emit(self)

    def _read_identities(self) -> None:
        """There are others now: who asked for a new one signs with it, and goes on with its passphrase."""
        wants, self._wants_new = self._wants_new, None
        for signs in self._body.findChildren(SignFields):
            signs.read_again(take_new=signs is wants)
        self.allow_act()
        if wants is not None:
            focus_when_shown(wants.passphrase)
            self.bring(wants)

    def set_title(self, title: str) -> None:
        """Call it something else, as what is chosen in it demands."""
        self.setWindowTitle(title)
        self._title.set_text(title)

    def allow_act(self) -> None:
        """Disable the button while the child works, and where a signature is needed and nobody can sign."""
        signs = [s for s in self.signing if isinstance(s, SignFields)]
        can = all(s.can_sign for s in signs)
        why = "" if can else tr("No identity to sign with yet. Create one first.")
        self.act_button.setEnabled(can and not self._mine)
        self.act_button.setToolTip(why)
        self.act_button.setAccessibleDescription(gate.shown(why))

    def act(self) -> None:
        """Check the fields and do it."""
        raise NotImplementedError

    def run(self, arguments: Sequence[str]) -> None:
        """Start the child process, unless something is missing to sign with."""
        clear(self._trouble)
        self._asked = 0
        self.show_status("")
        for signing in self.signing:
            if signing.asks and not signing.passphrase.text():
                self.say(tr("The signer's passphrase is missing."))
                signing.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
                self.bring(signing)
                return
        wrong = in_clear(self._body, [signing.passphrase for signing in self.signing])
        if wrong is not None:
            self.say(in_clear_words())
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            self.bring(wrong)
            return
        self._mine = self._bench.start_job(self.job_kind, arguments, self.subject(), shows_errors=True)
        if not self._mine:
            self.say(self.busy())
        self._show_working()

    def reject(self) -> None:
        """Close; while the child works, stop that first and stay."""
        running = self._bench.jobs.running(self.job_kind)
        if self._mine and running is not None:
            running.job.cancel()
            self._show_status()
        else:
            super().reject()

    def done(self, result: int) -> None:  # Qt's name
        """However it closes, no passphrase outlives it."""
        for signing in self.signing:
            signing.forget(done=True)
        super().done(result)

    def _show_working(self) -> None:
        """The form as it can be used now; afterwards the keyboard is where it was."""
        if self._mine:
            self._held = self.focusWidget()
            self.cancel_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._body.setEnabled(not self._mine)
        self.allow_act()
        if not self._mine and self._held is not None and isValid(self._held):
            self._held.setFocus(Qt.FocusReason.OtherFocusReason)
            self._held = None
        self._show_status()

    def _show_status(self) -> None:
        running = self._bench.jobs.running(self.job_kind)
        if not self._mine or running is None:
            return
        text, share, _ = running_words(running)
        percent = "" if share is None else tr("{percent} %", percent=int(share * 100))
        self.show_status(f"{text} {percent}".strip())

    def show_status(self, text: str) -> None:
        """How far it is, above the buttons; nothing for an empty text."""
        self.status.set_text(text)
        self.status.setVisible(bool(text))

    def subject(self) -> str:
        """What the job line names."""
        return "" if self._bench.case is None else self._bench.case.path.name

    def busy(self) -> str:
        """What is said where such work goes on already."""
        return tr("The case is already being written to. Wait until that is finished.")

    def show_wrong(self, field: Field) -> None:
        """Go to a field that can't be used, and bring its complaint into sight once that has its place."""
        field.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.bring(field)

    def go_to(self, widget: QWidget) -> None:
        """To a part of the form that is no field, or to the first control in it."""
        first = (
            widget if widget.focusPolicy() & Qt.FocusPolicy.TabFocus else next(reading_order(widget), None)
        )
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.bring(widget)

    def bring(self, widget: QWidget) -> None:
        """Scroll it into sight once the layout is done."""
        QTimer.singleShot(0, self, lambda: self._scroller.ensureWidgetVisible(widget, 0, px(12)))

    def refuse(self, field: Field, sentence: str) -> None:
        """Say at a field what is wrong with it, and go there."""
        field.refuse(sentence)
        self.show_wrong(field)

    def say(self, sentence: str, details: str = "") -> None:
        """Show what is wrong, above the buttons, until something in the form is changed."""
        clear(self._trouble)
        self._trouble.addWidget(TroubleCard(sentence, details))
        for edit in self._body.findChildren(QLineEdit):
            edit.textEdited.connect(self._unsay, Qt.ConnectionType.UniqueConnection)
        for combo in self._body.findChildren(QComboBox):
            combo.activated.connect(self._unsay, Qt.ConnectionType.UniqueConnection)

    @Slot()
    def _unsay(self) -> None:
        """What is being corrected is no longer wrong for sure, and the form needs the room."""
        clear(self._trouble)

    def _answer(self, running: RunningJob, question: object) -> None:
        if (
            not self._mine
            or running.kind is not self.job_kind
            or not isinstance(question, PassphraseQuestion)
        ):
            return
        signing = [s for s in self.signing if s.asks]
        given = signing[self._asked].passphrase.text() if self._asked < len(signing) else ""
        self._asked += 1
        running.job.answer({"passphrase": given})

    def _ended(self, ending: Ending) -> None:
        if not self._mine or ending.kind is not self.job_kind:
            return
        self._mine = False
        self._show_working()
        code = "" if ending.trouble is None else ending.trouble.code
        done = ending.result is not None
        for signing in self.signing:
            if done or (code in REFUSED_SECRETS and not isinstance(signing, NewPassphrase)):
                signing.forget(done=done)
        self.show_status(ending_words(ending)[0] if ending.cancelled else "")
        if ending.result is not None:
            self.result_values = ending.result.values
            self.accept()
        elif ending.trouble is not None:
            self._say_trouble(ending.trouble)

    def _say_trouble(self, trouble: Trouble) -> None:
        """Where the user can mend it: at the field that holds what was refused, if the form has it."""
        about = (str(trouble.fields.get(name, "")) for name in ("field", "name"))
        at = next((self.refused_at[key] for key in (*about, trouble.code) if key in self.refused_at), None)
        if at is not None and at.isVisibleTo(self._body):
            self.refuse(at, window_code_sentence(trouble.code, trouble.fields, label=at.label))
            return
        self.say(trouble.sentence, trouble.details)
        asking = [s for s in self.signing if s.asks and not isinstance(s, NewPassphrase)]
        if trouble.code in REFUSED_SECRETS and asking:
            refused = asking[min(max(0, self._asked - 1), len(asking) - 1)]
            refused.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
            self.bring(refused)
