"""Mutated images through the whole open-walk-examine path, until the time is over.

    packaging/fuzzing/run [--minutes N] [--seed N] [--only BASE] [--cases N] [--findings FOLDER]

Trial n of a seed is always the same damage to the same image. What fails is reduced, and kept as a small
file (base image, patches) that tests/conformance/test_findings.py replays once it lies in its folder.
Exit code 1 where anything was found.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzzing.bases import BASES, Base, write
from tests.fuzzing.damage import Damage, Finding
from tests.fuzzing.mutations import Mutator
from tests.fuzzing.oracle import complaints, missing_names
from tests.fuzzing.outcome import Outcome
from tests.fuzzing.trial import by_reader, by_session

_READER_EACH = 12  # one trial in so many goes through EvidenceReader as well
_FLS_EACH = 4  # one trial of a raw medium in so many is compared with fls
_REPORT_S = 60.0
_SILENT = "silent for"


@dataclass
class Run:
    """Counts of one run, and the folder where images are written."""

    folder: Path
    findings: Path
    whole: dict[str, Outcome] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)
    slowest_s: float = 0.0
    peak_kib: int = 0

    def undamaged(self, name: str) -> Outcome:
        """What the base gives as it is. Raises SystemExit where that is nothing sensible."""
        if name not in self.whole:
            found = by_session(write(BASES[name], BASES[name].data(), self.folder))
            if found.lost or found.error:
                sys.exit(f"the undamaged {name} can't be read: {found.lost or found.detail}")
            self.whole[name] = found
        return self.whole[name]

    def trial(self, name: str, damage: Damage, number: int) -> list[str]:
        """The complaints about one damaged image."""
        base, whole = BASES[name], self.undamaged(name)
        image = write(base, damage.apply(base.data()), self.folder)
        found = by_session(image)
        problems: list[str] = []
        if found.lost.startswith("Traceback"):
            problems = [f"unhandled: {found.lost}"]
        elif found.lost:
            self.counts[f"process {found.lost}"] += 1
        else:
            problems = complaints(base, damage, whole, found)
            if base.raw and not problems and number % _FLS_EACH == 0:
                problems = missing_names(image, found)
        if not problems and (found.lost or number % _READER_EACH == 0):
            found = by_reader(image)
            self.counts["through EvidenceReader"] += 1
            problems = complaints(base, damage, whole, found)
            if problems and _SILENT in problems[0]:  # what hangs hangs again; a busy machine doesn't
                self.counts["asked again after a silence"] += 1
                found = by_reader(image)
                problems = complaints(base, damage, whole, found)
            self.peak_kib = max(self.peak_kib, found.peak_kib)
        self._count(found)
        return problems

    def _count(self, found: Outcome) -> None:
        self.counts["trials"] += 1
        self.slowest_s = max(self.slowest_s, found.seconds)
        self.counts["refused" if found.error else "read"] += 1
        for code in set(found.codes()):
            self.counts[f"omission {code}"] += 1

    def keep(self, name: str, damage: Damage, problems: list[str], label: str) -> None:
        """Reduce and save a finding, unless its like was saved before."""
        key = name + "".join(c for c in problems[0][:4000].splitlines()[-1] if not c.isdigit())
        print(f"FOUND {label}: {problems[0]}", flush=True)
        self.counts["findings"] += 1
        if key in self.seen:
            return
        self.seen.add(key)
        damage = self._reduced(name, damage)
        finding = Finding(name, hashlib.sha256(BASES[name].data()).hexdigest(), damage, tuple(problems))
        (self.findings / f"{label}.json").write_text(finding.to_json() + "\n", encoding="utf-8")

    def _reduced(self, name: str, damage: Damage) -> Damage:
        """Without the patches that it doesn't need."""
        for patch in damage.patches:
            smaller = Damage(tuple(p for p in damage.patches if p is not patch), damage.size)
            if self.trial(name, smaller, 0):
                damage = smaller
        return damage


def damage_of(name: str, seed: int, number: int) -> Damage:
    """The damage of trial `number`."""
    return Mutator(BASES[name].data(), random.Random(f"{seed}/{name}/{number}")).damage()


def present(base: Base) -> bool:
    """Whether the image is there: without the shared data only those of this tree are."""
    try:
        return bool(base.made) or base.path().exists()
    except BaseException:  # noqa: BLE001 - pytest's Skipped, which is no Exception
        return False


def main() -> int:
    """Run until the time or the number of cases is over."""
    parser = argparse.ArgumentParser(prog="fuzz")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=sys.maxsize)
    parser.add_argument("--only", choices=sorted(BASES), action="append")
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"))
    chosen = parser.parse_args()
    names = [name for name in chosen.only or BASES if present(BASES[name])]
    chosen.findings.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="fuzz-", dir="/var/tmp") as folder:
        run = Run(Path(folder), chosen.findings)
        print(f"seed {chosen.seed}, {len(names)} images: {' '.join(names)}", flush=True)
        began = reported = time.monotonic()
        number = 0
        while time.monotonic() - began < chosen.minutes * 60 and number < chosen.cases:
            name = names[number % len(names)]
            damage = damage_of(name, chosen.seed, number)
            problems = run.trial(name, damage, number // len(names) + number % len(names))
            if problems:
                run.keep(name, damage, problems, f"{name}-{chosen.seed}-{number}")
            number += 1
            if time.monotonic() - reported > _REPORT_S:
                reported = time.monotonic()
                print(
                    f"{(reported - began) / 60:.0f} min: {number} trials, {run.counts['findings']} found",
                    flush=True,
                )
        minutes = (time.monotonic() - began) / 60
    print(f"{minutes:.1f} minutes, slowest trial {run.slowest_s:.1f} s, most memory {run.peak_kib >> 10} MiB")
    for what, count in sorted(run.counts.items()):
        print(f"{count:8} {what}")
    return 1 if run.counts["findings"] else 0


if __name__ == "__main__":
    sys.exit(main())
