"""A new case in three steps: its facts, the request, the first evidence. Only the first must be filled."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from forensics_app.errors import ForensicsError, OutputExistsError, RequestInvalidError
from forensics_app.i18n import NC_, tr
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.model.names import visible
from forensics_app.model.times import Clock
from forensics_app.services.cases.making import new_case
from forensics_app.services.identities.identities import holder_of, list_identities
from forensics_app.services.requests.case_request import write_request
from forensics_app.services.requests.file import usable
from ui.dialogs.case.new_case_steps import EvidenceStep, FactsStep, RequestStep
from ui.settings.last_folders import CASE, FOLDERS
from ui.settings.settings import Settings
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.field import Field as Field
from ui.widgets.layout.card import clear
from ui.widgets.layout.columns import Scroller
from ui.widgets.layout.room import fit_into
from ui.widgets.layout.stepper import Stepper
from ui.widgets.statements.notices import Trouble
from ui.widgets.text.text import Text

FACTS, REQUEST, EVIDENCE = range(3)


class NewCaseDialog(QDialog):
    """`made` is the folder of the case once the dialog was accepted, `sources` what is to be read first."""

    help_topic = "case"
    asks_before_dropping = True

    def __init__(self, settings: Settings, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings, self._clock = settings, clock
        self.made: Path | None = None
        self.setWindowTitle(tr("New case"))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(10))
        box.addWidget(Text(tr("New case"), "page"))
        self.stepper = Stepper(
            (tr(NC_("step", "Case details")), tr(NC_("step", "Request")), tr("First evidence"))
        )
        self.stepper.chosen.connect(lambda number: self.go(number - 1))
        box.addWidget(self.stepper)
        self._said = Text("", "small", "muted", wrap=True)
        box.addWidget(self._said)
        self.facts = FactsStep(known_person(settings))
        self._suggested: dict[str, str] = {}
        self.request, self.evidence = RequestStep(clock), EvidenceStep()
        self._stack = QStackedWidget()
        for step in (self.facts, self.request, self.evidence):
            self._stack.addWidget(Scroller(_padded(step)))
        box.addWidget(self._stack, 1)
        self._trouble = QVBoxLayout()
        box.addLayout(self._trouble)
        self._add_buttons(box)
        fit_into(self, parent, 820, 640)
        self.go(FACTS)

    @property
    def sources(self) -> list[Path]:
        """What is read as soon as the case is open."""
        return list(self.evidence.paths)

    def suggest(self, title: str, *, examiner: str, agency: str) -> None:
        """Facts of the case that are known before it is made; none of them is replaced by nothing."""
        given = ((self.facts.title, title), (self.facts.examiner, examiner), (self.facts.agency, agency))
        for field, value in given:
            if value:
                field.edit.setText(value)
        self._suggested = {"examiner": examiner, "agency": agency}

    def _add_buttons(self, box: QVBoxLayout) -> None:
        line = QHBoxLayout()
        self.back_button = Button(tr(NC_("button", "Back")), lambda: self.go(self._stack.currentIndex() - 1))
        self.later_button = Button(tr("Create case now"), self.make)
        self.later_button.setToolTip(tr("You can add the request and evidence later."))
        self.next_button = Button(tr(NC_("button", "Next")), self.go_on, kind="primary")
        self.make_button = Button(tr("Create case"), self.make, kind="primary")
        line.addWidget(self.back_button)
        line.addStretch(1)
        line.addWidget(Button(tr(NC_("button", "Cancel")), self.reject))
        for button in (self.later_button, self.next_button, self.make_button):
            line.addWidget(button)
        box.addLayout(line)

    # --- steps -------------------------------------------------------------------------------------

    def go(self, step: int) -> None:
        """Show a step."""
        said = (
            tr("These details appear in the custody ledger and in every bundle of the case."),
            tr("Who requested the evidence, and under which legal instrument. You can fill this in later."),
            tr(
                "Evidence selected here is previewed as soon as the case is created; reading begins when you "
                "confirm. You can add more later."
            ),
        )
        self._said.set_text(said[step])
        self._stack.setCurrentIndex(step)
        self.stepper.show_step(step + 1)
        self.back_button.setVisible(step != FACTS)
        last = step == EVIDENCE
        self.make_button.setVisible(last)
        self.next_button.setVisible(not last)
        self.later_button.setVisible(not last)
        (self.make_button if last else self.next_button).setDefault(True)
        first: QWidget = self.facts.reference.edit
        if step == REQUEST:
            first = self.request.form.instrument
        elif last:
            first = self.evidence.files_button
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on(self) -> None:
        """The next step, where this one can be used."""
        step = self._stack.currentIndex()
        if self._usable(step):
            self.go(step + 1)

    def _usable(self, step: int) -> bool:
        clear(self._trouble)
        if step == FACTS:
            return self.facts.complain()
        if step == REQUEST:
            wrong = self.request.complain()
            if wrong is not None:
                wrong.edit.setFocus(Qt.FocusReason.OtherFocusReason)
                return False
            try:
                usable(self.request.record)
            except RequestInvalidError as e:
                self._say(window_sentence(e), repr(e))
                return False
        return True

    def make(self) -> None:
        """Check every step, make the case, close; or say what is wrong, where it is, and stay."""
        for step in (FACTS, REQUEST):
            if not self._usable(step):
                if step != self._stack.currentIndex():
                    self.go(step)
                    self._usable(step)
                return
        facts = self.facts
        path = Path(facts.folder.value).expanduser()
        person = {
            "examiner": facts.examiner.value,
            "agency": facts.agency.value,
            "country": facts.country.value,
        }
        try:
            with new_case(
                path,
                reference=facts.reference.value,
                title=facts.title.value,
                examiner=person["examiner"],
                agency=person["agency"],
                country=person["country"],
                clock=self._clock,
            ) as case:
                if not (record := self.request.record).is_empty:
                    write_request(case, record)
        except OutputExistsError as e:
            self.go(FACTS)
            facts.folder.refuse(window_sentence(e))
            facts.folder.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        except ForensicsError as e:
            self._say(window_sentence(e), repr(e))
            return
        FOLDERS.remember(CASE, path.parent)
        typed = {key: value for key, value in person.items() if value != self._suggested.get(key)}
        self._settings.last_new_case = typed  # a trainee's name is not that of whoever works here
        self.made = path
        self.accept()

    def _say(self, sentence: str, details: str) -> None:
        clear(self._trouble)
        self._trouble.addWidget(Trouble(sentence, details))


def known_person(settings: Settings) -> dict[str, str]:
    """Examiner, agency and country as last typed; before the first case, those of the identity that signs.
    Nobody is called as a practice identity is.
    """
    typed = settings.last_new_case
    if any(typed.values()):
        return typed
    all_of_them = [one for one in list_identities() if not one.demo]
    default = next((one for one in all_of_them if one.identity_id == settings.identity), None)
    signs = default or next(iter(all_of_them), None)
    if signs is None:
        return typed
    holder = holder_of(signs)
    return {
        "examiner": visible(holder.name),
        "agency": visible(holder.organisation or ""),
        "country": holder.country or "",
    }


def _padded(step: QWidget) -> QWidget:
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, px(2), px(8), 0)
    box.addWidget(step, 1)
    return made
