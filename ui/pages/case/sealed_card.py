"""The sealed bundles of a case, what is known to have happened to each, and taking in what partners send."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.findings import finding_sentence
from forensics_app.model.findings import Severity
from forensics_app.services.verifying.verify import code_shown
from ui.dialogs.bundles.actions import BundleActions
from ui.dialogs.bundles.intake_rows import intake_rows
from ui.dialogs.bundles.sealed_bundle import SealedBundleDialog
from ui.dialogs.bundles.supplement_rows import supplement_rows, target_row
from ui.dialogs.choose import choose_addenda
from ui.jobs.desk import JobKind
from ui.models.case.bundle_words import STANDS, bundle_name
from ui.models.case.sealed_bundles import SealedBundle, Stand, read_sealed_bundles
from ui.settings.bundle_places import BundlePlaces
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button, glyph_button
from ui.widgets.controls.drop_zone import dropped_paths
from ui.widgets.layout.card import Card, clear
from ui.widgets.layout.focus_restore import focus_when_shown
from ui.widgets.layout.set_in import set_in
from ui.widgets.statements.addenda_story import story_parts, story_questions
from ui.widgets.statements.notices import StepRow, Trouble
from ui.widgets.text.text import Path as PathText
from ui.widgets.text.text import Rule, Text
from ui.words import gate
from ui.words.digests import without
from ui.workbench.workbench import Workbench
from ui.workbench.writing import guard

FIRST_SHOWN = 6


class SealedCard(Card):
    """Read anew whenever the case is; files may be dropped on it. `known` when `bundles` are new."""

    known = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Sealed bundles"))
        self._bench = bench
        self._case = bench.case
        self._bundles: tuple[SealedBundle, ...] | None = None
        self._shown = FIRST_SHOWN
        self._held = False
        self.page: SealedBundleDialog | None = None
        self.take_button = Button(tr("Import addendum…"), self.choose, glyph="download-simple", small=True)
        self.take_button.setToolTip(
            tr("Import a receipt or other addendum sent by another laboratory. You can also drop it here.")
        )
        guard(bench.writing, self.take_button)
        self.add_action(self.take_button)
        self._said, self._intake, self._list = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        for box in (self._said, self._intake, self._list):
            box.setSpacing(px(6))
            self.add_layout(box)
        bench.intake.changed.connect(self._show_intake)
        bench.trust_changed.connect(self.read)
        bench.jobs.changed.connect(self._allow)
        self._show_intake()
        self._show()

    def read(self) -> None:
        """Ask the case for its seals and addenda; they are few and small."""
        case, clock = self._bench.case, self._bench.clock
        if case is not self._case:  # what was shown is of another one
            self._case, self._bundles, self._shown = case, None, FIRST_SHOWN
            self._close_page()
            clear(self._said)
            self._show()
        if case is not None and (self._bundles is None or not self._bench.reading):
            places = BundlePlaces(self._bench.settings).all
            case.ask("sealed", lambda at: read_sealed_bundles(at.case, clock, places), self._take, owner=self)

    @property
    def bundles(self) -> tuple[SealedBundle, ...]:
        """Newest first; none while they are being read."""
        return self._bundles or ()

    def _take(self, bundles: tuple[SealedBundle, ...]) -> None:
        newest = bundles[0] if bundles else None
        self._bench.note_sealed(
            "" if newest is None else newest.stand.value,
            "" if newest is None else newest.report.seal.signed_at or "",
        )
        self._bench.intake.judge_by(bundle.report for bundle in bundles)
        if bundles != self._bundles:
            self._bundles = bundles
            self._show()
            self._follow_page()
            self.known.emit()

    # --- showing -----------------------------------------------------------------------------------

    def _show(self) -> None:
        clear(self._list)
        bundles = self._bundles or ()
        self.set_note(current().number(len(bundles)) if bundles else "")
        self.take_button.setVisible(bool(bundles))
        self.setAcceptDrops(bool(bundles))
        self._allow()
        if self._bundles is None:
            self._list.addWidget(Text(tr("Reading the seals…"), color="muted", wrap=True))
        elif not bundles:
            said = tr("No bundle of this case has been sealed yet.")
            self._list.addWidget(Text(said, color="muted", wrap=True))
        for bundle in bundles[: self._shown]:
            if bundle is not bundles[0]:
                self._list.addWidget(Rule())
            self._list.addWidget(_bundle_rows(bundle, self._acts(bundle)))
        left = len(bundles) - self._shown
        if left > 0:
            words = trn("Show {count} earlier bundle", "Show {count} earlier bundles", left)
            self._list.addWidget(Button(words, self._show_all, kind="link"))
        if bundles:
            said = tr("Later addenda may exist.")
            self._list.addWidget(Text(said, "small", "muted", wrap=True))

    def _show_all(self) -> None:
        self._shown = len(self._bundles or ())
        self._show()
        self.take_button.setFocus()

    def _show_intake(self) -> None:
        clear(self._intake)
        intake = self._bench.intake
        for row in intake_rows(intake):
            self._intake.addWidget(row)
        if intake.taken and not intake.waiting:
            self._intake.addWidget(Button(tr("Close list"), intake.forget, kind="link", small=True))
        if intake.taken or intake.waiting:
            self._intake.addWidget(Rule())
        self._allow()

    def _allow(self) -> None:
        bench = self._bench
        free = not bench.reading and bench.jobs.running(JobKind.CASE) is None and not bench.intake.waiting
        self.take_button.setEnabled(free)
        if free and self._held:  # Qt handed the focus to some other button while this one was disabled
            self._held = False
            if isinstance(self.window().focusWidget(), QPushButton | None):
                focus_when_shown(self.take_button)

    # --- acts --------------------------------------------------------------------------------------

    def _acts(self, bundle: SealedBundle) -> QWidget:
        """The bundle's own page, and its menu."""
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(6))
        line.addWidget(Button(tr(NC_("button", "Open…")), lambda: self.open_bundle(bundle.code), small=True))
        words = tr("Actions for {bundle}", bundle=bundle_name(bundle))
        menu = glyph_button("dots-three-vertical", words, lambda: self._show_menu(bundle, menu))
        line.addWidget(menu)
        return made

    def _show_menu(self, bundle: SealedBundle, button: QWidget) -> None:
        self.actions_for(bundle).menu().popup(button.mapToGlobal(QPoint(0, button.height())))

    def actions_for(self, bundle: SealedBundle) -> BundleActions:
        """What can be done with one of the bundles; what becomes of it is said above the list."""
        actions = BundleActions(self._bench, bundle, self)
        actions.said.connect(self._say)
        actions.found.connect(lambda _: self.read())
        return actions

    def _say(self, sentence: str, state: State) -> None:
        clear(self._said)
        self._said.addWidget(Trouble(sentence, state=state, on_close=lambda: clear(self._said)))

    def open_bundle(self, code: str) -> None:
        """The page of the bundle with this seal code."""
        self._close_page()
        bundle = next((b for b in self.bundles if b.code == code), None)
        if bundle is not None:
            actions = BundleActions(self._bench, bundle, self)
            actions.found.connect(lambda _: self.read())
            self.page = SealedBundleDialog(self._bench, actions, self.window())
            self.page.open()

    def _follow_page(self) -> None:
        """What became of the bundle whose page is open."""
        if self.page is not None and self.page.isVisible():
            now = next((b for b in self.bundles if b.code == self.page.bundle.code), None)
            if now is not None:
                self.page.show_bundle(now)

    def _close_page(self) -> None:
        if self.page is not None:
            self.page.close()
            self.page.deleteLater()
            self.page = None

    def choose(self) -> None:
        """Choose files and take them in."""
        files = choose_addenda(self)
        self._held = bool(files)
        self.take(files)

    def take(self, files: list[Path]) -> None:
        """Check each file and take it into the case."""
        if self._bench.case is not None and self.take_button.isEnabled():
            self._bench.intake.take(self._bench.case.path, files)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if dropped_paths(event) and self.take_button.isEnabled():
            event.acceptProposedAction()
            self._mark(over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        self._mark(over=False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        self._mark(over=False)
        event.acceptProposedAction()
        self.take(dropped_paths(event))

    def _mark(self, *, over: bool) -> None:
        self.setProperty("over", over)
        self.style().unpolish(self)
        self.style().polish(self)


def _bundle_rows(bundle: SealedBundle, acts: QWidget) -> QWidget:
    """One bundle: how things stand, its seal code, and its addenda set in under it."""
    report, words = bundle.report, current()
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(px(2))
    state, said = STANDS[bundle.stand]
    name = bundle_name(bundle)
    parts = [tr(said)]
    if report.seal.signed_at:
        when = words.isolate(f"{report.seal.signed_at[:16].replace('T', ' ')} UTC")
        parts.append(tr("Sealed {when}.", when=when))
    made.setAccessibleName(gate.spoken(name, " ".join(parts)))
    box.addWidget(StepRow(state, name, " ".join(parts), acts))
    under: list[QWidget] = []
    if report.seal.code:
        under.append(Text(tr("Seal code"), "small", "muted"))
        under.append(PathText(code_shown(report.seal.code), report.seal.code, "hash"))
    if bundle.stand is Stand.BROKEN:
        wrong = (f for f in report.findings if f.severity not in (Severity.NOTE, Severity.DOUBT))
        under += [
            Text(without(finding_sentence(f), report.seal.fingerprint), "small", "bad", wrap=True)
            for f in wrong
        ]
    under += story_questions(report, bundle.findings)
    target = target_row(bundle)
    if target is not None:
        under.append(target)
    box.addWidget(set_in([*under, *story_parts(report), *supplement_rows(bundle)]))
    return made
