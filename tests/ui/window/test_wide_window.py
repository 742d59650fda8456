"""What a window of 4K does with its room: cards stay together, lists and their parts take it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSize

from tests.ui.conftest import Until
from ui.models.artifacts.cells import DIGEST, FOLDER, NAME, columns
from ui.pages.artifacts.page import ArtifactsPage
from ui.pages.export.page import ExportPage
from ui.settings.list_settings import ListSettings
from ui.theme import px
from ui.widgets.layout.columns import WIDEST, Scroller
from ui.window.main_window import MainWindow
from ui.words import places

WIDE, USUAL = QSize(3840, 2160), QSize(1280, 800)
BESIDE = QSize(1900, 1000)  # just wide enough for the details beside the list


@pytest.fixture
def page(opened: MainWindow, until: Until) -> ArtifactsPage:
    opened.go(places.ARTIFACTS)
    made = opened.pages[places.ARTIFACTS]
    assert isinstance(made, ArtifactsPage)
    until(lambda: made._model.artifact(0) is not None and made._panes is not None)
    return made


@pytest.mark.parametrize(
    "place", [places.START, places.CASE, places.EVIDENCE, places.CUSTODY, places.EXPORT, places.VERIFY]
)
def test_cards_stay_together(opened: MainWindow, place: int, until: Until) -> None:
    opened.resize(WIDE)
    opened.go(place)
    scroller = opened.pages[place].findChild(Scroller)
    assert isinstance(scroller, Scroller)
    until(lambda: scroller.width() > 3000)
    until(lambda: scroller.widget().width() == px(WIDEST))
    assert scroller.widget().x() == 0


def test_the_next_step_of_an_export_stands_under_its_cards(opened: MainWindow, until: Until) -> None:
    opened.resize(WIDE)
    opened.go(places.EXPORT)
    page = opened.pages[places.EXPORT]
    assert isinstance(page, ExportPage)
    until(lambda: page.next.isVisible() and page.next.mapTo(page, QPoint(page.next.width(), 0)).x() > 1000)
    assert page.next.mapTo(page, QPoint(page.next.width(), 0)).x() <= px(WIDEST)


def test_columns_of_words_take_the_room_and_give_it_back(
    page: ArtifactsPage, opened: MainWindow, until: Until
) -> None:
    table = page.table
    opened.resize(WIDE)
    until(lambda: sum(map(table.columnWidth, table.shown_columns)) >= table.viewport().width() - 4)
    until(lambda: table.horizontalScrollBar().maximum() == 0)
    assert table.columnWidth(NAME) > 2 * px(columns()[NAME].width)
    assert table.columnWidth(DIGEST) == px(columns()[DIGEST].width)
    assert not table.arranged.widths
    opened.resize(USUAL)
    until(lambda: table.columnWidth(FOLDER) == px(columns()[FOLDER].width))


def test_a_column_that_the_user_made_narrow_stays_so(
    page: ArtifactsPage, opened: MainWindow, until: Until
) -> None:
    table = page.table
    opened.resize(WIDE)
    until(lambda: table.columnWidth(NAME) > 2 * px(columns()[NAME].width))
    table.setColumnWidth(NAME, 150)
    assert ListSettings(page._bench.settings).columns.widths == {"name": 150}
    opened.resize(WIDE - QSize(500, 0))
    until(lambda: sum(map(table.columnWidth, table.shown_columns)) >= table.viewport().width() - 4)
    assert table.columnWidth(NAME) == 150


def test_tree_and_details_grow_until_the_user_moves_a_border(
    page: ArtifactsPage, opened: MainWindow, until: Until
) -> None:
    opened.resize(BESIDE)
    until(lambda: opened.width() == BESIDE.width())
    assert page._panes is not None
    assert not page._panes.below
    usual = page.where.width(), page.panel.width()
    opened.resize(WIDE)
    until(lambda: page.where.width() > usual[0] + 50 and page.panel.width() > usual[1] + 50)
    page._panes._outer.moveSplitter(180, 1)
    opened.resize(WIDE - QSize(700, 0))
    until(lambda: opened.width() == WIDE.width() - 700)
    assert abs(page.where.width() - 180) <= 2
