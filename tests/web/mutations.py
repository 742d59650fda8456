"""Changed bundles, and whether program and page say the same of them.

    python -m tests.web.mutations COUNT [SEED]

A change is made where a forger or a failing disk could make one: in the ZIP as it lies, in a file after the
sealing, in a list before it (so that the seal is over the changed list), in the seal's own text, in its
container, in an addendum. Both verifiers must come to the same verdict; where either reads on differently
behind something broken, altered and unreadable count as one (docs/bundle-format.md, section 10).
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.vectors import (
    attacks_addenda,
    attacks_custody,
    attacks_fourth,
    attacks_levels,
    attacks_request,
    attacks_supplements,
)
from tests.vectors.attacks_trust import BIG_PLAN
from tests.vectors.bundle import Files, Plan, build
from tests.vectors.pki import SIGNER, WITNESS
from tests.vectors.vector import PINNED, Sent, as_both, as_folder, as_zip
from tests.vectors.zipform import Entry
from tests.web.runner import codes, run, task
from tests.world.receiving import codes as program_codes
from tests.world.receiving import policy, verify_path

ALL_TRUST = ("seal signer", "seal colleague", "seal witness", "time time")
TRUSTS = (ALL_TRUST, ALL_TRUST, ALL_TRUST, PINNED, (), ("seal-ca root as signer", "time time"))
LEAVES: tuple[Any, ...] = (
    None,
    "",
    "0",
    "1",
    "01",
    "-1",
    "9999999999999999999",
    "99999999999999999999",
    True,
    False,
    [],
    {},
    ["a"],
    "é",
    "\u202e",
    "\x7f",
    "a\u0000b",
    "2026-02-30T00:00:00Z",
    "2026-11-24T13:58:60Z",
    "2026-11-24T13:58:07.5Z",
    "2026-11-24T13:58:07.50Z",
    "s1",
    "s9",
    "data/seal-nonce.bin",
    "data/EX-001/none",
    "metadata/custody.jsonl",
    "AAAAAAAAAAAAAAAA",
    "ZZZZZZZZZZZZZZZZ",
    "0" * 64,
    "f" * 64,
    "AAAAAAAAAAAAAAAAAAAAAA==",
    "AAAA",
    "computer",
    "stated",
    "sealed",
    "received",
    "released",
    "+01:00",
    "+15:00",
    "FR",
    "fr",
    "file",
    "none",
    "runs",
    "yes",
    "a" * 201,
    "x" * 4001,
    "\x1b[0m",
    "a\u00adb",
    "\U000e0041",
    "s1.p1",
    "s1.P1",
)

Rng = random.Random


@dataclass(frozen=True)
class Mutation:
    """What is sent, what was done to it, and whom the receiver trusts."""

    sent: Sent
    about: str
    trust: tuple[str, ...]


def plans() -> list[Plan]:
    """Sound bundles to change."""
    return [
        Plan(),
        Plan(time_stamp=True),
        Plan(time_stamp=True, signers=(SIGNER, WITNESS)),
        attacks_custody.handed(),
        attacks_custody.handed(time_stamp=True),
        attacks_custody._stamped(attacks_custody.before(), time_stamp=True),
        attacks_request.second(),
        attacks_supplements.third(
            attacks_supplements.said(
                **attacks_supplements._FIXED,
                series=attacks_supplements.TWO,
                supplements=attacks_supplements.SECOND,
            )
        ),
        attacks_levels.plan(attacks_levels.SIGNER_CRL, answers=(attacks_levels.TIME_OCSP,)),
        BIG_PLAN,
        attacks_fourth.fourth(time_stamp=True),
        attacks_fourth.fourth(signers=(SIGNER, WITNESS)),
        attacks_fourth._supplement(),
    ]


def bytes_changed(data: bytes, rng: Rng) -> bytes:
    """One small change somewhere."""
    if not data:
        return bytes([rng.randrange(256)])
    at, kind = rng.randrange(len(data)), rng.randrange(8)
    if kind == 0:
        return data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]
    if kind == 1:
        return data[:at] + bytes([rng.choice((0, 1, 10, 13, 32, 34, 48, 127, 128, 255))]) + data[at + 1 :]
    if kind == 2:
        return data[:at] + data[at + 1 :]
    if kind == 3:
        return data[:at] + bytes([rng.randrange(256)]) + data[at:]
    if kind == 4:
        return data[:at] + data[at + rng.randrange(1, 40) :]
    if kind == 5:
        end = at + rng.randrange(1, 200)
        return data[:end] + data[at:]
    if kind == 6:
        other = rng.randrange(len(data))
        length = rng.randrange(1, 9)
        return data[:at] + data[other : other + length] + data[at + length :]
    return data[:at]


def lines_changed(data: bytes, rng: Rng) -> bytes:
    """Whole lines left out, repeated or exchanged; or one JSON value replaced by another."""
    lines = data.splitlines(keepends=True)
    if not lines:
        return b"{}\n"
    at, kind = rng.randrange(len(lines)), rng.randrange(8)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(at, lines[rng.randrange(len(lines))])
    elif kind == 2:
        other = rng.randrange(len(lines))
        lines[at], lines[other] = lines[other], lines[at]
    else:
        try:
            value = json.loads(lines[at])
        except ValueError:
            return bytes_changed(data, rng)
        _change_leaf(value, rng)
        text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        lines[at] = text.encode("utf-8", "surrogatepass") + b"\n"
    return b"".join(lines)


def _change_leaf(value: Any, rng: Rng) -> None:
    while isinstance(value, dict | list) and value:
        key = rng.choice(list(value) if isinstance(value, dict) else range(len(value)))
        child = value[key]
        if isinstance(child, dict | list) and child and rng.random() < 0.8:
            value = child
            continue
        kind = rng.randrange(10)
        if kind == 0:
            del value[key]
        elif kind == 1 and isinstance(value, dict):
            value[rng.choice(("x", "type", "note", "Key"))] = rng.choice(LEAVES)
        elif kind == 2 and isinstance(child, str) and child:
            at = rng.randrange(len(child))
            value[key] = child[:at] + rng.choice('0aA/=é\u2028 \n\\"') + child[at + 1 :]
        elif kind == 3 and isinstance(value, list):
            value.append(child)
        else:
            value[key] = rng.choice(LEAVES)
        return


def _some_file(tree: Files, rng: Rng, among: Callable[[str], bool]) -> str:
    return rng.choice(sorted(path for path in tree if among(path)))


def _lists(rng: Rng) -> Callable[[Files], None]:
    def act(tree: Files) -> None:
        for _ in range(rng.choice((1, 1, 1, 2))):
            path = _some_file(tree, rng, lambda p: not p.startswith("data/") or rng.random() < 0.1)
            change = lines_changed if rng.random() < 0.7 else bytes_changed
            tree[path] = change(tree[path], rng)

    return act


def _after(rng: Rng) -> Callable[[Files], None]:
    def act(tree: Files) -> None:
        path, kind = rng.choice(sorted(tree)), rng.randrange(6)
        if kind == 0:
            del tree[path]
        elif kind == 1:
            tree[
                rng.choice(
                    (
                        f"{path}.bak",
                        f"report/x{rng.randrange(9)}",
                        path.upper(),
                        f"custody/{rng.randrange(9)}.p7s",
                    )
                )
            ] = b"x"
        else:
            tree[path] = bytes_changed(tree[path], rng)

    return act


def _info(rng: Rng) -> Callable[[list[list[str]]], None]:
    def act(lines: list[list[str]]) -> None:
        at, kind = rng.randrange(len(lines)), rng.randrange(5)
        if kind == 0:
            del lines[at]
        elif kind == 1:
            lines.insert(at, list(rng.choice(lines)))
        elif kind == 2:
            lines[at][0] = rng.choice(
                ("format", "kind", "x", "signer-sha256", "certificates-sha256", "earlier-seal")
            )
        elif kind == 3:
            lines[at][1] = rng.choice(
                (
                    "required",
                    "none",
                    "seal",
                    "0",
                    "01",
                    "f" * 64,
                    "sealwright/2",
                    "sealwright/4",
                    "sealwright/9",
                    "CON",
                )
            )
        else:
            lines[at][1] = bytes_changed(lines[at][1].encode(), rng).decode("latin-1")

    return act


def _container(rng: Rng) -> Callable[[list[Entry]], None]:
    def act(entries: list[Entry]) -> None:
        entry, kind = rng.choice(entries), rng.randrange(6)
        if kind == 0:
            entries.remove(entry)
        elif kind == 1:
            entries.insert(
                rng.randrange(len(entries)), Entry(rng.choice(("x", entry.name, "META-INF/x")), b"x")
            )
        else:
            entry.data = bytes_changed(entry.data, rng)

    return act


def _manifests(rng: Rng) -> Callable[[Files], None]:
    def act(tree: Files) -> None:
        path = rng.choice(("manifest-sha256.txt", "tagmanifest-sha256.txt"))
        change = lines_changed if rng.random() < 0.5 else bytes_changed
        tree[path] = change(tree[path], rng)

    return act


def mutation(seed: int) -> Mutation:
    """The same change each time for one seed."""
    rng = Rng(seed)
    plan = rng.choice(_PLANS)
    trust = rng.choice(TRUSTS)
    kind = rng.randrange(8)
    about = f"{seed}: plan {_PLANS.index(plan)}, "
    if kind in (0, 1):
        first = plan.lists
        hook = _lists(rng)
        changed = replace(plan, lists=lambda tree: (first(tree), hook(tree)))  # type: ignore[arg-type,func-returns-value]
        return Mutation(as_zip(build(changed)), about + "list", trust)
    if kind == 2:
        first_info = plan.info
        info = _info(rng)
        changed = replace(plan, info=lambda lines: (first_info(lines), info(lines)))  # type: ignore[arg-type,func-returns-value]
        return Mutation(as_zip(build(changed)), about + "seal-info", trust)
    if kind == 3:
        return Mutation(as_zip(build(replace(plan, container=_container(rng)))), about + "container", trust)
    if kind == 4:
        return Mutation(as_zip(build(replace(plan, manifests=_manifests(rng)))), about + "manifest", trust)
    if kind == 5:
        built = build(replace(plan, tree=_after(rng)))
        make = rng.choice((as_zip, as_folder, as_both))
        return Mutation(make(built), about + "tree", trust)
    if kind == 6:
        sent = as_zip(build(plan))
        data = sent.files[sent.main]
        tail = data.rfind(b"PK\x01\x02" if rng.random() < 0.5 else b"PK\x03\x04")
        changed_zip = (
            bytes_changed(data, rng) if rng.random() < 0.5 else data[:tail] + bytes_changed(data[tail:], rng)
        )
        return Mutation(replace(sent, files={**sent.files, sent.main: changed_zip}), about + "ZIP", trust)
    story = rng.choice(_STORIES)()
    name = rng.choice(sorted(story.files))
    return Mutation(
        replace(story, files={**story.files, name: bytes_changed(story.files[name], rng)}),
        about + f"addenda, {name}",
        trust,
    )


_PLANS = plans()
_STORIES = [v.make for v in attacks_addenda.VECTORS if v.name.startswith("sound-")]


def same(program: str, page: str) -> bool:
    """Whether two verdicts are one."""
    broken = {"altered", "unreadable"}
    return program == page or {program, page} <= broken


@dataclass
class Compared:
    """What came of comparing."""

    differing: list[str]
    verdicts: Counter[str]
    other_codes: int = 0


def compare(seeds: range, show_codes: bool = False) -> Compared:
    """Both verdicts of each mutation. A difference is a defect in one of them, or in the format page."""
    found = Compared([], Counter())
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        tasks, reports, about = [], [], []
        for seed in seeds:
            one = mutation(seed)
            place = folder / str(seed)
            place.mkdir()
            path = one.sent.write(place)
            tasks.append(task(path, one.trust, folder))
            reports.append(verify_path(path, policy(one.trust)))
            about.append(one.about)
        for text, report, page in zip(about, reports, run(tasks, folder), strict=True):
            found.verdicts[report.verdict.value] += 1
            differs = sorted(program_codes(report) ^ codes(page))
            if not same(report.verdict.value, page["verdict"]):
                found.differing.append(f"{text}: {report.verdict.value}, page {page['verdict']} ({differs})")
            elif differs:
                found.other_codes += 1
                if show_codes:
                    sys.stderr.write(f"{text}: {report.verdict.value}: {differs}\n")
    return found


def main(count: int, first: int) -> int:
    """Compare `count` mutations in steps, and say what differs."""
    differing, other, verdicts = 0, 0, Counter[str]()
    for start in range(first, first + count, 250):
        found = compare(range(start, min(start + 250, first + count)), show_codes=True)
        differing += len(found.differing)
        other += found.other_codes
        verdicts += found.verdicts
        for line in found.differing:
            sys.stdout.write(f"DIFFERS {line}\n")
    sys.stdout.write(
        f"{count} mutations: {differing} verdicts differ, {other} with other codes; {dict(verdicts)}\n"
    )
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
