"""Windows for tests: offscreen, in English, with settings, trust and cases of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from forensics_app.i18n import set_language
from forensics_app.services.demo import run_demo
from tests.ui.shooting.filled import small_case
from tests.ui.shooting.settling import forget_the_old
from tests.world.cases import TickingClock
from ui.app import make_window
from ui.settings.settings import Settings
from ui.theme import Theme, apply_theme, theme
from ui.window.main_window import MainWindow

Until = Callable[[Callable[[], bool]], None]


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing of the user's own is read or written."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "SEALWRIGHT_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    set_language("en")
    yield
    set_language("en")
    forget_the_old()
    if theme() != Theme():  # what is built without a window has the theme of the last one
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        apply_theme(application, Theme())


@pytest.fixture
def until(qtbot: QtBot) -> Until:
    """Run the event loop until something holds; fail after a while."""
    return lambda holds: qtbot.waitUntil(holds, timeout=30_000)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """An English window of 1280 x 800 in the light theme."""
    settings = Settings(tmp_path / "window.ini")
    settings.language, settings.theme = "en", Theme()
    made = make_window(settings)
    made.resize(1280, 800)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.bench.close()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A case of eight artifacts, read-only to the window until it tags."""
    small_case(tmp_path / "small").close()
    return tmp_path / "small"


@pytest.fixture
def opened(window: MainWindow, small: Path, until: Until) -> MainWindow:
    """A window on the small case."""
    window.bench.open_case(small)
    until(lambda: window.bench.case is not None and window.bench.case.overview is not None)
    return window


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the demo leaves behind; made once."""
    folder = tmp_path_factory.mktemp("demo") / "it"
    run_demo(folder, clock=TickingClock())
    return folder
