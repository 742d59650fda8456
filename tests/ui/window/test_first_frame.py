"""Something of the window is seen before the program is loaded."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from forensics_app.cli import ui as cli_ui
from forensics_app.cli.main import main
from forensics_app.i18n import current, set_language
from tests.world.cases import PROJECT, environment
from ui import first_frame
from ui.app import make_application, make_window
from ui.first_frame import MODULES, FirstFrame
from ui.settings.settings import Settings
from ui.window.preferences import speak

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


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [(["--lang", "ar", "ui"], "ar"), (["ui", "--lang=pt_BR"], "pt-BR"), (["ui"], None)],
)
def test_lang_is_handed_to_the_window(
    arguments: list[str], asked: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[str | None] = []

    def opened(path: Path | None, *, language: str | None = None) -> int:
        handed.append(language)
        return 0

    monkeypatch.setattr(cli_ui, "open_window", opened)
    before = current().language
    try:
        assert main(arguments) == 0
    finally:
        set_language(before)
    assert handed == [asked]


def test_lang_wins_over_the_settings_for_this_run_and_is_not_kept(qtbot: QtBot, tmp_path: Path) -> None:
    stored = tmp_path / "window.ini"
    Settings(stored).language = "de"
    before = current().language
    try:
        window = make_window(Settings(stored, language="ar"))
        qtbot.addWidget(window)
        assert (current().language, window.bench.settings.language) == ("ar", "ar")
        window.close()
    finally:
        speak(make_application(), before)
    assert Settings(stored).language == "de"


def test_a_language_chosen_in_the_window_is_kept_and_replaces_that_of_the_run(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "window.ini", language="ar")
    assert settings.language == "ar"
    settings.language = "fr"
    assert settings.language == "fr"
    assert Settings(tmp_path / "window.ini").language == "fr"
