"""Every page looks as it did when somebody last looked at it (`tests/ui/shooting/baselines.py`)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.ui.shooting import baselines
from tests.ui.shooting.settling import settle
from tests.world.cases import PROJECT
from ui.window.main_window import MainWindow
from ui.words import places


def test_every_page_looks_as_it_was_kept(tmp_path: Path) -> None:
    """In a process of its own, as the kept ones were drawn: nothing that other tests left is styled again."""
    command = [
        sys.executable,
        "-X",
        "faulthandler",
        "-m",
        "tests.ui.shooting.baselines",
        str(tmp_path / "new"),
    ]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    drawn = {path.stem: QImage(str(path)) for path in (tmp_path / "new").glob("*.png")}
    strange: dict[str, list[tuple[int, int, int]]] = {}
    for name, image in drawn.items():
        kept = baselines.kept(name)
        found = [] if kept.isNull() else baselines.differences(image, kept)
        if kept.isNull() or found:
            strange[name] = found[:5]
    advice = "look at each; where it is meant: python -m tests.ui.shooting.baselines"
    assert not strange, f"{strange}; the new pictures lie in {tmp_path / 'new'}; {advice}"
    assert set(drawn) == {path.stem for path in baselines.KEPT.glob("*.png")}


def test_a_part_that_is_gone_is_seen(window: MainWindow) -> None:
    window.go(places.VERIFY)
    settle(lambda: True)
    before = window.grab().toImage()
    assert baselines.differences(before, before) == []
    window.header.hide()
    QApplication.processEvents()
    assert baselines.differences(window.grab().toImage(), before)
