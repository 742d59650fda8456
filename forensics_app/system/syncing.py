"""That what was written, or a name in a folder, is on the disk."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from forensics_app.system.opening import BINARY, CLOSED_ON_EXEC


def sync(path: Path) -> None:
    """Wait until a file or a folder is on the disk. Raises OSError.

    Windows syncs only what can be written, and keeps the names of a folder in a journal of its own.
    """
    if sys.platform == "win32" and path.is_dir():
        return
    mode = os.O_RDWR if sys.platform == "win32" else os.O_RDONLY
    handle = os.open(path, mode | CLOSED_ON_EXEC | BINARY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
