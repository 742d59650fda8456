"""How small tables share their room: the last column stays in sight, numbers are never cut."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from ui.models.tables.rows import Column
from ui.widgets.tables.column_widths import Asked, column_widths

COLUMNS = (Column("Exhibit", 60), Column("Source"), Column("Size", 60, end=True), Column("State", 100))
ASKED = (Asked(130, 80), Asked(0, 0), Asked(90, 70), Asked(60, 180))


@pytest.mark.parametrize("room", [900, 490, 440, 400, 350, 320])
def test_all_columns_fit(qapp: QApplication, room: int) -> None:
    assert sum(column_widths(COLUMNS, ASKED, room, 90)) == room


def test_where_there_is_room_each_has_what_it_asks_for(qapp: QApplication) -> None:
    assert column_widths(COLUMNS, ASKED, 900, 90) == [130, 500, 90, 180]


def test_heads_are_cut_before_words_and_numbers_never(qapp: QApplication) -> None:
    exhibit, _, size, state = column_widths(COLUMNS, ASKED, 440, 90)
    assert (80 <= exhibit < 130, 70 <= size < 90, state) == (True, True, 180)
    exhibit, _, size, state = column_widths(COLUMNS, ASKED, 350, 90)
    assert 60 <= exhibit < 80
    assert size == 70
    assert 100 <= state < 180


def test_less_than_the_least_scrolls(qapp: QApplication) -> None:
    assert column_widths(COLUMNS, ASKED, 200, 90) == [60, 90, 70, 100]


def test_a_fixed_column_keeps_most_of_its_width(qapp: QApplication) -> None:
    columns = (Column("Digest", 100, fixed=True), Column("Source"))
    assert column_widths(columns, (Asked(500, 500), Asked(0, 0)), 100, 90) == [75, 90]


def test_a_state_is_told_whole_before_digests_are(qapp: QApplication) -> None:
    columns = (Column("Source"), Column("Digest", 100, least=50), Column("State", 100, whole=True))
    asked = (Asked(0, 0), Asked(90, 120), Asked(60, 180))
    assert column_widths(columns, asked, 400, 90) == [100, 120, 180]
    assert column_widths(columns, asked, 340, 90) == [90, 70, 180]
    assert column_widths(columns, asked, 200, 90) == [90, 50, 180]
