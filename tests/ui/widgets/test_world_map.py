"""One map of all positions: what stands together, what keys and mouse reach, all of it in sight at first."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from pytestqt.qtbot import QtBot

from forensics_app.services.browsing.positions import Mark, Positions
from ui.dialogs.artifacts.positions_map import PositionsDialog
from ui.models.contents.positions import clusters
from ui.widgets.contents.world_map import WorldMap, _degrees
from ui.window.main_window import MainWindow

LYON = Mark("A", 45.7640, 4.8357)
NEAR_LYON = Mark("B", 45.7641, 4.8358)
HAMBURG = Mark("C", 53.5511, 9.9937)
SYDNEY = Mark("D", -33.8688, 151.2093)
ALL = (LYON, NEAR_LYON, HAMBURG, SYDNEY)

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def shown(qtbot: QtBot) -> WorldMap:
    made = WorldMap()
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show()
    made.set_marks(ALL)
    return made


def test_every_mark_is_in_sight_at_first(shown: WorldMap) -> None:
    for marks in (ALL, (LYON, HAMBURG), (Mark("N", 80.0, 10.0), Mark("S", 20.0, 11.0)), (LYON,)):
        shown.set_marks(marks)
        for mark in marks:
            assert QRectF(shown.rect()).contains(shown._point(mark.longitude, mark.latitude)), marks


def test_what_stands_together_is_one_with_its_number() -> None:
    found = clusters(ALL, 10.0)
    assert [len(one.marks) for one in found] == [1, 1, 2]
    assert set(found[-1].ids) == {"A", "B"}
    assert sum(len(one.marks) for one in clusters(ALL, 0.00001)) == len(ALL)


def test_arrows_go_to_the_next_mark_and_enter_opens_it(shown: WorldMap, qtbot: QtBot) -> None:
    opened: list[object] = []
    shown.opened.connect(lambda cluster: opened.append(cluster.ids))
    qtbot.keyClick(shown, Qt.Key.Key_Right)
    assert shown.current is not None
    assert set(shown.current.ids) == {"A", "B"}
    qtbot.keyClick(shown, Qt.Key.Key_Up)
    assert shown.current is not None
    assert shown.current.ids == ("C",)
    qtbot.keyClick(shown, Qt.Key.Key_Return)
    assert opened == [("C",)]
    before = shown._across
    qtbot.keyClick(shown, Qt.Key.Key_Plus)
    assert shown._across < before
    assert shown.current is not None
    assert shown.current.ids == ("C",)
    qtbot.keyClick(shown, Qt.Key.Key_Home)
    assert shown._across == pytest.approx(before)


def test_a_click_chooses_and_a_click_beside_chooses_nothing(shown: WorldMap, qtbot: QtBot) -> None:
    place = shown._point(SYDNEY.longitude, SYDNEY.latitude).toPoint()
    qtbot.mouseClick(shown, Qt.MouseButton.LeftButton, pos=place)
    assert shown.current is not None
    assert shown.current.ids == ("D",)
    assert "33.8688° S" in shown.accessibleDescription()
    qtbot.mouseClick(shown, Qt.MouseButton.LeftButton, pos=shown.rect().bottomLeft())
    assert shown.current is None


def test_marks_that_are_not_on_the_map_are_told(window: MainWindow) -> None:
    dialog = PositionsDialog(window)
    dialog.open()
    dialog.set_positions(Positions(ALL, 70_000))
    said = dialog._said.accessibleName()
    assert "70,000 artifacts in this list have a position" in said
    assert "The first 4 are on the map" in said
    assert not dialog.list_button.isEnabled()
    asked: list[object] = []
    dialog.asked.connect(asked.append)
    dialog.map._select(dialog.map.shown[0])
    dialog.list_button.click()
    assert len(asked) == 1


def test_degrees_are_written_with_the_digits_of_their_lines() -> None:
    assert [_degrees(value, 0.5, "EW") for value in (-0.5, 0.0, 181.0)] == ["0.5° W", "0.0°", "179.0° W"]
    assert _degrees(-33.0, 1.0, "NS") == "33° S"
