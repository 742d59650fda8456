"""One process of coverage-guided fuzzing, started by fuzz_guided.py: a group of targets under atheris.

    guided_child.py GROUP CORPUS SEEDS FINDINGS CPU_SECONDS LIBFUZZER_OPTION...

Only the product's own modules are instrumented. An exception, a wrong answer and an input that takes too
long are kept as findings, and the process goes on; what ends the process (a hang, memory, a fault) libFuzzer
keeps, and the parent makes a finding of it. After its CPU time it says `EXECUTED number` and ends.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["forensics_app"]):
    from tests.fuzzing.targets import GROUPS, TARGETS

from tests.fuzzing.byte_mutations import mutate
from tests.fuzzing.vector_seeds import vector_seeds

_MOST_CPU_S = 5.0  # of one input; libFuzzer's own limit, of time that passes, is for a hang
_OTHER_TARGET = 0.02
_OURS = 0.5


class Group:
    """What libFuzzer calls. Input: a byte that chooses the target, then what the target gets."""

    def __init__(self, name: str, findings: Path, cpu_seconds: float) -> None:
        self._names = GROUPS[name]
        self._findings = findings
        self._cpu_seconds = cpu_seconds
        self._seen = {
            key for path in findings.glob("*.json") for key in [json.loads(path.read_bytes()).get("key")]
        }
        self._stopped = False
        self._known: set[tuple[str, bytes]] = set()
        self.counts: Counter[str] = Counter()

    def write_seeds(self, folder: Path) -> None:
        """A file for each sound and hostile input that there is to begin with."""
        seeds = {(name, TARGETS[name].seed()) for name in self._names}
        seeds |= {(name, data) for name, data in vector_seeds() if name in self._names}
        self._known = seeds
        for name, data in seeds:
            whole = bytes([self._names.index(name)]) + data
            (folder / hashlib.sha256(whole).hexdigest()[:32]).write_bytes(whole)

    def stop(self, *_: object) -> None:
        """End before the next trial."""
        self._stopped = True

    def one(self, data: bytes) -> None:
        """One trial."""
        began = time.process_time()
        if began > self._cpu_seconds or self._stopped:
            self._end()
        if not data:
            return
        name, body = self._names[data[0] % len(self._names)], data[1:]
        self.counts[name] += 1
        try:
            problems = TARGETS[name].judge(body)
        except Exception:  # noqa: BLE001 - whatever escapes is the finding
            problems = [traceback.format_exc(limit=-6)]
        if (took := time.process_time() - began) > _MOST_CPU_S:
            problems.append(f"no answer in {_MOST_CPU_S:.0f} s of CPU time, but in {took:.1f}")
        if problems and (name, body) not in self._known:
            self._keep(name, body, problems)

    def mutated(self, data: bytes, max_size: int, seed: int) -> bytes:
        """Half of the changes are libFuzzer's own, half suit such files; the target mostly stays."""
        draw = random.Random(seed)
        chooser, body = data[:1] or b"\0", data[1:]
        if draw.random() < _OTHER_TARGET:
            chooser = bytes([draw.randrange(len(self._names))])
        body = mutate(body, draw) if draw.random() < _OURS else atheris.Mutate(body, max_size - 1)
        return (chooser + body)[:max_size]

    def _keep(self, name: str, body: bytes, problems: list[str]) -> None:
        last = problems[0].strip().splitlines()[-1]
        key = name + "".join(c for c in last if not c.isdigit())[:200]
        if key in self._seen:
            return
        self._seen.add(key)
        value = {"target": name, "data": base64.b64encode(body).decode(), "problems": problems, "key": key}
        label = f"{name}-{hashlib.sha256(body).hexdigest()[:12]}".replace("/", "-")
        (self._findings / f"{label}.json").write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
        print(f"FOUND {name}: {last}", file=sys.stderr, flush=True)

    def _end(self) -> None:
        for name, count in sorted(self.counts.items()):
            print(f"EXECUTED {count} {name}", file=sys.stderr, flush=True)
        os._exit(0)  # an exception would be taken for a finding


def main() -> None:
    """Never returns: libFuzzer ends the process."""
    name, corpus, seeds, findings, cpu_seconds, *options = sys.argv[1:]
    group = Group(name, Path(findings), float(cpu_seconds))
    group.write_seeds(Path(seeds))
    signal.signal(signal.SIGINT, group.stop)
    signal.signal(signal.SIGTERM, group.stop)
    atheris.Setup([sys.argv[0], corpus, seeds, *options], group.one, custom_mutator=group.mutated)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
