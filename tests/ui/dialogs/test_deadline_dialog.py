"""The deadline of a request in the window: calculated as one types, kept only by *Record*."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from forensics_app.i18n import set_language
from forensics_app.model.answering.deadlines import DeadlineRule, Receipt
from forensics_app.model.times import SystemClock
from forensics_app.services.cases.opening import open_case
from forensics_app.services.requests.case_request import read_request, write_request
from forensics_app.services.requests.deadlines import read_deadlines, record_deadline
from tests.ui.conftest import Until
from tests.ui.shooting.shoot_case import RECORD
from ui.dialogs.request.deadline import DeadlineDialog
from ui.pages.case.page import CasePage
from ui.widgets.statements.request_facts import RequestFacts
from ui.widgets.text.text import Text
from ui.window.main_window import MainWindow
from ui.words import places

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def texts(dialog: DeadlineDialog) -> str:
    return "\n".join(t.text() for t in dialog.findChildren(Text))


def test_deadline_follows_what_is_typed_and_is_kept_with_its_rule(
    qtbot: QtBot, window: MainWindow, small: Path, until: Until
) -> None:
    with open_case(small, write=True, clock=SystemClock()) as case:
        write_request(case, replace(RECORD, deadline="2026-12-24"))
    window.bench.open_case(small)
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.go(places.CASE)
    window.bench.deadline_asked.emit()
    dialog = window.dialogs.deadline
    assert isinstance(dialog, DeadlineDialog)
    assert not dialog.record_button.isEnabled()
    qtbot.keyClicks(dialog.received.edit, "2026-12-15")
    assert "2026-12-25" in texts(dialog)
    assert "No public holidays were entered" in texts(dialog)
    qtbot.keyClicks(dialog.state.edit, "de")
    qtbot.keyClicks(dialog.holidays.edit, "2026-12-25, 2026-12-26")
    assert "2026-12-28" in texts(dialog)
    dialog.rule.setCurrentIndex(1)
    assert "UTC offset" in texts(dialog)  # hours need a time
    assert not dialog.record_button.isEnabled()
    dialog.rule.setCurrentIndex(0)
    qtbot.mouseClick(dialog.record_button, Qt.MouseButton.LeftButton)
    until(lambda: not dialog.isVisible())
    kept = read_deadlines(small)
    assert [(d.rule, d.version, d.due) for d in kept] == [("epoc-10-days", 1, "2026-12-28")]
    with open_case(small, write=False, clock=SystemClock()) as case:
        assert read_request(case).deadline == "2026-12-24"  # only the box changes it
    page = window.pages[places.CASE]
    assert isinstance(page, CasePage)
    until(lambda: any("version 1" in t.text() for t in page.findChildren(Text)))
    said = "\n".join(t.text() for t in page.findChildren(Text))
    assert "2026-12-24" in said
    assert "2026-12-28" in said
    window.bench.deadline_asked.emit()
    again = window.dialogs.deadline
    assert again is not None
    assert again.holidays.value == "2026-12-25, 2026-12-26"
    again.apply.box.setChecked(True)
    again.record()
    until(lambda: not again.isVisible())
    assert len(read_deadlines(small)) == 1
    with open_case(small, write=False, clock=SystemClock()) as case:
        assert read_request(case).deadline == "2026-12-28"


@pytest.mark.parametrize(("instrument", "offered"), [("epoc", True), (None, True), ("eio", False)])
def test_rules_of_a_production_order_are_offered_for_no_other_instrument(
    window: MainWindow, small: Path, until: Until, instrument: str | None, offered: bool
) -> None:
    with open_case(small, write=True, clock=SystemClock()) as case:
        write_request(case, replace(RECORD, instrument=instrument))
    window.bench.open_case(small)
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    window.go(places.CASE)
    page = window.pages[places.CASE]
    until(lambda: bool(page.findChildren(RequestFacts)))
    labels = {button.text() for button in page.findChildren(QPushButton)}
    assert ("Calculate the deadline…" in labels) is offered


def test_deadline_on_the_case_page_spells_out_no_marks_of_direction(
    window: MainWindow, small: Path, until: Until
) -> None:
    with open_case(small, write=True, clock=SystemClock()) as case:
        record_deadline(case, DeadlineRule.EPOC_10_DAYS, Receipt("2026-12-15"), clock=SystemClock())
    set_language("ar")
    try:
        window.bench.open_case(small)
        until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
        window.go(places.CASE)
        page = window.pages[places.CASE]
        until(lambda: any("epoc-10-days" in t.text() for t in page.findChildren(Text)))
        assert not [t.text() for t in page.findChildren(Text) if "[LRI]" in t.text()]
    finally:
        set_language("en")
