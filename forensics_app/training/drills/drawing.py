"""Which attacks a set of drills tries, in which order: the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator

from forensics_app.model.findings import Verdict
from forensics_app.training.tampering.attack import Attack
from forensics_app.training.tampering.attacks import ATTACKS

_SOUND_OF = 5  # one in so many drills is sound


def chance_of(seed: str, *parts: object) -> random.Random:
    """Chance that follows from the seed alone. Nothing secret rests on it."""
    return random.Random("/".join([seed, *map(str, parts)]))  # noqa: S311 - drills, no keys


def draw(seed: str, *, count: int, level: int) -> tuple[list[Attack], Iterator[Attack]]:
    """`count` attacks, and more of them, in turn, for those that can't be made on this bundle.

    Level 1 has those of level 1; every higher one at least half of its own. None comes again before all were
    there, and some are sound: whoever cries forgery each time is wrong.
    """
    chance = chance_of(seed, "draw", count, level)
    sound = _rounds([a for a in ATTACKS if a.verdict is Verdict.VERIFIED and a.level <= level], chance)
    own = _rounds([a for a in ATTACKS if a.verdict is not Verdict.VERIFIED and a.level == level], chance)
    easier = [a for a in ATTACKS if a.verdict is not Verdict.VERIFIED and a.level < level]
    lower = _rounds(easier, chance) if easier else own
    sounds = max(1, count // _SOUND_OF) if count > 1 else 0
    rest = count - sounds
    chosen = [next(sound) for _ in range(sounds)]
    chosen += [next(own) for _ in range(rest - rest // 3)]
    chosen += [next(lower) for _ in range(rest // 3)]
    chance.shuffle(chosen)
    return chosen, _more(own, lower)


def _rounds(attacks: list[Attack], chance: random.Random) -> Iterator[Attack]:
    """All of them in some order, then all of them in another, without end."""
    while True:
        yield from chance.sample(attacks, len(attacks))


def _more(own: Iterator[Attack], lower: Iterator[Attack]) -> Iterator[Attack]:
    while True:
        yield next(own)
        yield next(lower)
