"""Something of the window is seen before the program is loaded."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.world.cases import PROJECT, environment
from ui import first_frame
from ui.first_frame import MODULES, FirstFrame
from ui.settings.settings import Settings

LATER = (
    "forensics_app.services",
    "forensics_app.verify",
    "ui.workbench",
    "ui.pages",
    "cryptography",
    "msgspec",
)
# what speaks to a network, sets pages, parses evidence, draws codes or icons with code of its own; dialogs
SELDOM_NEEDED = (
    *("http.client", "ssl", "urllib.request", "importlib.metadata", "asyncio", "distributed"),
    *("Crypto", "PIL", "aiohttp", "exifread", "fontTools", "pkcs11", "pyhanko", "pytsk3", "yara_x"),
    *("qtawesome", "qtpy", "segno", "typst"),
    *("ui.dialogs.comparison.dialog", "ui.dialogs.hash_sets.hash_sets", "ui.dialogs.help.dialog"),
    *("ui.dialogs.preferences.dialog", "ui.dialogs.request.request"),
    "forensics_app.report.layout.typesetting",
)


def test_what_is_loaded_before_the_first_frame_is_little(tmp_path: Path) -> None:
    code = "import sys, ui.first_frame; print('\\n'.join(sys.modules))"
    ours = environment(QT_QPA_PLATFORM="offscreen", HOME=str(tmp_path))
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, env=ours, capture_output=True, text=True)
    loaded = done.stdout.split()
    assert "ui.first_frame" in loaded
    assert not [name for name in loaded if name.startswith(LATER)]


def test_the_window_opens_without_what_few_sessions_need(tmp_path: Path) -> None:
    """By name, not by time: whoever adds an import at the top of a file finds here what it brings."""
    code = (
        "import sys; from ui.first_frame import show_first_frame;"
        "show_first_frame(); print('\\n'.join(sys.modules))"
    )
    ours = environment(QT_QPA_PLATFORM="offscreen", HOME=str(tmp_path))
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, env=ours, capture_output=True, text=True)
    loaded = set(done.stdout.split())
    assert {"ui.app", "ui.pages.verify.page", "forensics_app.services.verifying.verify"} <= loaded
    assert all(find_spec(name) is not None for name in SELDOM_NEEDED)
    assert not [name for name in SELDOM_NEEDED if name in loaded]


def test_its_bar_moves_and_closing_it_ends_the_start(qtbot: QtBot, tmp_path: Path) -> None:
    frame = FirstFrame(Settings(tmp_path / "window.ini"))
    qtbot.addWidget(frame)
    frame.show()
    frame.show_share(0.0)
    empty = frame.grab().toImage()
    frame.show_share(0.5)
    assert frame.grab().toImage() != empty
    assert not frame.closed
    frame.close()
    assert frame.closed


def test_every_part_that_it_loads_is_there() -> None:
    for name in MODULES:
        assert first_frame.importlib.import_module(name) is not None
