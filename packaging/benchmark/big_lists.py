"""Every filter of the window's benchmark in every order, as the window asks for it and without drawing it.

`python packaging/benchmark/big_lists.py CASE [--text T]`: counting what a filter leaves and reading the rows
of the first screen, in processor milliseconds, which hold beside other work; then a first jump to a place far
down, and jumps to others.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from window import FILTERS

from forensics_app.model.selection import ArtifactFilter, Sort
from forensics_app.model.times import SystemClock
from forensics_app.services.browsing.browse import Browser
from forensics_app.services.cases.opening import open_case
from ui.models.case.overview_reading import read_overview

SCREEN = 100  # rows
FAR = 0.618  # of a list
ELSEWHERE = 0.137, 0.382, 0.854


def spent(work: Callable[[], object]) -> float:
    """Processor milliseconds."""
    begin = time.process_time()
    work()
    return (time.process_time() - begin) * 1000


def shown(times: list[float]) -> str:
    return f"{statistics.median(times):.0f} (worst {max(times):.0f})"


def measure(case: Path, text: str) -> None:
    begin = time.perf_counter()
    taken = spent(lambda: read_overview(open_case(case, write=False, clock=SystemClock())))
    print(f"opening, and all counts of the Case page: {taken:.0f} ms, {time.perf_counter() - begin:.2f} s\n")
    print("| filter | in the list | first ms | again ms | first jump ms | other jumps ms |")
    print("|---|--:|--:|--:|--:|--:|")
    with open_case(case, write=False, clock=SystemClock()) as opened:
        browser = Browser(opened)
        for name, chosen in (FILTERS | {"text": ArtifactFilter(text=text)}).items():
            row(browser, name, replace(chosen, system=False))  # as the window has it at first
    print(f"\nlargest memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def row(browser: Browser, name: str, chosen: ArtifactFilter) -> None:
    def show(sort: Sort, first: int) -> None:
        browser.count(chosen)
        browser.rows(chosen, sort, descending=True, first=first, count=SCREEN)

    first = [spent(partial(show, sort, 0)) for sort in Sort]
    again = [spent(partial(show, sort, 0)) for sort in Sort]
    count = browser.count(chosen)
    far = [spent(partial(show, sort, int(count * FAR))) for sort in Sort]
    others = [spent(partial(show, sort, int(count * share))) for sort in Sort for share in ELSEWHERE]
    columns = " | ".join(map(shown, (first, again, far, others)))
    print(f"| {name} | {count:,} | {columns} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", type=Path)
    parser.add_argument("--text", default="contract", help="what is searched for")
    arguments = parser.parse_args()
    measure(arguments.case, arguments.text)


if __name__ == "__main__":
    main()
