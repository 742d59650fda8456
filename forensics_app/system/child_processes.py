"""Starting a process of this program, the same on every system; `children` has the commands."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import IO

from forensics_app.system.child_bounds import end_with_this_process

if sys.platform == "win32":
    _APART = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
else:
    _APART = 0


def start_child(
    command: Sequence[str],
    *,
    stdin: int | IO[bytes],
    stdout: int | IO[bytes],
    stderr: int | IO[bytes],
    environment: Mapping[str, str],
    descriptors: Sequence[int] = (),
    bufsize: int = -1,
) -> subprocess.Popen[bytes]:
    """A process that holds no folder of the user's and is not reached by Ctrl-C, which is the parent's to
    handle. `command` as `child_command` has it; `descriptors` are open there under their numbers, which
    Windows can't do.

    Raises OSError.
    """
    process = subprocess.Popen(
        command,
        pass_fds=tuple(descriptors),
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        env=environment,
        cwd=os.sep,
        start_new_session=True,
        creationflags=_APART,
        bufsize=bufsize,
    )
    end_with_this_process(process)
    return process
