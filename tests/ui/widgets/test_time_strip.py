"""The strip of times under the table of artifacts: its edges are a filter, and a filter moves its edges."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from forensics_app.model.progress import never_cancelled, silent
from forensics_app.model.selection import EVERYTHING, ArtifactFilter, TimeField
from forensics_app.model.times import SystemClock
from forensics_app.services.browsing.timeline import Timeline
from forensics_app.services.cases.opening import open_case
from tests.ui.conftest import Until
from tests.ui.shooting.timed_case import timed_case
from tests.world.catalogued import add_batch, entry, found
from ui.models.timeline.kinds import TimeGroup
from ui.models.timeline.scale import DAY
from ui.models.timeline.scale import seconds_of as at
from ui.pages.artifacts.page import ArtifactsPage
from ui.widgets.timeline.time_strip import TimeStrip
from ui.window.main_window import MainWindow
from ui.words import places

WEEKS = (at("2021-07-05"), at("2021-08-02"))  # Mondays: what a bar begins with


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("timed") / "case"
    with timed_case(folder, laptop=300, card=30) as case:
        Timeline(case).prepare(report=silent, cancelled=never_cancelled)
    return folder


def opened(window: MainWindow, path: Path, until: Until) -> ArtifactsPage:
    window.bench.open_case(path)
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.go(places.ARTIFACTS)
    page = window.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    until(lambda: page._model.counted and page._model.rowCount() > 0)
    return page


@pytest.fixture
def page(window: MainWindow, built: Path, tmp_path: Path, until: Until) -> ArtifactsPage:
    window.resize(1680, 1050)  # room for the details below the list and the strip
    made = opened(window, Path(shutil.copytree(built, tmp_path / "case")), until)
    until(lambda: made.times.strip is not None)
    return made


def strip_of(page: ArtifactsPage) -> TimeStrip:
    assert page.times.strip is not None
    return page.times.strip


def test_all_modified_times_that_make_sense_stand_in_it(page: ArtifactsPage) -> None:
    strip = strip_of(page)
    assert strip.group is TimeGroup.MODIFIED
    # 300 files of the laptop, 30 of the card; 1601, 2038, 2107 and the four of 1980 are out of sight
    assert sum(bar.total for bar in strip.bars.bars) == 330
    assert strip.step.usual >= DAY
    strip.grab()


def test_dragging_filters_the_table_and_everything_again(
    page: ArtifactsPage, qtbot: QtBot, until: Until
) -> None:
    strip, before = strip_of(page), page._model.rowCount()
    middle = strip.plot().center().y()
    places_of = [QPointF(strip.scale().x(m + DAY), middle).toPoint() for m in (WEEKS[0], WEEKS[1] - 7 * DAY)]
    qtbot.mousePress(strip, Qt.MouseButton.LeftButton, pos=places_of[0])
    qtbot.mouseMove(strip, places_of[1])
    qtbot.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=places_of[1])
    assert strip.window_of_time.chosen == WEEKS
    until(lambda: page.state.chosen.time_from is not None)
    wanted = ArtifactFilter(
        time_field=TimeField.MODIFIED, time_from="2021-07-05T00:00:00", time_to="2021-08-02T00:00:00"
    )
    assert page.state.chosen == wanted
    inside = sum(bar.total for bar in strip.bars.bars if WEEKS[0] <= bar.first < WEEKS[1])
    until(lambda: page._model.counted and page._model.rowCount() == inside)
    assert 0 < inside < before
    page.times.clear_button.click()
    assert page.state.chosen == EVERYTHING
    until(lambda: page._model.counted and page._model.rowCount() == before)


def test_edges_go_by_keyboard(page: ArtifactsPage, qtbot: QtBot, until: Until) -> None:
    strip = strip_of(page)
    page._filtered(ArtifactFilter(time_from="2021-07-05T00:00:00", time_to="2021-08-02T00:00:00"))
    assert strip.window_of_time.chosen == WEEKS
    view = strip.window_of_time.view
    strip.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Plus, Qt.Key.Key_PageDown):
        qtbot.keyClick(strip, key)
    assert strip.window_of_time.chosen == (WEEKS[0] + 7 * DAY, WEEKS[1] - 7 * DAY)
    assert strip.window_of_time.view == view, "it does not zoom"
    until(lambda: page.state.chosen.time_from == "2021-07-12T00:00:00")
    qtbot.keyClick(strip, Qt.Key.Key_Escape)
    until(lambda: page.state.chosen == EVERYTHING)


def test_a_filter_by_another_time_shows_that_time(page: ArtifactsPage, until: Until) -> None:
    strip = strip_of(page)
    page._filtered(
        ArtifactFilter(time_field=TimeField.ACCESSED, time_from="2021-07-05T10:30:00", text="facture")
    )
    assert strip.group is TimeGroup.ACCESSED
    assert page.times._title.text() == "Accessed"
    assert strip.window_of_time.chosen is not None
    assert strip.window_of_time.chosen[0] == at("2021-07-05T10:30"), "what was chosen exactly stays exact"
    page.times._choose(WEEKS)
    assert page.state.chosen.text == "facture", "other filters stay"
    assert page.state.chosen.time_field is TimeField.ACCESSED


def test_an_artifact_of_every_count_is_found_by_the_filter(page: ArtifactsPage, until: Until) -> None:
    """Bar by bar: what the strip counts is what the table lists."""
    strip = strip_of(page)
    for bar in strip.bars.bars[::6]:
        page.times._choose((bar.first, bar.last))
        until(lambda: page._model.counted)
        until(lambda total=bar.total: page._model.rowCount() == total)  # type: ignore[misc]


def test_without_a_timeline_it_says_so_and_leads_to_it(
    window: MainWindow, tmp_path: Path, until: Until
) -> None:
    window.resize(1680, 1050)  # room for the details below the list and the strip
    timed_case(tmp_path / "fresh", laptop=30, card=3).close()
    page = opened(window, tmp_path / "fresh", until)
    assert page.times.strip is None
    assert page.times.isVisible()
    assert page.times._step.text() == "Timeline not built."
    page.times.build_button.click()
    assert window.place == places.TIMELINE
    until(lambda: page.times.strip is not None)
    window.go(places.ARTIFACTS)
    assert not page.times.build_button.isVisible()
    assert page.state.chosen == EVERYTHING


def test_what_came_since_the_times_were_counted_is_said(
    window: MainWindow, page: ArtifactsPage, until: Until
) -> None:
    assert not page.times.build_button.isVisible()
    assert window.bench.case is not None
    with open_case(window.bench.case.path, write=True, clock=SystemClock()) as case:
        part = case.store.queries.layers("s1")[0].number
        add_batch(case.store, part, [(entry(5000, b"new.txt", layer="s1.p1"), found())])
    window.bench.case.refresh()
    until(lambda: page.times._step.text().endswith("count not complete yet"))
    assert page.times.build_button.isVisible()
    page.times.build_button.click()
    until(lambda: "not complete" not in page.times._step.text())
    assert sum(bar.total for bar in strip_of(page).bars.bars) == 331
