"""The main window: rail, header, band, pages, job line. It arranges; what happens is the workbench's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr
from forensics_app.model.artifact import Artifact
from ui.dialogs.ask import ask_to_stop, ask_without_points
from ui.dialogs.choose import choose_bundle
from ui.jobs.child_job import Trouble
from ui.jobs.desk import JobKind
from ui.models.case.overview import is_built_in
from ui.pages.artifacts.page import ArtifactsPage
from ui.pages.evidence.page import EvidencePage
from ui.pages.start.page import StartPage
from ui.pages.training.panel import QuestionPanel
from ui.pages.verify.page import VerifyPage
from ui.theme import px, tokens
from ui.theme.state import State
from ui.widgets.frame.demo_band import DemoBand
from ui.widgets.frame.header import Header
from ui.widgets.frame.job_line import JobLine
from ui.widgets.frame.rail import Rail, RailItem
from ui.widgets.frame.walkthrough_strip import WalkthroughStrip
from ui.widgets.layout.page import Page
from ui.widgets.statements.notices import TroubleBar
from ui.window.page_set import PageSet
from ui.window.preferences import choose_language, choose_theme, language_menu, step_text, switch_dark
from ui.window.walkthrough import Walkthrough
from ui.window.window_dialogs import WindowDialogs
from ui.window.writing_band import WritingBand
from ui.words import places
from ui.words.jobs import ending_words, running_words
from ui.workbench.workbench import Workbench

MINIMUM = QSize(1280, 720)
FOLD_RAIL_BELOW = 1000
FRAME = QSize(16, 48)  # what a window manager puts around a window, unknown before it does


class MainWindow(QMainWindow):
    """`build` makes everything inside anew: after a change of language, colours or text size."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.bench = bench
        self.place = places.START
        self.setMinimumSize(MINIMUM)
        self.setWindowTitle("Sealwright")
        self.dialogs = WindowDialogs(bench, self, lambda: self.place)
        self.dialogs.language_chosen.connect(lambda language: choose_language(self, language))
        self.dialogs.theme_chosen.connect(lambda theme: choose_theme(self, theme))
        self.walkthrough = Walkthrough(bench, self)
        self.walkthrough.changed.connect(self._show_head)
        self.build()
        self.pages.make_all()
        bench.case_changed.connect(self._case_changed)
        bench.case_read.connect(self._show_head)
        bench.case_read.connect(self._show_job)
        bench.check_changed.connect(self._show_head)
        bench.jobs.changed.connect(self._show_job)
        bench.jobs.started.connect(self._job_started)
        bench.keys.asked.connect(self._key_needed)
        bench.keys.settled.connect(self._show_job)
        bench.jobs.ended.connect(lambda ending: self._show_job())
        bench.trouble.connect(self._show_trouble)
        bench.answered.connect(self._show_answer)
        bench.training.begun.connect(self._forget_answer)
        bench.go.connect(self.go)
        bench.evidence_asked.connect(self._look_at)

    # --- building ----------------------------------------------------------------------------------

    def build(self) -> None:
        """Rail, header, page and job line in the language and theme of now, at the place where one was.

        The other pages follow in quiet moments.
        """
        for shortcut in self.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly):
            shortcut.deleteLater()
        before = self.centralWidget()
        if before is not None:
            before.setLayoutDirection(before.layoutDirection())  # it goes: no need to turn it around too
        QApplication.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if current().right_to_left else Qt.LayoutDirection.LeftToRight
        )
        body = QWidget()
        self.rail = Rail(self._foot())
        self.rail.chosen.connect(self.go)
        self.header, self.band, self.job_line = Header(), DemoBand(), JobLine()
        self.band.walkthrough.connect(self.walkthrough.begin)
        self.strip = WalkthroughStrip()
        self.job_line.cancel.connect(self._cancel_job)
        self.job_line.key_asked.connect(self._go_to_key)
        self.job_line.zones_asked.connect(self.bench.zones_asked)
        self.writing_band = WritingBand(self.bench.writing)
        self.trouble_bar = TroubleBar()
        self.stack = QStackedWidget()
        self.pages = PageSet(self.bench, self._take_page, self.stack)
        right = QVBoxLayout()
        right.setSpacing(0)
        for part in (self.header, self.band, self.strip, self.writing_band, self.trouble_bar):
            right.addWidget(part)
        self.questions = QuestionPanel(self.bench)
        self.bench.training.selection = self._selected
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.stack, 1)
        middle.addWidget(self.questions)
        right.addLayout(middle, 1)
        right.addWidget(self.job_line)
        line = QHBoxLayout(body)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.rail)
        line.addLayout(right, 1)
        self.setCentralWidget(body)
        self.walkthrough.show_in(self.strip)
        self._make_shortcuts()
        self._fold_rail()
        self.go(self.place)
        # the new widgets are shown in the next turn of the event loop, and only then take the focus
        QTimer.singleShot(0, self, lambda: self._focus_first(self.pages[self.place]))
        self.dialogs.rebuild()
        self.pages.make_rest_later()

    def _selected(self) -> list[tuple[str, Artifact]]:
        """What is selected on the page Artifacts, with the name of each source's file."""
        page = self.pages[places.ARTIFACTS]
        overview = None if self.bench.case is None else self.bench.case.overview
        if overview is None or not isinstance(page, ArtifactsPage):
            return []
        return [(overview.paths[one.entry.locator.source_id].name, one) for one in page.selected()]

    def _take_page(self, page: Page) -> None:
        self.stack.addWidget(page)
        page.head_changed.connect(self._show_head)

    def _foot(self) -> list[RailItem]:
        dark = tokens().dark
        switch = RailItem(
            "sun" if dark else "moon",
            tr(NC_("look of the window", "Light")) if dark else tr(NC_("look of the window", "Dark")),
        )
        switch.clicked.connect(lambda: switch_dark(self))
        language = RailItem("translate", tr(NC_("label", "Language")))
        language.clicked.connect(lambda: language_menu(self, language))
        preferences = RailItem("gear-six", tr(NC_("page", "Preferences")), "Ctrl+,")
        preferences.clicked.connect(lambda: self.bench.preferences_asked.emit(""))
        help_item = RailItem("question", tr("Help and glossary"), "F1")
        help_item.clicked.connect(lambda: self.bench.help_asked.emit(""))
        self.language_item = language
        return [switch, language, preferences, help_item]

    def _make_shortcuts(self) -> None:
        acts: dict[str, Callable[[], object]] = {
            "Alt+0": lambda: self.go(places.START),
            "Ctrl+N": self._new_case,
            "Ctrl+Q": self.close,
            "Ctrl+O": self._choose_bundle,
            "Ctrl+=": lambda: step_text(self, 1),
            "Ctrl+-": lambda: step_text(self, -1),
            "Ctrl+,": lambda: self.bench.preferences_asked.emit(""),
            "F1": lambda: self.bench.help_asked.emit(""),
            "F5": self._refresh,
            "/": self._search,
        }
        for place in places.PLACES:
            acts[f"Alt+{place.number}"] = lambda number=place.number: self.go(number)  # type: ignore[misc]
        for keys, act in acts.items():
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    # --- going places ------------------------------------------------------------------------------

    def go(self, number: int) -> None:
        """Show a place; the case's places lead to the start page while no case is open."""
        needs_case = any(p.number == number and p.needs_case for p in places.PLACES)
        self.place = places.START if needs_case and self.bench.case is None else number
        page = self.pages[self.place]
        self.stack.setCurrentWidget(page)
        self.questions.set_away(away=self.place == places.TRAINING)
        self._show_head()
        self._show_job()
        self._focus_first(page)

    def first_focus(self) -> QWidget | None:
        """What has the focus where nothing else can keep it: of the page, not the rail's first item."""
        return self.pages[self.place].first_focus()

    def _focus_first(self, page: Page) -> None:
        first = page.first_focus()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_head(self) -> None:
        page = self.pages[self.place]
        self.header.show_place(page.title(), page.subtitle(), page.head_widgets())
        self.rail.set_current(self.place, has_case=self.bench.case is not None)
        overview = None if self.bench.case is None else self.bench.case.overview
        shows_bundle = isinstance(page, VerifyPage) and not page.is_aside
        self.band.show_reason(
            case=self.bench.demo_case and self.place not in (places.START, places.VERIFY, places.TRAINING),
            signer=shows_bundle and self.bench.check.demo_signer,
            drill=shows_bundle and self.bench.check.of_drill,
            walkthrough=self.walkthrough.offered,
            training=self.place == places.TRAINING,
            received=self.bench.received_case,
            built_in=overview is None or is_built_in(overview),
        )
        self.setWindowTitle(f"{page.title()} · Sealwright")
        zones = (
            () if overview is None else tuple((overview.place_of(z.scope), z.zone) for z in overview.zones)
        )
        self.job_line.show_zones(zones, case=overview is not None)

    def _case_changed(self) -> None:
        self.trouble_bar.close_trouble()
        self._show_job()
        self.go(places.CASE if self.bench.case is not None else places.START)

    def _look_at(self, paths: Sequence[Path]) -> None:
        page = self.pages[places.EVIDENCE]
        if isinstance(page, EvidencePage):
            self.go(places.EVIDENCE)
            page.add(paths)

    def _search(self) -> None:
        """From Start and the places of the case; Verify and Training show what is not of the case."""
        page = self.pages[places.ARTIFACTS]
        elsewhere = self.place in (places.VERIFY, places.TRAINING)
        if not elsewhere and self.bench.case is not None and isinstance(page, ArtifactsPage):
            self.go(places.ARTIFACTS)
            page.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _new_case(self) -> None:
        page = self.pages[places.START]
        if isinstance(page, StartPage):
            page.new_case()

    def _choose_bundle(self) -> None:
        path = choose_bundle(self)
        if path is not None:
            self.bench.check_and_show(path)

    def _refresh(self) -> None:
        if self.bench.case is not None:
            self.bench.case.refresh()

    # --- jobs --------------------------------------------------------------------------------------

    def _show_job(self) -> None:
        running, ending = self.bench.jobs.newest, self.bench.last_ending
        if running is not None:
            stopping = running.job.stopping
            question = None if stopping else self.bench.keys.question
            text, share, how_much = running_words(running, question)
            elsewhere = self.place != self._key_place
            self.job_line.show_running(text, share, how_much, stopping=stopping)
            self.job_line.show_key_needed(needed=question is not None, elsewhere=elsewhere)
        elif ending is not None:
            self.job_line.show_done(*ending_words(ending))
        else:
            self.job_line.show_idle()

    def _key_needed(self) -> None:
        """Where nothing else is being worked on, show where the key goes; else the job line leads there."""
        self._show_job()
        if self.place in (places.START, places.CASE):
            self._go_to_key()

    def _go_to_key(self) -> None:
        self.go(self._key_place)

    @property
    def _key_place(self) -> int:
        asking = {
            JobKind.SEAL: places.EXPORT,
            JobKind.EXTRACT: places.ARTIFACTS,
            JobKind.REPORT: places.CASE,
        }
        kind = self.bench.keys.kind
        return places.EVIDENCE if kind is None else asking.get(kind, places.EVIDENCE)

    def _job_started(self) -> None:
        self.trouble_bar.close_trouble()  # what was wrong before is not wrong with this one

    def _cancel_job(self) -> None:
        running = self.bench.jobs.newest
        if running is not None:
            running.job.cancel()
            self._show_job()

    def _show_trouble(self, trouble: Trouble) -> None:
        self.trouble_bar.show_trouble(trouble.sentence, trouble.details)

    def _show_answer(self, sentence: str) -> None:
        """In the job line, unless a job is at work there."""
        if self.bench.jobs.newest is None:
            self.job_line.show_done(sentence, State.OK)

    def _forget_answer(self) -> None:
        """What was said of somebody else's work doesn't stay."""
        self.bench.last_ending = None
        self._show_job()

    # --- the window --------------------------------------------------------------------------------

    def restore_place(self) -> None:
        """Where the window was last time; a size that fits the screen at the first start."""
        if self.bench.settings.geometry.isEmpty() or not self.restoreGeometry(self.bench.settings.geometry):
            self.resize(QSize(1440, 900).boundedTo(self.screen().availableSize() - FRAME))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fold_rail()

    def _fold_rail(self) -> None:
        self.rail.set_folded(folded=self.width() < px(FOLD_RAIL_BELOW))
        self.questions.fit(self.width())

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        if self.bench.works and not ask_to_stop(self):
            event.ignore()
            return
        points = self.bench.training.unsaved_count
        if points and not ask_without_points(self, points):
            event.ignore()
            return
        self.bench.settings.geometry = self.saveGeometry()
        self.bench.close()
        event.accept()
