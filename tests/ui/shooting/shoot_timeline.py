"""Draws the Timeline page: all times, a chosen stretch, hours, odd times, one event, while it is built."""

from __future__ import annotations

from pathlib import Path

from tests.ui.shooting.settling import settle
from tests.ui.shooting.timed_case import one_event_case, timed_case
from ui.jobs.desk import JobKind
from ui.models.timeline.kinds import TimeGroup
from ui.models.timeline.scale import seconds_of as at
from ui.pages.timeline.page import TimelinePage
from ui.pages.timeline.view import TimelineView
from ui.window.main_window import MainWindow
from ui.words import places

JULY = (at("2021-07-17"), at("2021-08-01"))


def shoot_timeline(window: MainWindow, out: Path, home: Path, way: str) -> None:
    """`home` is a folder that is not there yet; the case that is open is another one afterwards."""
    home.mkdir()

    def take(name: str) -> None:
        settle(lambda: True)
        window.grab().save(str(out / f"timeline-{name}-{way}.png"))

    timed_case(home / "case", laptop=30_000, card=60).close()
    page = _open(window, home / "case")
    settle(lambda: window.bench.jobs.running(JobKind.TIMELINE) is not None)
    take("building")
    view = _ready(page)
    take("whole")
    view.window_of_time.look_at((at("2021-06-23"), at("2021-08-22")))
    view.histogram.refresh()
    view._view_moved()
    _choose(view, JULY)
    view.events.table.selectRow(1)
    take("chosen")
    view._kinds_picked(frozenset({TimeGroup.MODIFIED, TimeGroup.TAKEN}))
    view.tools.log.setChecked(True)
    _choose(view, (at("2021-07-23"), at("2021-07-24")))
    view.histogram.show_chosen()
    settle(lambda: not view.histogram.bars.coarse)
    take("hours")
    view._kinds_picked(frozenset())
    view.tools.log.setChecked(False)
    odd = view._session.data.odd[0]
    view._show_odd((odd.first, odd.last))
    _settled(view)
    take("odd")
    one_event_case(home / "one")
    _ready(_open(window, home / "one"))
    take("one")


def _open(window: MainWindow, path: Path) -> TimelinePage:
    window.bench.open_case(path)
    settle(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.go(places.TIMELINE)
    page = window.pages[places.TIMELINE]
    assert isinstance(page, TimelinePage)
    return page


def _ready(page: TimelinePage) -> TimelineView:
    settle(lambda: page.view is not None and not page.standing.isVisible())
    assert page.view is not None
    _settled(page.view)
    return page.view


def _choose(view: TimelineView, stretch: tuple[int, int]) -> None:
    view.choose(stretch)
    _settled(view)


def _settled(view: TimelineView) -> None:
    settle(lambda: view.model.counted and not view._wait.isActive() and view.model.event_at(0) is not None)
    settle(lambda: "counting" not in view.chosen._length.text())
