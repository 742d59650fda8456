"""Carrying attacks out, and asking the verifier what it says of each: that is the answer, and no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from forensics_app.bundle.reading.random_access import MemoryBytes
from forensics_app.bundle.reading.zip_directory import read_directory
from forensics_app.errors import ZipRuleError
from forensics_app.model.findings import Finding, VerificationReport
from forensics_app.training.drills.drawing import chance_of, draw
from forensics_app.training.tampering.attack import Attack
from forensics_app.training.tampering.held import HeldBundle
from forensics_app.training.tampering.identities import TrainingIdentities
from forensics_app.training.tampering.workshop import NotApplicableError, Received, Workshop

_MOST_ENTRIES = 1_000_000
_MORE_TRIES = 60
Ask = Callable[[Received], VerificationReport]


class TooFewError(Exception):
    """Not enough attacks can be made on this bundle; the argument is how many could."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was done: a path in the bundle, and the bytes of the ZIP where it lies, if it does. Of
    a file in a container (`seal.asice!META-INF/…`) they are those of the container.
    """

    path: str
    first_byte: int | None = None
    size_bytes: int | None = None
    zip_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Drill:
    """`number` counts from 1; `report` is the verifier's; `finding` the one that the verdict turns on."""

    number: int
    attack: Attack
    received: Received
    report: VerificationReport
    finding: Finding | None
    places: tuple[Place, ...]


def make_drills(
    base: HeldBundle,
    who: TrainingIdentities,
    ask: Ask,
    *,
    seed: str,
    count: int,
    level: int,
    at: datetime,
    made: Callable[[int], None] = lambda number: None,
) -> list[Drill]:
    """Drills on this bundle, signed by these identities at the time `at`. Raises TooFewError.

    One whose verdict or finding is not what the attack stands for is not handed out: on this bundle it shows
    something else.
    """
    chosen, more = draw(seed, count=count, level=level)
    drills: list[Drill] = []
    tries = 0
    while len(drills) < count:
        if chosen:
            attack = chosen.pop(0)
        elif tries == _MORE_TRIES:
            raise TooFewError(len(drills))
        else:
            attack, tries = next(more), tries + 1
        number = len(drills) + 1
        shop = Workshop(base, who, chance_of(seed, attack.name, number), at)
        drill = _make(number, attack, shop, ask)
        if drill is not None:
            drills.append(drill)
            made(number)
    return drills


def _make(number: int, attack: Attack, shop: Workshop, ask: Ask) -> Drill | None:
    try:
        received = attack.make(shop)
    except NotApplicableError:
        return None
    report = ask(received)
    finding = next((f for f in report.findings if f.code == attack.code), None)
    if report.verdict is not attack.verdict or (attack.code is not None and finding is None):
        return None
    places = tuple(_placed(path, received) for path in received.places)
    return Drill(number, attack, received, report, finding, places)


def _placed(path: str, received: Received) -> Place:
    """Where a path lies in the ZIP; of a file in the seal, where the seal lies."""
    archive = received.files[received.main]
    try:
        directory = read_directory(MemoryBytes(archive), max_entries=_MOST_ENTRIES, add=lambda problem: None)
    except ZipRuleError:
        return Place(path)
    wanted = path.partition("!")[0]
    for position, name in enumerate(directory.names):
        if name.partition("/")[2] == wanted:
            return Place(path, directory.data_offsets[position], directory.sizes[position], len(archive))
    return Place(path)
