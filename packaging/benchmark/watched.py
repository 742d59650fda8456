"""A command with its time, and the largest memory of each of its processes."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

_LOOK_S = 0.2


@dataclass(frozen=True)
class Watched:
    """One run: wall and CPU seconds of all its processes; the resident set of the largest, in MB.

    `largest_mb` is VmHWM, pages of files that it has mapped included; `first_mb` that of the command itself.
    """

    wall: float
    cpu: float
    first_mb: int
    largest_mb: int
    output: str


def watched(line: list[str], environment: dict[str, str]) -> Watched:
    """Run it to its end. Raises SystemExit when it fails."""
    before = os.times()
    began = time.perf_counter()
    peaks: dict[int, int] = {}
    with tempfile.TemporaryFile("w+") as output:
        with subprocess.Popen(
            line, env={**os.environ, **environment}, stdout=output, stderr=subprocess.STDOUT
        ) as process:
            while process.poll() is None:
                for pid in _family(process.pid):
                    peaks[pid] = max(peaks.get(pid, 0), _peak_kib(pid))
                time.sleep(_LOOK_S)
        output.seek(0)
        text = output.read()
    if process.returncode:
        raise SystemExit(f"{line}: exit {process.returncode}\n{text[-2000:]}")
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    first = peaks.get(process.pid, 0)
    return Watched(time.perf_counter() - began, cpu, first >> 10, max(peaks.values(), default=0) >> 10, text)


def _family(pid: int) -> list[int]:
    found = [pid]
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += _family(int(child))
    except OSError:
        pass
    return found


def _peak_kib(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)
