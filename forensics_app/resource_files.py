"""Where the files are that come with the program: templates, catalogues of messages, help, the demo."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent
_INSTALLED = _HERE / "resources"  # in a wheel the folder lies in this package, whose name is nobody else's

RESOURCES = _INSTALLED if _INSTALLED.is_dir() else _HERE.parent / "resources"
LOCK = (RESOURCES if RESOURCES == _INSTALLED else RESOURCES.parent) / "requirements.lock"
"""The versions that this release was tested with."""
