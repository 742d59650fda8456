"""What the dialogs share in which somebody signs: a scrolling form, a child process, passphrases for it.

A passphrase goes from its field to the child's standard input once, when the child asks for it.
Nothing keeps it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, tr
from ui.dialogs.signing.fields import PassphraseFields
from ui.jobs.desk import Ending, JobKind, RunningJob
from ui.jobs.protocol import PassphraseQuestion
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.field import Field
from ui.widgets.layout.card import clear
from ui.widgets.layout.columns import Scroller
from ui.widgets.layout.room import fit_into
from ui.widgets.statements.notices import Trouble
from ui.widgets.text.text import Text
from ui.words.jobs import ending_words
from ui.workbench.workbench import Workbench


class CustodyDialog(QDialog):
    """`form` is where the fields go; `signing` those whose passphrases the child asks for, in its order.

    `result_values` is what the child gave once the dialog was accepted.
    """

    def __init__(self, bench: Workbench, title: str, explained: str, act: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench = bench
        self.job_kind = JobKind.CASE
        self.signing: tuple[PassphraseFields, ...] = ()
        self._asked = 0
        self._mine = False
        self.result_values: dict[str, Any] = {}
        self.setWindowTitle(title)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        box.addWidget(Text(title, "page"))
        box.addWidget(Text(explained, "small", "muted", wrap=True))
        body = QWidget()
        self.form = QVBoxLayout(body)
        self.form.setContentsMargins(0, 0, px(8), 0)
        self.form.setSpacing(px(10))
        self._scroller = Scroller(body)
        box.addWidget(self._scroller, 1)
        self._trouble = QVBoxLayout()
        box.addLayout(self._trouble)
        self.status = Text("", "small", "muted", wrap=True)
        self.status.hide()
        box.addWidget(self.status)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(tr(NC_("button", "Cancel")), self.reject))
        self.act_button = Button(act, self.act, kind="primary")
        foot.addWidget(self.act_button)
        box.addLayout(foot)
        fit_into(self, parent, 680, 720)
        bench.jobs.asked.connect(self._answer)
        bench.jobs.ended.connect(self._ended)

    def act(self) -> None:
        """Check the fields and do it."""
        raise NotImplementedError

    def run(self, arguments: Sequence[str]) -> None:
        """Start the child process, unless something is missing to sign with."""
        clear(self._trouble)
        self._asked = 0
        self.tell("")
        for signing in self.signing:
            if signing.asks and not signing.passphrase.text():
                self.say(tr("The signer's passphrase is missing."))
                signing.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
                self._bring(signing)
                return
        self._mine = self._bench.start_job(self.job_kind, arguments, self.subject(), told=True)
        if not self._mine:
            self.say(self.busy())
        self.act_button.setEnabled(not self._mine)

    def tell(self, text: str) -> None:
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
        self._bring(field)

    def _bring(self, widget: QWidget) -> None:
        QTimer.singleShot(0, self, lambda: self._scroller.ensureWidgetVisible(widget, 0, px(12)))

    def say(self, sentence: str, details: str = "") -> None:
        """Show what is wrong, above the buttons."""
        clear(self._trouble)
        self._trouble.addWidget(Trouble(sentence, details))

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
        self.act_button.setEnabled(True)
        for signing in self.signing:
            signing.passphrase.clear()
        self.tell(ending_words(ending)[0] if ending.cancelled else "")
        if ending.result is not None:
            self.result_values = ending.result.values
            self.accept()
        elif ending.trouble is not None:
            self.say(ending.trouble.sentence, ending.trouble.details)
