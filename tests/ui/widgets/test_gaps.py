"""The window's event loop never stands still while evidence is read and a million rows are looked through."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from forensics_app.catalog.store import Store
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.selection import EVERYTHING, ArtifactFilter, Sort
from tests.ui.conftest import Until
from tests.ui.shooting.filled import large_case
from tests.ui.shooting.heart import MOST_MS, Heart, never_stands_still
from tests.ui.shooting.shoot import make_empty_case
from ui.jobs.desk import JobKind
from ui.pages.artifacts.page import ArtifactsPage
from ui.window.main_window import MainWindow
from ui.words import places

pytestmark = pytest.mark.alone

MILLION = 1_000_000
IMAGE_BYTES = 3_000_000_000


@pytest.fixture
def until(qtbot: QtBot) -> Until:
    """With all the time that a busy machine takes: how long it takes is not what is measured."""
    return lambda holds: qtbot.waitUntil(holds, timeout=180_000)


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("million") / "case"
    large_case(folder, MILLION)
    store = Store.open(folder / "case.sqlite", write=True)
    store.finish_load()
    store.close()
    return folder


def artifacts(window: MainWindow, case: Path, until: Until) -> ArtifactsPage:
    window.bench.open_case(case)
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.go(places.ARTIFACTS)
    page = window.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    until(lambda: page._model.counted)
    return page


@pytest.mark.timeout(900)
def test_a_million_rows_are_filtered_sorted_and_scrolled_without_a_gap(
    window: MainWindow, million: Path, until: Until, qtbot: QtBot
) -> None:
    page = artifacts(window, million, until)
    until(lambda: page._model.rowCount() == MILLION and page._model.artifact(0) is not None)

    def here() -> bool:
        return page._model.counted and (page._model.rowCount() == 0 or page._model.artifact(0) is not None)

    def walk(heart: Heart) -> None:
        heart.begin("scrolling")
        bar = page.table.verticalScrollBar()
        qtbot.wait(50)
        for step in range(1, 25):
            bar.setValue(bar.maximum() * step // 25)
            qtbot.wait(10)
        for sort in Sort:
            heart.begin(f"sorting by {sort.value}")
            page._sorted(sort, True)
            until(here)
        for name, chosen in (
            ("kind", ArtifactFilter(kind=ArtifactKind.FILE)),
            ("deleted", ArtifactFilter(deleted=True)),
            ("size", ArtifactFilter(min_size=1000, max_size=500_000)),
            ("text", ArtifactFilter(text="file-00000")),
            ("nothing", EVERYTHING),
        ):
            heart.begin(f"filtering by {name}")
            page._filtered(chosen)
            until(here)
            bar.setValue(bar.maximum() // 2)
            qtbot.wait(50)
        heart.begin("gallery")
        page.list.set_gallery(on=True)
        bar = page.list.gallery.verticalScrollBar()
        for step in range(1, 10):
            bar.setValue(bar.maximum() * step // 10)
            qtbot.wait(20)
        page.list.set_gallery(on=False)
        heart.begin("selecting everything")
        page.table.selectAll()
        qtbot.wait(50)

    never_stands_still(walk)


def test_reading_evidence_leaves_no_gap(
    window: MainWindow, tmp_path: Path, until: Until, qtbot: QtBot
) -> None:
    make_empty_case(tmp_path / "case")
    with (tmp_path / "large.dd").open("wb") as file:
        file.truncate(IMAGE_BYTES)
    window.bench.open_case(tmp_path / "case")
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.go(places.EVIDENCE)

    def walk(heart: Heart) -> None:
        heart.begin("starting to read")
        window.bench.add_sources([tmp_path / "large.dd"])
        running = window.bench.jobs.running(JobKind.INGEST)
        assert running is not None
        until(lambda: running.last is not None)
        for place in (places.ARTIFACTS, places.CASE, places.EVIDENCE):
            heart.begin(f"reading, at place {place}")
            window.go(place)
            qtbot.wait(300)
        heart.begin("stopping")
        running.job.cancel()
        until(lambda: window.bench.jobs.running(JobKind.INGEST) is None)

    never_stands_still(walk)


def test_going_from_page_to_page_leaves_no_gap(
    window: MainWindow, demo: Path, until: Until, qtbot: QtBot
) -> None:
    window.bench.open_case(demo / "case")
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    for place in window.pages:  # each for the first time: its fonts and pictures are loaded
        window.go(place)
        qtbot.wait(200)

    def walk(heart: Heart) -> None:
        for place in window.pages:
            heart.begin(f"going to place {place}")
            window.go(place)
            qtbot.wait(200)

    never_stands_still(walk)


def test_opening_a_case_leaves_no_gap(window: MainWindow, demo: Path, until: Until, qtbot: QtBot) -> None:
    """Opened from the case before it, as whoever has several of them does, and read again."""

    def walk(heart: Heart) -> None:
        for doing, act in (
            ("opening a case", lambda: window.bench.open_case(demo / "case")),
            ("reading it again", lambda: window.bench.case and window.bench.case.refresh()),
        ):
            heart.begin(doing)
            act()
            until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
            qtbot.wait(1000)

    never_stands_still(walk)


def test_the_measure_notices_a_window_that_computes(qtbot: QtBot) -> None:
    def walk(heart: Heart) -> None:
        heart.begin("computing")
        qtbot.wait(1000)
        begin = time.thread_time()
        while time.thread_time() - begin < 2 * MOST_MS / 1000:
            pass
        qtbot.wait(20)

    with pytest.raises(pytest.fail.Exception, match="computing"):
        never_stands_still(walk)
