"""Two columns become one where there is no room for the words of both."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Until
from ui.theme import px
from ui.widgets.layout.columns import Columns, Scroller, stack

SIDE, BELOW, GAP = 300, 700, 20


def _part(width: int) -> QWidget:
    made = QWidget()
    made.setMinimumWidth(px(width))
    return made


def test_they_fold_before_a_part_is_cut(qtbot: QtBot, until: Until) -> None:
    words = _part(200)
    columns = Columns(stack(words), stack(_part(100)), side_width=SIDE, fold_below=BELOW, gap=GAP)
    page = Scroller(columns)
    qtbot.addWidget(page)
    page.resize(QSize(px(800), 400))
    page.show()
    until(lambda: columns.width() > 0 and not columns.folded)
    words.setMinimumWidth(px(600))  # with the side and the gap 920
    until(lambda: columns.folded)
    assert columns.width() <= page.viewport().width()
    page.resize(QSize(px(1000), 400))
    until(lambda: not columns.folded)
    page.resize(QSize(px(640), 400))
    until(lambda: columns.folded and columns.width() <= page.viewport().width())
