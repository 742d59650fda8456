"""The environment of a Python process that this program starts of itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import forensics_app

_ROOT = str(Path(forensics_app.__file__).resolve().parents[1])


def child_environment() -> dict[str, str]:
    """The parent's without Python's own hooks, and the same places to import from.

    The tree that this program is in comes last: a child that was started without `site` finds it there, and
    nothing else in it comes before what is installed.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    kept["PYTHONPATH"] = os.pathsep.join([*(entry for entry in sys.path if entry), _ROOT])
    return kept
