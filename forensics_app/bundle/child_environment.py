"""The environment of a Python process that this program starts of itself."""

from __future__ import annotations

import os
import sys


def child_environment() -> dict[str, str]:
    """The parent's without Python's own hooks, and the same places to import from."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    # where the program runs from its source tree, the child has to find the same tree
    kept["PYTHONPATH"] = os.pathsep.join(entry for entry in sys.path if entry)
    return kept
