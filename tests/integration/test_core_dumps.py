"""A process that dies leaves no picture of its memory: passphrases and keys are in it."""

from __future__ import annotations

import subprocess
import sys

_BOUND = """
import resource, subprocess, sys
_, hard = resource.getrlimit(resource.RLIMIT_CORE)
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
from forensics_app.cli.main import main
main(["--version"])
sys.stdout.flush()
print(resource.getrlimit(resource.RLIMIT_CORE)[0], flush=True)
subprocess.run(["sh", "-c", "ulimit -c"], check=True)
"""


def test_no_process_of_the_program_leaves_a_core_dump() -> None:
    """Neither the one that is started, nor any that it starts."""
    done = subprocess.run([sys.executable, "-c", _BOUND], capture_output=True, text=True, check=True)
    assert done.stdout.split()[-2:] == ["0", "0"]
