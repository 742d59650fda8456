"""The page *Verify* comes to the verdict of the vector, whatever lies in and beside a bundle."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.ui.conftest import Until
from tests.ui.pages.test_verify_page import check
from tests.world.received_attacks import MOST_S, NAMES, OF_NAME, receive
from ui.window.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.mark.parametrize("name", NAMES)
def test_the_page_says_what_the_vector_does(
    window: MainWindow, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    vector, home = OF_NAME[name], tmp_path / "home"
    monkeypatch.setenv("SEALWRIGHT_HOME", str(home))
    bundle = receive(vector, home, tmp_path / "received")
    began = time.process_time()
    page = check(window, bundle, until)
    assert time.process_time() - began < MOST_S
    assert [report.verdict for report in window.bench.check.reports] == [vector.verdict]
    assert page.isVisible()
