"""Language, colours and text size: what changes them and has the window built again."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QLibraryInfo, QPoint, Qt, QTranslator
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from forensics_app.i18n import LANGUAGES, current, set_language
from ui.theme import DARK, LIGHT, TEXT_SCALES, Theme, apply_theme, theme
from ui.workbench.workbench import Workbench

_QT_NAMES = {"pt-BR": "pt_BR", "zh-Hans": "zh_CN"}


class Rebuilt(Protocol):
    """What is built again when a preference changes: the main window."""

    bench: Workbench

    def build(self) -> None:
        """Make every part of it again, in the language and the colours that hold now."""


class _QtWords:
    """Qt's own translation of standard buttons and dialogs; it must outlive the application's use of it."""

    translator: QTranslator | None = None


def speak(application: QApplication, language: str) -> None:
    """Use a language for our messages and for Qt's own buttons."""
    set_language(language)
    if _QtWords.translator is not None:
        application.removeTranslator(_QtWords.translator)
        _QtWords.translator.deleteLater()
    made = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if made.load(f"qtbase_{_QT_NAMES.get(language, language)}", folder):
        application.installTranslator(made)
    _QtWords.translator = made


def application() -> QApplication:
    """The running application."""
    found = QApplication.instance()
    if not isinstance(found, QApplication):
        raise TypeError("no application runs")
    return found


def choose_language(window: Rebuilt, language: str) -> None:
    """Change the language of everything in the window."""
    window.bench.settings.language = language
    speak(application(), language)
    window.build()


def choose_theme(window: Rebuilt, chosen: Theme) -> None:
    """Change colours or text size of everything in the window."""
    window.bench.settings.theme = chosen
    apply_theme(application(), chosen)
    window.build()


def switch_dark(window: Rebuilt) -> None:
    """From dark to light and back."""
    choose_theme(window, replace(theme(), tokens=LIGHT if theme().tokens.dark else DARK))


def step_text(window: Rebuilt, step: int) -> None:
    """The next larger or smaller text."""
    at = TEXT_SCALES.index(theme().scale) + step
    if 0 <= at < len(TEXT_SCALES):
        choose_theme(window, replace(theme(), scale=TEXT_SCALES[at]))


def language_menu(window: Rebuilt, button: QWidget) -> None:
    """Each language under its own name."""
    menu = QMenu(button.window())
    group = QActionGroup(menu)
    for code, name in LANGUAGES.items():
        action = menu.addAction(name)
        action.setCheckable(True)
        action.setChecked(code == current().language)
        group.addAction(action)
        action.triggered.connect(lambda checked=False, chosen=code: choose_language(window, chosen))
    _show(menu, button)


def _show(menu: QMenu, button: QWidget) -> None:
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(button.mapToGlobal(QPoint(0, -menu.sizeHint().height())))
