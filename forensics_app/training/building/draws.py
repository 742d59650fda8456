"""What the seed decides: the same seed gives the same values, another seed others.

Each value comes from SHA-256 over the seed, the scenario and the value's own name, so adding one to a recipe
changes no other. `shared` values leave the scenario out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal

from forensics_app.training.folder.recipe import Draw
from forensics_app.training.words import fill

_WORDS = (
    "amber", "anchor", "basalt", "beacon", "birch", "cedar", "cinder", "clover", "copper", "coral",
    "cotton", "crater", "dune", "ember", "falcon", "fern", "fjord", "flint", "garnet", "glacier",
    "harbour", "hazel", "heron", "indigo", "island", "ivory", "jasper", "juniper", "kelp", "lagoon",
    "lantern", "larch", "lichen", "maple", "marble", "meadow", "merlin", "moss", "nickel", "oasis",
    "ochre", "onyx", "opal", "orchid", "osprey", "otter", "pebble", "pewter", "pine", "plover",
    "quartz", "quill", "raven", "reed", "ripple", "saffron", "sable", "silver", "slate", "sorrel",
    "spruce", "thistle", "timber", "topaz", "tundra", "umber", "valley", "velvet", "walnut", "willow",
    "wren", "yarrow", "zephyr", "zinc",
)  # fmt: skip


MOST_CHARACTERS = 1000


class DrawError(ValueError):
    """A draw that can't be made; the message is its name."""


def draw_all(draws: Mapping[str, Draw], *, seed: str, scenario: str) -> dict[str, str]:
    """Every value by its name, in the recipe's order: later ones may use earlier ones. Raises DrawError."""
    values: dict[str, str] = {}
    for name, draw in draws.items():
        number = _number(f"{seed}/{'' if draw.shared else scenario}/{name}")
        try:
            drawn = _draw(draw, number, values)
        except (KeyError, ValueError, ArithmeticError, IndexError) as e:
            raise DrawError(name) from e
        texts = drawn.values() if isinstance(drawn, dict) else (drawn,)
        if any(len(text) > MOST_CHARACTERS for text in texts):  # texts of texts grow without end
            raise DrawError(name)
        if isinstance(drawn, dict):
            values |= {f"{name}_{key}": text for key, text in drawn.items()}
        else:
            values[name] = drawn
    return values


def pick_bytes(seed: str, scenario: str, label: str, size: int) -> bytes:
    """Bytes for identifiers and keys."""
    return hashlib.shake_256(f"{seed}/{scenario}/{label}".encode()).digest(size)


def _number(label: str) -> int:
    """256 bits: what is left of a division by any number of choices is even enough."""
    return int.from_bytes(hashlib.sha256(label.encode()).digest())


def _draw(draw: Draw, number: int, values: dict[str, str]) -> str | dict[str, str]:
    if draw.one_of is not None:
        chosen = draw.one_of[number % len(draw.one_of)]
        if isinstance(chosen, dict):
            return {key: fill(text, values) for key, text in chosen.items()}
        return fill(chosen, values)
    if draw.number is not None:
        low, high = draw.number
        return str(low + number % ((high - low) // draw.step + 1) * draw.step)
    if draw.day is not None:
        first, last = (date.fromisoformat(fill(text, values)) for text in draw.day)
        return (first + timedelta(days=number % ((last - first).days + 1))).isoformat()
    if draw.clock is not None:
        start, end = (_seconds(time.fromisoformat(fill(text, values))) for text in draw.clock)
        return _clock(start + number % (end - start + 1))
    if draw.digits is not None:
        return str(number % 10**draw.digits).zfill(draw.digits)
    if draw.words is not None:
        return "-".join(_WORDS[number // len(_WORDS) ** place % len(_WORDS)] for place in range(draw.words))
    return _computed(draw, values)


def _computed(draw: Draw, values: dict[str, str]) -> str:
    """A value that follows from earlier ones."""
    if draw.days_after is not None:
        name, days = draw.days_after
        return (date.fromisoformat(values[name]) + timedelta(days=days)).isoformat()
    if draw.sum is not None:
        return str(sum((Decimal(values[name]) for name in draw.sum), Decimal(0)))
    if draw.quotient is not None:
        name, divisor = draw.quotient
        return str(Decimal(values[name]) / divisor)
    if draw.text is not None:
        return fill(draw.text, values)
    raise ValueError("nothing to draw from")


def _seconds(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
