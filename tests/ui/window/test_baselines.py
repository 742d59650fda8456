"""Every page looks as it did when somebody last looked at it (`tests/ui/shooting/baselines.py`)."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.shooting import baselines
from tests.ui.shooting.settling import settle
from ui.window.main_window import MainWindow
from ui.words import places


@pytest.mark.qt_log_ignore("does not support propagateSizeHints")  # of dialogs, offscreen
def test_every_page_looks_as_it_was_kept(window: MainWindow, tmp_path: Path) -> None:
    strange: dict[str, list[tuple[int, int, int]]] = {}
    drawn = set()
    for name, image in baselines.pictures(window):
        drawn.add(name)
        kept = baselines.kept(name)
        if kept.isNull():
            strange[name] = []
            continue
        found = baselines.differences(image, kept)
        if found:
            image.save(str(tmp_path / f"{name}.png"))
            strange[name] = found[:5]
    advice = "look at each; where it is meant: python -m tests.ui.shooting.baselines"
    assert not strange, f"{strange}; the new pictures lie in {tmp_path}; {advice}"
    assert drawn == {path.stem for path in baselines.KEPT.glob("*.png")}


def test_a_part_that_is_gone_is_seen(window: MainWindow) -> None:
    window.go(places.VERIFY)
    settle(lambda: True)
    before = window.grab().toImage()
    assert baselines.differences(before, before) == []
    window.header.hide()
    QApplication.processEvents()
    assert baselines.differences(window.grab().toImage(), before)
