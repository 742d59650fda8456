"""Starts the window: application, language, theme, and what to open first."""

from __future__ import annotations

import gc
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from forensics_app import __version__
from forensics_app.model.bundle import SEALED_SUFFIX, ZIP_SUFFIX
from forensics_app.services.cases.case import is_case
from forensics_app.services.exhibit_terms import load_own_words
from ui.settings.last_folders import FOLDERS
from ui.settings.settings import Settings
from ui.theme import apply_theme
from ui.window.garbage import CollectedHere
from ui.window.input_filter import watch_input
from ui.window.main_window import MainWindow
from ui.window.preferences import speak
from ui.workbench.scratch import remove_left_behind
from ui.workbench.workbench import Workbench, bundle_of_demo, fault

NAME = "Sealwright"


def make_application(arguments: list[str] | None = None) -> QApplication:
    """The one application of this process."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    made = QApplication(arguments if arguments is not None else [NAME])
    made.setApplicationName(NAME)
    made.setApplicationDisplayName(NAME)
    made.setApplicationVersion(__version__)
    made.setDesktopFileName("sealwright")
    return made


def make_window(settings: Settings | None = None) -> MainWindow:
    """A window in the user's language and look, not shown yet."""
    application = make_application()
    load_own_words()
    chosen = settings or Settings()
    keys = watch_input(application)
    speak(application, chosen.language)
    apply_theme(application, chosen.theme)
    FOLDERS.keep_in(chosen)
    window = MainWindow(Workbench(chosen))
    CollectedHere(window)
    keys.help_pressed.connect(window.dialogs.help_pressed)
    window.restore_place()
    return window


def bundle_of_seal(path: Path) -> Path:
    """The bundle beside a seal's container, where there is one: a seal that is opened by a double click is
    meant to be checked with what it seals. Anything else as it is.
    """
    if path.suffix.lower() == ".asice":
        for ending in (SEALED_SUFFIX, ZIP_SUFFIX):
            if path.with_name(f"{path.stem}{ending}").is_file():
                return path.with_name(f"{path.stem}{ending}")
        if (path.with_name(path.stem) / "bagit.txt").is_file():
            return path.with_name(path.stem)
    return path


def open_first(window: MainWindow, path: Path | None) -> None:
    """Open what was named: a case folder, the folder of a demo, or else a bundle to be checked."""
    if path is None:
        return
    path = path.absolute()  # it is remembered, and the next window may start in another folder
    if is_case(path / "case") and bundle_of_demo(path) is not None:
        window.bench.open_demo(path)
    elif is_case(path) or (path.is_dir() and not (path / "bagit.txt").is_file()):
        window.bench.open_case(path)
    else:
        window.bench.check_and_show(bundle_of_seal(path))


def show_faults(window: MainWindow) -> None:
    """An exception that nobody caught is printed as usual, and shown with its details to copy."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, error, trace)
        if isinstance(error, Exception):
            window.bench.trouble.emit(fault("".join(traceback.format_exception(kind, error, trace))))

    sys.excepthook = hook


def run(
    path: Path | None = None, *, language: str | None = None, shown: Callable[[], object] | None = None
) -> int:
    """Show the window until it is closed; the exit code. `language` is this run's, instead of that of the
    settings; `shown` is called when the window is on the screen.
    """
    # the reader thread turns rows into values while the window draws: let it be interrupted soon
    sys.setswitchinterval(0.001)
    application = make_application([NAME])
    window = make_window(Settings(language=language))
    remove_left_behind()
    show_faults(window)
    open_first(window, path)
    window.show()
    if shown is not None:
        QTimer.singleShot(0, window, lambda: QTimer.singleShot(0, window, shown))
    settings = window.bench.settings
    if path is None and not settings.tour_seen and not settings.recent:
        window.bench.tour_asked.emit()
    gc.freeze()  # modules and widgets stay: looking through them for garbage would hold the window up
    return application.exec()


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
