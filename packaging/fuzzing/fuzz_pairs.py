"""Random pairs of the vectors' attacks on one bundle, through the verifier.

    packaging/bench fuzz pairs [--cases N] [--minutes N] [--seed N]

Exit code 1 where a verdict is better than the worse of both attacks alone, where one takes more than ten
seconds of processor time, and where anything is raised.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections import Counter

from tests.fuzzing.attack_pairs import attacks, pairs, try_pair

_MOST_S = 10.0


def main() -> int:
    """Run until the time or the number of cases is over."""
    parser = argparse.ArgumentParser(prog="fuzz pairs")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    began, slowest, done = time.monotonic(), 0.0, 0
    verdicts: Counter[str] = Counter()
    found: set[tuple[str, str]] = set()
    for first, second in pairs(chosen.seed):
        if done >= chosen.cases or time.monotonic() - began > chosen.minutes * 60:
            break
        names = (first.name, second.name)
        try:
            tried = try_pair(first, second)
        except Exception:  # noqa: BLE001 - whatever escapes is the finding
            found.add(names)
            print(f"FOUND {names}: {traceback.format_exc(limit=-4)}", flush=True)
            continue
        if tried is None:
            continue
        done += 1
        slowest = max(slowest, tried.seconds)
        verdicts[tried.verdict] += 1
        if tried.better or tried.seconds > _MOST_S:
            found.add(names)
            print(f"FOUND {names}: {tried.verdict} for {tried.worse}, {tried.seconds:.1f} s", flush=True)
    minutes = (time.monotonic() - began) / 60
    print(f"{minutes:.1f} minutes, {done} pairs of {len(attacks())} attacks, slowest {slowest:.2f} s")
    for verdict, count in sorted(verdicts.items()):
        print(f"{count:8} {verdict}")
    print(f"{len(found):8} found")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
