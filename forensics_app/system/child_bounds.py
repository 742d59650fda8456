"""That no child process outlives the program, where the system has to be told so.

Elsewhere a child ends with its pipe, or (Linux) by a signal when its parent dies. On Windows every child
belongs to a job that ends with this process.
"""

from __future__ import annotations

import subprocess
import sys

if sys.platform == "win32":
    from contextlib import suppress
    from functools import cache

    from forensics_app.system.windows_jobs import Job

    @cache
    def _job() -> Job:
        return Job()

    def end_with_this_process(process: subprocess.Popen[bytes]) -> None:
        """Windows ends the child when this process ends, however it ends. Best effort."""
        with suppress(OSError):
            _job().take(int(process._handle))  # type: ignore[attr-defined]

else:

    def end_with_this_process(process: subprocess.Popen[bytes]) -> None:
        """Nothing to do."""
