"""Time zones in the window: unknown until declared, always in sight, never a change of stored times."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge
from tests.ui.conftest import Until
from ui.dialogs.case.zones import ZonesDialog
from ui.jobs.desk import JobKind
from ui.models.artifacts.cells import MODIFIED
from ui.models.case.overview import CaseOverview
from ui.models.tables.cells import CELL_ROLE
from ui.pages.artifacts.page import ArtifactsPage
from ui.window.main_window import MainWindow
from ui.words import places
from ui.words.times import declared_time

# the offscreen platform says so of every dialog that grows with what it shows
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def overview(window: MainWindow) -> CaseOverview:
    assert window.bench.case is not None
    assert window.bench.case.overview is not None
    return window.bench.case.overview


def dialog(window: MainWindow, qtbot: QtBot) -> ZonesDialog:
    qtbot.mouseClick(window.job_line.zone_button, Qt.MouseButton.LeftButton)
    assert window.dialogs.zones is not None
    return window.dialogs.zones


def idle(window: MainWindow, until: Until) -> None:
    until(lambda: window.bench.jobs.running(JobKind.CASE) is None)


def local_row(window: MainWindow, until: Until) -> tuple[ArtifactsPage, int]:
    """The row of the artifact with a local time."""
    window.go(places.ARTIFACTS)
    page = window.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    until(lambda: page._model.rowCount() == 8 and page._model.artifact(3) is not None)
    return page, 3


def test_a_zone_is_declared_seen_and_withdrawn(opened: MainWindow, qtbot: QtBot, until: Until) -> None:
    page, row = local_row(opened, until)
    assert opened.job_line.zone_button.text() == "UTC unless marked otherwise"
    cell = page._model.index(row, MODIFIED).data(CELL_ROLE)
    assert cell.text == "2021-07-30 08:02:00 local"
    shown = dialog(opened, qtbot)
    shown.scope.setCurrentIndex(shown.scope.findData("s1.p1"))
    shown.zone.setCurrentText("Europe/Paris")
    shown.declare()
    assert "Reason is missing" in shown.reason.edit.accessibleDescription()
    shown.reason.edit.setText("registry")
    shown.declare()
    idle(opened, until)
    until(
        lambda: (
            [(z.scope, z.zone, z.reason) for z in overview(opened).zones]
            == [("s1.p1", "Europe/Paris", "registry")]
        )
    )
    assert opened.job_line.zone_button.text() == "UTC · local times of EX-001 · 1 · System: Europe/Paris"
    until(lambda: "Paris" in page._model.index(row, MODIFIED).data(CELL_ROLE).text)
    cell = page._model.index(row, MODIFIED).data(CELL_ROLE)
    assert cell.raw == "2021-07-30T08:02:00"  # as it is stored
    assert "06:02:00 UTC" in cell.said
    page.table.go_to(row)
    said = "\n".join(w.accessibleName() for w in page.panel.findChildren(QLabel))
    assert "2021-07-30 08:02:00 in declared zone Europe/Paris: 2021-07-30 06:02:00 UTC" in said
    shown.table.select("s1.p1")
    shown.reason.edit.setText("a mistake")
    qtbot.mouseClick(shown.withdraw_button, Qt.MouseButton.LeftButton)
    idle(opened, until)
    until(lambda: not overview(opened).zones)
    assert opened.job_line.zone_button.text() == "UTC unless marked otherwise"


def test_a_zone_that_does_not_exist_is_refused(opened: MainWindow, qtbot: QtBot) -> None:
    shown = dialog(opened, qtbot)
    shown.zone.setCurrentText("Mars/Olympus")
    shown.reason.edit.setText("x")
    shown.declare()
    assert shown._trouble.count() == 1
    assert opened.bench.jobs.running(JobKind.CASE) is None


def test_without_a_case_the_zone_leads_nowhere(window: MainWindow) -> None:
    assert window.job_line.zone_button.isHidden()
    assert "UTC unless marked otherwise" in [w.accessibleName() for w in window.job_line.findChildren(QLabel)]


@pytest.mark.parametrize(
    ("value", "zone", "words"),
    [
        ("2021-07-30T08:02:00", None, "2021-07-30 08:02:00 zone unknown"),
        ("2021-07-30T08:02:00", "Europe/Paris", "in declared zone Europe/Paris: 2021-07-30 06:02:00 UTC"),
        # the clocks were put back on 31 October 2021 at 03:00, and forward on 28 March at 02:00
        ("2021-10-31T02:30:00", "Europe/Paris", "2021-10-31 00:30:00 UTC or 2021-10-31 01:30:00 UTC"),
        ("2021-03-28T02:30:00", "Europe/Paris", "did not exist in declared zone Europe/Paris"),
        ("2021-07-30", "Europe/Paris", "2021-07-30, local time in declared zone Europe/Paris"),
        ("2021-07-30T08:02:00", "No/Such", "local time in declared zone No/Such"),
    ],
)
def test_local_times_in_words(value: str, zone: str | None, words: str) -> None:
    time = EvidenceTime(TimeKind.MODIFIED, "x", value, "2s", TimeZoneKnowledge.LOCAL_UNKNOWN)
    assert words in re.sub("[\u2066-\u2069]", "", declared_time(time, zone))
