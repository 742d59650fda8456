"""Running commands in turn, so that a slow minute of the machine falls on all of them alike."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Once:
    """One run: wall and CPU seconds of the process and its children, and the largest process in MB."""

    wall: float
    cpu: float
    most_mb: float


@dataclass
class Command:
    """A command of the comparison. `before` is run untimed each time; `shell` commands are one line of sh."""

    name: str
    line: list[str] | str
    before: list[str] | str | None = None
    environment: dict[str, str] = field(default_factory=dict)
    runs: list[Once] = field(default_factory=list)

    @property
    def wall(self) -> float:
        """Median of the wall seconds."""
        return statistics.median(run.wall for run in self.runs)

    @property
    def cpu(self) -> float:
        """Median of the CPU seconds."""
        return statistics.median(run.cpu for run in self.runs)

    @property
    def most_mb(self) -> float:
        """The largest process of all runs."""
        return max(run.most_mb for run in self.runs)


def in_turn(commands: list[Command], rounds: int, folder: Path) -> None:
    """Run each command once a round. Raises SystemExit when one fails."""
    for _ in range(rounds):
        for command in commands:
            if command.before is not None:
                _run(command.before, command.environment, folder)
            command.runs.append(_run(command.line, command.environment, folder))


def has(*tools: str) -> bool:
    """Whether all of these are installed."""
    return all(shutil.which(tool) for tool in tools)


def _run(line: list[str] | str, environment: dict[str, str], folder: Path) -> Once:
    began = time.perf_counter()
    process = subprocess.Popen(
        line,
        shell=isinstance(line, str),
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    error = process.stderr.read() if process.stderr else b""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.stderr:
        process.stderr.close()
    if process.returncode:
        raise SystemExit(f"{line}: exit {process.returncode}\n{error.decode(errors='replace')[-2000:]}")
    return Once(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
