"""Fields for paths and addresses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt

from forensics_app.i18n import tr
from ui.widgets.controls.field import Field


class AddressField(Field):
    """One for an address, which is read from left to right in a window from the right too."""

    def __init__(self, label: str, hint: str, check: Callable[[str], str]) -> None:
        super().__init__(label, hint, check)
        self.edit.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


class PathField(AddressField):
    """One for the path of a file or folder: in full, as nobody knows what it would be relative to. `check`
    gets only such paths, or nothing."""

    def __init__(self, label: str, hint: str, check: Callable[[str], str]) -> None:
        super().__init__(label, hint, lambda value: _incomplete(value) or check(value))


def _incomplete(value: str) -> str:
    if not value:
        return ""
    try:
        complete = Path(value).expanduser().is_absolute()
    except RuntimeError:  # the home of a user that this computer doesn't know
        complete = False
    return "" if complete else tr("Enter the full path, beginning with / or ~/.")
