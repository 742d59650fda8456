"""A million events on the Timeline page: everything is there at once, and the event loop never waits."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Until
from tests.ui.shooting.heart import Heart, never_stands_still
from tests.ui.shooting.timed_case import million_events
from ui.models.timeline.cells import TIME
from ui.models.timeline.scale import DAY
from ui.models.timeline.scale import seconds_of as at
from ui.pages.timeline.page import TimelinePage
from ui.pages.timeline.view import TimelineView
from ui.window.main_window import MainWindow
from ui.words import places

MILLION = 1_000_000


@pytest.fixture
def until(qtbot: QtBot) -> Until:
    """With all the time that a busy machine takes: how long it takes is not what is measured."""
    return lambda holds: qtbot.waitUntil(holds, timeout=120_000)


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("million") / "case"
    million_events(folder, MILLION)
    return folder


def view_of(window: MainWindow, path: Path, until: Until) -> TimelineView:
    if window.bench.case is None:
        window.bench.open_case(path)
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.go(places.TIMELINE)
    page = window.pages[places.TIMELINE]
    assert isinstance(page, TimelinePage)
    until(lambda: page.view is not None and page.view.model.counted)
    assert page.view is not None
    return page.view


def read(view: TimelineView, row: int, until: Until) -> str:
    until(lambda: view.model.event_at(row) is not None)
    return str(view.model.index(row, TIME).data())


def test_every_one_is_listed_and_counted(window: MainWindow, million: Path, until: Until) -> None:
    view = view_of(window, million, until)
    assert view.model.rowCount() == MILLION
    assert view._session.data.total == MILLION + MILLION // 2
    assert read(view, 0, until) < read(view, MILLION // 2, until) < read(view, MILLION - 1, until)
    assert view.model._cache.held <= 24
    view.choose((at("2010-01-01"), at("2011-01-01")))
    until(lambda: not view._wait.isActive() and view.model.counted)
    assert 40_000 < view.model.rowCount() < 60_000
    assert read(view, 0, until).startswith("2010-01-01")


@pytest.mark.alone
def test_the_window_goes_on(window: MainWindow, million: Path, until: Until, qtbot: QtBot) -> None:
    """Open, drag an edge over ten years, zoom to minutes and back, scroll through everything."""
    window.bench.open_case(million)
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    qtbot.wait(200)

    def walk(heart: Heart) -> None:
        heart.begin("going there")
        window.go(places.CASE)
        view = view_of(window, million, until)
        histogram = view.histogram
        view.choose((at("2005-01-01"), at("2006-01-01")))
        middle = histogram.plot().center().y()

        def place(moment: int) -> QPoint:
            return QPointF(histogram.scale().x(moment), middle).toPoint()

        heart.begin("dragging an edge")
        qtbot.mousePress(histogram, Qt.MouseButton.LeftButton, pos=place(at("2006-01-01")))
        for year in range(2006, 2017):
            qtbot.mouseMove(histogram, place(at(f"{year}-06-01")))
            qtbot.wait(10)
        qtbot.mouseRelease(histogram, Qt.MouseButton.LeftButton, pos=place(at("2016-06-01")))
        until(lambda: not view._wait.isActive() and view.model.counted)
        heart.begin("zooming")
        view.choose((at("2010-03-01"), at("2010-03-02")))
        for key, times in ((Qt.Key.Key_Plus, 40), (Qt.Key.Key_Minus, 40)):
            for _ in range(times):
                qtbot.keyClick(histogram, key)
                qtbot.wait(5)
        heart.begin("listing everything")
        view.choose(None)
        until(lambda: not view._wait.isActive() and view.model.counted)
        heart.begin("scrolling")
        bar = view.events.table.verticalScrollBar()
        for step in range(1, 20):
            bar.setValue(bar.maximum() * step // 20)
            qtbot.wait(10)

    never_stands_still(walk)


def test_hours_of_a_busy_month_are_there_when_they_are_looked_at(
    window: MainWindow, million: Path, until: Until
) -> None:
    view = view_of(window, million, until)
    view.choose((at("2010-03-01"), at("2010-03-08")))
    view.histogram.show_chosen()
    until(lambda: not view.histogram.bars.coarse)
    days = view._session.data.known.within(at("2010-03-03"), at("2010-03-04"))
    fine = view.state.fine
    assert fine is not None
    assert fine.series.step < DAY
    assert fine.series.within(at("2010-03-03"), at("2010-03-04")) == days
