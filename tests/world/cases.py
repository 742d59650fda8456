"""Builders for tests that need a case: a clock of their own, a case folder, the command line as a process."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from forensics_app.model.times import Clock, SystemClock
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.making import new_case

PROJECT = Path(__file__).resolve().parent.parent.parent
COMMAND = (sys.executable, "-m", "forensics_app.cli.main")


@dataclass
class TickingClock:
    """Begins at a fixed moment and goes one second further at every look."""

    at: datetime = datetime(2026, 4, 17, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def make_case(path: Path, *, clock: Clock | None = None) -> Case:
    """A new case, open for writing."""
    return new_case(
        path,
        reference="FR-2026-0417",
        title="Invoice fraud",
        examiner="A. Petit",
        agency="LAB Lyon",
        country="FR",
        clock=clock or SystemClock(),
    )


def environment(**more: str) -> dict[str, str]:
    """English messages, and the project's own code wherever the test runs."""
    return {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(PROJECT), **more}


def sealwright(*arguments: object, check: bool = True, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end. With `check`, an exit code other than 0 fails the test."""
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment(**more),
        cwd=PROJECT,
        timeout=240,
        check=False,
    )
    if check:
        assert done.returncode == 0, done.stdout + done.stderr
    return done


def command_line_case(path: Path) -> Path:
    """A case made by `sealwright case new`."""
    sealwright(
        "case", "new", path, "--reference", "FR-2026-0417", "--title", "Invoice fraud",
        "--examiner", "A. Petit", "--agency", "LAB Lyon", "--country", "FR",
    )  # fmt: skip
    return path
