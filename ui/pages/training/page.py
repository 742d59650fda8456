"""Training: practise on tamper drills, answer a class set, mark a class and certify it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr
from forensics_app.model.names import visible
from forensics_app.services.training.class_files import SET_SUFFIX
from ui.jobs.child_job import Trouble
from ui.jobs.desk import JobKind
from ui.pages.training.begin import BeginView
from ui.pages.training.exchange import ExchangeView
from ui.pages.training.results import ResultsView
from ui.pages.training.solving import SolvingView
from ui.pages.training.who import WhoView
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.drop_zone import dropped_paths
from ui.widgets.layout.card import clear
from ui.widgets.layout.columns import Scroller, page_body
from ui.widgets.layout.focus_restore import focus_when_shown
from ui.widgets.layout.page import Page
from ui.widgets.statements.notices import Trouble as TroubleCard
from ui.widgets.statements.read_progress import ReadProgress
from ui.workbench.workbench import Workbench


class TrainingPage(Page):
    """One of its views: where to begin, who answers, a class set being answered, a class that was marked, an
    exchange between two laboratories.
    """

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._first: QWidget | None = None
        self._view_shown: QWidget | None = None
        self._progress: ReadProgress | None = None
        self._trouble: Trouble | None = None
        self.setAcceptDrops(True)
        body, box = page_body()
        self._content = QVBoxLayout()
        self._content.setSpacing(px(14))
        box.addLayout(self._content)
        self.outer.addWidget(Scroller(body))
        desk = bench.training
        desk.changed.connect(self._changed)
        desk.failed.connect(self._failed)
        bench.jobs.changed.connect(self._jobs_changed)
        desk.follow_language()
        self._show()

    def title(self) -> str:
        return tr(NC_("page", "Training"))

    def subtitle(self) -> str:
        desk = self._bench.training
        if desk.marked is not None:
            return visible(desk.marked["title"])
        if desk.opened is not None:
            set_ = desk.opened.class_set
            trainer = current().isolate(visible(set_.trainer))
            return " · ".join(filter(None, (visible(set_.title), trainer)))
        return tr("Drills, class sets and marking, all offline")

    def head_widgets(self) -> list[QWidget]:
        desk = self._bench.training
        if desk.opened is None and desk.marked is None and desk.exchange is None:
            return []
        return [Button(tr("Back to start"), desk.close, glyph="arrow-u-up-left")]

    def first_focus(self) -> QWidget | None:
        return self._first

    def _changed(self) -> None:
        self._trouble = None
        self.follow(self._bench.turns, self._show)

    def _failed(self, trouble: Trouble) -> None:
        self._trouble = trouble
        self.follow(self._bench.turns, self._show)

    def _show(self) -> None:
        desk = self._bench.training
        view = None if desk.running else self._view()
        before, self._view_shown = self._view_shown or self._progress, view
        held = self.focusWidget()
        left = before is not None and held is not None and before.isAncestorOf(held)
        if left and held is not None and view is not None and type(view) is not type(before):
            held.clearFocus()  # nothing of the new view is where the keyboard was, whatever its name
            focus_when_shown(view.first)
        clear(self._content)
        self._progress = None
        if self._trouble is not None:
            self._content.addWidget(TroubleCard(self._trouble.sentence, self._trouble.details))
        if view is None:
            self._progress = ReadProgress(tr(NC_("training", "Working")))
            self._progress.cancel.connect(self._cancel)
            self._content.addWidget(self._progress)
            self._jobs_changed()
            self._first = None
        else:
            self._first = view.first
            self._content.addWidget(view)
        self._content.addStretch(1)
        self.head_changed.emit()

    def _view(self) -> BeginView | ExchangeView | ResultsView | SolvingView | WhoView:
        desk = self._bench.training
        if desk.exchange is not None:
            return ExchangeView(self._bench)
        if desk.marked is not None:
            return ResultsView(self._bench, desk.marked)
        if desk.opened is None:
            return BeginView(self._bench)
        return SolvingView(self._bench) if desk.began else WhoView(self._bench)

    def _jobs_changed(self) -> None:
        running = self._bench.jobs.running(JobKind.TRAINING)
        if self._progress is not None and running is not None:
            self._progress.show_job(running)

    def _cancel(self) -> None:
        running = self._bench.jobs.running(JobKind.TRAINING)
        if running is not None:
            running.job.cancel()

    # --- dropping ----------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if dropped_paths(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        take_dropped(self._bench, dropped_paths(event))


def take_dropped(bench: Workbench, paths: list[Path]) -> None:
    """A class set is opened; folders and submissions are marked."""
    if not paths or bench.training.running:
        return
    if len(paths) == 1 and paths[0].suffix == SET_SUFFIX:
        bench.training.open(paths[0])
    else:
        bench.training.mark(paths)
