"""A received bundle as a case, in the window: tags are one's own, all else is refused and says why."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from forensics_app.model.selection import ArtifactFilter
from forensics_app.model.times import SystemClock
from forensics_app.services.cases.opening import open_case
from forensics_app.services.sealed_bundles.as_case import open_as_case
from forensics_app.services.trust.trust import trust_for_run
from tests.ui.conftest import Until
from tests.ui.pages.test_verify_page import bundle_of
from ui.pages.artifacts.page import ArtifactsPage
from ui.pages.custody.page import CustodyPage
from ui.pages.export.page import ExportPage
from ui.widgets.statements.notices import Trouble
from ui.window.main_window import MainWindow
from ui.words import places
from ui.workbench.writing import WritingGuard

REASON = "shows a received bundle and is read-only"


@pytest.fixture
def received(window: MainWindow, demo: Path, tmp_path: Path, until: Until) -> MainWindow:
    trust = trust_for_run((demo / "trust.pem",), (), clock=SystemClock())
    made = open_as_case(bundle_of(demo), tmp_path / "received", trust=trust, clock=SystemClock())
    window.bench.open_case(made.case)
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    return window


def test_what_would_change_it_is_disabled_on_every_page(received: MainWindow, until: Until) -> None:
    refused = 0
    for place in (places.CASE, places.EVIDENCE, places.CUSTODY):
        received.go(place)
        QApplication.processEvents()
        page = received.pages[place]
        if isinstance(page, CustodyPage):
            until(lambda page=page: bool(page._entries))
        for control in page.findChildren(QPushButton):
            if control.findChildren(WritingGuard):
                assert not control.isEnabled(), control.accessibleName()
                assert REASON in control.toolTip()
                refused += 1
    assert refused > 6
    received.go(places.EXPORT)
    page = received.pages[places.EXPORT]
    assert isinstance(page, ExportPage)
    until(lambda: page.step is not None)
    assert not page.next.isEnabled()
    assert REASON in page.next.accessibleDescription()


def test_marks_and_copies_are_refused_before_anything_is_asked(received: MainWindow, until: Until) -> None:
    said: list[Trouble] = []
    received.bench.trouble.connect(said.append)
    received.go(places.ARTIFACTS)
    page = received.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    until(lambda: page._model.artifact(0) is not None)
    page.table.selectRow(0)
    for name in ("withhold", "extract", "open_elsewhere"):
        page._actions.action(name).trigger()
    assert [REASON in one.sentence for one in said] == [True] * 3


def test_tags_are_one_s_own(received: MainWindow, until: Until, qtbot: QtBot) -> None:
    received.go(places.ARTIFACTS)
    page = received.pages[places.ARTIFACTS]
    assert isinstance(page, ArtifactsPage)
    until(lambda: page._model.artifact(0) is not None)
    received.bench.active_tag = "ours"
    page.table.selectRow(0)
    qtbot.keyClick(page.table, Qt.Key.Key_Space)

    def tagged() -> bool:
        assert received.bench.case is not None
        with open_case(received.bench.case.path, write=False, clock=SystemClock()) as case:
            return len(list(case.store.artifacts.stream(ArtifactFilter(tag="ours")))) == 1

    until(tagged)
