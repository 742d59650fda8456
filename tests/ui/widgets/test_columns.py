"""Two columns become one where there is no room for the words of both."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Until
from ui.theme import px
from ui.theme.state import State
from ui.widgets.layout.card import Card
from ui.widgets.layout.columns import Columns, Scroller, stack
from ui.widgets.seals.verdict import FindingRow

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
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


class _Contrary(QWidget):
    """Needs less room the more it has of it, as a card whose note goes to another line."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(px(200 if self.width() > px(600) else 600), 300)


def test_what_needs_less_room_the_more_it_has_does_not_fold_for_ever(qtbot: QtBot) -> None:
    """Once the window went down with the stack full: the page of a received case in German."""
    folds: list[bool] = []

    class Counted(Columns):
        def _fold(self, *, folded: bool) -> None:
            super()._fold(folded=folded)
            folds.append(folded)
            assert len(folds) < 100

    columns = Counted(_Contrary(), _part(100), side_width=SIDE, fold_below=BELOW, gap=GAP)
    page = Scroller(columns)
    qtbot.addWidget(page)
    page.resize(QSize(px(800), 200))
    page.show()
    for _ in range(20):
        QApplication.processEvents()
    assert columns.folded
    page.resize(QSize(px(1200), 200))
    for _ in range(20):
        QApplication.processEvents()
    assert not columns.folded


def test_a_card_is_as_narrow_as_it_can_get_whatever_its_head_is_like(qtbot: QtBot) -> None:
    card = Card("Contents of EX-001", "as the sender recorded it; no medium was read here")
    card.add_action(QPushButton("Hash again"))
    holder = QWidget()
    card.setParent(holder)  # whose width is not held to what a window would need
    qtbot.addWidget(holder)
    holder.show()
    card.show()
    least = set()
    for width in (1200, 460, 1200):
        card.resize(px(width), 200)
        QApplication.processEvents()
        least.add(card.minimumSizeHint().width())
    assert len(least) == 1


def test_the_place_of_a_finding_never_makes_a_page_wider(qtbot: QtBot) -> None:
    guid = "{600f0b69-5bdf-11e7-9135-005056c00008}"
    place = f"EX-002 · shadow copy · /System Volume Information/{guid}{guid}/$BadClus:$Bad"
    row = FindingRow(State.WARN, "Not read.", place)
    qtbot.addWidget(row)
    row.show()
    assert row.minimumSizeHint().width() < px(400)
    row.resize(px(700), row.heightForWidth(px(700)))
    QApplication.processEvents()
    assert row.accessibleName() == f"Not read. ({place})"
