"""What is typed into the go-to field, as a byte of the content."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum

_NUMBER = re.compile(r"(?:0x(?P<hex>[0-9a-f_]+)|(?P<hexh>[0-9a-f]+)h|(?P<dec>\d+))\Z", re.IGNORECASE)
_SPACES = re.compile(r"[\s',\u00a0\u202f]+")


class GoTo(Enum):
    """What the number counts."""

    BYTE = "byte"
    SECTOR = "sector"
    MEDIUM = "medium"


def number(text: str) -> int | None:
    """`4096`, `0x1000`, `1000h`, with spaces or separators between digits, which may be those of any script;
    None for anything else."""
    found = _NUMBER.match(_SPACES.sub("", text))
    if found is None:
        return None
    digits = found["hex"] or found["hexh"]
    return int(found["dec"]) if digits is None else int(digits.replace("_", "") or "0", 16)


def target(
    text: str,
    counts: GoTo,
    *,
    here: int,
    size: int,
    sector: Callable[[int], int | None],
    medium: Callable[[int], int | None],
) -> int | None:
    """The byte of the content that is meant, from 0 to `size`; None where that is no number or no such byte.

    `+0x10` and `-16` count from `here` on. `sector` and `medium` give the byte that lies there.
    """
    plain = text.strip().replace("\u2212", "-")
    sign = plain[:1] if plain[:1] in ("+", "-") else ""
    value = number(plain[len(sign) :])
    if value is None:
        return None
    if counts is GoTo.BYTE:
        found: int | None = here + (value if sign == "+" else -value) if sign else value
    elif sign:
        return None
    else:
        found = sector(value) if counts is GoTo.SECTOR else medium(value)
    return found if found is not None and 0 <= found < size else None
