"""Two attacks of the vectors on one bundle: no verdict may be better than the worse of both.

The plans behind the vectors are taken as their makers build them. A pair is tried where neither undoes the
other: they change other files, other steps of the making, or other settings. Whoever takes away the seal, a
manifest or a part of the seal also takes away what would be found there; what then has to come is
`incomplete` at best.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import cache
from types import ModuleType
from typing import Any

from forensics_app.model.findings import Verdict
from tests.vectors import vector as vector_module
from tests.vectors.bundle import TAGMANIFEST, Built, Files, Plan, build
from tests.vectors.make_vectors import ALL
from tests.vectors.vector import Vector
from tests.world.receiving import policy, verify_bytes

TRUST = ("seal signer", "seal colleague", "seal witness", "time time")
WORST_FIRST = (
    Verdict.UNREADABLE,
    Verdict.ALTERED,
    Verdict.INCOMPLETE,
    Verdict.UNCONFIRMED,
    Verdict.VERIFIED,
)
_STEPS = ("lists", "manifests", "info", "container", "tree", "entries", "layout")
_SIGNING = frozenset({"signers", "wish", "container"})  # wrong with one key's signature, right with another's
_TOLD_OF_SIGNERS = frozenset({"revocation", "answers"})  # of certificates that other signers don't have
_LARGE_BYTES = 4 << 20  # a bomb alone is a vector; beside another attack it only costs time
_BLINDING = frozenset(
    {"seal-missing", "seal-missing-file", "signature-missing", "manifest-missing", "seal-unreadable"}
)
_SOUND = Plan()


@dataclass(frozen=True)
class Attack:
    """A plan that some vector builds, and which files of the bag it changes, adds or leaves out. `blinds`:
    what others are judged by is missing."""

    name: str
    plan: Plan
    files: frozenset[str]
    verdict: Verdict
    blinds: bool


@dataclass(frozen=True)
class Tried:
    """What came of a pair. `seconds` of processor time."""

    names: tuple[str, str]
    worse: Verdict
    verdict: Verdict
    seconds: float

    @property
    def better(self) -> bool:
        """Whether the two together got more than the worse of them alone."""
        return WORST_FIRST.index(self.verdict) > WORST_FIRST.index(self.worse)


@cache
def attacks() -> tuple[Attack, ...]:
    """Those that by themselves are not verified by a receiver who trusts TRUST."""
    return tuple(attack for v in ALL if (attack := _attack_of(v)) is not None)


def pairs(seed: int) -> Iterator[tuple[Attack, Attack]]:
    """Ever more pairs in which neither undoes the other, the same for the same seed."""
    draw, known = random.Random(seed), attacks()
    while True:
        first, second = draw.sample(known, 2)
        if fit(first, second):
            yield first, second


def fit(first: Attack, second: Attack) -> bool:
    """Whether the second can be done to what the first made and leaves it there."""
    if first.files & second.files:
        return False
    one, other = (_changed(a.plan) for a in (first, second))
    for signing, told in ((one, other), (other, one)):
        if "signers" in signing and told & _TOLD_OF_SIGNERS:
            return False
    return not (one & other) - {"lists"} and not (one & _SIGNING and other & _SIGNING)


def try_pair(first: Attack, second: Attack) -> Tried | None:
    """Build both into one bundle and verify it; None where the second has no place in what the first made."""
    try:
        built = build(_both(first.plan, second.plan))
    except (ValueError, StopIteration, KeyError, IndexError):
        return None
    began = time.process_time()
    report = verify_bytes(built.zip, "x.zip", policy(TRUST))
    seconds = time.process_time() - began
    worse = min(first.verdict, second.verdict, key=WORST_FIRST.index)
    if first.blinds or second.blinds:
        worse = max(worse, Verdict.INCOMPLETE, key=WORST_FIRST.index)
    return Tried((first.name, second.name), worse, report.verdict, seconds)


def _changed(plan: Plan) -> frozenset[str]:
    return frozenset(f.name for f in fields(Plan) if getattr(plan, f.name) != getattr(_SOUND, f.name))


def _both(first: Plan, second: Plan) -> Plan:
    values: dict[str, Any] = {}
    for name in _changed(second):
        one, other = getattr(first, name), getattr(second, name)
        values[name] = _in_turn(one, other) if name in _STEPS else other
    return replace(first, **values)


def _in_turn(one: Any, other: Any) -> Any:
    def act(value: Any) -> None:
        one(value)
        other(value)

    return act


def _attack_of(vector: Vector) -> Attack | None:
    made = _plan_behind(vector)
    if made is None:
        return None
    plan, built = made
    if len(built.zip) > _LARGE_BYTES:
        return None
    report = verify_bytes(built.zip, "x.zip", policy(TRUST))
    if report.verdict is Verdict.VERIFIED:
        return None
    blinds = any(f.code in _BLINDING or f.subject == "manifest-sha256.txt" for f in report.findings)
    return Attack(vector.name, plan, _files_changed(built.tree), report.verdict, blinds)


def _files_changed(tree: Files) -> frozenset[str]:
    sound = build(_SOUND).tree
    derived = (TAGMANIFEST, "manifest-sha256.txt")
    return frozenset(
        p
        for p in tree.keys() | sound.keys()
        if p not in derived and not p.startswith("seal/") and tree.get(p) != sound.get(p)
    )


def _plan_behind(vector: Vector) -> tuple[Plan, Built] | None:
    """The one plan whose ZIP is all that the vector sends; None for the others."""
    kept: list[tuple[Plan, Built]] = []

    def keep(plan: Plan) -> Built:
        built = build(plan)
        kept.append((plan, built))
        return built

    patched: list[ModuleType] = []
    for module in [m for n, m in sys.modules.items() if n.startswith("tests.vectors.")]:
        if module is not sys.modules[build.__module__] and getattr(module, "build", None) is build:
            vars(module)["build"] = keep
            patched.append(module)
    assert vector_module in patched
    try:
        sent = vector.make()
    finally:
        for module in patched:
            vars(module)["build"] = build
    if len(kept) != 1 or sent.after is not None or list(sent.files.values()) != [kept[0][1].zip]:
        return None
    return kept[0]
