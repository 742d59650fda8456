"""Coverage-guided fuzzing of the bundle readers, until a process has used its CPU time.

    packaging/bench fuzz GROUP [--minutes N] [--seed N] [--cache FOLDER] [--findings FOLDER]

`--minutes` are of CPU time, so that a busy machine fuzzes as much as an idle one. What was reached is kept in
the cache and is where the next run begins. What fails is kept as fuzz_bundles.py keeps it: a small file that
tests/unit/test_bundle_findings.py replays once it lies in tests/fuzzing/bundle_findings. Exit code 1 where
anything was found.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzzing.targets import GROUPS

_ROOT = Path(__file__).parents[2]
_STATUS = re.compile(r"#(\d+)\s+(\w+)\s+cov: (\d+) ft: (\d+) corp: (\d+)\S*.* rss: (\d+)Mb")
_OPTIONS = (
    "-timeout=60",
    "-report_slow_units=60",  # of time that passes; what takes much of the processor is found by the child
    "-rss_limit_mb=2048",
    "-max_len=65536",
    "-len_control=0",
    "-reload=0",
    "-handle_int=0",
    "-handle_term=0",
)
_REPORT_S = 60.0
_MOST_STARTS = 20


@dataclass
class Run:
    """Figures of all processes of a run. `cov` and `ft`: edges and features, as libFuzzer counts them."""

    cpu_s: float = 0.0
    executed: dict[str, int] = field(default_factory=dict)
    first: tuple[int, int, int] | None = None
    last: tuple[int, int, int] = (0, 0, 0)
    peak_mib: int = 0
    reported: float = 0.0
    stopped: bool = False

    def take(self, line: str) -> None:
        """A line of the child: print it where it says something new."""
        if found := _STATUS.match(line):
            count, word, *reached, rss = found.groups()
            self.last = tuple(map(int, reached))  # type: ignore[assignment]
            self.peak_mib = max(self.peak_mib, int(rss))
            if self.first is None and word == "INITED":
                self.first = self.last
            if time.monotonic() - self.reported > _REPORT_S:
                self.reported = time.monotonic()
                print(f"{count} executed, cov {reached[0]}, features {reached[1]}, {rss} MiB", flush=True)
        elif line.startswith("EXECUTED "):
            _, number, name = line.split(maxsplit=2)
            self.executed[name.strip()] = self.executed.get(name.strip(), 0) + int(number)
        elif line.startswith(("FOUND ", "==", "SUMMARY")):
            print(line.rstrip(), flush=True)


def process(run: Run, group: str, folder: Path, findings: Path, left_s: float, seed: int) -> int:
    """One child to its end; its exit code."""
    child = [sys.executable, str(_ROOT / "packaging/fuzzing/guided_child.py"), group]
    for name in ("corpus", "seeds", "ended"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    places = [str(folder / "corpus"), str(folder / "seeds"), str(findings), str(left_s)]
    options = [*_OPTIONS, f"-seed={seed}", f"-artifact_prefix={folder / 'ended'}/"]
    command = [*child, *places, *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, errors="replace") as its:
        assert its.stderr is not None

        def stop(*_: object) -> None:
            run.stopped = True
            its.send_signal(signal.SIGINT)  # it says how far it came, and ends

        signal.signal(signal.SIGINT, stop)
        signal.signal(signal.SIGTERM, stop)
        for line in its.stderr:
            run.take(line)
        _, status, used = os.wait4(its.pid, 0)
        its.returncode = os.waitstatus_to_exitcode(status)
    run.cpu_s += used.ru_utime + used.ru_stime
    return its.returncode


def keep_ended(group: str, folder: Path, findings: Path) -> None:
    """Inputs that ended a process become findings of their target."""
    for path in (folder / "ended").iterdir():
        data = path.read_bytes()
        names = GROUPS[group]
        value = {
            "target": names[data[0] % len(names)] if data else names[0],
            "data": base64.b64encode(data[1:]).decode(),
            "problems": [f"the process ended: {path.name.partition('-')[0]}"],
        }
        (findings / f"{group}-{path.name[:40]}.json").write_text(json.dumps(value, indent=1) + "\n")
        path.unlink()


def main() -> int:
    """Run until the CPU time is over."""
    parser = argparse.ArgumentParser(prog="fuzz")
    parser.add_argument("group", choices=list(GROUPS))
    parser.add_argument("--minutes", type=float, default=30, help="of CPU time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cache", type=Path, default=_ROOT / ".cache" / "fuzz")
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"))
    chosen = parser.parse_args()
    findings = chosen.findings.absolute()
    findings.mkdir(parents=True, exist_ok=True)
    before = set(findings.iterdir())
    run, folder = Run(), chosen.cache.absolute() / chosen.group
    starts = 0
    while (left_s := chosen.minutes * 60 - run.cpu_s) > 1 and starts < _MOST_STARTS and not run.stopped:
        code = process(run, chosen.group, folder, findings, left_s, chosen.seed + starts)
        starts += 1
        keep_ended(chosen.group, folder, findings)
        if code:
            print(f"the process ended with {code}", flush=True)
    for name, count in sorted(run.executed.items()):
        print(f"{count:9} {name}")
    found = len(set(findings.iterdir()) - before)
    first = run.first or (0, 0, 0)
    print(
        f"{run.cpu_s / 60:.1f} minutes of CPU time, {sum(run.executed.values())} executed, "
        f"edges {first[0]} -> {run.last[0]}, features {first[1]} -> {run.last[1]}, "
        f"inputs kept {run.last[2]}, most memory {run.peak_mib} MiB, {found} found"
    )
    return 1 if found or starts > 1 else 0


if __name__ == "__main__":
    sys.exit(main())
