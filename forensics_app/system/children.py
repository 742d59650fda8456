"""How this program starts a process of its own: one place, whatever form it was installed in.

A checkout, a wheel, a package and the folder for any Linux have a Python that runs a module. A frozen program
has none: it starts itself with `RUN`, and its first lines (`cli/frozen.py`) hand over to `run_child`.
"""

from __future__ import annotations

import runpy
import sys
from collections.abc import Sequence
from pathlib import Path

RUN = "--run-module"
MODULES = frozenset(
    {
        "forensics_app.bundle.reading.digest_process",
        "forensics_app.cli.main",
        "forensics_app.evidence.copying.reader_process",
        "forensics_app.evidence.worker.nursery",
        "forensics_app.evidence.worker.process",
        "forensics_app.report.layout.typesetting_worker",
        "forensics_app.services.clusters.check_child",
        "forensics_app.services.inbox.check_worker",
        "forensics_app.services.thumbnails.worker",
    }
)
"""What may be started so. An argument of a frozen program can't run anything else."""


def child_command(module: str, *arguments: str, site: bool = True) -> list[str]:
    """The command that runs `module`, one of MODULES, as a program. Without `site`, Python does not look for
    what is installed: the child has its parent's path (`bundle.child_environment`) and starts sooner.

    Raises ValueError for any other module.
    """
    if module not in MODULES:
        raise ValueError(module)
    if is_frozen():
        return [_own_program(), RUN, module, *arguments]
    # -P: the folder a child starts in is no place to import from
    return [sys.executable, *(() if site else ("-S",)), "-P", "-m", module, *arguments]


def _own_program() -> str:
    """The program for the command line: that of the window, beside it, has no standard streams on Windows."""
    program = Path(sys.executable)
    console = program.with_name(f"sealwright{program.suffix}")
    return str(console) if console.is_file() else sys.executable


def run_child(argv: Sequence[str]) -> bool:
    """In a frozen program: run the module that `child_command` asked for. False where none was asked for.

    `argv` as `sys.argv`. Raises SystemExit as the module does, also for one that may not be run.
    """
    if not is_frozen() or len(argv) < 3 or argv[1] != RUN:
        return False
    module = argv[2]
    if module not in MODULES:
        sys.exit(f"{module} is no part of this program that can be started")
    sys.argv = [module, *argv[3:]]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
    return True


def is_frozen() -> bool:
    """Whether this is one executable without a Python beside it."""
    return bool(getattr(sys, "frozen", False))
