"""Pictures of the help, section by section."""

from __future__ import annotations

from pathlib import Path

from tests.ui.shooting.settling import settle
from ui.dialogs.help.dialog import HelpSection
from ui.window.main_window import MainWindow


def shoot_help(window: MainWindow, out: Path, way: str) -> None:
    """Each section into a picture of its own."""
    for section in HelpSection:
        window.bench.help_asked.emit(section.value)
        dialog = window.dialogs.help
        assert dialog is not None
        settle(dialog.isVisible)
        dialog.grab().save(str(out / f"help-{section.value}-{way}.png"))
        dialog.close()
