"""Timeline: all times of the case as a histogram, the chosen stretch of it, and its events in a list.

The timeline is built when it is first looked at: by a child process, or, where another process builds it
too, in the timeline's own thread. What is there already is shown meanwhile.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from ui.jobs.desk import Ending, JobKind
from ui.models.case.overview import CaseOverview
from ui.models.timeline.session import Standing
from ui.pages.cards.header_pills import case_pills
from ui.pages.timeline.view import TimelineView
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.page import Page
from ui.widgets.statements.incomplete_bar import StandingBar
from ui.widgets.statements.notices import EmptyState
from ui.words import places
from ui.workbench.case_session import CaseSession
from ui.workbench.workbench import Workbench


class TimelinePage(Page):
    """`view` is there once the case has times."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._session: CaseSession | None = None
        self._share: float | None = None
        self._look_again = False
        self.view: TimelineView | None = None
        inside = QWidget()
        inside.setProperty("part", "page")
        box = QVBoxLayout(inside)
        box.setContentsMargins(px(16), px(14), px(16), px(12))
        box.setSpacing(px(12))
        self.standing = StandingBar()
        box.addWidget(self.standing)
        self._stack = QStackedWidget()
        box.addWidget(self._stack, 1)
        self.outer.addWidget(inside, 1)
        self._nothing = EmptyState(
            "chart-bar",
            tr("No times yet"),
            tr("Add evidence first; every timestamp found in it is shown here."),
            Button(tr("Add evidence…"), lambda: bench.go.emit(places.EVIDENCE), kind="primary"),
        )
        self._waiting = EmptyState(
            "clock",
            tr("Building the timeline"),
            tr("The histogram appears as soon as the first results are available."),
        )
        self._timeless = EmptyState(
            "calendar-x",
            tr("Nothing in this case has a time"),
            tr("The artifacts are listed on the Artifacts page; their file systems store no times for them."),
        )
        for state in (self._nothing, self._waiting, self._timeless):
            self._stack.addWidget(state)
        bench.case_changed.connect(self._case_changed)
        bench.case_read.connect(self._case_read)
        bench.jobs.changed.connect(self._show_standing)
        bench.jobs.ended.connect(self._job_ended)
        self._case_changed()

    def title(self) -> str:
        return tr(NC_("page", "Timeline"))

    def subtitle(self) -> str:
        overview = self._overview()
        if overview is None or self._session is None:
            return tr("No case open")
        words = current().isolate(overview.facts.reference)
        total = self._session.timeline.data.total
        if not total:
            return words
        return " · ".join(
            (
                words,
                trn("{count} time", "{count} times", total),
                trn("{count} exhibit", "{count} exhibits", overview.exhibit_count),
            )
        )

    def head_widgets(self) -> list[QWidget]:
        overview = self._overview()
        return [] if overview is None else case_pills(self._bench, overview)

    def first_focus(self) -> QWidget | None:
        return None if self.view is None else self.view.histogram

    def _overview(self) -> CaseOverview | None:
        return None if self._bench.case is None else self._bench.case.overview

    # --- the case ----------------------------------------------------------------------------------

    def _case_changed(self) -> None:
        if self._bench.case is self._session:
            return
        self._drop_view()
        self._session = self._bench.case
        self._look_again = False
        if self._session is not None:
            self._session.timeline.changed.connect(self._counted)
            self._session.timeline.progressed.connect(self._progressed)
            self._counted()

    def _drop_view(self) -> None:
        if self.view is not None:
            self._stack.removeWidget(self.view)
            self.view.deleteLater()
            self.view = None

    def _case_read(self) -> None:
        if self.view is not None and self._session is not None:
            overview = self._overview()
            if overview is not None:
                self.view.show_zones(overview)
        self._consider()
        self.head_changed.emit()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._consider()

    # --- building ----------------------------------------------------------------------------------

    def _consider(self) -> None:
        """Read the counts, or have them made, where they are not those of the case as it is now."""
        overview, session = self._overview(), self._session
        if overview is None or session is None or not self.isVisible():
            return
        if not overview.total:
            self._stack.setCurrentWidget(self._nothing)
            self.standing.hide()
            return
        timeline, state = session.timeline, session.timeline_state
        now = (overview.total, overview.zones)
        if timeline.standing is Standing.UNREAD or state.seen != now:
            state.seen = now
            timeline.load()
        elif timeline.standing is Standing.STALE and state.tried != now and not self._running:
            state.tried = now
            if not self._bench.reading:
                self._build()
            elif not timeline.data.total:
                timeline.build_here()
        self._show_standing()

    @property
    def _running(self) -> bool:
        return self._bench.jobs.running(JobKind.TIMELINE) is not None

    def _build(self) -> None:
        """In a child process, which writes it into the case."""
        session = self._session
        if session is None:
            return
        if self._bench.reading:  # more comes all the time: only for the moment, then
            session.timeline.build_here()
            return
        arguments = ["timeline", str(session.path), "--prepare"]
        self._bench.start_job(JobKind.TIMELINE, arguments, str(session.path))

    def _job_ended(self, ending: Ending) -> None:
        session = self._session
        if ending.kind is JobKind.TIMELINE and session is not None and ending.subject == str(session.path):
            self._look_again = ending.result is not None
            session.timeline.reopen()

    def _counted(self) -> None:
        """The session has other counts, or another standing."""
        session, overview = self._session, self._overview()
        if session is None or overview is None:
            return
        timeline = session.timeline
        if timeline.standing in (Standing.READY, Standing.STALE):
            self._show_data(session, overview)
        if timeline.standing is Standing.STALE and self._look_again:  # somebody else builds it
            self._look_again = False
            timeline.build_here()
        self._consider()
        self.head_changed.emit()

    def _progressed(self, share: float) -> None:
        self._share = share
        self._show_standing()

    def _show_data(self, session: CaseSession, overview: CaseOverview) -> None:
        state, data = session.timeline_state, session.timeline.data
        state.take(data)
        if state.window is None:
            self._drop_view()
            self._stack.setCurrentWidget(self._timeless if data.complete else self._waiting)
            return
        if self.view is None or self.view.window_of_time is not state.window:
            self._drop_view()
            QTimer.singleShot(0, self, self._make_view)
            return
        self.view.show_data(data, overview)

    def _make_view(self) -> None:
        """In three turns of the event loop, none of them long: made, filled while it is hidden, shown."""
        session = self._session
        if session is not None and self.view is None and session.timeline_state.window is not None:
            state = session.timeline_state
            self.view = TimelineView(self._bench, session.timeline, state, session.timeline_state.window)
            QTimer.singleShot(0, self, self._fill_view)

    def _fill_view(self) -> None:
        overview, session = self._overview(), self._session
        if self.view is not None and overview is not None and session is not None:
            self.view.show_data(session.timeline.data, overview)
            QTimer.singleShot(0, self, self._put_view)

    def _put_view(self) -> None:
        if self.view is None or self._stack.indexOf(self.view) >= 0:
            return
        self._stack.addWidget(self.view)
        self._stack.setCurrentWidget(self.view)
        if self.isVisible():
            self.view.histogram.setFocus(Qt.FocusReason.OtherFocusReason)
            self.head_changed.emit()

    # --- how complete it is ------------------------------------------------------------------------

    def _show_standing(self) -> None:
        session = self._session
        if session is None:
            self.standing.hide()
            return
        standing = session.timeline.standing
        building = tr("The timeline is being built. Counts are incomplete until it is finished.")
        if self._running:  # the job line tells how far it is
            if self.view is None:
                self.standing.hide()
            else:
                self.standing.say(State.RUNNING, building)
        elif standing is Standing.BUILDING:
            stop = session.timeline.stop_building
            self.standing.say(
                State.RUNNING, building, tr(NC_("button", "Cancel")), stop, self._share, running=True
            )
        elif standing is Standing.STALE and self._bench.reading:
            words = tr(
                "Evidence is being read. The timeline does not include what was added since it was built."
            )
            self.standing.say(State.INFO, words, tr("Update timeline"), self._build)
        elif standing is Standing.STALE:
            words = tr("The timeline does not include everything in the case.")
            self.standing.say(State.WARN, words, tr("Build timeline"), self._build)
        else:
            self.standing.hide()
