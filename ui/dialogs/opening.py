"""Opening a file or folder in another program of this computer, and saying whether that worked."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from forensics_app.i18n import current, tr
from forensics_app.model.names import visible
from ui.theme.state import State


def open_outside(path: Path) -> tuple[str, State]:
    """Open it; a sentence about that, and its state. Where nothing opens it, its path is on the clipboard."""
    shown = current().isolate(visible(str(path)))
    if os.path.lexists(path) and QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        return tr("{path} was passed to this computer's default program.", path=shown), State.OK
    QGuiApplication.clipboard().setText(str(path))
    return tr("{path} couldn't be opened. Its path was copied to the clipboard.", path=shown), State.WARN
