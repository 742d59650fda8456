"""Export: choose, check, name the receivers, seal; then the seal code and what comes next.

Nothing is written until somebody presses Seal. What was decided so far is the workbench's, so that one may go
elsewhere and come back.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from forensics_app.errors import ForensicsError
from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.refusals.in_window import window_sentence
from ui.dialogs.signing.fields import PassphraseFields
from ui.dialogs.signing.refused_secrets import REFUSED_SECRETS
from ui.jobs.desk import Ending, JobKind, RunningJob
from ui.jobs.protocol import PassphraseQuestion
from ui.models.bundles.export_draft import ExportDraft, ExportStep
from ui.models.case.overview import CaseOverview
from ui.models.case.overview_reading import read_overview
from ui.models.case.sealing_basis import basis_of
from ui.pages.cards.header_pills import case_pills
from ui.pages.cards.key_card import KeyCard
from ui.pages.export.check import CheckStep
from ui.pages.export.choose import ChooseStep
from ui.pages.export.done import DoneStep
from ui.pages.export.recipients import RecipientsStep
from ui.pages.export.seal import SealStep, seal_label
from ui.pages.export.side import ExportSide
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card, clear
from ui.widgets.layout.columns import WIDEST, Columns, Scroller, page_body, scroll_to, stack
from ui.widgets.layout.focus_restore import focus_when_shown
from ui.widgets.layout.page import Page
from ui.widgets.layout.stepper import Stepper
from ui.widgets.statements.notices import EmptyState
from ui.widgets.statements.read_progress import ReadProgress
from ui.widgets.text.text import Text
from ui.words import gate, places
from ui.workbench.case_session import CaseSession
from ui.workbench.workbench import Workbench

AnyStep = ChooseStep | CheckStep | RecipientsStep | SealStep | DoneStep

_RESTS_ON_CHECK = (ExportStep.CHECK, ExportStep.RECIPIENTS, ExportStep.SEAL)


class ExportPage(Page):
    """Built anew for each step; `step` is the part that is shown."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.step: AnyStep | None = None
        self._signing: list[PassphraseFields] = []
        self._asked = 0
        self._comparing = False
        self._was_reading = bench.reading
        body, box = page_body()
        self._steps = Card()
        self._steps.setAccessibleName(tr(NC_("label", "Steps")))
        names = (
            tr(NC_("step", "Choose")),
            tr(NC_("step", "Check")),
            tr(NC_("step", "Recipients")),
            tr(NC_("step", "Seal")),
        )
        self.stepper = Stepper(names)
        self.stepper.chosen.connect(lambda number: self.show_step(ExportStep(number)))
        top = QHBoxLayout()
        top.addWidget(self.stepper, 2)
        said = tr("Nothing is written until you seal.")
        top.addWidget(Text(said, "small", "muted", wrap=True, end=True), 1)
        self._steps.add_layout(top)
        box.addWidget(self._steps)
        self._main = QWidget()
        self._main_box = QVBoxLayout(self._main)
        self._main_box.setContentsMargins(0, 0, 0, 0)
        self.progress = ReadProgress(tr(NC_("progress", "Sealing")))
        self.progress.cancel.connect(self._cancel)
        self.key = KeyCard(bench.keys, JobKind.SEAL)
        self.side = ExportSide()
        box.addWidget(
            Columns(stack(self.progress, self.key, self._main), self.side, side_width=320, fold_below=900)
        )
        box.addStretch(1)
        self._scroller = Scroller(body)
        self.outer.addWidget(self._scroller, 1)
        self.outer.addWidget(self._foot())
        bench.case_read.connect(self._read)
        bench.export_changed.connect(self._build_when_seen)
        bench.jobs.asked.connect(self._answer)
        bench.jobs.ended.connect(self._ended)
        bench.jobs.changed.connect(self._working)
        bench.keys.settled.connect(self._key_settled)
        self._working()
        self._stale = True

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        if self._stale:
            self._build()

    def _build_when_seen(self) -> None:
        """Counting what can be chosen takes a moment in a large case: not before somebody looks."""
        self._stale, self._comparing = True, False
        if self.isVisible():
            self._build()

    def title(self) -> str:
        return tr("Export bundle")

    def subtitle(self) -> str:
        overview = None if self._bench.case is None else self._bench.case.overview
        if overview is None:
            return tr("No case open")
        facts, words = overview.facts, current()
        return " · ".join((words.isolate(facts.reference), words.isolate(facts.title)))

    def head_widgets(self) -> list[QWidget]:
        overview = None if self._bench.case is None else self._bench.case.overview
        return [] if overview is None else case_pills(self._bench, overview)

    def first_focus(self) -> QWidget | None:
        if not self.key.isHidden():
            return self.key.first_focus()
        return None if self.step is None else self.step.first_focus()

    @property
    def _draft(self) -> ExportDraft:
        return self._bench.export

    # --- building ----------------------------------------------------------------------------------

    def _foot(self) -> QFrame:
        self._foot_frame = QFrame()
        self._foot_frame.setProperty("part", "page")
        whole = QHBoxLayout(self._foot_frame)
        whole.setContentsMargins(0, 0, 0, 0)
        under = QWidget()  # the buttons stand under the cards, also where the screen is wider
        under.setMaximumWidth(px(WIDEST))
        whole.addWidget(under, 1)
        whole.addStretch(0)
        line = QHBoxLayout(under)
        line.setContentsMargins(px(24), px(8), px(24), px(12))
        line.setSpacing(px(10))
        self.back = Button(tr(NC_("button", "Back")), self._back)
        line.addWidget(self.back)
        self._why = Text("", "small", "muted", wrap=True, end=True)
        line.addWidget(self._why, 1)
        self.start_over = Button(tr("Start over"), self.begin_again)
        line.addWidget(self.start_over)
        self.next = Button("", self.go_on, kind="primary")
        line.addWidget(self.next)
        return self._foot_frame

    def _build(self) -> None:
        """The part of the current step, and what follows from it."""
        clear(self._main_box)
        self.step, self._stale = None, False
        if self._bench.case is None or self._bench.case.overview is None:
            self._foot_frame.hide()
            return
        if self._bench.received_case:
            self._show_nothing_to_seal()
            return
        self.step = self._made()
        if isinstance(self.step, CheckStep):
            self.step.looked.connect(self._focus)
        if not isinstance(self.step, DoneStep):
            self.step.changed.connect(self._show)
        else:
            self.step.again.connect(self.begin_again)
        self._main_box.addWidget(self.step)
        done = self._draft.step is ExportStep.DONE
        self._foot_frame.setVisible(not done)
        self.side.setVisible(not done)
        self._steps.setVisible(not done)
        self._scroller.verticalScrollBar().setValue(0)
        self._show()
        self.head_changed.emit()

    def _show_nothing_to_seal(self) -> None:
        """What somebody else sealed is passed on as it is."""
        for part in (self._steps, self.side, self._foot_frame):
            part.hide()
        card = Card()
        verifying = partial(self._bench.go.emit, places.VERIFY)
        card.add(
            EmptyState(
                "package",
                tr("A received bundle is not sealed again"),
                tr(
                    "Pass the bundle on as it was sealed. To seal findings of your own, create a case and "
                    "add evidence there."
                ),
                Button(tr("Go to Verify"), verifying),
            )
        )
        self._main_box.addWidget(card)
        self.head_changed.emit()

    def _made(self) -> AnyStep:
        step = self._draft.step
        if step is ExportStep.DONE and self._draft.sealed is not None:
            return DoneStep(self._bench, self._draft.sealed)
        if step is ExportStep.CHECK:
            return CheckStep(self._bench)
        if step is ExportStep.RECIPIENTS:
            return RecipientsStep(self._bench)
        if step is ExportStep.SEAL:
            sealing = SealStep(self._bench)
            sealing.entered.connect(self._entered)
            return sealing
        return ChooseStep(self._bench)

    def _show(self) -> None:
        """Stepper, side and buttons as the draft stands."""
        step, draft, running = self.step, self._draft, self._comparing or self._sealing is not None
        self.stepper.show_step(int(draft.step), can_go_back=not running and draft.step is not ExportStep.DONE)
        self._main.setEnabled(not running)
        if step is None or isinstance(step, DoneStep):
            return
        if isinstance(step, ChooseStep):
            self._bench.export_amount = step.amount
            self._bench.export_name = "" if step.start is None else step.start.name
        overview = None if self._bench.case is None else self._bench.case.overview
        total = 0 if overview is None else overview.total
        self.side.show_draft(draft, draft.name or self._bench.export_name, total, self._bench.export_amount)
        trouble = self._bench.writing.reason() or step.trouble()
        self._why.set_text(trouble)
        label = self._next_label()
        self.next.setText(label)
        self.next.setAccessibleName(gate.shown(label))
        self.next.setEnabled(not trouble and not running)
        self.next.setAccessibleDescription(gate.shown(trouble))
        self.back.setVisible(draft.step > ExportStep.CHOOSE)
        for button in (self.back, self.start_over):
            button.setEnabled(not running)

    def _next_label(self) -> str:
        if self._draft.step is ExportStep.CHOOSE:
            return tr("Review what is left out")
        if self._draft.step is ExportStep.SEAL:
            preview = self._draft.preview
            return seal_label(0 if preview is None else preview["selected"])
        return tr(NC_("label", "Continue"))

    # --- going through -----------------------------------------------------------------------------

    def show_step(self, step: ExportStep) -> None:
        """Go to a step, with what was decided kept."""
        if isinstance(self.step, SealStep):
            self.step.save()
        self._draft.step, self._draft.recounted = step, False
        self._build()
        self._focus()

    def _focus(self) -> None:
        """What the step offers first, else the button that goes on, else the one that goes back: never
        nothing, and what forgets everything only where nothing was decided.
        """
        without = self.start_over if self.back.isHidden() else self.back
        first = self.first_focus() or (self.next if self.next.isEnabled() else without)
        if self.isVisible():
            first.setFocus()

    def go_on(self) -> None:
        """To the next step; at the last one, seal."""
        if self._draft.step is ExportStep.SEAL:
            self.seal()
        elif self.next.isEnabled():
            self.show_step(ExportStep(self._draft.step + 1))

    def _entered(self) -> None:
        """Enter in a field of the last step: seal, or go to what is still missing."""
        step = self.step
        if self.next.isEnabled():
            self.next.click()
        elif isinstance(step, SealStep) and self._sealing is None and (missing := step.missing()):
            scroll_to(missing)
            missing.setFocus()

    def _back(self) -> None:
        if self._draft.step > ExportStep.CHOOSE:
            self.show_step(ExportStep(self._draft.step - 1))

    def begin_again(self) -> None:
        """Forget what was decided; nothing was written."""
        self._bench.new_export()

    def _read(self) -> None:
        """The case changed: another tag, another count. What is typed in a later step stays."""
        if self._outdated():
            if self._draft.step in _RESTS_ON_CHECK:
                self._check_again()
                return
            self._draft.preview = self._draft.basis = None
            self._show()
        if not self.isVisible() and (self.step is None or isinstance(self.step, ChooseStep)):
            self._stale = True
        elif isinstance(self.step, ChooseStep) and self.step.still_offered:
            self.step.read()
        elif self.step is None or isinstance(self.step, ChooseStep):
            self._build()

    def _outdated(self) -> bool:
        """Whether what was checked is no longer what would be sealed."""
        draft, case = self._draft, self._bench.case
        if draft.basis is None or case is None or case.overview is None or self._sealing is not None:
            return False
        return draft.step is not ExportStep.DONE and basis_of(case.overview) != draft.basis

    def _check_again(self) -> None:
        """Back to the second step, with what was decided in the later ones kept."""
        if isinstance(self.step, SealStep):
            self.step.save()
        self._draft.preview = self._draft.basis = None
        self._draft.step, self._draft.recounted = ExportStep.CHECK, True
        self._build_when_seen()

    # --- sealing -----------------------------------------------------------------------------------

    @property
    def _sealing(self) -> RunningJob | None:
        return self._bench.jobs.running(JobKind.SEAL)

    def seal(self) -> None:
        """Begin, or go on where it was broken off, unless the case is no longer as it was checked: the window
        isn't told of what the command line writes into it."""
        step, case = self.step, self._bench.case
        if not isinstance(step, SealStep) or case is None or self._comparing:
            return
        step.save()
        step.say("")
        self._comparing = True
        self._show()
        case.ask(
            "overview before sealing",
            lambda reading: read_overview(reading.case),
            self._compare,
            self._not_compared,
            owner=self,
        )

    def _compare(self, overview: CaseOverview) -> None:
        case, basis = self._bench.case, self._draft.basis
        if not self._comparing or case is None or not isinstance(self.step, SealStep):
            return
        self._comparing = False
        if basis is None or basis_of(overview) == basis:
            self._begin(self.step, case)
        else:
            self._show()
            case.refresh()  # this page hears of it like all others, and checks again

    def _not_compared(self, error: ForensicsError) -> None:
        self._comparing = False
        if isinstance(self.step, SealStep):
            self.step.say(window_sentence(error), repr(error))
        self._show()

    def _begin(self, step: SealStep, case: CaseSession) -> None:
        self._signing, self._asked = [f for f in step.secrets if f.asks], 0
        picture = self._bench.scratch / "cover.png"
        arguments = self._draft.seal_arguments(case.path, picture=picture)
        self._bench.keys.begin(None)
        self._draft.started = self._bench.start_job(
            JobKind.SEAL, arguments, str(self._draft.out(case.path)), shows_errors=True
        )
        if not self._draft.started and self._sealing is not None:
            step.say(tr("A bundle is already being sealed. Wait until it is finished, or cancel it first."))
        self._show()
        if self._draft.started:
            focus_when_shown(self.progress.cancel_button)  # all else is disabled meanwhile

    def _answer(self, running: RunningJob, question: object) -> None:
        if running.kind is not JobKind.SEAL or not isinstance(question, PassphraseQuestion):
            return
        fields = self._signing
        known = self._asked < len(fields) and isValid(fields[self._asked])
        given = fields[self._asked].passphrase.text() if known else ""
        self._asked += 1
        running.job.answer({"passphrase": given})

    def _cancel(self) -> None:
        running = self._sealing
        if running is not None:
            running.job.cancel()
            self._working()

    def _working(self) -> None:
        running = self._sealing
        if self._was_reading != self._bench.reading:
            self._was_reading = self._bench.reading
            self._show()
        self.progress.setVisible(running is not None)
        if running is not None:
            self.progress.show_job(running)

    def _key_settled(self) -> None:
        """The card where a key was typed is gone; sealing goes on, and only *Cancel* can be used."""
        if self._sealing is not None and self.isVisible():
            focus_when_shown(self.progress.cancel_button)

    def _ended(self, ending: Ending) -> None:
        if ending.kind is JobKind.SETTINGS and isinstance(self.step, SealStep) and self.step.signs is None:
            self._build()  # an identity was made or imported meanwhile
            first = self.first_focus()
            if first is not None:
                focus_when_shown(first)
        if ending.kind is not JobKind.SEAL or not self._draft.started:
            return
        draft = self._draft
        draft.started = False
        code = "" if ending.trouble is None else ending.trouble.code
        if ending.result is not None or code in REFUSED_SECRETS:
            for fields in filter(isValid, self._signing):
                fields.passphrase.clear()
        self._signing = []
        if ending.result is not None:
            draft.sealed, draft.cover = ending.result.values["bundle"], ending.result.values["cover"]
            draft.parcel = ending.result.values.get("parcel")
            self._bench.settings.identity = self._bench.settings.identity or draft.identity
            done = partial(self.show_step, ExportStep.DONE)
            self._bench.turns.put_off(self, done)  # others hear of the end first
            return
        self._show()
        if isinstance(self.step, SealStep):
            if ending.trouble is not None:
                self.step.say(ending.trouble.sentence, ending.trouble.details)
            else:
                self.step.say(tr("Stopped. What was copied is kept: press Seal again to resume."), "")
            self._scroller.verticalScrollBar().setValue(0)
            self._focus()  # it left the fields when they were disabled
