"""`sealwright ui`: open the window, on a case or a bundle if one is named."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click

from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import language_asked
from forensics_app.errors import CaseNotFoundError, WindowUnavailableError
from forensics_app.i18n import N_

_INSTALLED_WINDOW = "sealwright_ui"  # setup.py installs it under this name: a `ui` could be anybody's

if find_spec(_INSTALLED_WINDOW) is not None:  # in a checkout the window is called `ui` anyway
    sys.modules["ui"] = import_module(_INSTALLED_WINDOW)
try:
    from ui.first_frame import open_window
except ImportError as e:  # Qt, or a library of the system that Qt needs, is not there
    raise WindowUnavailableError(detail=str(e)) from e

_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


@new_command("ui", help=N_("Open the window, optionally with a case folder or a bundle to verify."))
@click.argument("path", metavar="[CASE|BUNDLE]", required=False, type=click.Path(path_type=Path))
def command(path: Path | None) -> int:
    # Qt would abort the whole process where it finds no display
    if sys.platform == "linux" and not any(os.environ.get(name) for name in _DISPLAYS):
        raise WindowUnavailableError(detail="no display")
    if path is not None and not path.exists():
        raise CaseNotFoundError(path=str(path))
    try:
        return open_window(path, language=language_asked())
    except ImportError as e:
        raise WindowUnavailableError(detail=str(e)) from e
