"""The list of artifacts scrolled sideways: names stay with their head, nothing is cut at its start."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from forensics_app.model.selection import Sort
from tests.ui.conftest import Until
from ui.models.artifacts.cells import DIGEST, MODIFIED, NAME, columns
from ui.pages.artifacts.page import ArtifactsPage
from ui.theme import px
from ui.widgets.tables.artifact_table import ArtifactTable
from ui.window.main_window import MainWindow
from ui.window.preferences import choose_language
from ui.words import places

ROW = 1


@pytest.fixture
def table(opened: MainWindow, until: Until) -> ArtifactTable:
    opened.resize(QSize(1280, 800))
    opened.go(places.ARTIFACTS)
    page = opened.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    until(lambda: page._model.artifact(0) is not None and page._panes is not None)
    until(lambda: page.table.horizontalScrollBar().maximum() > 100)
    return page.table


def scroll(table: ArtifactTable, to: int) -> None:
    table.horizontalScrollBar().setValue(to)
    QApplication.processEvents()


def picture(table: ArtifactTable, of: QWidget, rect: QRect) -> QImage:
    """A part of what is in sight of `table`, given in the pixels of `of`."""
    return table.grab().toImage().copy(QRect(of.mapTo(table, rect.topLeft()), rect.size()))


def test_the_head_of_the_names_stays_above_them(table: ArtifactTable) -> None:
    head = table.head.viewport()
    before = picture(table, head, QRect(0, 0, table.columnWidth(NAME), head.height()))
    for to in (table.columnWidth(NAME) // 2, table.horizontalScrollBar().maximum()):
        scroll(table, to)
        assert picture(table, head, QRect(0, 0, table.columnWidth(NAME), head.height())) == before


@pytest.mark.parametrize("column", [MODIFIED, DIGEST])
def test_what_is_covered_in_part_is_shown_from_its_beginning(table: ArtifactTable, column: int) -> None:
    """A digest without its first digit, and a date without its year, could be taken for whole ones."""
    width = px(60)  # some digits, which stand there before what is cut
    whole = table.visualRect(table.model().index(ROW, column))
    title = QRect(whole.left(), 0, px(40), table.head.height())
    cell = picture(table, table.viewport(), QRect(whole.topLeft(), QSize(width, whole.height())))
    head = picture(table, table.head.viewport(), title)
    edge = table.columnWidth(NAME) + px(2)
    scroll(table, whole.left() - edge + px(20))
    assert table.columnViewportPosition(column) == edge - px(20)
    shown = QRect(QPoint(edge, whole.top()), QSize(width, whole.height()))
    assert picture(table, table.viewport(), shown) == cell
    assert picture(table, table.head.viewport(), QRect(QPoint(edge, 0), title.size())) == head


def test_a_click_on_the_head_that_stays_sorts_by_name_and_not_by_what_lies_under_it(
    table: ArtifactTable,
) -> None:
    asked: list[Sort] = []
    table.sort_asked.connect(lambda sort, down: asked.append(sort))
    for to in (0, table.horizontalScrollBar().maximum()):
        scroll(table, to)
        place = table.head.viewport().mapTo(table.window(), QPoint(px(30), px(10)))
        target = table.window().childAt(place)
        assert target is not None
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(table.window(), place))
    assert asked == [Sort.NAME, Sort.NAME]


def test_the_width_of_the_names_can_be_drawn_where_nothing_was_scrolled(table: ArtifactTable) -> None:
    before = table.columnWidth(NAME)
    place = table.head.viewport().mapTo(table.window(), QPoint(before - 1, px(10)))
    target = table.window().childAt(place)
    assert target is table.head.viewport()
    edge = target.mapFrom(table.window(), place)
    QTest.mousePress(target, Qt.MouseButton.LeftButton, pos=edge)
    QTest.mouseMove(target, edge + QPoint(px(20), 0))
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, pos=edge + QPoint(px(20), 0))
    assert table.columnWidth(NAME) > before


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_cell_is_drawn_into_what_is_in_sight_of_it(
    opened: MainWindow, until: Until, language: str
) -> None:
    choose_language(opened, language)
    opened.resize(QSize(1280, 800))
    opened.go(places.ARTIFACTS)
    page = opened.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    until(lambda: page._panes is not None and page.table.horizontalScrollBar().maximum() > 100)
    table = page.table
    scroll(table, table.horizontalScrollBar().maximum() // 2)
    view, over = table.viewport().rect(), table.columnWidth(NAME) + px(2)
    free = view.adjusted(0, 0, -over, 0) if language == "ar" else view.adjusted(over, 0, 0, 0)
    cut = 0
    for column in range(1, len(columns())):
        rect = table.visualRect(table.model().index(ROW, column))
        part = table.part_in_sight(column, rect)
        assert (part if part.isValid() else QRect()) == rect.intersected(free)
        cut += part.isValid() and part != rect
    assert cut
