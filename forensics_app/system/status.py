"""What a file's status says of changes to it."""

from __future__ import annotations

import os
import sys


def change_marks(status: os.stat_result) -> tuple[int, ...]:
    """What moves when a file is written or replaced, to be compared with a later status of the same path.

    On Windows `st_ctime` is when the file was created, not when it was last changed: it is left out there.
    """
    marks = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
    return marks if sys.platform == "win32" else (*marks, status.st_ctime_ns)
