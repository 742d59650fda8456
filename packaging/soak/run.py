"""Soak: rounds of the whole work under faults for as many minutes as asked, and a table of what came of them.

packaging/bench soak --minutes N [--seed S] [--folder F]. The same seed draws the same evidence and faults;
at which moment a kill meets the program is the machine's.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from faults import KINDS, compile_shim
from laboratory import ROOT, Laboratory, Totals

_ZERO = (
    ("lost", "items lost"),
    ("verdict", "wrong verdicts or digests"),
    ("hang", "hangs"),
    ("crash", "crashes"),
    ("temporary", "temporary files left"),
    ("plaintext", "plaintext left"),
)


def main() -> int:
    """Exit code 1 where anything that must be 0 is not."""
    parser = argparse.ArgumentParser(prog="packaging/bench soak")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where to work (default: a temporary folder)")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="soak-", dir=asked.folder))
    totals, began, rounds = Totals(), time.monotonic(), 0
    try:
        laboratory = Laboratory(folder, compile_shim(folder), random.Random(asked.seed), totals)
        while time.monotonic() - began < asked.minutes * 60:
            rounds += 1
            laboratory.round(rounds)
            print(
                f"round {rounds}: {sum(totals.faults.values())} faults, {len(totals.problems)} problems",
                flush=True,
            )
    finally:
        if not totals.problems:
            shutil.rmtree(folder, ignore_errors=True)
    minutes = (time.monotonic() - began) / 60
    print(_table(totals, rounds, minutes, asked.seed))
    for kind, sentence in totals.problems:
        print(f"{kind}: {sentence}")
    return 1 if totals.problems else 0


def _table(totals: Totals, rounds: int, minutes: float, seed: int) -> str:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    lines = [
        "",
        f"{rounds} rounds in {minutes:.1f} minutes, seed {seed}, commit {commit}, Python "
        f"{platform.python_version()}, {os.cpu_count()} cores",
        "",
        "| fault | runs under it | faults injected |",
        "|---|--:|--:|",
    ]
    lines += [f"| {kind} | {totals.runs[kind]} | {totals.faults[kind]} |" for kind in KINDS]
    lines += [f"| none | {totals.runs['none']} | |", "", "| looked at | |", "|---|--:|"]
    lines += [f"| {what} | {count} |" for what, count in sorted(totals.checked.items())]
    lines += ["", "| must be 0 | |", "|---|--:|"]
    lines += [f"| {words} | {sum(k == kind for k, _ in totals.problems)} |" for kind, words in _ZERO]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
