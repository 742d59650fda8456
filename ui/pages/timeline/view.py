"""What the Timeline page shows of a case that has times: histogram, list, and two cards beside them."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QScrollArea, QSplitter, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr
from forensics_app.model.timeline import SpanTotals
from ui.models.case.overview import CaseOverview
from ui.models.timeline.bars import counted_in, fine_wanted
from ui.models.timeline.data import FineCounts, Numbers, TimelineData, fine_data
from ui.models.timeline.kinds import GROUPS, PLACE, TimeGroup
from ui.models.timeline.model import SessionEvents, TimelineModel
from ui.models.timeline.scale import text_of
from ui.models.timeline.session import TimelineReading, TimelineSession
from ui.models.timeline.state import TimelineState
from ui.models.timeline.window import Edge, Stretch, TimeWindow
from ui.pages.timeline.chosen import ChosenCard, stretch_words
from ui.pages.timeline.list import EventsCard, fields_of
from ui.pages.timeline.trust import TrustCard
from ui.theme import px
from ui.widgets.layout.card import Card
from ui.widgets.layout.parts import Parts
from ui.widgets.text.text import Text
from ui.widgets.timeline.controls import ChartTools
from ui.widgets.timeline.histogram import Histogram
from ui.widgets.timeline.kind_chips import KindChips
from ui.widgets.timeline.overview_strip import OverviewStrip
from ui.words import gate
from ui.workbench.workbench import Workbench

WAIT_MS = 140
"""After the last movement of an edge, before the list is asked for."""


class TimelineView(QWidget):
    """Keeps histogram, list and cards in step with `state`, whose window it shares with the histogram."""

    def __init__(
        self, bench: Workbench, session: TimelineSession, state: TimelineState, window: TimeWindow
    ) -> None:
        super().__init__()
        self._bench, self._session, self.state, self.window_of_time = bench, session, state, window
        self._data = session.data
        self.chips, self.tools = KindChips(), ChartTools()
        self.histogram = Histogram(window)
        self.strip = OverviewStrip(window)
        self.model = TimelineModel(SessionEvents(session, self), self)
        self.events = EventsCard(self.model, self._turn_order, self._show_in_artifacts)
        self.chosen = ChosenCard(self.choose, self.histogram.show_chosen, lambda: window.view)
        self.trust = TrustCard(bench.zones_asked.emit, self._show_odd)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MS)
        self._wait.timeout.connect(self._ask)
        self._arrange()
        self.chips.changed.connect(self._kinds_picked)
        self.tools.log.setChecked(state.log)
        self.tools.log_changed.connect(self._log_switched)
        self.tools.zoomed.connect(self._zoomed)
        self.tools.zones_asked.connect(bench.zones_asked)
        self.histogram.chosen_changed.connect(self._edges_moved)
        self.histogram.view_changed.connect(self._view_moved)
        self.strip.view_changed.connect(self._strip_moved)
        self.events.table.opened.connect(self._open)
        self.events.show_order(descending=state.descending)

    def _arrange(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(12))
        box.addWidget(self.chips)
        chart = Card(padding=10)
        chart.setAccessibleName(tr(NC_("label", "Histogram")))
        chart.body.setSpacing(px(4))
        chart.add(self.tools)
        chart.add(self.histogram, 1)
        self._lane_words = Text(
            tr(
                "Hatched: local times in an unknown zone, shown separately. They may be up "
                "to 14 hours earlier or later."
            ),
            "small",
            "muted",
            wrap=True,
        )
        self._lane_words.setContentsMargins(px(8), 0, px(8), 0)
        chart.add(self._lane_words)
        chart.add(self.strip)
        self.events.setMinimumHeight(px(190))
        left = QSplitter(Qt.Orientation.Vertical)
        left.setHandleWidth(px(12))
        left.setChildrenCollapsible(False)
        left.addWidget(chart)
        left.addWidget(self.events)
        left.setStretchFactor(0, 3)
        left.setStretchFactor(1, 2)
        left.setSizes([px(420), px(250)])
        side = QWidget()
        side.setProperty("part", "plain")
        cards = QVBoxLayout(side)
        cards.setContentsMargins(0, 0, px(2), 0)
        cards.setSpacing(px(12))
        cards.addWidget(self.chosen)
        cards.addWidget(self.trust)
        cards.addStretch(1)
        parts = Parts(
            (
                (tr(NC_("label", "Times")), _scrolled(left, tr("Histogram and list")), 0),
                (
                    tr("Selected time range"),
                    _scrolled(side, tr("Selected time range and its reliability")),
                    277,
                ),
            ),
            main=0,
            fold_below=760,
        )
        box.addWidget(parts, 1)

    # --- what is shown -----------------------------------------------------------------------------

    def show_data(self, data: TimelineData, overview: CaseOverview) -> None:
        """Other counts, or the same case with another declaration."""
        self._data = data
        self.chips.show_data(data, self.state.kinds)
        self.show_zones(overview)
        self._lane_words.setVisible(bool(data.unknown))
        self.trust.show_data(data, overview)
        self._redraw()
        self.chosen.show_stretch(self.window_of_time.chosen)
        self._ask()

    def show_zones(self, overview: CaseOverview) -> None:
        """What is declared for local times, when the case was read again."""
        self.tools.show_zones(tuple(sorted({z.zone for z in overview.zones})))

    def _redraw(self) -> None:
        self.histogram.show_data(self._data, self.state.fine)
        self.histogram.show_groups(self.state.groups, log=self.state.log)
        self.strip.show_data(self._data, self.state.groups)
        self._view_moved()

    def _want_fine(self) -> None:
        """Count hours or minutes where the bars in sight need them."""
        wanted = fine_wanted(self.window_of_time, self.state.fine)
        if wanted is None:
            return
        first, last, size = wanted

        def work(reading: TimelineReading) -> FineCounts:
            counts = reading.timeline.fine_counts(text_of(first), text_of(last), size)
            return fine_data(counts, first, last, size)

        self._session.ask("fine", work, self._take_fine, owner=self)

    def _take_fine(self, fine: FineCounts) -> None:
        self.state.fine = fine
        self._redraw()

    # --- choosing ----------------------------------------------------------------------------------

    def choose(self, stretch: Stretch | None) -> None:
        """Choose a stretch exactly; where it is out of sight, show it."""
        window = self.window_of_time
        window.choose_exactly(stretch)
        if stretch is not None and (stretch[1] <= window.view[0] or stretch[0] >= window.view[1]):
            window.look_at(stretch)
            self._view_moved()
        self.histogram.refresh()
        self._edges_moved(over=True)

    def _edges_moved(self, over: bool) -> None:
        self.strip.update()
        self.chosen.show_stretch(self.window_of_time.chosen)
        self._show_counts(counted_in(self.window_of_time.chosen, self._data, self.state.fine), None)
        if over:
            self._wait.start()

    def _view_moved(self) -> None:
        self.strip.update()
        self.tools.show_title(self.histogram.title_words())
        self._want_fine()

    def _strip_moved(self) -> None:
        self.histogram.refresh()
        self._view_moved()

    def _zoomed(self, factor: float) -> None:
        if factor:
            self.histogram.zoom_by(factor)
            return
        self.window_of_time.show_home()
        self.histogram.refresh()
        self._view_moved()

    def _kinds_picked(self, kinds: frozenset[TimeGroup]) -> None:
        self.state.kinds = kinds
        self.chips.show_kinds(kinds)
        self._redraw()
        self._ask()

    def _log_switched(self, log: bool) -> None:
        self.state.log = log
        self.histogram.show_groups(self.state.groups, log=log)
        self.tools.show_title(self.histogram.title_words())

    def _turn_order(self) -> None:
        self.state.descending = not self.state.descending
        self.events.show_order(descending=self.state.descending)
        self._ask()

    def _show_odd(self, stretch: Stretch) -> None:
        self.window_of_time.choose_exactly(stretch)
        self.window_of_time.look_at(stretch)
        self.histogram.refresh()
        self._view_moved()
        self._edges_moved(over=True)

    # --- the list and the counts -------------------------------------------------------------------

    def _ask(self) -> None:
        """The list and what is in it, for what is chosen now."""
        self._wait.stop()
        question = self.state.question()
        chosen = self.window_of_time.chosen
        self.events.offer(fields_of(self.state.kinds, self._data.groups), chosen=chosen is not None)
        self.events.counting()
        self._show_counts(counted_in(chosen, self._data, self.state.fine), None)

        def totals(reading: TimelineReading) -> SpanTotals:
            return reading.timeline.totals(question.span, question.kinds)

        def take(found: SpanTotals) -> None:
            if question == self.state.question():
                self._take_totals(found)

        self._session.ask("totals", totals, take, owner=self)
        self.model.ask(question)

    def _take_totals(self, found: SpanTotals) -> None:
        counts = [0] * len(GROUPS)
        for kind, count in found.times.items():
            counts[PLACE[kind]] += count
        self._show_counts(tuple(counts), found.uncertain)
        self.histogram.announce(self._spoken(sum(counts), found.events))

    def _show_counts(self, counts: Numbers | None, uncertain: int | None) -> None:
        window, total = self.window_of_time, self._data.total
        self.chosen.show_counts(window.chosen, counts, uncertain, total, self.state.groups)

    def _spoken(self, times: int, lines: int) -> str:
        window, words = self.window_of_time, current()
        fields = {"times": words.number(times), "lines": words.number(lines)}
        if window.chosen is None:
            return tr("Everything is selected: {times} times with a known zone, {lines} rows.", **fields)
        when = stretch_words(window.chosen)
        if window.edge is Edge.START:
            return tr(
                "Selected: {when} UTC. {times} times with a known zone, {lines} rows. The "
                "arrow keys move the start.",
                when=when,
                **fields,
            )
        return tr(
            "Selected: {when} UTC. {times} times with a known zone, {lines} rows. The arrow "
            "keys move the end.",
            when=when,
            **fields,
        )

    # --- to the artifacts --------------------------------------------------------------------------

    def _open(self, row: int) -> None:
        event = self.model.event_at(row)
        if event is not None:
            self._bench.show_artifact(event.artifact.artifact_id)

    def _show_in_artifacts(self, group: TimeGroup) -> None:
        self._bench.show_artifacts(self.state.artifact_filter(group))


def _scrolled(inside: QWidget, name: str) -> QScrollArea:
    """Scrolls where there is no room for it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setAccessibleName(gate.shown(name))
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    area.setMinimumWidth(px(240))
    return area
