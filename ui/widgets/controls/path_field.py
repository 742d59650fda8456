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
    gets only such paths, or nothing, and may look at what is there."""

    def __init__(self, label: str, hint: str, check: Callable[[str], str]) -> None:
        super().__init__(label, hint, lambda value: _complaint(value, check))


def _complaint(value: str, check: Callable[[str], str]) -> str:
    try:
        if value and not Path(value).expanduser().is_absolute():
            return tr("Enter the full path, beginning with / or ~/.")
        return check(value)
    except RuntimeError:  # the home of a user that this computer doesn't know
        return tr("Enter the full path, beginning with / or ~/.")
    except (OSError, ValueError):  # a name that is too long, or a folder that can't be looked into
        return tr("This path can't be used. Check it, or choose another one.")
