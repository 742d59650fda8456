"""The strip under the table of artifacts: when they were modified or created, with edges that filter."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import tr
from forensics_app.model.selection import ArtifactFilter
from ui.models.timeline.bars import step_words
from ui.models.timeline.kinds import FIELDS, TimeGroup, group_words
from ui.models.timeline.scale import END, seconds_of
from ui.models.timeline.session import Standing
from ui.models.timeline.state import span_of
from ui.models.timeline.window import Stretch, TimeWindow
from ui.pages.timeline.chosen import stretch_words
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.text.text import Text
from ui.widgets.timeline.time_strip import TimeStrip
from ui.words import gate, places
from ui.workbench.case_session import CaseSession
from ui.workbench.workbench import Workbench

WAIT_MS = 200
ROOM, WIDTH = 330, 400  # what six rows and the strip need together
LOW = 300  # with less height the bars stand alone, and say in their tooltip what they are
_GROUPS = {field: group for group, field in FIELDS.items()}


class TimesCard(QFrame):
    """`asked` with the filter that the edges stand for, made from the one that was shown last."""

    asked = Signal(object)

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.setAccessibleName(tr("Filter by time"))
        self._bench = bench
        self._session: CaseSession | None = None
        self._filter = ArtifactFilter()
        self.strip: TimeStrip | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(px(8), px(6), px(8), px(4))
        self._box.setSpacing(px(2))
        self._low = False
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(px(4), 0, 0, 0)
        head.setSpacing(px(8))
        self._title, self._step = Text("", "small-strong", "muted"), Text("", "small", "muted")
        self._when = Text("", "small", "muted", end=True)
        self.clear_button = Button(tr("All times"), lambda: self._choose(None), kind="link", small=True)
        self.build_button = Button(
            tr("Build timeline"), lambda: bench.go.emit(places.TIMELINE), kind="link", small=True
        )
        head.addWidget(self._title)
        head.addWidget(self._step, 1)
        for widget in (self._when, self.clear_button, self.build_button):
            head.addWidget(widget)
        self._box.addWidget(self._head)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MS)
        self._wait.timeout.connect(self._ask)
        bench.case_changed.connect(self._case_changed)
        bench.case_read.connect(self._consider)
        self._case_changed()

    @property
    def group(self) -> TimeGroup:
        """The kind of time that is shown."""
        return TimeGroup.MODIFIED if self._filter.time_field is None else _GROUPS[self._filter.time_field]

    def show_filter(self, chosen: ArtifactFilter) -> None:
        """The filter of the table is this one now."""
        self._filter = chosen
        self._show()

    # --- the case ----------------------------------------------------------------------------------

    def _case_changed(self) -> None:
        if self._bench.case is self._session:
            return
        self._session = self._bench.case
        if self.strip is not None:
            self.strip.deleteLater()
            self.strip = None
        if self._session is not None:
            self._session.timeline.changed.connect(self._show)
            self._consider()
        self._show()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._consider()

    def _consider(self) -> None:
        """Look whether the timeline of the case was built; it is not built because of this strip."""
        session = self._session
        if session is None or session.overview is None or not self.isVisible():
            return
        state = session.timeline_state
        now = (session.overview.total, session.overview.zones)
        unread = session.timeline.standing is Standing.UNREAD
        if session.overview.total and (unread or state.seen != now):
            state.seen = now
            session.timeline.load()

    # --- showing -----------------------------------------------------------------------------------

    def _show(self) -> None:
        session = self._session
        data = None if session is None else session.timeline.data
        counted = data is not None and data.home is not None and data.ends is not None
        if data is not None and data.home is not None and data.ends is not None:
            if self.strip is None:
                self.strip = TimeStrip(TimeWindow(data.home, data.ends), self.group)
                self.strip.chosen_changed.connect(self._moved)
                self._box.addWidget(self.strip)
            self.strip.window_of_time.set_bounds(data.home, data.ends)
            self.strip.window_of_time.show_home()
            self.strip.window_of_time.choose_exactly(_stretch_of(self._filter))
            self.strip.show_group(data, self.group)
        if self.strip is not None:
            self.strip.setVisible(counted)
        stale = session is not None and session.timeline.standing is Standing.STALE
        self.build_button.setVisible(stale or not counted)
        self._title.set_text(group_words(self.group))
        self._words()

    def _words(self) -> None:
        strip = self.strip
        if strip is None or strip.isHidden():
            self._step.set_text(tr("Timeline not built."))
            self._when.set_text("")
            self.clear_button.hide()
            self._show_head()
            return
        chosen = strip.window_of_time.chosen
        words = step_words(strip.step)
        if self._session is not None and self._session.timeline.standing is Standing.STALE:
            words = tr("{what} · count not complete yet", what=words)
        self._step.set_text(words)
        self._when.set_text(tr("Drag over the bars to filter") if chosen is None else stretch_words(chosen))
        self.clear_button.setVisible(chosen is not None)
        self._show_head()
        strip.setToolTip(f"{group_words(self.group)} · {words}")
        strip.setAccessibleDescription(gate.shown(self._when.accessibleName()))

    def set_low(self, *, low: bool) -> None:
        """There is little height: the words go, unless something is chosen or nothing is counted."""
        if low != self._low:
            self._low = low
            self._words()

    def _show_head(self) -> None:
        strip = self.strip
        alone = strip is not None and not strip.isHidden() and strip.window_of_time.chosen is None
        self._head.setVisible(not (self._low and alone))

    # --- filtering ---------------------------------------------------------------------------------

    def _moved(self, over: bool) -> None:
        self._words()
        if over:
            self._wait.start()

    def _choose(self, stretch: Stretch | None) -> None:
        if self.strip is not None:
            self.strip.window_of_time.choose_exactly(stretch)
            self.strip.refresh()
            self._words()
            self._ask()

    def _ask(self) -> None:
        self._wait.stop()
        if self.strip is None:
            return
        chosen = self.strip.window_of_time.chosen
        span = span_of(chosen)
        field = None if chosen is None else FIELDS[self.group]
        asked = replace(self._filter, time_field=field, time_from=span.first, time_to=span.last)
        if asked != self._filter:
            self.asked.emit(asked)


class TimesBelow(QWidget):
    """A widget with the strip under it, as long as there is room for both."""

    def __init__(self, above: QWidget, times: TimesCard) -> None:
        super().__init__()
        self._above, self._times = above, times
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        box.addWidget(above, 1)
        box.addWidget(times)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As narrow as the list can be: the strip goes before it holds that up."""
        return QSize(self._above.minimumSizeHint().width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        size = event.size()
        self._times.set_low(low=size.height() < px(LOW))
        self._times.setVisible(size.height() >= px(ROOM) and size.width() >= px(WIDTH))


def _stretch_of(chosen: ArtifactFilter) -> Stretch | None:
    """The bounds of a filter on the axis."""
    if chosen.time_from is None and chosen.time_to is None:
        return None
    first = 0 if chosen.time_from is None else seconds_of(chosen.time_from)
    return first, END if chosen.time_to is None else seconds_of(chosen.time_to)
