"""Damaged bundles, seals, lists, addenda, tokens and key files through the verifier, until the time is over.

    packaging/bench fuzz bundles [--minutes N] [--seed N] [--only TARGET] [--cases N] [--findings FOLDER]

Trial n of a seed is always the same damage to the same bytes. What fails is kept as a small file (target and
bytes) that tests/unit/test_bundle_findings.py replays once it lies in tests/fuzzing/bundle_findings. Exit
code 1 where anything was found.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import random
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from functools import cache
from pathlib import Path

from tests.fuzzing.byte_mutations import mutate
from tests.fuzzing.targets import TARGETS

_BATCH = 100  # trials in one process; a process that dies costs the rest of its batch
_MOST_S = 10.0
_MEMORY_BYTES = 2 << 30
_REPORT_S = 60.0


class TooSlowError(Exception):
    """A trial took longer than any answer may take."""


def damaged(name: str, seed: int, number: int) -> bytes:
    """The bytes of trial `number`, which are never those that were sound."""
    sound = seed_of(name)
    draw = random.Random(f"{seed}/{name}/{number}")
    while (data := mutate(sound, draw)) == sound:
        pass
    return data


@cache
def seed_of(name: str) -> bytes:
    """The sound bytes of a target, made once."""
    return TARGETS[name].seed()


def trial(name: str, data: bytes) -> list[str]:
    """What was wrong; an exception is wrong, and so is an answer that takes too long."""

    def late(*_: object) -> None:
        raise TooSlowError

    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, _MOST_S)
    try:
        return TARGETS[name].judge(data)
    except TooSlowError:
        return [f"no answer in {_MOST_S:.0f} s"]
    except Exception:  # noqa: BLE001 - whatever escapes is the finding
        return [traceback.format_exc(limit=-6)]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def batch(name: str, seed: int, first: int, pipe: int) -> None:
    """In a process of its own: trials one after the other; a line for each that began or failed."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    with os.fdopen(pipe, "w", encoding="utf-8") as out:
        for number in range(first, first + _BATCH):
            print(number, file=out, flush=True)
            problems = trial(name, damaged(name, seed, number))
            if problems:
                print(json.dumps([number, problems]), file=out, flush=True)


def run_batch(name: str, seed: int, first: int) -> tuple[int, list[tuple[int, list[str]]]]:
    """How many trials there were, and the findings: number and problems."""
    ours, its = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        code = 1
        try:
            batch(name, seed, first, its)
            code = 0
        finally:
            os._exit(code)
    os.close(its)
    with os.fdopen(ours, encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    _, status = os.waitpid(pid, 0)
    began = [n for n in records if isinstance(n, int)]
    found = [(n[0], n[1]) for n in records if isinstance(n, list)]
    if status:
        found.append(
            (began[-1] if began else first, [f"the process ended with {os.waitstatus_to_exitcode(status)}"])
        )
    return len(began), found


def keep(folder: Path, name: str, seed: int, number: int, problems: list[str]) -> None:
    """Save one finding."""
    data = damaged(name, seed, number)
    value = {"target": name, "data": base64.b64encode(data).decode(), "problems": problems}
    label = f"{name}-{seed}-{number}".replace("/", "-")
    (folder / f"{label}.json").write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    """Run until the time or the number of cases is over."""
    parser = argparse.ArgumentParser(prog="fuzz bundles")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=sys.maxsize)
    parser.add_argument("--only", choices=sorted(TARGETS), action="append")
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"))
    chosen = parser.parse_args()
    names = chosen.only or list(TARGETS)
    chosen.findings.mkdir(parents=True, exist_ok=True)
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    began = reported = time.monotonic()
    turn = total = 0
    while time.monotonic() - began < chosen.minutes * 60 and total < chosen.cases:
        name = names[turn % len(names)]
        seed_of(name)  # before the fork, so that it is made once
        done, found = run_batch(name, chosen.seed, turn // len(names) * _BATCH)
        total += done
        counts[f"trials of {name}"] += done
        for number, problems in found:
            counts["findings"] += 1
            key = name + "".join(c for c in problems[0].strip().splitlines()[-1] if not c.isdigit())
            if key not in seen:
                seen.add(key)
                print(f"FOUND {name} {number}: {problems[0].strip().splitlines()[-1]}", flush=True)
                keep(chosen.findings, name, chosen.seed, number, problems)
        turn += 1
        if time.monotonic() - reported > _REPORT_S:
            reported = time.monotonic()
            minutes = (reported - began) / 60
            print(f"{minutes:.0f} min: {total} trials, {counts['findings']} found", flush=True)
    print(f"{(time.monotonic() - began) / 60:.1f} minutes, {total} trials")
    for what, count in sorted(counts.items()):
        print(f"{count:8} {what}")
    return 1 if counts["findings"] else 0


if __name__ == "__main__":
    sys.exit(main())
